"""Giving a case a named practitioner: decisions, the plan while nobody is named, and proposals."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rainer.cases.models import Case
from rainer.organisation.models import DeliveryUnit, Region, Team
from rainer.workforce.models import PractitionerTeam
from rainer.workload.models import DecisionCircumstances


class Allocation(models.Model):
    """One decision that named a practitioner. Superseded moves stay: the history never loses a row."""

    class Reason(models.TextChoices):
        INITIAL = "initial", _("First allocation")
        RESPONSIBLE_OFFICER = "responsible_officer", _("Change of responsible officer")
        CASELOAD = "caseload_adjustment", _("Caseload adjustment")
        RISK = "tier_or_risk", _("Change in tier or risk")
        ADDRESS = "address", _("Change of address")
        LEFT = "officer_left", _("Practitioner left")
        RESET = "probation_reset", _("Probation reset")
        STAFF_RISK = "risk_to_staff", _("Risk to staff")
        TRANSFER_IN = "transfer_in", _("Transfer in")
        OTHER = "other", _("Other")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="allocations")
    to = models.ForeignKey(PractitionerTeam, on_delete=models.PROTECT, related_name="allocations_in")
    previous = models.ForeignKey(PractitionerTeam, on_delete=models.PROTECT, null=True, related_name="allocations_out")
    reason = models.CharField(max_length=20, choices=Reason.choices, default=Reason.INITIAL)
    notes = models.TextField(blank=True)
    is_sensitive = models.BooleanField(default=False)
    oversight_note = models.TextField(blank=True)
    oversight_is_sensitive = models.BooleanField(default=False)
    capability = models.CharField(max_length=300, blank=True)
    over_threshold_reason = models.TextField(blank=True)
    guard_verdict = models.CharField(max_length=14)
    guard_reason = models.TextField(blank=True)
    percent_before = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    percent_after = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    circumstances = models.ForeignKey(DecisionCircumstances, on_delete=models.PROTECT, related_name="+")
    proposal_row = models.ForeignKey("ProposalRow", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["case", "-decided_at"]), models.Index(fields=["to", "-decided_at"])]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class DutyPlan(models.Model):
    """Who watches a case while nobody is named, and when they are next in contact."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="duty_plans")
    watcher = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    next_contact_on = models.DateField()
    how = models.CharField(max_length=100)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(ended_at=None), name="one_duty_plan_per_case"),
        ]


class StaffSafetyTalk(models.Model):
    """The conversation a staff-safety flag asks for. A practitioner may decline and gives no reason."""

    class Answer(models.TextChoices):
        YES = "yes", _("Yes")
        WITH = "with", _("Yes, with support")
        NO = "no", _("Someone else")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="staff_safety_talks")
    practitioner_team = models.ForeignKey(PractitionerTeam, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=4, choices=Answer.choices)
    support = models.CharField(max_length=300, blank=True)
    talked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Proposal(models.Model):
    """A computed suggestion of who could take whom, for a team, unit or region. Nothing moves until accepted.

    Of a region, people stay with practitioners of their own unit unless `across` says otherwise.
    """

    class Mode(models.TextChoices):
        FILL = "fill", _("Fill to the limit; place those who must not wait whatever the load")
        URGENT = "urgent", _("Those who must not wait only")
        EVERYONE = "everyone", _("Give everyone a name, evenly")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting to start")
        RUNNING = "running", _("Working it out")
        READY = "ready", _("Ready")
        ACCEPTING = "accepting", _("Naming them now")
        STOPPED = "stopped", _("Stopped")
        FAILED = "failed", _("No plan was found")
        DECIDED = "decided", _("Decided")

    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey(DeliveryUnit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.FILL)
    across = models.BooleanField(default=False)
    case_ids = models.JSONField(default=list)
    left_out = models.JSONField(default=list)
    as_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    stop_asked = models.BooleanField(default=False)
    progress = models.CharField(max_length=200, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="proposals")
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    facts = models.JSONField(default=dict)
    accepted_at = models.DateTimeField(null=True)

    def reaches(self, case: Case, team: Team) -> bool:
        """Whether this person may go to this team: one of their own unit, or any of the region where that was asked."""
        if self.across and self.region_id:
            return team.unit.region_id == self.region_id
        return team.unit_id == case.team.unit_id


class ProposalRow(models.Model):
    """One person of a proposal: who could take them and why, or why nobody can.

    `changed_at` is when it was last given to someone else by hand: what was changed last is named last, so that a
    reason its load asks for is asked of it and of no row the plan had placed before.

    `over_cap_reason` is why this one goes ahead beyond the practitioner's cap of new people a week.
    """

    class State(models.TextChoices):
        PLACED = "placed", _("Suggested")
        NOT_PLACED = "not_placed", _("Could not place")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Not accepted")
        LEFT_OUT = "left_out", _("Left out: changed meanwhile")

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="rows")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    order = models.PositiveIntegerField()
    to = models.ForeignKey(PractitionerTeam, on_delete=models.PROTECT, null=True, related_name="+")
    ticked = models.BooleanField(default=True)
    changed_by_hand = models.BooleanField(default=False)
    changed_at = models.DateTimeField(null=True)
    percent_before = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    percent_after = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    starts_on = models.DateField(null=True)
    reason = models.CharField(max_length=300)
    reason_code = models.CharField(max_length=30)
    next_best = models.ForeignKey(PractitionerTeam, on_delete=models.PROTECT, null=True, related_name="+")
    next_best_before = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    next_best_after = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    guard_verdict = models.CharField(max_length=14, blank=True)
    state = models.CharField(max_length=10, choices=State.choices)
    over_cap_reason = models.TextField(blank=True, default="")
    left_out_because = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "case"], name="one_row_per_person_in_a_proposal")]
        indexes = [models.Index(fields=["proposal", "state", "order"])]

"""Load as it stands and as it was, day by day; what was done about it; the circumstances kept with decisions."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rainer.organisation.models import DeliveryUnit
from rainer.workforce.models import PractitionerTeam


class Figures(models.Model):
    """The figures of one practitioner-team's load. `percent` is empty when there is no available time."""

    case_points = models.IntegerField()
    report_points = models.IntegerField()
    cms_points = models.IntegerField()
    total_points = models.IntegerField()
    available_points = models.IntegerField()
    percent = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    contracted_hours = models.DecimalField(max_digits=4, decimal_places=1)
    reduction_hours = models.DecimalField(max_digits=5, decimal_places=1)
    cases = models.PositiveIntegerField()
    community_cases = models.PositiveIntegerField()
    custody_cases = models.PositiveIntegerField()
    licence_cases = models.PositiveIntegerField()
    unscored_cases = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True


class CurrentLoad(Figures):
    """Load now, refreshed when a case, an hour or a weight changes. The steps are worked out when asked for."""

    practitioner_team = models.OneToOneField(
        PractitionerTeam, on_delete=models.CASCADE, primary_key=True, related_name="current_load"
    )
    as_at = models.DateTimeField()
    weights_from = models.DateField(null=True)
    over_since = models.DateField(null=True)
    excessive_since = models.DateField(null=True)


class LoadFacts(models.Model):
    """What a load was worked out from, kept once however many days it held: cases with tier, state and flags, hours.

    `facts` is the rule's input as plain data; `digest` is the SHA-256 of its canonical JSON.
    """

    digest = models.CharField(max_length=64, unique=True)
    facts = models.JSONField()

    class Meta:
        triggers = [pgtrigger.Protect(name="immutable", operation=pgtrigger.Update)]


class LoadReading(Figures):
    """Load on one day: the nightly reading that thresholds and history read. One row per practitioner-team a day.

    `facts` lets the day be worked out again; it is empty for history that came from elsewhere.
    """

    practitioner_team = models.ForeignKey(PractitionerTeam, on_delete=models.CASCADE, related_name="readings")
    on = models.DateField()
    source = models.CharField(max_length=10, default="record")
    facts = models.ForeignKey(LoadFacts, on_delete=models.PROTECT, null=True, related_name="readings")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practitioner_team", "on"], name="one_reading_a_day")]
        indexes = [models.Index(fields=["on"])]


class PlaceReading(models.Model):
    """One unit's people on one day: how many, how many with nobody named, and the points of those.

    `facts` lists the people nobody holds as kinds of case: state, tier, flags, how many, points each, in which team.
    `teams` holds the counts of each team of the unit; None where the day was kept for the unit as a whole only.
    """

    unit = models.ForeignKey(DeliveryUnit, on_delete=models.CASCADE, related_name="readings")
    on = models.DateField()
    people = models.PositiveIntegerField()
    nobody_named = models.PositiveIntegerField()
    must_not_wait = models.PositiveIntegerField()
    nobody_named_points = models.IntegerField()
    facts = models.JSONField(default=list)
    teams = models.JSONField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "on"], name="one_place_reading_a_day")]


class ExtractCount(models.Model):
    """Case counts of one practitioner-team on the day of an extract, as the file gave them.

    `counts` holds, by "filtered", "all" and "t2a", then by state, then by tier, how many cases.
    """

    practitioner_team = models.ForeignKey(PractitionerTeam, on_delete=models.CASCADE, related_name="extract_counts")
    on = models.DateField()
    counts = models.JSONField()
    variant = models.CharField(max_length=8, default="standard")
    sdr = models.PositiveIntegerField(default=0)
    fdr = models.PositiveIntegerField(default=0)
    cms_points = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practitioner_team", "on"], name="one_extract_count_a_day")]
        # The newest day is asked for on every page of load.
        indexes = [models.Index(fields=["on"], name="extract_counts_by_day")]


class ReportTally(models.Model):
    """Court reports written in the last 30 days, as at a day."""

    practitioner_team = models.OneToOneField(
        PractitionerTeam, on_delete=models.CASCADE, primary_key=True, related_name="report_tally"
    )
    as_at = models.DateField()
    sdr = models.PositiveIntegerField(default=0)
    fdr = models.PositiveIntegerField(default=0)


class SupportContact(models.Model):
    """Work one practitioner did on another's case (case management support)."""

    contact_id = models.CharField(max_length=20, blank=True)
    crn = models.CharField(max_length=7, blank=True)
    on = models.DateField()
    type_code = models.CharField(max_length=6)
    done_by = models.ForeignKey(PractitionerTeam, on_delete=models.CASCADE, related_name="support_given")
    holder = models.ForeignKey(PractitionerTeam, on_delete=models.CASCADE, related_name="support_received")

    class Meta:
        indexes = [models.Index(fields=["done_by", "on"]), models.Index(fields=["holder", "on"])]


class WorkloadAction(models.Model):
    """A record of what the manager did at a threshold. It rises until someone chooses; nothing clears itself."""

    class Chosen(models.TextChoices):
        MOVE_CASES = "move_cases", _("Moved cases")
        HOLD_ALLOCATIONS = "hold_allocations", _("Held new cases")
        ADMIN_HELP = "admin_help", _("Admin help")
        OVERTIME_AGREED = "overtime_agreed", _("Agreed overtime, paid")
        DEFER_TASKS = "defer_tasks", _("Put off tasks (framework)")
        ESCALATE = "escalate", _("Asked the level above")
        NONE = "none", _("Nothing")

    class Level(models.TextChoices):
        TEAM = "team", _("Senior")
        UNIT = "unit", _("Head of unit")
        REGION = "region", _("Regional director")
        NATION = "nation", _("Chief Probation Officer")

    practitioner_team = models.ForeignKey(PractitionerTeam, on_delete=models.PROTECT, related_name="workload_actions")
    threshold = models.CharField(max_length=20)
    level = models.CharField(max_length=6, choices=Level.choices, default=Level.TEAM)
    from_reading = models.DateField()
    percent = models.DecimalField(max_digits=12, decimal_places=4)
    due = models.DateField()
    rises_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="risen")
    chosen = models.CharField(max_length=16, choices=Chosen.choices, blank=True)
    asked_for = models.CharField(max_length=300, blank=True)
    reason = models.TextField(blank=True)
    hold_until = models.DateField(null=True, blank=True)
    agreed = models.BooleanField(null=True)
    their_view = models.TextField(blank=True)
    look_again_on = models.DateField(null=True, blank=True)
    chosen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    chosen_at = models.DateTimeField(null=True)
    did_it_help = models.BooleanField(null=True)
    help_comment = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practitioner_team", "threshold", "level"],
                condition=Q(chosen=""),
                name="one_open_action_per_threshold_and_level",
            ),
            models.CheckConstraint(
                condition=Q(chosen="") | Q(chosen_by__isnull=False, chosen_at__isnull=False),
                name="a_choice_has_a_name_and_a_time",
            ),
        ]
        indexes = [models.Index(fields=["due"], condition=Q(chosen=""), name="actions_waiting")]


class LineQuery(models.Model):
    """A practitioner disputes a line of their load. Answered by a day; the load stands until then."""

    class Wrong(models.TextChoices):
        NOT_MINE = "not_mine", _("Not mine")
        TIER = "tier", _("Wrong tier")
        STATE = "state", _("Wrong state")
        MORE_WORK = "more_work", _("More work than this")
        OTHER = "other", _("Other")

    practitioner_team = models.ForeignKey(PractitionerTeam, on_delete=models.CASCADE, related_name="line_queries")
    line = models.CharField(max_length=80)
    wrong = models.CharField(max_length=10, choices=Wrong.choices)
    text = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer_due = models.DateField()
    answer = models.TextField(blank=True)
    upheld = models.BooleanField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)


class UnweightedWork(models.Model):
    """Work with no weight at all: anyone can add to the list, and each entry gets an answer by a day."""

    unit = models.ForeignKey(DeliveryUnit, on_delete=models.PROTECT, related_name="unweighted_work")
    what = models.CharField(max_length=200)
    minutes_each = models.PositiveIntegerField(null=True, blank=True)
    times_a_month = models.PositiveIntegerField(null=True, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    answer_due = models.DateField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)


class DecisionCircumstances(models.Model):
    """What was so at the moment of a decision: loads, who was away, what was known. Immutable, to the byte."""

    at = models.DateTimeField()
    about = models.CharField(max_length=80)
    facts = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["about"])]
        triggers = [pgtrigger.Protect(name="immutable", operation=pgtrigger.Update | pgtrigger.Delete)]

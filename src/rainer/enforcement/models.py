"""The work of enforcement: decisions on absences, warnings, letters, breach, recall, parole reports.

The facts of breach and recall that other rules read are in `cases`; absences themselves are contacts in `supervision`
whose outcome is not yet decided.
"""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rainer.cases.models import Breach, Case, LicenceCondition, Person, Recall, SentenceEvent
from rainer.supervision.models import Contact


class AbsenceDecision(models.Model):
    """What was decided about an absence, why, on what evidence. A change of mind is a new row."""

    class Decision(models.TextChoices):
        ACCEPTABLE = "acceptable", _("Had a good reason")
        UNACCEPTABLE = "unacceptable", _("No good reason")
        WAIT = "wait", _("Wait")

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="decisions")
    decision = models.CharField(max_length=12, choices=Decision.choices)
    outcome_code = models.CharField(max_length=6, blank=True)
    # Which of the reasons offered by name, where one was chosen.
    named = models.CharField(max_length=20, blank=True, db_default="")
    reason = models.TextField()
    known = models.TextField(blank=True)
    evidence = models.TextField(blank=True)
    called = models.CharField(max_length=200, blank=True)
    wait_until = models.DateField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(decision="wait") | Q(wait_until__isnull=False), name="waits_until_a_day"
            ),
        ]
        indexes = [models.Index(fields=["contact", "-at"])]
        triggers = [pgtrigger.Protect(name="absence_decision_stands", operation=pgtrigger.Update | pgtrigger.Delete)]


class EnforcementAction(models.Model):
    """The step chosen after a failure: letter, referral, breach or recall. Done when `done_at` is set; what was answered
    to a letter comes after."""

    class Answer(models.TextChoices):
        CAME = "came", _("An answer came")
        NONE = "none", _("None came by the day")

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="enforcement_actions")
    event = models.ForeignKey(SentenceEvent, on_delete=models.PROTECT, null=True, related_name="+")
    code = models.CharField(max_length=6)
    for_whom = models.CharField(max_length=12, default="me")
    respond_by = models.DateField(null=True, blank=True)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answer = models.CharField(max_length=4, choices=Answer.choices, blank=True, db_default="")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["contact", "-at"])]


class KeptFile(models.Model):
    """A file as it went out, by its hash. Never changed."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    content = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        triggers = [pgtrigger.Protect(name="kept_file_stands", operation=pgtrigger.Update | pgtrigger.Delete)]


class Letter(models.Model):
    """A letter from a versioned template: its facts, its HTML and its PDF, kept as they were sent."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Being written")
        SENT = "sent", _("Sent")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Method(models.TextChoices):
        POST = "post", _("By post")
        HAND = "hand", _("Given by hand")
        EMAIL = "email", _("By e-mail, which you send")
        PRINT = "print", _("Printed, to be given")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="letters")
    event = models.ForeignKey(SentenceEvent, on_delete=models.PROTECT, null=True, related_name="+")
    action = models.ForeignKey(EnforcementAction, on_delete=models.PROTECT, null=True, related_name="letters")
    template = models.CharField(max_length=40)
    template_version = models.CharField(max_length=12)
    facts = models.JSONField()
    html = models.TextField()
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    large_print = models.BooleanField(default=False)
    method = models.CharField(max_length=12, blank=True, choices=Method.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    printed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.TextField(blank=True, db_default="")

    class Meta:
        indexes = [
            models.Index(fields=["person", "-made_at"]),
            models.Index(fields=["method"], condition=Q(state="sent", printed_at=None), name="letter_to_print"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="letter_stands_as_sent",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__sent_at__isnull=False)
                & (
                    pgtrigger.Q(old__html__df=pgtrigger.F("new__html"))
                    | pgtrigger.Q(old__facts__df=pgtrigger.F("new__facts"))
                    | pgtrigger.Q(old__pdf_sha256__df=pgtrigger.F("new__pdf_sha256"))
                ),
            )
        ]

    @property
    def paper(self) -> dict[str, Any]:
        """The letter as plain data, from which its PDF and HTML were made."""
        return dict(self.facts["paper"])

    @property
    def title(self) -> str:
        return str(self.facts["paper"]["title"])


class Warning(models.Model):
    """A warning given under the Act, per order. Lives twelve months unless withdrawn."""

    event = models.ForeignKey(SentenceEvent, on_delete=models.PROTECT, related_name="warnings")
    failure = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    letter = models.OneToOneField(Letter, on_delete=models.PROTECT, null=True, related_name="warning")
    given_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    response = models.TextField(blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_why = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["failure"], condition=Q(withdrawn_on=None), name="one_warning_in_force_per_failure"
            )
        ]
        indexes = [models.Index(fields=["event", "-given_on"])]


class Proceeding(models.Model):
    """What breach and recall proceedings share: a person, an order or licence, where they stand."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey(SentenceEvent, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=40)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    is_sensitive = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True


class BreachProceeding(Proceeding):
    """From thinking about breach to what the court did (enforcement.md §3.4)."""

    failures = models.ManyToManyField(Contact, related_name="+")
    # The fact that other rules read, from when it was referred.
    fact = models.OneToOneField(Breach, on_delete=models.PROTECT, null=True, related_name="proceeding")
    became_aware_on = models.DateField()
    due = models.DateField(null=True, blank=True)
    notice = models.JSONField(default=dict)
    pack = models.JSONField(default=dict)
    view_of_compliance = models.CharField(max_length=30, blank=True)
    view_reason = models.TextField(blank=True)
    proposal = models.TextField(blank=True)
    hearing_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event"], condition=Q(closed_at=None), name="one_breach_open_per_order")
        ]


class RecallProceeding(Proceeding):
    """Thinking about recall: it stays on the record whichever way it goes (enforcement.md §4)."""

    # By part: what was said, the number of its writing, who wrote it and when.
    answers = models.JSONField(default=dict)
    conditions_broken = models.ManyToManyField(LicenceCondition, related_name="+")
    exclusions = models.JSONField(default=dict)
    kind_open = models.JSONField(default=list)
    decision = models.CharField(max_length=12, blank=True)
    is_emergency = models.BooleanField(null=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    # "Recall considered", on the case from the start.
    considered = models.OneToOneField(Contact, on_delete=models.PROTECT, null=True, related_name="+")
    # The parts as they stood when a signature was asked for.
    asked = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    # Reasons a duty manager recorded out of hours, and who took them over.
    out_of_hours = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    # Part A, or the letter on a decision not to recall: as it was made, by its hash, and what was sent with it.
    paper = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    # The fact that other rules read, from when recall was decided.
    fact = models.OneToOneField(Recall, on_delete=models.SET_NULL, null=True, related_name="proceeding")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event"], condition=Q(closed_at=None), name="one_recall_open_per_sentence")
        ]


class Move(models.Model):
    """One step of proceedings: from where to where, who, when, why, with which telephone number for a signature."""

    about = models.CharField(max_length=40)
    from_status = models.CharField(max_length=40, blank=True)
    to_status = models.CharField(max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    telephone = models.CharField(max_length=30, blank=True)
    due = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["about", "at"])]
        triggers = [pgtrigger.Protect(name="move_stands", operation=pgtrigger.Update | pgtrigger.Delete)]


class ParoleReport(models.Model):
    """One report of a parole review, through its lifecycle (enforcement.md §7)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="parole_reports")
    event = models.ForeignKey(SentenceEvent, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=30)
    author_role = models.CharField(max_length=4, default="COM")
    report_due = models.DateField(null=True, blank=True)
    target_hearing = models.DateField(null=True, blank=True)
    parts = models.JSONField(default=dict)
    is_not_disclosed = models.BooleanField(default=False)
    addenda = models.JSONField(default=list)
    outcome = models.CharField(max_length=80, blank=True)
    outcome_received_on = models.DateField(null=True, blank=True)
    directions = models.TextField(blank=True)
    next_review_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)


class HdcAssessment(models.Model):
    """What is known for home detention curfew under one sentence: the facts its date is counted from, and the answers
    to the criteria and about the address. What they come to is worked out, never kept."""

    event = models.OneToOneField(SentenceEvent, on_delete=models.PROTECT, related_name="hdc")
    facts = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    address = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)

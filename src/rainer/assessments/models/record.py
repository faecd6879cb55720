"""An assessment as it is written: its answers, who changed what, its signatures, and each day's state kept for good."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rainer.cases.models import Case, Person

USER = settings.AUTH_USER_MODEL


class AssessmentRecord(models.Model):
    """One assessment from its beginning to its last signature.

    `form_on` is the day whose form it was begun with. `answers` goes by question code. `sources` says, by question,
    where an answer came from that nobody typed: the fact, its day, and who confirmed it when. `saved` says, by
    section, how often it was saved, when and by whom, so that two people writing one section are told of one another.
    `rosh` is the overall level once signed.
    """

    class State(models.TextChoices):
        UNSIGNED = "UNSIGNED", _("Being written")
        LOCKED_INCOMPLETE = "LOCKED_INCOMPLETE", _("Locked, not complete")
        SELF_SIGNED = "SELF_SIGNED", _("Signed")
        AWAITING_COUNTERSIGN = "AWAITING_COUNTERSIGN", _("Waiting for a second person")
        AWAITING_DOUBLE_COUNTERSIGN = "AWAITING_DOUBLE_COUNTERSIGN", _("Waiting for a third person")
        COUNTERSIGNED = "COUNTERSIGNED", _("Countersigned")
        DOUBLE_COUNTERSIGNED = "DOUBLE_COUNTERSIGNED", _("Countersigned twice")
        REJECTED = "REJECTED", _("Sent back")
        ROLLED_BACK = "ROLLED_BACK", _("Rolled back")

    class Purpose(models.TextChoices):
        INITIAL = "INITIAL", _("First assessment")
        REVIEW = "REVIEW", _("Review")
        TERMINATION = "TERMINATE", _("End of sentence")
        TRANSFER = "TRANSFER", _("Transfer")
        OTHER = "OTHER", _("Other")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="assessment_records")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    why = models.CharField(max_length=500, blank=True)
    form_on = models.DateField()
    state = models.CharField(max_length=28, choices=State.choices, default=State.UNSIGNED)
    answers = models.JSONField(default=dict)
    sources = models.JSONField(default=dict)
    saved = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    edited_at = models.DateTimeField()
    edited_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    signatures_needed = models.PositiveSmallIntegerField(default=0)
    reasons = models.JSONField(default=list)
    rosh = models.CharField(max_length=10, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closing_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state="UNSIGNED"), name="one_assessment_written_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["person", "-started_at"])]

    @property
    def is_open(self) -> bool:
        return self.state == self.State.UNSIGNED

    @property
    def is_waiting(self) -> bool:
        return self.state in (self.State.AWAITING_COUNTERSIGN, self.State.AWAITING_DOUBLE_COUNTERSIGN)

    @property
    def is_finished(self) -> bool:
        """Signed by as many as it needs."""
        return self.state in (self.State.SELF_SIGNED, self.State.COUNTERSIGNED, self.State.DOUBLE_COUNTERSIGNED)


class AssessmentSnapshot(models.Model):
    """An assessment as it stood at the end of a day on which it was written, and whenever its state moved."""

    record = models.ForeignKey(AssessmentRecord, on_delete=models.PROTECT, related_name="snapshots")
    day = models.DateField()
    at = models.DateTimeField()
    state = models.CharField(max_length=28, choices=AssessmentRecord.State.choices)
    answers = models.JSONField()
    sources = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["record", "-at"])]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class AnswerChange(models.Model):
    """One answer that changed: before, after, who, when. Only ever added to."""

    record = models.ForeignKey(AssessmentRecord, on_delete=models.PROTECT, related_name="changes")
    question = models.CharField(max_length=60)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["record", "question", "-at"])]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class Countersignature(models.Model):
    """A second person's look: what they tested, what changed because of it, and whether they signed or sent it back.

    `why` holds the reasons for which it is asked. A row without `decided_at` waits.
    """

    class Decision(models.TextChoices):
        SIGNED = "signed", _("Signed")
        SENT_BACK = "sent back", _("Sent back")
        WITHDRAWN = "withdrawn", _("Not asked any more: the assessment was rolled back")

    record = models.ForeignKey(AssessmentRecord, on_delete=models.PROTECT, related_name="countersignatures")
    order = models.PositiveSmallIntegerField(default=1)
    why = models.JSONField(default=list)
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    decided_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    tested = models.TextField(blank=True)
    changed = models.TextField(blank=True)
    talked_on = models.DateField(null=True, blank=True)
    needed = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["record"], condition=Q(decided_at=None), name="one_countersignature_waits_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(decided_at=None), name="countersignature_waiting")]


class NotMine(models.Model):
    """A second person who said that an assessment is not for them to sign, and why."""

    countersignature = models.ForeignKey(Countersignature, on_delete=models.PROTECT, related_name="not_mine")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    why = models.CharField(max_length=500)

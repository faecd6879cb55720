"""A person's record taken out for court, recall or handover: what was asked, why, by whom, and the file as it went out."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rainer.cases.models import Person


class RecordExport(models.Model):
    """One bundle. `asked` is what was chosen; `file` its name where files are kept; `sha256` that of the very bytes."""

    class Purpose(models.TextChoices):
        COURT = "court", _("Court")
        RECALL = "recall", _("Recall or parole")
        HANDOVER = "handover", _("Handover to another area or service")
        PERSON = "person", _("The person asked for their record")
        OTHER = "other", _("Something else")

    class State(models.TextChoices):
        WAITING = "waiting", _("Being made")
        MADE = "made", _("Made")
        FAILED = "failed", _("Not made")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    reason = models.CharField(max_length=500)
    asked = models.JSONField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    says = models.CharField(max_length=300, blank=True)
    counts = models.JSONField(default=dict)
    file = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    made_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["person", "-at"])]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="made") | ~models.Q(sha256=""), name="made_export_has_its_hash"
            )
        ]

"""Files that came in: what they were, what was found in them, what they would change and what they changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportRun(models.Model):
    class Format(models.TextChoices):
        WMT = "wmt", _("Nightly workload extract")
        CASELOAD = "caseload", _("People, sentences, registrations, managers and staff")

    class State(models.TextChoices):
        READING = "reading", _("Reading")
        FAULTY = "faulty", _("Faults found: nothing has been changed")
        CHECKED = "checked", _("Checked: ready to apply")
        APPLYING = "applying", _("Applying")
        APPLIED = "applied", _("Applied")
        NO_CHANGE = "no_change", _("The same file again: nothing changed")
        FAILED = "failed", _("Stopped: nothing has been changed")

    format = models.CharField(max_length=10, choices=Format.choices)
    file_name = models.CharField(max_length=200)
    file = models.FileField(upload_to="imports/", blank=True)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    covers = models.DateField(null=True)
    day_was_chosen = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.READING)
    progress = models.CharField(max_length=200, blank=True)
    faults = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    plan = models.JSONField(default=dict)
    written = models.JSONField(default=dict)
    override_reason = models.TextField(blank=True)
    # What this file calls sheets and columns it seemed to lack: sheet, column, name, by whom and when.
    renamed = models.JSONField(default=list)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField()
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    applied_at = models.DateTimeField(null=True)

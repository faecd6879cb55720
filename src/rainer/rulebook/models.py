"""Local values of the rulebook: proposed by one person, approved by another, in force from a day in a place."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class LocalValue(models.Model):
    class State(models.TextChoices):
        PROPOSED = "proposed", _("Waits for a second person")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    key = models.CharField(max_length=120)
    region_code = models.CharField(max_length=20, blank=True)
    unit_code = models.CharField(max_length=20, blank=True)
    value = models.JSONField()
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    source_title = models.CharField(max_length=300)
    source_url = models.URLField(blank=True)
    source_read_on = models.DateField()
    reason = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends=None) | Q(ends__gte=F("starts")), name="local_value_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")) | Q(state="withdrawn"),
                name="someone_else_decides_a_local_value",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(decided_by__isnull=False), name="approved_value_has_an_approver"
            ),
            # Of two values from one day in one place the rules could not say which holds.
            models.UniqueConstraint(
                fields=["key", "region_code", "unit_code", "starts"],
                condition=Q(state="approved"),
                name="one_approved_value_a_place_and_day",
            ),
        ]
        indexes = [models.Index(fields=["state", "key"])]

"""Each tier as it was worked out: the inputs as seen, the answer and every step. Only ever added to."""

from __future__ import annotations

import pgtrigger
from django.db import models

from rainer.cases.models import Case


class TierDecision(models.Model):
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tier_decisions")
    scheme = models.CharField(max_length=2)
    tier = models.CharField(max_length=14)
    is_provisional = models.BooleanField(default=False)
    worked_out_on = models.DateField()
    at = models.DateTimeField()
    reason = models.CharField(max_length=120)
    inputs = models.JSONField()
    outcome = models.JSONField()
    next_change_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["case", "scheme", "-at"]), models.Index(fields=["next_change_on"])]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

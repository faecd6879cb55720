"""Risk, needs and predictor scores as they stand finished: the facts a tier is worked out from."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Value

from rainer.cases.models import Person


class PredictorScore(models.Model):
    """A likelihood by a formula: `kind` is RSR, OGRS3, ARP, CSRP, DC-SRP, …; score in per cent."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="predictor_scores")
    kind = models.CharField(max_length=8)
    score = models.DecimalField(max_digits=6, decimal_places=2)
    band = models.CharField(max_length=16, blank=True)
    is_static = models.BooleanField(default=False)
    completed_on = models.DateField()
    # How it was worked out: inputs as used, what each part added, the rule. Empty for a score brought in from elsewhere.
    inputs = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))
    outcome = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))
    at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["person", "kind", "-completed_on"])]


class Assessment(models.Model):
    """A signed assessment: which form and layer, when it was completed, and its scored answers by section."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="assessments")
    layer = models.PositiveSmallIntegerField()
    is_strengths_based = models.BooleanField(default=False)
    status = models.CharField(max_length=20)
    completed_on = models.DateField()
    answers = models.JSONField(default=dict)
    record = models.OneToOneField(
        "AssessmentRecord", on_delete=models.PROTECT, null=True, blank=True, related_name="scored"
    )

    class Meta:
        indexes = [models.Index(fields=["person", "-completed_on"])]

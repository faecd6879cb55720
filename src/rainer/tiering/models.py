"""Each tier as it was worked out, and each that people put in the place of the rule's."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rainer.cases.models import Case

USER = settings.AUTH_USER_MODEL


class TierDecision(models.Model):
    """The rule's own answer: the inputs as seen, the tier and every step. Only ever added to."""

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


class TierOverride(models.Model):
    """Another tier than the rule's, as somebody proposed it and a second person agreed to it or refused.

    `rule_tier` is the rule's own when it was proposed and `facts` what the rule read then: it ends when either is no
    longer so, or after `until`. `changed` names the facts that ended it.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Waiting for a second person")
        STANDING = "standing", _("In force")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        REPLACED = "replaced", _("Replaced by a newer one")
        REVIEW = "review", _("Ended: its day passed")
        FACTS = "facts", _("Ended: the rule’s facts changed")
        RULE = "rule", _("Ended: the rule’s own tier changed")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tier_overrides")
    scheme = models.CharField(max_length=2)
    rule_tier = models.CharField(max_length=14)
    facts = models.JSONField()
    tier = models.CharField(max_length=3)
    reason = models.CharField(max_length=1000)
    until = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    said = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    ended_why = models.CharField(max_length=500, blank=True)
    changed = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "scheme"], condition=Q(state="proposed"), name="one_override_proposed_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["case", "scheme"], condition=Q(state="standing"), name="one_override_stands_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("proposed_by")),
                name="override_decided_by_another",
            ),
        ]
        indexes = [models.Index(fields=["until"], condition=Q(state="standing"), name="override_standing_until")]

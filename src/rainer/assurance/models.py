"""Levels that were looked at, with the circumstances of each; draws of them for a check; prompts for missed signals."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rainer.cases.models import Case, Person
from rainer.organisation.models import DeliveryUnit, Team
from rainer.workforce.models import PractitionerTeam
from rainer.workload.models import DecisionCircumstances

USER = settings.AUTH_USER_MODEL


class LevelChange(models.Model):
    """A level that was looked at after it was first set: changed, left the same, or taken off. Only ever added to.

    `source` names the fact it follows from ("registration-added:42", "tier-decision:7"), so that filling twice keeps
    one row. `days_held` is since the case was given to its holder; loads are in per cent, of the holder then and of
    whoever decided. `new_information` lists what had come since the level before; it is empty where nothing had.
    `signed_by` countersigned the assessment that gave the level. What was not known is None.
    """

    class Kind(models.TextChoices):
        ROSH = "rosh", _("Risk of serious harm")
        TIER = "tier", _("Tier")

    class Direction(models.TextChoices):
        SAME = "same", _("The same")
        RAISED = "raised", _("Raised")
        LOWERED = "lowered", _("Lowered")
        REMOVED = "removed", _("Taken off")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="level_changes")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="level_changes")
    kind = models.CharField(max_length=4, choices=Kind.choices)
    before = models.CharField(max_length=14)
    after = models.CharField(max_length=14, blank=True)
    direction = models.CharField(max_length=7, choices=Direction.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    signed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    holder = models.ForeignKey(PractitionerTeam, on_delete=models.PROTECT, null=True, related_name="+")
    days_held = models.PositiveIntegerField(null=True)
    holder_load = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    decider_load = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    new_information = ArrayField(models.CharField(max_length=10), default=list)
    circumstances = models.ForeignKey(DecisionCircumstances, on_delete=models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=60, unique=True)

    class Meta:
        indexes = [models.Index(fields=["kind", "at"]), models.Index(fields=["team", "kind", "at"])]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class ChangeDraw(models.Model):
    """A draw of lowered levels for a check: the seed, the digest of the list, who was drawn in which order."""

    pattern = models.CharField(max_length=12)
    kind = models.CharField(max_length=4, choices=LevelChange.Kind.choices)
    quarter = models.CharField(max_length=7)
    unit = models.ForeignKey(DeliveryUnit, on_delete=models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="+")
    seed = models.CharField(max_length=64)
    listed = models.PositiveIntegerField()
    list_digest = models.CharField(max_length=64)
    drawn = ArrayField(models.BigIntegerField())
    at = models.DateTimeField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class SignalPrompt(models.Model):
    """A question that the record asks about a person, until somebody closes it in words or the record answers it.

    `key` names the facts it rests on: the same facts ask once, whatever became of it.
    """

    class Closed(models.TextChoices):
        REASON = "reason", _("With a reason")
        RECORD = "record", _("The record answers it")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="signal_prompts")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=80)
    words = models.CharField(max_length=300)
    since = models.DateField()
    raised_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed = models.CharField(max_length=6, choices=Closed.choices, blank=True)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="the_same_facts_ask_once"),
            models.CheckConstraint(
                condition=~Q(closed="reason") | (Q(by__isnull=False) & ~Q(reason="")),
                name="a_reason_has_words_and_a_name",
            ),
        ]
        indexes = [models.Index(fields=["case"], condition=Q(closed_at=None), name="signals_open")]

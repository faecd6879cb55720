"""The case as it is held now, and who has held it."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from rainer.cases.models.person import Person
from rainer.organisation.models import Team
from rainer.workforce.models import PractitionerTeam


class TimeRange(Func):
    """The moments from start up to, but not including, end; an empty end is open."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class CaseState(models.TextChoices):
    COMMUNITY = "community", _("community")
    CUSTODY = "custody", _("custody")
    LICENCE = "licence", _("licence")


class Rosh(models.TextChoices):
    VERY_HIGH = "very_high", _("Very high")
    HIGH = "high", _("High")
    MEDIUM = "medium", _("Medium")
    LOW = "low", _("Low")
    NOT_RECORDED = "not_recorded", _("Not assessed")


class Case(models.Model):
    """The person's current supervision, as held by one practitioner; nobody when `practitioner_team` is empty.

    `received_on` is the day it came without a named practitioner: "days waiting" runs from it. `rosh`, `tier_v2`,
    `tier_v3`, `waiting_group` and `points` are kept answers of rules, refreshed by jobs when a fact changes.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="cases")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="cases")
    practitioner_team = models.ForeignKey(
        PractitionerTeam, on_delete=models.PROTECT, null=True, blank=True, related_name="cases"
    )
    held_since = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=CaseState.choices)
    received_on = models.DateField()
    starts = models.DateField()
    ends_expected = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    first_appointment_on = models.DateField(null=True, blank=True)
    first_appointment = models.CharField(max_length=12, blank=True)
    is_t2a = models.BooleanField(default=False)
    is_contact_suspended = models.BooleanField(default=False)
    on_warrant = models.BooleanField(default=False)
    only_unpaid_work = models.BooleanField(default=False)
    is_overdue_termination = models.BooleanField(default=False)
    sexual_offence = models.BooleanField(null=True, blank=True)
    domestic_abuse_with_injury = models.BooleanField(null=True, blank=True)
    rosh = models.CharField(max_length=14, choices=Rosh.choices, default=Rosh.NOT_RECORDED)
    mappa_level = models.PositiveSmallIntegerField(null=True, blank=True)
    mappa_category = models.PositiveSmallIntegerField(null=True, blank=True)
    tier_v2 = models.CharField(max_length=3, blank=True)
    tier_v3 = models.CharField(max_length=14, blank=True)
    tier_v3_provisional = models.BooleanField(default=False)
    # By scheme, where people put another tier in the place of the rule's: which, whose, why, until when.
    overridden = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))
    waiting_group = models.PositiveSmallIntegerField(default=4)
    waiting_facts = models.JSONField(default=list)
    needs_staff_safety_talk = models.BooleanField(default=False)
    points = models.IntegerField(null=True, blank=True)
    last_contact_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(closed_on=None), name="one_open_case_per_person"),
            models.CheckConstraint(
                condition=Q(waiting_group__gte=1) & Q(waiting_group__lte=4), name="waiting_group_1_to_4"
            ),
        ]
        indexes = [
            models.Index(fields=["practitioner_team"], condition=Q(closed_on=None), name="case_open_by_holder"),
            models.Index(
                fields=["team", "waiting_group", "received_on"],
                condition=Q(closed_on=None, practitioner_team=None),
                name="case_nobody_named",
            ),
        ]


class CaseHolding(models.Model):
    """Who held the case, from and until when. The database allows one holder at a time."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="holdings")
    practitioner_team = models.ForeignKey(PractitionerTeam, on_delete=models.PROTECT, related_name="holdings")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_holder_at_a_time",
                expressions=[
                    ("case", RangeOperators.EQUAL),
                    (TimeRange("starts_at", "ends_at", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at")), name="holding_ends_after_it_starts"
            ),
        ]
        indexes = [models.Index(fields=["practitioner_team", "starts_at"]), models.Index(fields=["case", "starts_at"])]

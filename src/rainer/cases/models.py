"""The person, their sentences and registrations, the case and who has held it; who may open the record."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from rainer.organisation.models import Team
from rainer.workforce.models import PractitionerTeam


class TimeRange(Func):
    """The moments from start up to, but not including, end; an empty end is open."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class Person(models.Model):
    """Someone with a sentence, licence, report or custody case here."""

    crn = models.CharField(max_length=7, unique=True)
    forename = models.CharField(max_length=60)
    middle_names = models.CharField(max_length=120, blank=True)
    surname = models.CharField(max_length=60)
    preferred_name = models.CharField(max_length=60, blank=True)
    date_of_birth = models.DateField(null=True, blank=True)
    date_of_death = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=10, blank=True)
    pnc = models.CharField(max_length=13, blank=True, db_index=True)
    pnc_as_given = models.CharField(max_length=20, blank=True)
    cro = models.CharField(max_length=13, blank=True, db_index=True)
    prison_number = models.CharField(max_length=7, blank=True, db_index=True)
    postcode = models.CharField(max_length=8, blank=True)
    no_fixed_abode = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(crn__regex=r"^[A-Z][0-9]{6}$"), name="crn_is_a_letter_and_six_digits")
        ]
        indexes = [
            GinIndex(fields=["surname", "forename"], name="person_name_trigrams", opclasses=["gin_trgm_ops"] * 2),
            models.Index(fields=["date_of_birth"]),
        ]

    def __str__(self) -> str:
        return f"{self.forename} {self.surname}"


class DuplicateWarning(models.Model):
    """Two records that may be one person, with the evidence. Never merged by itself."""

    class State(models.TextChoices):
        OPEN = "open", _("To look at")
        DIFFERENT = "different", _("Two people")
        SAME = "same", _("One person: merge asked for")

    one = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    evidence = models.JSONField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    found_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="one_warning_per_pair"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="warning_pair_in_order"),
        ]


class SentenceEvent(models.Model):
    """One court episode, with the small number everyone quotes."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sentence_events")
    number = models.PositiveSmallIntegerField()
    court = models.CharField(max_length=100, blank=True)
    convicted_on = models.DateField(null=True, blank=True)
    main_offence = models.CharField(max_length=200, blank=True)
    offence_code = models.CharField(max_length=5, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "number"], name="one_event_per_number")]


class Sentence(models.Model):
    class Kind(models.TextChoices):
        COMMUNITY_ORDER = "community_order", _("Community order")
        SUSPENDED = "suspended_sentence_order", _("Suspended sentence order")
        CUSTODIAL = "custodial", _("Custodial sentence")

    event = models.OneToOneField(SentenceEvent, on_delete=models.CASCADE, related_name="sentence")
    kind = models.CharField(max_length=24, choices=Kind.choices)
    type_code = models.CharField(max_length=6, blank=True)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    released_on = models.DateField(null=True, blank=True)
    release_expected_on = models.DateField(null=True, blank=True)
    terminated_on = models.DateField(null=True, blank=True)


class Requirement(models.Model):
    event = models.ForeignKey(SentenceEvent, on_delete=models.CASCADE, related_name="requirements")
    code = models.CharField(max_length=6)
    length = models.PositiveIntegerField(null=True, blank=True)
    unit = models.CharField(max_length=8, blank=True)
    is_restrictive = models.BooleanField(default=False)
    terminated_on = models.DateField(null=True, blank=True)


class Registration(models.Model):
    """A dated register entry, a "flag" on pages. `type_code` is the register's own code (MAPP, RHRH, RCPR, …)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="registrations")
    type_code = models.CharField(max_length=6)
    level = models.CharField(max_length=4, blank=True)
    category = models.CharField(max_length=4, blank=True)
    starts = models.DateField()
    next_review = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)
    is_staff_safety = models.BooleanField(default=False)
    notes = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["person", "type_code"], condition=Q(ends=None), name="registration_in_force")]


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


class LimitedAccess(models.Model):
    """What exclusions and restrictions share: a user, days, a reason, who set it, and words for the refused."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    reason = models.TextField()
    message = models.CharField(max_length=300, blank=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True


class Exclusion(LimitedAccess):
    """A named user kept out of one person's record."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="exclusions")


class Restriction(LimitedAccess):
    """A named user let in to a record that is closed to everyone else."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="restrictions")


class BreakGlass(models.Model):
    """A limited record opened with a reason, for an hour; its owner was told at once."""

    class Ground(models.TextChoices):
        HARM = "harm", _("Someone may be harmed now")
        COVERING = "covering", _("I am covering")
        COURT_OR_POLICE = "court_or_police", _("Court or police need it now")
        OTHER = "other", _("Other")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=16, choices=Ground.choices)
    reason = models.TextField()
    opened_at = models.DateTimeField()
    open_until = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["user", "person", "open_until"])]

"""Posts and who fills them, hours, reductions, absence, qualifications: what decides the time there is."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from rainer.organisation.models import Practitioner, Team


class DateRange(Func):
    """The days from start to end, both included; an empty end is open."""

    function = "DATERANGE"
    output_field = DateRangeField()


class PractitionerTeam(models.Model):
    """One practitioner in one team: hours, reductions and workload hang on it.

    A placeholder ("Unallocated", code ending in U) is nobody: its cases have nobody named.
    """

    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="in_teams")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="practitioners")
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    is_placeholder = models.BooleanField(default=False)
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="manages"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practitioner", "team"], name="one_row_per_practitioner_and_team"),
        ]

    def __str__(self) -> str:
        return f"{self.practitioner}, {self.team}"


class ContractedHours(models.Model):
    """Hours a week in one team, from a day. The newest row on or before a day holds. `reason`: why there are none."""

    practitioner_team = models.ForeignKey(PractitionerTeam, on_delete=models.CASCADE, related_name="contracted_hours")
    starts = models.DateField()
    hours = models.DecimalField(max_digits=4, decimal_places=1)
    reason = models.CharField(max_length=300, blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practitioner_team", "starts"], name="one_contract_per_day"),
            models.CheckConstraint(condition=Q(hours__gte=0) & Q(hours__lte=37.5), name="hours_between_0_and_37_5"),
        ]


class Reduction(models.Model):
    """Hours a week taken off, with reason and dates. `reason` is a code of the rulebook's reduction reasons."""

    class Status(models.TextChoices):
        SCHEDULED = "SCHEDULED", _("Scheduled")
        ACTIVE = "ACTIVE", _("Active")
        ARCHIVED = "ARCHIVED", _("Ended")
        DELETED = "DELETED", _("Deleted")

    practitioner_team = models.ForeignKey(PractitionerTeam, on_delete=models.CASCADE, related_name="reductions")
    reason = models.CharField(max_length=60)
    hours = models.DecimalField(max_digits=4, decimal_places=1)
    starts = models.DateField()
    ends = models.DateField()
    notes = models.TextField(blank=True, max_length=4000)
    status = models.CharField(max_length=10, choices=Status.choices)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="reduction_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(hours__gte=0) & Q(hours__lte=37.5), name="reduction_hours_in_range"),
        ]
        indexes = [models.Index(fields=["practitioner_team", "status"]), models.Index(fields=["status", "ends"])]


class Post(models.Model):
    """A post the unit should have filled, in full-time equivalents."""

    unit = models.ForeignKey("organisation.DeliveryUnit", on_delete=models.PROTECT, related_name="posts")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="posts")
    role = models.CharField(max_length=40)
    grade = models.CharField(max_length=5, blank=True)
    fte_target = models.DecimalField(max_digits=4, decimal_places=2)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)


class Holding(models.Model):
    """Who fills a post, how much of it, and on what terms."""

    class Kind(models.TextChoices):
        PERMANENT = "permanent", _("Permanent")
        FIXED = "fixed", _("Fixed term")
        AGENCY = "agency", _("Agency")
        LOAN = "loan", _("On loan")
        OVERTIME = "overtime", _("Overtime")

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="holdings")
    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="holdings")
    fte = models.DecimalField(max_digits=4, decimal_places=2)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.PERMANENT)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    leaving_reason = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes = [models.Index(fields=["practitioner", "starts"])]


class Absence(models.Model):
    class Kind(models.TextChoices):
        SICKNESS = "sickness", _("Sickness")
        LEAVE = "leave", _("Leave")
        LONG_LEAVE = "long_leave", _("Long leave")
        TRAINING = "training", _("Training")

    practitioner = models.ForeignKey(Practitioner, on_delete=models.CASCADE, related_name="absences")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["practitioner", "starts"])]


class ReturnPlan(models.Model):
    """After sickness: how many new cases a week at most, until a day."""

    practitioner_team = models.ForeignKey(PractitionerTeam, on_delete=models.CASCADE, related_name="return_plans")
    starts = models.DateField()
    ends = models.DateField()
    new_cases_a_week = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_return_plan_at_a_time",
                expressions=[
                    ("practitioner_team", RangeOperators.EQUAL),
                    (DateRange("starts", "ends", RangeBoundary(inclusive_upper=True)), RangeOperators.OVERLAPS),
                ],
            )
        ]


class Mentoring(models.Model):
    """Who supports whom: a mentor for a new officer, a practice tutor assessor for a trainee."""

    class Kind(models.TextChoices):
        MENTOR = "mentor", _("Mentor")
        TUTOR = "tutor", _("Practice tutor assessor")

    kind = models.CharField(max_length=8, choices=Kind.choices)
    mentor = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="mentors")
    learner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="mentored_by")
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    reason_despite_rule = models.TextField(blank=True)

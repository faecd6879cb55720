"""The practitioners of a place, one row each, for those who manage them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from django.db import connection
from django.db.models import Case as When
from django.db.models import DateField, F, FloatField, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models import When as If
from django.db.models.functions import Cast, Least

from rainer.organisation.access import Acting, Area
from rainer.organisation.capabilities import Capability
from rainer.organisation.models import Practitioner, Team
from rainer.workforce.models import PractitionerTeam, Reduction
from rainer.workload.models import CurrentLoad, LoadReading, WorkloadAction
from rainer.workload.queries.places import TO_PLACE, Where

EXACT = When(
    If(available_points__gt=0, then=Value(100.0) * Cast("total_points", FloatField()) / F("available_points")),
    default=None,
    output_field=FloatField(),
)


def people_of(where: Where, *, on: date, weeks: int) -> QuerySet[CurrentLoad]:
    """Loads of the place's practitioners: `exact` is the unrounded percentage, `then` that of so many weeks ago,
    `next_change` the next day a reduction starts or ends, `did` what was last recorded about the load."""
    reading = LoadReading.objects.filter(
        practitioner_team=OuterRef("pk"), on=on - timedelta(weeks=weeks), available_points__gt=0
    )
    actions = WorkloadAction.objects.filter(practitioner_team=OuterRef("pk")).exclude(chosen="").order_by("-chosen_at")
    waiting = WorkloadAction.objects.filter(practitioner_team=OuterRef("pk"), chosen="").order_by("due")
    rows = CurrentLoad.objects.filter(practitioner_team__is_placeholder=False)
    if where.level != "nation":
        rows = rows.filter(**{TO_PLACE[where.level]: where.pk})
    return rows.annotate(
        exact=EXACT,
        then=Subquery(reading.annotate(exact=EXACT).values("exact")[:1]),
        did=Subquery(actions.values("chosen")[:1]),
        did_at=Subquery(actions.values("chosen_at")[:1]),
        waiting=Subquery(waiting.values("pk")[:1]),
        waiting_due=Subquery(waiting.values("due")[:1]),
        waiting_level=Subquery(waiting.values("level")[:1]),
        next_change=_next_change(on),
    ).select_related("practitioner_team__practitioner", "practitioner_team__team")


def people_on(where: Where, *, on: date) -> QuerySet[LoadReading]:
    """The readings of a past night for the place's practitioners, with the unrounded percentage as `exact`."""
    rows = LoadReading.objects.filter(on=on, practitioner_team__is_placeholder=False)
    if where.level != "nation":
        rows = rows.filter(**{TO_PLACE[where.level]: where.pk})
    return rows.annotate(exact=EXACT).select_related("practitioner_team__practitioner", "practitioner_team__team")


def _next_change(on: date) -> Subquery:
    """The nearest day after `on` on which a reduction starts or has its last day."""
    upcoming = (
        Reduction.objects.filter(practitioner_team=OuterRef("pk"))
        .filter(Q(starts__gt=on) | Q(ends__gt=on))
        .exclude(status__in=(Reduction.Status.DELETED, Reduction.Status.ARCHIVED))
        .order_by()
        .values("practitioner_team")
    )
    soonest = When(If(starts__gt=on, then=Least("starts", "ends")), default=F("ends"), output_field=DateField())
    return Subquery(upcoming.annotate(soonest=Min(soonest)).values("soonest"))


# One array instead of a row a person: a nation's chart asks for all of them.
LOADS = """
SELECT array_agg(100 * l.total_points::float8 / NULLIF(l.available_points, 0)
                 ORDER BY l.total_points::float8 / NULLIF(l.available_points, 0) NULLS LAST)
  FROM workload_currentload l
  JOIN workforce_practitionerteam p ON p.id = l.practitioner_team_id AND NOT p.is_placeholder
  JOIN organisation_team t ON t.id = p.team_id
  JOIN organisation_deliveryunit u ON u.id = t.unit_id
 WHERE {where}
"""


def exact_loads(where: Where) -> list[float | None]:
    """Every practitioner's unrounded load in the place, lowest first, those not available last; no names."""
    condition = where.sql_of_one_kind()
    with connection.cursor() as cursor:
        cursor.execute(LOADS.format(where=condition), {"place": where.pk})
        return list(cursor.fetchone()[0] or ())


def may_see_names(acting: Acting, where: Where) -> bool:
    """Names only for those who manage them: the whole place lies where they may see load by name."""
    area: Area = acting.area(Capability.SEE_LOAD_BY_NAME)
    if area.everywhere:
        return True
    if where.level == "region":
        return where.pk in area.regions
    if where.level == "unit":
        return where.pk in area.units or Team.objects.filter(area.teams_q(""), unit=where.pk).count() == (
            Team.objects.filter(unit=where.pk).count()
        )
    return where.level == "team" and Team.objects.filter(area.teams_q(""), pk=where.pk).exists()


def own_teams(practitioner: Practitioner, *, on: date) -> QuerySet[PractitionerTeam]:
    """The teams a practitioner is in on the day, or holds cases in still."""
    here = Q(ends=None) | Q(ends__gte=on) | Q(current_load__isnull=False)
    return (
        PractitionerTeam.objects.filter(here, practitioner=practitioner, starts__lte=on)
        .select_related("practitioner", "team__unit__region", "manager", "current_load")
        .order_by("team__name")
    )


def managed_teams(acting: Acting, practitioner: Practitioner, capability: Capability, *, on: date) -> Collection[int]:
    """Of a practitioner's teams, those where the user holds the capability: the ids of their rows."""
    area = acting.area(capability)
    return [pt.pk for pt in own_teams(practitioner, on=on) if area.holds_team(pt.team)]

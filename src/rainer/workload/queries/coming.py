"""What is known to change in the next weeks: cases that end, people released, hours that come and go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F, Q

from rainer.cases.models import Case, CaseState
from rainer.policy.rulebook import Place, Rulebook
from rainer.policy.workload import available_points, hours_of, load_percent, total_hours, workload_tables
from rainer.rulebook.queries import place_of
from rainer.workforce.models import ContractedHours, Reduction
from rainer.workload.inputs import as_rule_reduction, points_of_kind, switched_off_reasons, variant_of
from rainer.workload.models import CurrentLoad


@dataclass(frozen=True, slots=True)
class Week:
    """The load expected on the Monday of a week if nothing new comes. Percentages are unrounded."""

    starts: date
    total: int
    available: int

    @property
    def percent(self) -> float | None:
        return load_percent(self.total, self.available)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is known to change: what, on which day, by how many points (None for hours)."""

    on: date
    kind: str
    crn: str = ""
    points: int | None = None
    hours: Decimal | None = None


def mondays(on: date, weeks: int) -> list[date]:
    """The Mondays after the day, so many of them."""
    first = on + timedelta(days=7 - on.weekday())
    return [first + timedelta(weeks=n) for n in range(weeks)]


def coming_weeks(ids: Collection[int], *, on: date, weeks: int, rulebook: Rulebook) -> dict[int, list[Week]]:
    """The expected load of these practitioner-teams week by week. As many queries for one as for a thousand.

    Known are: cases that reach their expected end, people in custody released on licence, reductions and hours
    recorded ahead. New cases are not guessed.
    """
    days = mondays(on, weeks)
    changes = case_changes(ids, on=on, until=days[-1], rulebook=rulebook)
    hours = _Hours(ids, on=on, until=days[-1], rulebook=rulebook)
    loads = CurrentLoad.objects.filter(pk__in=ids).select_related(
        "practitioner_team__practitioner", "practitioner_team__team__unit__region"
    )
    return {
        load.pk: [
            Week(
                day,
                load.total_points + sum(c.points or 0 for c in changes.get(load.pk, ()) if c.on <= day),
                hours.available(load, day),
            )
            for day in days
        ]
        for load in loads
    }


def case_changes(ids: Collection[int], *, on: date, until: date, rulebook: Rulebook) -> dict[int, list[Change]]:
    """Cases that end and people who are released between two days, by practitioner-team, soonest first."""
    cases = (
        Case.objects.filter(practitioner_team__in=ids, closed_on=None)
        .annotate(release=F("person__sentence_events__sentence__release_expected_on"))
        .filter(
            Q(ends_expected__gte=on, ends_expected__lte=until)
            | Q(
                state=CaseState.CUSTODY,
                person__sentence_events__is_active=True,
                release__gt=on,
                release__lte=until,
            )
        )
        .select_related("person", "team__unit__region")
        .order_by("id", "release")
    )
    found: dict[int, list[Change]] = defaultdict(list)
    seen: set[int] = set()
    for case in cases:
        if case.pk not in seen and case.practitioner_team_id is not None:
            seen.add(case.pk)
            found[case.practitioner_team_id] += _changes_of(case, on=on, until=until, rulebook=rulebook)
    return {pk: sorted(changes, key=lambda c: (c.on, c.crn)) for pk, changes in found.items()}


def _changes_of(case: Any, *, on: date, until: date, rulebook: Rulebook) -> Iterable[Change]:
    points = case.points
    released = case.state == CaseState.CUSTODY and case.release is not None and on < case.release <= until
    if released and (case.ends_expected is None or case.release < case.ends_expected):
        on_licence = _licence_points(case, on=on, rulebook=rulebook)
        difference = None if on_licence is None or points is None else on_licence - points
        yield Change(case.release, "release", case.person.crn, difference)
        points = on_licence
    if case.ends_expected is not None and on <= case.ends_expected <= until:
        # The last day still counts: the case is gone from the day after.
        yield Change(
            case.ends_expected + timedelta(days=1),
            "end",
            case.person.crn,
            None if points is None else -points,
        )


def _licence_points(case: Case, *, on: date, rulebook: Rulebook) -> int | None:
    facts = (
        CaseState.LICENCE,
        case.tier_v2,
        case.tier_v3,
        case.is_t2a,
        case.on_warrant,
        case.only_unpaid_work,
        False,
    )
    place = place_of(case.team.unit)
    return points_of_kind(facts, case.team.kind, on=on, place=place, rulebook=rulebook)


def hour_changes(practitioner_team_id: int, *, on: date, until: date) -> list[Change]:
    """Reductions that start or end, and hours recorded ahead, soonest first."""
    found = [
        Change(day, kind, hours=row.hours)
        for row in Reduction.objects.filter(practitioner_team=practitioner_team_id, ends__gte=on, starts__lte=until)
        .exclude(status=Reduction.Status.DELETED)
        for kind, day in (("reduction_starts", row.starts), ("reduction_ends", row.ends))
        if on < day <= until
    ]  # fmt: skip
    rows = ContractedHours.objects.filter(practitioner_team=practitioner_team_id, starts__gt=on, starts__lte=until)
    found += [Change(row.starts, "hours", hours=row.hours) for row in rows]
    return sorted(found, key=lambda c: c.on)


class _Hours:
    """Available points of practitioner-teams on days to come."""

    def __init__(self, ids: Collection[int], *, on: date, until: date, rulebook: Rulebook) -> None:
        self._on, self._rulebook = on, rulebook
        self._reductions: dict[int, list[Reduction]] = defaultdict(list)
        rows = Reduction.objects.filter(practitioner_team__in=ids, ends__gt=on, starts__lte=until)
        for row in rows.exclude(status=Reduction.Status.DELETED):
            self._reductions[row.practitioner_team_id].append(row)
        self._hours: dict[int, list[ContractedHours]] = defaultdict(list)
        ahead = ContractedHours.objects.filter(practitioner_team__in=ids, starts__gt=on, starts__lte=until)
        for each in ahead.order_by("starts"):
            self._hours[each.practitioner_team_id].append(each)

    def available(self, load: CurrentLoad, day: date) -> int:
        if load.pk not in self._reductions and load.pk not in self._hours:
            return load.available_points
        pt = load.practitioner_team
        if pt.is_placeholder or (pt.ends is not None and pt.ends < day):
            return 0
        place = place_of(pt.team.unit)
        tables = workload_tables(on=self._on, place=place, variant=variant_of(pt.team.kind), rulebook=self._rulebook)
        contracted = [float(h.hours) for h in self._hours.get(load.pk, ()) if h.starts <= day]
        hours = hours_of(
            grade=pt.practitioner.grade,
            contracted_hours=contracted[-1] if contracted else float(load.contracted_hours),
            reduction_hours=self._reduced(load.pk, day, place),
            default_hours=tables.default_hours.value,
            divisor=tables.hours_divisor,
        )
        return available_points(nominal_target=tables.nominal_target.value[pt.practitioner.grade], hours=hours)

    def _reduced(self, pk: int, day: date, place: Place) -> float:
        off = switched_off_reasons(on=self._on, place=place, rulebook=self._rulebook)
        rows = (as_rule_reduction(row) for row in self._reductions.get(pk, ()) if row.reason not in off)
        return total_hours(row for row in rows if row.covers(day))

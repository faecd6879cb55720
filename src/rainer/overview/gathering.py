"""What the front pages say, gathered from several apps in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Max, OuterRef, Subquery

from rainer.allocation.inputs import Rules
from rainer.allocation.models import Allocation, Proposal
from rainer.allocation.queries.waiting import WaitingCounts, nobody_named, waiting_counts
from rainer.cases.models import Case
from rainer.organisation.models import DeliveryUnit, Team
from rainer.policy.outcome import Outcome
from rainer.policy.rulebook import Rulebook
from rainer.policy.unit_summary import UnitFacts, UnitSummary, unit_summary
from rainer.rulebook.queries import place_of, rulebook_now
from rainer.workforce.models import PractitionerTeam
from rainer.workforce.queries import Staffing, unit_staffing
from rainer.workload.models import LoadReading, PlaceReading
from rainer.workload.queries.places import PlaceLoad, Where, before, spread

TREND_WEEKS = 4
PROPOSAL_KEEPS_DAYS = 7


@dataclass(frozen=True, slots=True)
class TeamLine:
    team: Team
    load: PlaceLoad


@dataclass(frozen=True, slots=True)
class UnitFront:
    """Everything the unit's front page shows. `ago` and `nobody_ago` are four weeks before; None where unknown."""

    unit: DeliveryUnit
    on: date
    load: PlaceLoad
    ago: PlaceLoad | None
    ago_with_nobody: float | None
    nobody_ago: int | None
    counts: WaitingCounts
    staffing: Staffing
    summary: Outcome[UnitSummary]
    proposal: Proposal | None
    teams: tuple[TeamLine, ...]
    nobody_is_kept: bool = True
    completed_this_week: int = 0
    last_reading: date | None = None
    people_in_unit: int = field(default=0)

    @property
    def people(self) -> int:
        """Everyone the unit supervises: those in someone's name and those in nobody's."""
        return self.people_in_unit


def unit_front(unit: DeliveryUnit, *, on: date, is_past: bool = False) -> UnitFront:
    """The page's facts now; on a past day, from that night's readings."""
    rulebook = rulebook_now()
    where = Where.of_unit(unit)
    found = spread(where, rulebook=rulebook, on=on, reading_of=on if is_past else None)
    staffing = unit_staffing(unit.pk, on=on)
    teams = unit.teams.exclude(kind=Team.Kind.COURT).order_by("name")
    readings = _readings(unit, on=on)
    ago = before(where, on=on, weeks=TREND_WEEKS, rulebook=rulebook)
    then = readings.get(on - timedelta(weeks=TREND_WEEKS))
    return UnitFront(
        unit=unit,
        on=on,
        load=found.whole,
        ago=ago,
        ago_with_nobody=_with_nobody(ago, then),
        nobody_ago=then.nobody_named if then else None,
        counts=waiting_counts(
            nobody_named(Case.objects.filter(team__unit=unit, closed_on=None)), Rules.of(unit, on=on)
        ),
        staffing=staffing,
        summary=_summary(unit, found.whole, staffing, readings, on=on, rulebook=rulebook),
        proposal=None if is_past else _latest_proposal(unit, on=on, waiting=found.whole.nobody.people),
        teams=tuple(
            sorted(
                (TeamLine(t, found.children.get(t.pk, PlaceLoad())) for t in teams),
                key=lambda one: -(one.load.percent or 0),
            )
        ),
        nobody_is_kept=found.nobody_is_kept,
        completed_this_week=_completed(unit, on=on),
        last_reading=_last_reading(unit),
        people_in_unit=found.whole.cases + found.whole.nobody.without_row,
    )


def _readings(unit: DeliveryUnit, *, on: date) -> dict[date, PlaceReading]:
    wanted = (on - timedelta(weeks=TREND_WEEKS), on - timedelta(days=364))
    return {row.on: row for row in PlaceReading.objects.filter(unit=unit, on__in=wanted)}


def _with_nobody(ago: PlaceLoad | None, then: PlaceReading | None) -> float | None:
    if ago is None or then is None or not ago.available:
        return None
    return 100 * (ago.points + then.nobody_named_points) / ago.available


def _last_reading(unit: DeliveryUnit) -> date | None:
    """The newest of each practitioner-team, then of those: the days of a whole nation are not walked through."""
    newest = LoadReading.objects.filter(practitioner_team=OuterRef("pk")).order_by("-on").values("on")[:1]
    rows = PractitionerTeam.objects.filter(team__unit=unit).annotate(newest=Subquery(newest))
    found: date | None = rows.aggregate(last=Max("newest"))["last"]
    return found


def _summary(
    unit: DeliveryUnit,
    load: PlaceLoad,
    staffing: Staffing,
    readings: dict[date, PlaceReading],
    *,
    on: date,
    rulebook: Rulebook,
) -> Outcome[UnitSummary]:
    facts = UnitFacts(
        points=load.points + load.nobody.points,
        available=load.available,
        posts=staffing.posts,
        filled=staffing.filled,
        away=staffing.away,
        points_year_ago=_points_year_ago(unit, readings, on=on),
        posts_updated_on=staffing.updated_on,
    )
    return unit_summary(facts, on=on, place=place_of(unit), rulebook=rulebook)


def _points_year_ago(unit: DeliveryUnit, readings: dict[date, PlaceReading], *, on: date) -> int | None:
    day = on - timedelta(days=364)
    held = before(Where.of_unit(unit), on=on, weeks=52, rulebook=rulebook_now())
    if held is None or day not in readings:
        return None
    return held.points + readings[day].nobody_named_points


def _latest_proposal(unit: DeliveryUnit, *, on: date, waiting: int) -> Proposal | None:
    """The newest one for the unit, while it still says what is so: ready, not a week old, for more than a few people,
    and nobody of the unit has been named since it was worked out."""
    since = on - timedelta(days=PROPOSAL_KEEPS_DAYS)
    rows = Proposal.objects.filter(unit=unit, mode=Proposal.Mode.FILL, as_at__date__gte=since).order_by("-as_at")
    newest = next((p for p in rows[:5] if 2 * len(p.case_ids) > waiting), None)
    if newest is None or newest.state != Proposal.State.READY:
        return None
    named = Allocation.objects.filter(case__team__unit=unit, decided_at__gt=newest.as_at)
    return None if named.exists() else newest


def _completed(unit: DeliveryUnit, *, on: date) -> int:
    return Case.objects.filter(team__unit=unit, closed_on__gt=on - timedelta(days=7), closed_on__lte=on).count()


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit of a region: its load, its people, its posts."""

    unit: DeliveryUnit
    load: PlaceLoad
    people: int
    must_not_wait: int


def unit_lines(units: Sequence[DeliveryUnit], loads: dict[int, PlaceLoad]) -> list[UnitLine]:
    """A line a unit, worst first; the people of each counted once, in one query."""
    rows = Case.objects.filter(team__unit__in=units, closed_on=None).values("team__unit").annotate(people=Count("id"))
    counted: dict[int, int] = {row["team__unit"]: row["people"] for row in rows}
    lines = [
        UnitLine(u, load, counted.get(u.pk, 0), load.nobody.must_not_wait)
        for u, load in ((unit, loads.get(unit.pk, PlaceLoad())) for unit in units)
    ]
    return sorted(lines, key=lambda line: -(line.load.percent_with_nobody or 0))

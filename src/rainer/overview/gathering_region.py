"""What a region's front page says, gathered in a fixed number of queries whatever the number of its units."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from rainer.allocation.inputs import Rules
from rainer.allocation.models import Proposal
from rainer.allocation.queries.waiting import WaitingCounts, nobody_named, waiting_counts
from rainer.cases.models import Case
from rainer.organisation.models import DeliveryUnit, Region
from rainer.overview.gathering import completed, facts_of, latest_proposal, look_back, proposals_of_late
from rainer.policy.outcome import Outcome
from rainer.policy.region_summary import RegionFacts, RegionSummary, RegionUnit, region_summary
from rainer.policy.workload import action_level
from rainer.rulebook.queries import rulebook_now
from rainer.workforce.queries import Staffing, added_up, staffing_by_unit
from rainer.workload.queries.places import PlaceLoad, Spread, Where, spread, spread_before


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit of a region: its load, its people, its posts."""

    unit: DeliveryUnit
    load: PlaceLoad
    staffing: Staffing


@dataclass(frozen=True, slots=True)
class RegionFront:
    """Everything the region's front page shows; see `UnitFront`. Units come highest first, counting everyone."""

    region: Region
    on: date
    level: float
    now: Spread
    trend_weeks: int
    ago: Spread | None
    counts: WaitingCounts
    staffing: Staffing
    summary: Outcome[RegionSummary]
    proposal: Proposal | None
    units: tuple[UnitLine, ...]
    completed_this_week: int

    @property
    def load(self) -> PlaceLoad:
        return self.now.whole

    def unit(self, code: str | None) -> UnitLine | None:
        return next((line for line in self.units if line.unit.code == code), None)


def region_front(region: Region, *, on: date, is_past: bool = False) -> RegionFront:
    """The page's facts now; on a past day, from that night's readings."""
    rulebook, where = rulebook_now(), Where.of_region(region)
    rules = Rules(rulebook, where.place, on)
    found = spread(where, rulebook=rulebook, on=on, reading_of=on if is_past else None)
    lines = _lines(region, found, on=on)
    cases = Case.objects.filter(team__unit__region=region)
    trend_weeks = look_back("trend_weeks", rules)
    year_weeks = look_back("year_weeks", rules)
    year_ago = spread_before(where, on=on, weeks=year_weeks, rulebook=rulebook)
    facts = RegionFacts(tuple(_facts(lines, year_ago)))
    late = [] if is_past else proposals_of_late(rules, waiting=found.whole.nobody.people, region=region)
    return RegionFront(
        region=region,
        on=on,
        level=action_level(on=on, place=where.place, rulebook=rulebook),
        now=found,
        trend_weeks=trend_weeks,
        ago=spread_before(where, on=on, weeks=trend_weeks, rulebook=rulebook),
        counts=waiting_counts(nobody_named(cases), rules),
        staffing=added_up([line.staffing for line in lines]),
        summary=region_summary(facts, on=on, place=where.place, rulebook=rulebook),
        proposal=latest_proposal(rules, late, cases=cases),
        units=tuple(lines),
        completed_this_week=completed(cases, rules),
    )


def _lines(region: Region, found: Spread, *, on: date) -> list[UnitLine]:
    units = list(region.units.select_related("region").order_by("name"))
    staffing = staffing_by_unit([unit.pk for unit in units], on=on)
    lines = [UnitLine(u, found.children.get(u.pk, PlaceLoad()), staffing[u.pk]) for u in units]
    return sorted(lines, key=lambda line: -(line.load.percent_with_nobody or 0))


def _facts(lines: Iterable[UnitLine], year_ago: Spread | None) -> Iterable[RegionUnit]:
    then = year_ago.children if year_ago and year_ago.nobody_is_kept else {}
    for line in lines:
        facts = facts_of(line.load, line.staffing, then.get(line.unit.pk))
        yield RegionUnit(line.unit.code, line.unit.name, facts)

"""What the front pages say, gathered from several apps in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet

from rainer.allocation.inputs import Rules
from rainer.allocation.models import Proposal
from rainer.allocation.queries.proposals import PLACED
from rainer.allocation.queries.waiting import WaitingCounts, must_not_wait_groups, nobody_named, waiting_counts
from rainer.cases.models import Case
from rainer.organisation.models import DeliveryUnit, Region, Team
from rainer.policy.outcome import Outcome
from rainer.policy.unit_summary import UnitFacts, UnitSummary, unit_summary
from rainer.policy.workload import action_level
from rainer.rulebook.queries import rulebook_now
from rainer.workforce.queries import Staffing, unit_staffing
from rainer.workload.queries.places import PlaceLoad, Spread, Where, spread, spread_before

WORKED_OUT = (Proposal.State.READY, Proposal.State.DECIDED)


def look_back(name: str, rules: Rules) -> int:
    """How many weeks or days the front pages look back, by what for."""
    return int(rules.value("overview.pages")[name])


@dataclass(frozen=True, slots=True)
class TeamLine:
    team: Team
    load: PlaceLoad


@dataclass(frozen=True, slots=True)
class UnitFront:
    """Everything the unit's front page shows. `level` is the load at which a senior must act; `ago` is so many
    weeks before, None where nothing was read then. `proposal` still says what is so; `last_proposal` is the newest
    that was worked out lately, whether it does or not."""

    unit: DeliveryUnit
    on: date
    level: float
    now: Spread
    trend_weeks: int
    ago: Spread | None
    counts: WaitingCounts
    staffing: Staffing
    summary: Outcome[UnitSummary]
    proposal: Proposal | None
    last_proposal: Proposal | None
    teams: tuple[TeamLine, ...]
    completed_this_week: int

    @property
    def load(self) -> PlaceLoad:
        return self.now.whole


def unit_front(unit: DeliveryUnit, *, on: date, is_past: bool = False) -> UnitFront:
    """The page's facts now; on a past day, from that night's readings."""
    rulebook, where = rulebook_now(), Where.of_unit(unit)
    rules = Rules(rulebook, where.place, on)
    found = spread(where, rulebook=rulebook, on=on, reading_of=on if is_past else None)
    staffing = unit_staffing(unit.pk, on=on)
    cases = Case.objects.filter(team__unit=unit)
    trend_weeks = look_back("trend_weeks", rules)
    year_weeks = look_back("year_weeks", rules)
    year_ago = spread_before(where, on=on, weeks=year_weeks, rulebook=rulebook)
    facts = facts_of(found.whole, staffing, year_ago.whole if year_ago and year_ago.nobody_is_kept else None)
    late = [] if is_past else proposals_of_late(rules, waiting=found.whole.nobody.people, unit=unit)
    return UnitFront(
        unit=unit,
        on=on,
        level=action_level(on=on, place=where.place, rulebook=rulebook),
        now=found,
        trend_weeks=trend_weeks,
        ago=spread_before(where, on=on, weeks=trend_weeks, rulebook=rulebook),
        counts=waiting_counts(nobody_named(cases), rules),
        staffing=staffing,
        summary=unit_summary(facts, on=on, place=where.place, rulebook=rulebook),
        proposal=latest_proposal(rules, late, cases=cases),
        last_proposal=next((one for one in late if one.state in WORKED_OUT), None),
        teams=_team_lines(unit, found),
        completed_this_week=completed(cases, rules),
    )


def _team_lines(unit: DeliveryUnit, found: Spread) -> tuple[TeamLine, ...]:
    """Every team but those of courts, highest load first."""
    teams = unit.teams.exclude(kind=Team.Kind.COURT).order_by("name")
    lines = (TeamLine(team, found.children.get(team.pk, PlaceLoad())) for team in teams)
    return tuple(sorted(lines, key=lambda line: -(line.load.percent or 0)))


def facts_of(load: PlaceLoad, staffing: Staffing, year_ago: PlaceLoad | None) -> UnitFacts:
    """What the rule needs of a unit; without `year_ago` the change of its work is not known."""
    return UnitFacts(
        points=load.points_with_nobody,
        available=load.available,
        posts=staffing.posts,
        filled=staffing.filled,
        away=staffing.away,
        points_year_ago=year_ago.points_with_nobody if year_ago else None,
        posts_updated_on=staffing.updated_on,
        left_share=staffing.left_share,
    )


def proposals_of_late(rules: Rules, *, waiting: int, **of: DeliveryUnit | Region) -> list[Proposal]:
    """Those for the place that are not old and for more than a few of its people, newest first."""
    since = rules.on - timedelta(days=look_back("proposal_keeps_days", rules))
    rows = Proposal.objects.filter(mode=Proposal.Mode.FILL, as_at__date__gte=since, **of).order_by("-as_at")
    return [p for p in rows[:5] if 2 * len(p.case_ids) > waiting]


def latest_proposal(rules: Rules, late: Sequence[Proposal], *, cases: QuerySet[Case]) -> Proposal | None:
    """The newest of them, while it still says what is so: ready, and somebody of it has still nobody named. Its
    counts are then of those alone."""
    newest = late[0] if late else None
    if newest is None or newest.state != Proposal.State.READY:
        return None
    left = nobody_named(cases).filter(id__in=newest.rows.filter(state=PLACED).values("case"))
    must = Q(waiting_group__in=must_not_wait_groups(rules))
    counted = left.aggregate(
        placed=Count("pk"),
        must_not_wait_placed=Count("pk", filter=must),
        without_work=Count("pk", filter=~must & Q(points=0)),
    )
    newest.facts = {**newest.facts, **counted}
    return newest if newest.facts["placed"] else None


def completed(cases: QuerySet[Case], rules: Rules) -> int:
    """Sentences completed in the week up to the day."""
    since = rules.on - timedelta(days=look_back("completed_days", rules))
    return cases.filter(closed_on__gt=since, closed_on__lte=rules.on).count()

"""The watch: levels looked at in a quarter, by team; never by person. Sums alone leave this module."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Count, Q, QuerySet

from rainer.assurance.models import LevelChange
from rainer.assurance.quarters import Quarter
from rainer.common.errors import NotThereError
from rainer.organisation.access import Acting, teams_in, units_in
from rainer.organisation.capabilities import Capability
from rainer.organisation.models import DeliveryUnit, Team
from rainer.policy import watch as rules
from rainer.policy.outcome import Outcome
from rainer.policy.rulebook import NATION, Place
from rainer.policy.workload import action_level
from rainer.rulebook.queries import place_of, rulebook_now

WATCH = Capability.WATCH_LEVELS
LOWERED = LevelChange.Direction.LOWERED
NEAR, OVER, UNINFORMED = "near", "over", "uninformed"
TESTED = (NEAR, OVER)
PATTERNS = (*TESTED, UNINFORMED)
COUNTS = ("reviewed", "lowered", "near", "lowered_near", "over", "lowered_over", "lowered_uninformed")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked at: a kind of level, a quarter, one unit or all that the user watches."""

    kind: str
    quarter: Quarter
    unit: DeliveryUnit | None
    teams: tuple[Team, ...]
    on: date

    @property
    def where(self) -> str:
        return self.unit.code if self.unit else "all"

    @property
    def place(self) -> Place:
        """Where one unit's values hold; of several units the nation's."""
        units = {team.unit_id: team.unit for team in self.teams}
        return place_of(next(iter(units.values()))) if len(units) == 1 else NATION


@dataclass(frozen=True, slots=True)
class TeamCounts:
    """Of one team. `near`, `over`: levels looked at in that circumstance; `lowered_…`: of those lowered."""

    team: Team
    reviewed: int
    lowered: int
    near: int
    lowered_near: int
    over: int
    lowered_over: int
    lowered_uninformed: int

    def stratum(self, pattern: str) -> rules.Stratum:
        there, both = (self.near, self.lowered_near) if pattern == NEAR else (self.over, self.lowered_over)
        return rules.Stratum(self.reviewed, self.lowered, there, both)


@dataclass(frozen=True, slots=True)
class Tested:
    """A pattern in a team, or in all of them (`team` None), tested."""

    pattern: str
    team: Team | None
    outcome: Outcome[rules.PatternTest]
    stands: bool = False

    @property
    def answer(self) -> rules.PatternTest:
        assert self.outcome.answer is not None
        return self.outcome.answer


def asked_of(acting: Acting, *, kind: str = "", quarter: str = "", unit: str = "") -> Asked:
    """What the address asks for, within what the user watches; without a quarter, the last whole one.

    Raises NotThereError for a unit that is not theirs to watch, or a quarter that is none or has not begun.
    """
    area = acting.need(WATCH)
    found = Quarter.named(quarter) if quarter else Quarter.of(acting.on).before()
    chosen = units_in(area).filter(code=unit).first() if unit else None
    if found is None or found.first > acting.on or (unit and chosen is None):
        raise NotThereError("You cannot open this. It may not be yours, or not there.")
    teams = teams_in(area).select_related("unit__region").order_by("name", "pk")
    if chosen is not None:
        teams = teams.filter(unit=chosen)
    kinds = LevelChange.Kind
    return Asked(kinds.TIER if kind == kinds.TIER else kinds.ROSH, found, chosen, tuple(teams), acting.on)


def quarters_offered(on: date) -> list[Quarter]:
    """The present one and those before it, the newest first."""
    many = rulebook_now().value("watch.patterns", on=on).value["quarters_shown"]
    return [Quarter.of(on).before(n) for n in range(many)]


class Watch:
    """Everything of one look. Two queries; the tests are worked out once."""

    def __init__(self, asked: Asked) -> None:
        self.asked, self.rulebook = asked, rulebook_now()
        self._where: dict[str, Any] = {"on": asked.on, "place": asked.place, "rulebook": self.rulebook}

    @cached_property
    def counts(self) -> list[TeamCounts]:
        """Of each team that looked at any, by name."""
        teams = {team.pk: team for team in self.asked.teams}
        lowered = Q(direction=LOWERED)
        near, over = self.circumstance(NEAR), self.circumstance(OVER)
        rows = (
            looked_at(self.asked)
            .values("team_id")
            .order_by()
            .annotate(
                reviewed=Count("pk"),
                lowered=Count("pk", filter=lowered),
                near=Count("pk", filter=near),
                lowered_near=Count("pk", filter=near & lowered),
                over=Count("pk", filter=over),
                lowered_over=Count("pk", filter=over & lowered),
                lowered_uninformed=Count("pk", filter=self.circumstance(UNINFORMED) & lowered),
            )
        )
        found = [
            TeamCounts(team=teams[row["team_id"]], **{name: row[name] for name in COUNTS})  # type: ignore[literal-required]
            for row in rows
        ]
        return sorted(found, key=lambda one: (one.team.name, one.team.pk))

    def circumstance(self, pattern: str) -> Q:
        """The condition of a pattern on a level looked at."""
        settings = self.rulebook.value("watch.patterns", on=self.asked.on, place=self.asked.place).value
        if pattern == NEAR:
            return Q(days_held__lte=settings["near_days"])
        if pattern == UNINFORMED:
            return ~Q(new_information__overlap=settings["new_information"])
        return self._over()

    def _over(self) -> Q:
        """At or over the load at which a senior must act: a value that may differ from unit to unit."""
        units: dict[float, set[int]] = defaultdict(set)
        for unit in {team.unit_id: team.unit for team in self.asked.teams}.values():
            units[action_level(on=self.asked.on, place=place_of(unit), rulebook=self.rulebook)].add(unit.pk)
        over = Q(pk__in=[])
        for level, ids in units.items():
            over |= Q(holder_load__gte=level, team__unit__in=ids)
        return over

    @cached_property
    def rate(self) -> Outcome[rules.Rate]:
        return self._rate(sum(one.lowered for one in self.counts), sum(one.reviewed for one in self.counts))

    @cached_property
    def usual(self) -> Outcome[rules.Rate]:
        """Of the quarters before, in the same teams."""
        many = self.rulebook.value("watch.statistics", on=self.asked.on).value["usual_quarters"]
        start, end = self.asked.quarter.before(many).span[0], self.asked.quarter.span[0]
        rows = _counted(self.asked).filter(at__gte=start, at__lt=end)
        found = rows.aggregate(of=Count("pk"), count=Count("pk", filter=Q(direction=LOWERED)))
        return self._rate(found["count"], found["of"])

    def _rate(self, count: int, of: int) -> Outcome[rules.Rate]:
        return rules.rate(rules.Counted(count, of), **self._where)

    @cached_property
    def labels(self) -> dict[int, str]:
        """By team its name, and its unit's where two teams share one."""
        names = Counter(one.team.name for one in self.counts)
        return {
            one.team.pk: one.team.name if names[one.team.name] == 1 else f"{one.team.name}, {one.team.unit.name}"
            for one in self.counts
        }

    @cached_property
    def funnel(self) -> Outcome[rules.Funnel]:
        teams = tuple(rules.TeamCount(self.labels[one.team.pk], one.reviewed, one.lowered) for one in self.counts)
        return rules.funnel(rules.Teams(teams), **self._where)

    @cached_property
    def tested(self) -> list[Tested]:
        """Each pattern in each team, those that chance explains least first."""
        found = [self.test(pattern, [one], one.team) for pattern in TESTED for one in self.counts]
        stand = set(self._stand(found))
        marked = [Tested(one.pattern, one.team, one.outcome, name_of(one) in stand) for one in found]
        return sorted(marked, key=lambda one: (one.answer.p, name_of(one)))

    @cached_property
    def alarms(self) -> Outcome[rules.Alarms]:
        """Of all tests of this look: patterns in teams, and teams in the funnel."""
        return self._alarms(self.tested)

    def _stand(self, tested: list[Tested]) -> Sequence[str]:
        answer = self._alarms(tested).answer
        return answer.stand if answer else ()

    def _alarms(self, tested: list[Tested]) -> Outcome[rules.Alarms]:
        looked = [rules.Looked(name_of(one), one.answer.p, one.answer.is_shown) for one in tested]
        points = self.funnel.answer.points if self.funnel.answer else ()
        looked += [rules.Looked(f"funnel:{one.team}", one.p, one.shown == "shown") for one in points]
        return rules.alarms(rules.Family(tuple(looked)), **self._where)

    def test(self, pattern: str, counts: Sequence[TeamCounts], team: Team | None) -> Tested:
        """A pattern in one team, or in several, each shuffled within itself."""
        asked = self.asked
        seed = f"{asked.kind}|{asked.quarter.name}|{team.code if team else asked.where}|{pattern}"
        strata = tuple(one.stratum(pattern) for one in counts)
        tests = len(TESTED) * len(self.counts)
        return Tested(pattern, team, rules.pattern(rules.Pattern(strata, seed, tests), **self._where))

    def hidden(self, pattern: str) -> dict[int, str]:
        """By team, whether its count of a pattern may be shown: "shown", "too few" or "hidden with it"."""
        cells = {str(one.team.pk): _seen(one, pattern) for one in self.counts}
        shown = rules.hide(rules.Cells(cells, with_total=False), **self._where).answer or {}
        return {int(pk): how for pk, how in shown.items()}

    def total(self, pattern: str) -> int | None:
        """Of all teams together; None where it would give away a count that is hidden."""
        cells = {str(one.team.pk): _seen(one, pattern) for one in self.counts}
        shown = rules.hide(rules.Cells(cells), **self._where).answer or {}
        total = sum(cells.values())
        smallest = self.rulebook.value("watch.smallest_shown", on=self.asked.on, place=self.asked.place).value
        return None if "hidden with it" in shown.values() or total < smallest else total


def _seen(one: TeamCounts, pattern: str) -> int:
    seen: int = getattr(one, f"lowered_{pattern}")
    return seen


def name_of(one: Tested) -> str:
    return f"{one.pattern}:{one.team.code if one.team else ''}"


def _counted(asked: Asked) -> QuerySet[LevelChange]:
    return LevelChange.objects.filter(team__in=asked.teams, kind=asked.kind, direction__in=rules.COUNTED)


def looked_at(asked: Asked) -> QuerySet[LevelChange]:
    """Levels looked at in the quarter: changed or left the same."""
    start, end = asked.quarter.span
    return _counted(asked).filter(at__gte=start, at__lt=end)


def lowered_in(watch: Watch, pattern: str, team: Team | None) -> QuerySet[LevelChange]:
    """The lowered levels of a pattern, in one team or in all."""
    rows = looked_at(watch.asked).filter(watch.circumstance(pattern), direction=LOWERED)
    return rows.filter(team=team) if team else rows

"""What a proposal hands back: placements with reasons, who could not be placed and why, loads before and after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rainer.allocation.proposal.problem import Candidate, Problem, Verdict
from rainer.allocation.proposal.solver import Level
from rainer.policy.outcome import Step


class Why(StrEnum):
    """Why a person could not be placed."""

    NO_ROOM = "no room under the act level"
    NOBODY_QUALIFIED = "no one qualified in reach"
    RESTRICTED = "restricted for all who have room"
    TALK_FIRST = "staff-safety talk needed first"
    NO_START_LEFT = "all who could are at their cap of new people"


@dataclass(frozen=True, slots=True)
class NextBest:
    """The next choice: load with the whole plan as it stands, then with this person too. Percent."""

    to: str
    load_before: float
    load_after: float


@dataclass(frozen=True, slots=True)
class Placement:
    """One person to one practitioner. `load_before` is now, `load_after` with everyone the plan gives them.

    `needs` is what accepting takes besides: a written reason, a tutor, or nothing more. `passes_act` and `at_stop`
    say that the plan carries the practitioner to the act level from below it, or leaves them at the stop level.
    """

    person: str
    to: str
    load_before: float
    load_after: float
    passes_act: bool
    at_stop: bool
    needs: Verdict
    reason: str
    starts_on: date
    next_best: NextBest | None


@dataclass(frozen=True, slots=True)
class NotPlaced:
    person: str
    why: Why
    sentence: str


@dataclass(frozen=True, slots=True)
class LoadChange:
    """One practitioner before and after, in percent (None: not available), and how many people they are given."""

    candidate: str
    before: float | None
    after: float | None
    given: int
    passes_act: bool


@dataclass(frozen=True, slots=True)
class Shortage:
    """How many full-time posts short, to name everyone and keep to `level` percent; the sum is in `steps`."""

    level: float
    posts: float
    steps: tuple[Step, ...]

    @property
    def whole_posts(self) -> int:
        return int(self.posts + 0.5)


@dataclass(frozen=True, slots=True)
class Summary:
    """The unit before and after any set of placements."""

    loads: tuple[LoadChange, ...]
    peak_before: float | None
    peak_after: float | None
    at_or_over_act_before: int
    at_or_over_act_after: int
    passing_act: tuple[str, ...]
    at_stop: tuple[str, ...]
    points_over_act: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """A worked-out proposal. `levels` are the objectives in order, each with its value and proven bound."""

    placements: tuple[Placement, ...]
    not_placed: tuple[NotPlaced, ...]
    not_asked: int
    summary: Summary
    shortages: tuple[Shortage, ...]
    levels: tuple[Level, ...]
    seconds: float
    cancelled: bool

    @property
    def given(self) -> dict[str, str]:
        return {p.person: p.to for p in self.placements}

    @property
    def not_placed_by_reason(self) -> dict[Why, int]:
        return dict(Counter(n.why for n in self.not_placed).most_common())

    @property
    def gap(self) -> float:
        """The largest relative gap to the proven bound among the objectives of who is placed and at what load."""
        return max((level.gap for level in self.levels if level.name in LOAD_LEVELS), default=0.0)

    @property
    def stopped_early(self) -> bool:
        """Cancelled, or out of time for any of the objectives of who is placed and at what load."""
        return self.cancelled or any(level.stopped for level in self.levels if level.name in LOAD_LEVELS)


LOAD_LEVELS = ("must", "stop", "reasons", "over", "peak", "placed")


def added_points(problem: Problem, given: Mapping[str, str]) -> dict[str, int]:
    """Points each practitioner is given, by ref. The order of giving makes no difference."""
    added: Counter[str] = Counter()
    for person in problem.people:
        if person.ref in given:
            added[given[person.ref]] += problem.points(person)
    return dict(added)


def summarise(problem: Problem, given: Mapping[str, str]) -> Summary:
    """Loads before and after giving these people to these practitioners (person ref to practitioner ref)."""
    act, stop = problem.settings.act_level, problem.settings.stop_level
    added, heads = added_points(problem, given), Counter(given.values())
    loads = tuple(_change(problem, c, added.get(c.ref, 0), heads[c.ref]) for c in problem.candidates)
    known = [load for load in loads if load.before is not None and load.after is not None]
    return Summary(
        loads=loads,
        peak_before=max((c.before for c in known if c.before is not None), default=None),
        peak_after=max((c.after for c in known if c.after is not None), default=None),
        at_or_over_act_before=sum(is_at(problem, c.candidate, 0, act) for c in known),
        at_or_over_act_after=sum(is_at(problem, c.candidate, added.get(c.candidate, 0), act) for c in known),
        passing_act=tuple(c.candidate for c in known if c.passes_act),
        at_stop=tuple(
            c.candidate for c in known if (more := added.get(c.candidate)) and is_at(problem, c.candidate, more, stop)
        ),
        points_over_act=sum(_points_over(problem, problem.candidate(ref), extra) for ref, extra in added.items()),
    )


def is_at(problem: Problem, ref: str, extra: int, level: float) -> bool:
    """Whether the practitioner is at or above the level with these points more."""
    candidate = problem.candidate(ref)
    return candidate.total_points + extra > problem.most_under(candidate, level)


def _change(problem: Problem, candidate: Candidate, extra: int, heads: int) -> LoadChange:
    act = problem.settings.act_level
    passes = bool(candidate.available_points) and not is_at(problem, candidate.ref, 0, act)
    return LoadChange(
        candidate=candidate.ref,
        before=candidate.load(),
        after=candidate.load(extra),
        given=heads,
        passes_act=passes and is_at(problem, candidate.ref, extra, act),
    )


def _points_over(problem: Problem, candidate: Candidate, extra: int) -> int:
    base = max(candidate.total_points, problem.most_under(candidate, problem.settings.act_level))
    return max(0, candidate.total_points + extra - base)


def shortage(problem: Problem, level: float) -> Shortage:
    """Posts short to hold all the work there is at a level: work / level - points available, in full-time posts."""
    held = sum(c.total_points for c in problem.candidates)
    waiting = sum(problem.points(p) for p in problem.people)
    available = sum(c.available_points or 0 for c in problem.candidates)
    full_time = problem.settings.full_time_points
    needed = (held + waiting) * 100 / level
    posts = max(0.0, (needed - available) / full_time)
    steps = (
        Step("held", "Points of work held now", f"{len(problem.candidates)} practitioners", held),
        Step("waiting", "Points of the people with nobody named", f"{len(problem.people)} people", waiting),
        Step("needed", f"Points needed to hold all of it at {level:g}%", "work × 100 ÷ level", round(needed, 1)),
        Step("available", "Points available now", "those with time today", available),
        Step("full_time", "Points one full-time practitioner carries", "a month", full_time),
        Step("posts", "Full-time posts short", "(needed − available) ÷ one post, never below 0", round(posts, 1)),
    )
    return Shortage(level, posts, steps)

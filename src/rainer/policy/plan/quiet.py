"""Needs about which nothing is happening: nobody's step moves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from rainer.policy.assessment.areas import Area
from rainer.policy.dates import counted, date_words
from rainer.policy.outcome import Outcome, Step
from rainer.policy.plan.goals import GoalStatus
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national

QUIET_DAYS = "plan.quiet_days"
# As a sentence says them.
AREA_WORDS: dict[Area, str] = {
    Area.ACCOMMODATION: "accommodation",
    Area.EMPLOYMENT: "work and learning",
    Area.FINANCES: "money",
    Area.DRUGS: "drugs",
    Area.ALCOHOL: "alcohol",
    Area.HEALTH: "health and wellbeing",
    Area.RELATIONSHIPS: "relationships and community",
    Area.THINKING: "thinking and behaviour",
}


@dataclass(frozen=True, slots=True)
class AreaNeed:
    """An area as the newest assessment found it, and the day it did."""

    area: Area
    is_high: bool = False
    linked_to_harm: bool = False
    linked_to_reoffending: bool = False
    known_since: date | None = None

    @property
    def is_need(self) -> bool:
        return self.is_high or self.linked_to_harm or self.linked_to_reoffending


@dataclass(frozen=True, slots=True)
class GoalMoves:
    """A goal, the areas it is about, and when it last moved.

    An active goal moves when one of its steps is added, changes where it stands or is worked on; None where it has no
    step. One that is over moved last on the day it was achieved or removed.
    """

    status: GoalStatus
    areas: tuple[Area, ...]
    moved_on: date | None = None


@dataclass(frozen=True, slots=True)
class NeedsInputs:
    needs: tuple[AreaNeed, ...] = ()
    goals: tuple[GoalMoves, ...] = ()


@dataclass(frozen=True, slots=True)
class Quiet:
    """A need about which nothing has moved since a day; None where nobody knows since when it has been there."""

    area: Area
    since: date | None
    days: int | None


@dataclass(frozen=True, slots=True)
class QuietNeeds:
    """The longest first; what nobody knows the day of before all."""

    needs: tuple[Quiet, ...]


@rule("plan.nothing_happening", reads=(QUIET_DAYS,))
def nothing_happening(
    inputs: NeedsInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[QuietNeeds]:
    """The needs about which no step of an active goal has moved for so many days.

    A need is an area that is high, or linked to serious harm or to reoffending. What is for later does not count as
    happening.
    """
    limit = (rulebook or national()).value(QUIET_DAYS, on=on, place=place)
    found, steps = [], []
    for need in inputs.needs:
        if not need.is_need:
            continue
        since = _since(need, inputs.goals)
        days = (on - since).days if since else None
        is_quiet = days is None or days >= limit.value
        words = f"since {date_words(since)}" if since else "nobody knows since when"
        steps.append(
            Step(f"need.{need.area.value}", f"Nothing moved about {AREA_WORDS[need.area]}", words, days, limit)
        )
        if is_quiet:
            found.append(Quiet(need.area, since, days))
    found.sort(key=lambda one: (one.since or date.min, one.area.value))
    sentence = (
        f"Nothing is happening about {counted(len(found), 'need')}." if found else "Every need has a step that moves."
    )
    return Outcome("plan.nothing_happening", on, place, QuietNeeds(tuple(found)), tuple(steps), sentence=sentence)


def _since(need: AreaNeed, goals: Iterable[GoalMoves]) -> date | None:
    moved = [one.moved_on for one in goals if need.area in one.areas and one.status != "FUTURE"]
    return max((day for day in (need.known_since, *moved) if day is not None), default=None)

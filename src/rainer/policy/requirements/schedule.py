"""Booking what is left of an unpaid work order from the days a person is free for a project."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Literal

from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.requirements.unpaid_work import hours_words, minutes_between, minutes_of
from rainer.policy.rulebook import NATION, Place, Rulebook, national

Frequency = Literal["ONCE", "WEEKLY", "FORTNIGHTLY"]
Trigger = Literal["ALLOCATION_CHANGE", "OTHER_CHANGE"]
Result = Literal["REQUIREMENT_SATISFIED", "CREATE", "EXISTING_SUFFICIENT", "NO_NEW_APPOINTMENTS"]
_DAY = timedelta(days=1)
_WEEK = 7
_FORTNIGHT = 14
RESULT_WORDS: dict[Result, str] = {
    "REQUIREMENT_SATISFIED": "Nothing is left to book.",
    "CREATE": "{count} to book.",
    "EXISTING_SUFFICIENT": "What is booked is enough.",
    "NO_NEW_APPOINTMENTS": "Nothing more can be booked.",
}


@dataclass(frozen=True, slots=True)
class ProjectAllocation:
    """A person's place on a project: which weekday (Monday is 0), how often, when, from and until which day."""

    name: str
    project: str
    frequency: Frequency
    weekday: int
    start: time
    end: time
    first_day: date
    last_day: date | None = None

    @property
    def minutes(self) -> int:
        return minutes_between(self.start, self.end)

    def falls_on(self, day: date) -> bool:
        """Whether the allocation's own rhythm has this day. Fortnights are counted from its first day."""
        if day < self.first_day or (self.last_day is not None and day > self.last_day):
            return False
        if day.weekday() != self.weekday:
            return False
        return self.frequency != "FORTNIGHTLY" or (day - self.first_day).days % _FORTNIGHT < _WEEK


@dataclass(frozen=True, slots=True)
class Session:
    """A session on a project, booked or to book."""

    project: str
    allocation: str | None
    day: date
    start: time
    end: time

    @property
    def minutes(self) -> int:
        return minutes_between(self.start, self.end)


@dataclass(frozen=True, slots=True)
class BookedSession:
    """A session that is there already. `credited` counts once it has an outcome."""

    session: Session
    has_outcome: bool = False
    credited: int | None = None


@dataclass(frozen=True, slots=True)
class ScheduleInputs:
    """An order's minutes with its adjustments, the person's allocations, and what is booked.

    `now` is the time of day: nothing is booked today that would have begun before it.
    """

    required_minutes: int
    allocations: tuple[ProjectAllocation, ...]
    booked: tuple[BookedSession, ...] = ()
    non_working_days: frozenset[date] = frozenset()
    now: time = time(0)
    trigger: Trigger = "OTHER_CHANGE"


@dataclass(frozen=True, slots=True)
class Schedule:
    """What to book, and the minutes for which no place was found."""

    result: Result
    to_book: tuple[Session, ...]
    shortfall: int


@rule("upw.schedule", reads=("unpaid_work.schedule_days",))
def schedule(
    inputs: ScheduleInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Schedule]:
    """Which sessions to book so that an unpaid work order is worked off, from today on."""
    value = (rulebook or national()).value("unpaid_work.schedule_days", on=on, place=place)
    left = _minutes_left(inputs, on)
    walk = _Walk(inputs, on, left)
    if left > 0:
        walk.go(value.value)
    there = {one.session for one in inputs.booked}
    new = tuple(session for session in walk.wanted if session not in there)
    shortfall = max(walk.left, 0) if left > 0 else 0
    answer = Schedule(_result(left, new, shortfall), new, shortfall)
    steps = (
        Step("left", "Minutes left to book", hours_words(inputs.required_minutes), left),
        Step("kept", "Booked sessions that stand", f"{walk.kept} minutes", walk.kept),
        Step("new", "Sessions to book", f"within {value.value} days", len(new), value),
        Step("shortfall", "Minutes for which no place was found", hours_words(shortfall), shortfall),
    )
    sentence = RESULT_WORDS[answer.result].format(count=len(new))
    if shortfall:
        sentence += f" {hours_words(shortfall)} find no place."
    return Outcome("upw.schedule", on, place, answer, steps, sentence=sentence)


def _minutes_left(inputs: ScheduleInputs, on: date) -> int:
    """Ordered minutes less past sessions that still wait for an outcome, and less every minute credited."""
    offered = sum(b.session.minutes for b in inputs.booked if b.session.day < on and not b.has_outcome)
    credited = sum(b.credited or 0 for b in inputs.booked if b.has_outcome)
    return inputs.required_minutes - offered - credited


def _result(left: int, new: tuple[Session, ...], shortfall: int) -> Result:
    if left <= 0:
        return "REQUIREMENT_SATISFIED"
    if new:
        return "CREATE"
    return "NO_NEW_APPOINTMENTS" if shortfall else "EXISTING_SUFFICIENT"


@dataclass(slots=True)
class _Walk:
    """One walk through the days, taking minutes off what is left."""

    inputs: ScheduleInputs
    today: date
    left: int
    kept: int = 0
    wanted: list[Session] = field(default_factory=list)
    used_once: set[str] = field(default_factory=set)

    def go(self, days: int) -> None:
        booked: dict[date, list[BookedSession]] = defaultdict(list)
        for one in self.inputs.booked:
            booked[one.session.day].append(one)
        for number in range(days + 1):
            day = self.today + number * _DAY
            if self.left <= 0:
                return
            if day not in self.inputs.non_working_days:
                self._one_day(day, booked.get(day, []))

    def _one_day(self, day: date, booked: list[BookedSession]) -> None:
        due = [a for a in self.inputs.allocations if a.falls_on(day) and a.name not in self.used_once]
        if not due:
            return
        if booked and self.inputs.trigger != "ALLOCATION_CHANGE":
            self._keep(booked)
            return
        for allocation in sorted(due, key=lambda a: a.start):
            if self.left > 0 and not (day == self.today and allocation.start < self.inputs.now):
                self._want(allocation, day)

    def _keep(self, booked: list[BookedSession]) -> None:
        minutes = sum(one.session.minutes for one in booked if not one.has_outcome)
        self.kept += minutes
        self.left -= minutes

    def _want(self, allocation: ProjectAllocation, day: date) -> None:
        minutes = min(self.left, allocation.minutes)
        if minutes <= 0:
            return
        hours, rest = divmod(minutes_of(allocation.start) + minutes, 60)
        end = time(hours, rest)
        self.wanted.append(Session(allocation.project, allocation.name, day, allocation.start, end))
        self.left -= minutes
        if allocation.frequency == "ONCE":
            self.used_once.add(allocation.name)

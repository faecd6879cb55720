"""Work lawfully left undone because of the colour: kept on the case, caught up later, counted both ways."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rainer.policy import working_days
from rainer.policy.dates import counted, date_words
from rainer.policy.framework.facts import Colour, FrameworkStatus
from rainer.policy.framework.status import LIMITS
from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national


def catch_up_date(
    status: FrameworkStatus, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> date:
    """By when work paused under a status is caught up: working days after its review day (or the day asked about)."""
    book = rulebook or national()
    days = book.value(LIMITS, on=on, place=place).value["catch_up_working_days"]
    holidays = working_days.bank_holidays(place, book)
    return working_days.add(status.review_by or on, days, holidays=holidays)


@dataclass(frozen=True, slots=True)
class SuspendedItem:
    """A task of a case that is lawfully not done: under which version and status, since when, caught up by when.

    `minutes` is what it usually takes, None where nobody knows.
    """

    ref: str
    task: str
    version: str
    colour: Colour
    authority: str
    since: date
    catch_up_by: date
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class BacklogInputs:
    """What was suspended and has not been done since."""

    items: tuple[SuspendedItem, ...]


@dataclass(frozen=True, slots=True)
class Backlog:
    """The work to catch up, soonest first. `minutes` leaves out the items in `without_minutes`."""

    items: tuple[SuspendedItem, ...]
    minutes: int
    without_minutes: tuple[str, ...]
    overdue: tuple[str, ...]

    @property
    def hours(self) -> float:
        return self.minutes / 60


@rule("framework.backlog")
def backlog(
    inputs: BacklogInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Backlog]:
    """The work a unit has to catch up when its colour lets it, with the time it needs."""
    items = tuple(sorted(inputs.items, key=lambda item: (item.catch_up_by, item.ref)))
    answer = Backlog(
        items=items,
        minutes=sum(item.minutes or 0 for item in items),
        without_minutes=tuple(item.ref for item in items if item.minutes is None),
        overdue=tuple(item.ref for item in items if item.catch_up_by < on),
    )
    steps = tuple(
        Step("item", item.task, f"{item.ref}, catch up by {date_words(item.catch_up_by)}", item.minutes)
        for item in items
    )
    sentence = f"{counted(len(items), 'item')} to catch up, {answer.hours:.1f} hours of work."
    if answer.without_minutes:
        sentence += f" For {len(answer.without_minutes)} of them no usual time is known."
    return Outcome("framework.backlog", on, place, answer, steps, sentence=sentence)


@dataclass(frozen=True, slots=True)
class LevelInputs:
    """Counts of one measure: what fell due, what of it was met, and what was not met but lawfully suspended."""

    due: int
    met: int
    suspended: int = 0


@dataclass(frozen=True, slots=True)
class Level:
    """A share with its counts; None per cent where there was nothing to count."""

    met: int
    of: int
    percent: float | None


@dataclass(frozen=True, slots=True)
class Levels:
    """A service level twice: as ordered (everything due) and as allowed (without what was lawfully suspended)."""

    as_ordered: Level
    as_allowed: Level
    suspended: int
    missed: int


@rule("framework.levels")
def levels(
    inputs: LevelInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Levels]:
    """A service level as ordered and as allowed; nothing vanishes: met, suspended and missed make up what was due."""
    missed = inputs.due - inputs.met - inputs.suspended
    steps = (
        Step("as_ordered", "Met, of all that fell due", f"{inputs.met} of {inputs.due}", inputs.met),
        Step("suspended", "Lawfully suspended and not met", f"{inputs.suspended}", inputs.suspended),
        Step("missed", "Neither met nor suspended", f"{inputs.due} − {inputs.met} − {inputs.suspended}", missed),
    )
    if min(missed, inputs.due, inputs.met, inputs.suspended) < 0:
        wrong = ("counts that add up: met and suspended are more than what was due, or one is below 0",)
        return Outcome("framework.levels", on, place, None, steps, wrong)
    ordered, allowed = _level(inputs.met, inputs.due), _level(inputs.met, inputs.due - inputs.suspended)
    answer = Levels(ordered, allowed, inputs.suspended, missed)
    sentence = f"As ordered {ordered.met} of {ordered.of}; as allowed {allowed.met} of {allowed.of}."
    return Outcome("framework.levels", on, place, answer, steps, sentence=sentence)


def _level(met: int, of: int) -> Level:
    return Level(met, of, 100 * met / of if of else None)

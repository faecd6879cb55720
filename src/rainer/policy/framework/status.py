"""The framework status of a unit on a day: what is in force, what alarms, and who may change it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from rainer.policy.dates import date_words
from rainer.policy.framework.facts import (
    Colour,
    ColourInForce,
    FrameworkStatus,
    applies_as,
    colour_in_force,
)
from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national

Alarm = Literal["lapsed", "review_overdue", "national", "no_support", "support_without_owner", "no_exit_tests"]
ChangeFault = Literal[
    "not_authorised",
    "not_a_step",
    "reason_needed",
    "backdated",
    "review_by_needed",
    "review_by_before_start",
    "support_needed",
    "support_without_owner",
    "exit_tests_needed",
]

LIMITS, AUTHORITY = "framework.limits", "framework.authority"
ALARM_WORDS: dict[Alarm, str] = {
    "lapsed": "The status has lapsed: nothing may be paused until somebody sets one",
    "review_overdue": "The weekly review of Red is overdue",
    "national": "Red has lasted long enough to go to the nation",
    "no_support": "Red with no support listed",
    "support_without_owner": "Support that nobody owns",
    "no_exit_tests": "Red with nothing said of how it ends",
}
FAULT_WORDS: dict[ChangeFault, str] = {
    "not_authorised": "That role may not set this colour",
    "not_a_step": "Go through Amber first",
    "reason_needed": "Straight from Green to Red needs a reason in words",
    "backdated": "A status cannot start before the day it is set",
    "review_by_needed": "Say by when it is reviewed",
    "review_by_before_start": "The review cannot come before the start",
    "support_needed": "Red needs a list of support",
    "support_without_owner": "Name an owner for each piece of support",
    "exit_tests_needed": "Say what must be true for Red to end",
}


@dataclass(frozen=True, slots=True)
class StatusInputs:
    """Every status a unit has had, as they were made, and the day the one in force was last reviewed."""

    statuses: tuple[FrameworkStatus, ...] = ()
    last_reviewed_on: date | None = None


@dataclass(frozen=True, slots=True)
class StatusOnDay:
    """The status on a day. `applies_as` is the column of the table that holds; `weeks_at_red` are whole ones."""

    colour: ColourInForce
    applies_as: Colour
    status: FrameworkStatus | None
    alarms: tuple[Alarm, ...] = ()
    red_since: date | None = None
    weeks_at_red: int = 0
    review_due: date | None = None

    @property
    def next_review(self) -> date | None:
        """The one day by which it must be looked at again: the weekly review of Red, or before it lapses if sooner."""
        days = [self.review_due, self.status.review_by if self.status else None]
        return min((day for day in days if day is not None), default=None)


def status_on(statuses: Iterable[FrameworkStatus], *, on: date) -> FrameworkStatus | None:
    """The status that counts on a day, though it may have lapsed: started last, and of one day the last given."""
    started = _started(statuses, on)
    return started[-1] if started else None


def red_since(statuses: Iterable[FrameworkStatus], *, on: date) -> date | None:
    """The first day of the run of Red that the unit is in: renewed or lapsed, it goes on until another colour is set."""
    since = None
    for status in reversed(_started(statuses, on)):
        if status.colour != "red":
            break
        since = status.starts
    return since


def _started(statuses: Iterable[FrameworkStatus], on: date) -> list[FrameworkStatus]:
    return sorted((status for status in statuses if status.starts <= on), key=lambda status: status.starts)


@rule("framework.status", reads=(LIMITS,))
def framework_status(
    inputs: StatusInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[StatusOnDay]:
    """The framework status of a unit on a day and what about it alarms; past its review day it has lapsed."""
    limits = (rulebook or national()).value(LIMITS, on=on, place=place)
    status = status_on(inputs.statuses, on=on)
    colour = colour_in_force(status, on=on)
    since = red_since(inputs.statuses, on=on)
    weeks = 0 if since is None else (on - since).days // 7
    review_due = _review_due(inputs, since, limits.value["red_review_days"])
    alarms: list[Alarm] = ["lapsed"] if colour == "lapsed" else []
    if review_due is not None and review_due < on:
        alarms.append("review_overdue")
    if since is not None and weeks >= limits.value["national_after_weeks"]:
        alarms.append("national")
    if status is not None and status.colour == "red":
        alarms += _lacking(status)
    answer = StatusOnDay(colour, applies_as(colour), status, tuple(alarms), since, weeks, review_due)
    steps = (
        Step("colour", "Status set last", _status_words(status), colour),
        Step("weeks_at_red", "Whole weeks at Red", f"since {since or 'not at Red'}", weeks, limits),
        Step(
            "review_due", "Next weekly review of Red", f"last {inputs.last_reviewed_on or 'none'}", review_due, limits
        ),
        *(Step(f"alarm.{alarm}", ALARM_WORDS[alarm], "found", True) for alarm in alarms),
    )
    return Outcome("framework.status", on, place, answer, steps, sentence=_sentence(answer))


def _review_due(inputs: StatusInputs, since: date | None, days: int) -> date | None:
    if since is None:
        return None
    return max(since, inputs.last_reviewed_on or since) + timedelta(days=days)


def _lacking(status: FrameworkStatus) -> list[Alarm]:
    lacking: list[Alarm] = []
    if not status.support:
        lacking.append("no_support")
    if any(not support.owner for support in status.support):
        lacking.append("support_without_owner")
    if not status.exit_tests:
        lacking.append("no_exit_tests")
    return lacking


def _status_words(status: FrameworkStatus | None) -> str:
    if status is None:
        return "none was set"
    until = f"until {date_words(status.review_by)}" if status.review_by else "with no review day"
    return f"{status.words} from {date_words(status.starts)} {until}, by the {status.authority}"


def _sentence(answer: StatusOnDay) -> str:
    if answer.status is None:
        return "No status has been set: everything is done."
    first = _status_words(answer.status) + "."
    return " ".join([first, *(f"{ALARM_WORDS[alarm]}." for alarm in answer.alarms)])


@dataclass(frozen=True, slots=True)
class ChangeInputs:
    """A status somebody wants to set, after the colour set last (green where none was)."""

    new: FrameworkStatus
    was: Colour = "green"


@dataclass(frozen=True, slots=True)
class Change:
    """Whether the status may be set, and what stands in the way."""

    is_allowed: bool
    faults: tuple[ChangeFault, ...]
    may_set: tuple[str, ...]


@rule("framework.change", reads=(AUTHORITY,))
def change_status(
    inputs: ChangeInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Change]:
    """Whether a status may be set: by whom, from which colour, until when, and for Red with what support."""
    value = (rulebook or national()).value(AUTHORITY, on=on, place=place)
    new = inputs.new
    may_set = tuple(value.value["may_set"][new.colour])
    step = value.value["steps"][inputs.was][new.colour]
    found: list[tuple[ChangeFault, bool]] = [
        ("not_authorised", new.authoriser_role not in may_set),
        ("not_a_step", step == "no"),
        ("reason_needed", step == "reason" and not new.reason_words.strip()),
        ("backdated", new.starts < on),
        ("review_by_needed", new.review_by is None),
        ("review_by_before_start", new.review_by is not None and new.review_by < new.starts),
    ]
    if new.colour == "red":
        found += [
            ("support_needed", not new.support),
            ("support_without_owner", any(not one.owner for one in new.support)),
            ("exit_tests_needed", not new.exit_tests),
        ]
    faults = tuple(name for name, is_fault in found if is_fault)
    steps = (
        Step("authority", f"Who may set {new.colour.capitalize()}", ", ".join(may_set), new.authoriser_role, value),
        Step("step", "Step between colours", f"{inputs.was} to {new.colour}", step, value),
        *(Step(name, FAULT_WORDS[name], "found" if is_fault else "not found", is_fault) for name, is_fault in found),
    )
    sentence = " ".join(f"{FAULT_WORDS[name]}." for name in faults) or "The status may be set."
    return Outcome("framework.change", on, place, Change(not faults, faults, may_set), steps, sentence=sentence)

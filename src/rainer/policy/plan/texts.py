"""What a goal, a step or a note still lacks before it can be kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rainer.policy.assessment.areas import Area
from rainer.policy.dates import counted
from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, Value, national

LIMITS, OWN_LIMITS = "plan.limits", "plan.own_limits"
SOMEONE_ELSE = "someone_else"
Problem = Literal["blank", "too_long", "same_area", "past", "no_name"]


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is wrong, and the field it is about."""

    field: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class Lacks:
    lacks: tuple[Lack, ...]

    def __bool__(self) -> bool:
        return bool(self.lacks)


@dataclass(frozen=True, slots=True)
class GoalText:
    """A goal as it is written. `was_target_on` is its day before, which may have passed by now."""

    title: str
    area: Area | None
    related: tuple[Area, ...] = ()
    target_on: date | None = None
    was_target_on: date | None = None


@rule("plan.goal_lacks", reads=(LIMITS,))
def goal_lacks(
    inputs: GoalText, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Lacks]:
    """What a goal lacks: its words, one main area, other areas than that, a day from today on."""
    limits = (rulebook or national()).value(LIMITS, on=on, place=place)
    return _answer("plan.goal_lacks", _goal(inputs, limits, on), limits, on, place)


def _goal(inputs: GoalText, limits: Value, on: date) -> Iterator[Lack]:
    yield from _text("title", inputs.title, limits)
    if inputs.area is None:
        yield Lack("area", "blank")
    if inputs.area in inputs.related:
        yield Lack("related", "same_area")
    if inputs.target_on is not None and inputs.target_on < on and inputs.target_on != inputs.was_target_on:
        yield Lack("target_on", "past")


@dataclass(frozen=True, slots=True)
class StepText:
    """A step as it is written: who does what by when. `by_on` may be left out."""

    description: str
    actor: str
    who_name: str = ""
    by_on: date | None = None
    was_by_on: date | None = None


@rule("plan.step_lacks", reads=(LIMITS, OWN_LIMITS))
def step_lacks(
    inputs: StepText, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Lacks]:
    """What a step lacks: its words, who does it, the name of someone else, a day from today on."""
    book = rulebook or national()
    limits, own = (book.value(key, on=on, place=place) for key in (LIMITS, OWN_LIMITS))
    return _answer("plan.step_lacks", _step(inputs, limits, own, on), limits, on, place)


def _step(inputs: StepText, limits: Value, own: Value, on: date) -> Iterator[Lack]:
    yield from _text("description", inputs.description, limits)
    if not inputs.actor:
        yield Lack("actor", "blank")
    if inputs.actor == SOMEONE_ELSE and not inputs.who_name.strip():
        yield Lack("who_name", "no_name")
    if len(inputs.who_name) > own.value["name"]:
        yield Lack("who_name", "too_long")
    if inputs.by_on is not None and inputs.by_on < on and inputs.by_on != inputs.was_by_on:
        yield Lack("by_on", "past")


@dataclass(frozen=True, slots=True)
class NoteText:
    """A note, and whether it must say something."""

    text: str
    is_needed: bool = True


@rule("plan.note_lacks", reads=(OWN_LIMITS,))
def note_lacks(
    inputs: NoteText, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Lacks]:
    """What a note or a reason lacks."""
    limits = (rulebook or national()).value(OWN_LIMITS, on=on, place=place)
    found = [
        one for one in _text("note", inputs.text, limits) if inputs.is_needed or one.problem != "blank"
    ]  # fmt: skip
    return _answer("plan.note_lacks", found, limits, on, place)


def _text(field: str, text: str, limits: Value) -> Iterator[Lack]:
    if not text.strip():
        yield Lack(field, "blank")
    elif len(text) > limits.value[field]:
        yield Lack(field, "too_long")


def _answer(name: str, found: Iterator[Lack] | list[Lack], limits: Value, on: date, place: Place) -> Outcome[Lacks]:
    lacks = tuple(found)
    steps = tuple(Step(f"lack.{one.field}", one.field, one.problem, one.problem) for one in lacks)
    sentence = f"It lacks {counted(len(lacks), 'thing')}." if lacks else "It is whole."
    all_steps = (Step("limits", "How long it may be", "characters", None, limits), *steps)
    return Outcome(name, on, place, Lacks(lacks), all_steps, sentence=sentence)

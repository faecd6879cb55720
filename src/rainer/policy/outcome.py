"""What every rule returns: an answer with the steps that led to it.

Pages, the API, the command line and the tests read the same steps.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from typing import Any, Generic, TypeVar

from rainer.policy.rulebook import Place, Status, Value

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing a rule looked at and what came of it.

    `name` is a stable code (`protect.rosh`), `label` a plain-English line for a page, `found` what was looked
    at in words ("RoSH high"), `result` what the step gave (points, a tier, hours: any plain JSON value),
    `value` the dated parameter it read, `parts` the smaller steps inside it. `said` is the result in words, where
    `result` is a code: pages print it instead.
    """

    name: str
    label: str
    found: str
    result: Any
    value: Value | None = None
    parts: tuple[Step, ...] = ()
    said: str = ""


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """A rule's answer on a date, in a place.

    `answer` is None when the rule could not be worked out; `missing` then names each input that was lacking,
    in words a person can act on ("no predictor score"). A missing input is an answer, never a crash.
    """

    rule: str
    on: date
    place: Place
    answer: T | None
    steps: tuple[Step, ...]
    missing: tuple[str, ...] = ()
    sentence: str = ""
    notes: tuple[str, ...] = field(default=())

    def values_used(self) -> tuple[Value, ...]:
        """Every parameter value any step read, once each, in the order of the steps."""
        seen: dict[tuple[str, date, Place], Value] = {}
        for step in walk(self.steps):
            if step.value is not None:
                seen.setdefault((step.value.key, step.value.starts, step.value.place), step.value)
        return tuple(seen.values())

    @property
    def rests_on_assumption(self) -> bool:
        """True when any value behind the answer is only assumed, or in force from an assumed day."""
        return any(v.is_assumed for v in self.values_used())

    def assumed_values(self) -> tuple[Value, ...]:
        return tuple(v for v in self.values_used() if v.is_assumed)


def walk(steps: tuple[Step, ...]) -> Iterator[Step]:
    """Every step and the steps inside it, outermost first."""
    for step in steps:
        yield step
        yield from walk(step.parts)


def as_data(outcome: Outcome[Any]) -> dict[str, Any]:
    """The outcome as plain JSON data: what `rainer rules explain`, the API and the why page print."""
    return {
        "rule": outcome.rule,
        "on": outcome.on.isoformat(),
        "place": outcome.place.words,
        "answer": plain(outcome.answer),
        "sentence": outcome.sentence,
        "missing": list(outcome.missing),
        "notes": list(outcome.notes),
        "rests_on_assumption": outcome.rests_on_assumption,
        "steps": [_step_data(s) for s in outcome.steps],
    }


def _step_data(step: Step) -> dict[str, Any]:
    data: dict[str, Any] = {
        "name": step.name,
        "label": step.label,
        "found": step.found,
        "result": plain(step.result),
    }
    if step.said:
        data["said"] = step.said
    if step.value is not None:
        data["value"] = value_data(step.value)
    if step.parts:
        data["parts"] = [_step_data(p) for p in step.parts]
    return data


def value_data(value: Value) -> dict[str, Any]:
    """A parameter value's provenance as plain data (the value itself may be a large table, so it is left out)."""
    return {
        "key": value.key,
        "from": value.starts.isoformat(),
        "place": value.place.words,
        "status": Status(value.status).value,
        "date_status": Status(value.date_status).value,
        "source": value.source.title,
        "url": value.source.url,
        "read_on": value.source.read_on.isoformat(),
    }


def plain(thing: Any) -> Any:
    """A value as plain JSON data: dates and keys as text, a decimal as a number, a dataclass as an object."""
    if isinstance(thing, Value):
        return value_data(thing)
    if hasattr(thing, "__dataclass_fields__"):
        return {name: plain(getattr(thing, name)) for name in thing.__dataclass_fields__}
    if isinstance(thing, dict):
        return {str(k): plain(v) for k, v in thing.items()}
    if isinstance(thing, list | tuple):
        return [plain(v) for v in thing]
    if isinstance(thing, set | frozenset):
        return sorted(plain(v) for v in thing)
    if isinstance(thing, date | time):
        return thing.isoformat()
    if isinstance(thing, Decimal):
        return float(thing)
    return getattr(thing, "value", thing) if not isinstance(thing, str | int | float | bool) else thing

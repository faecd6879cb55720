"""What `rainer rules` prints: inputs with types, parameters with provenance, outcomes with steps."""

from __future__ import annotations

import json
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from rainer.policy.conformance import Result
from rainer.policy.outcome import Outcome, Step, as_data, plain
from rainer.policy.rulebook import NoValueInForceError, Place, Rulebook, Value

_PLAIN_TYPES = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "true or false",
    date: "date YYYY-MM-DD",
    NoneType: "null",
    Any: "anything",
}


def input_lines(inputs_type: Any, indent: int = 2) -> list[str]:
    """A dataclass's fields, one a line with type and whether it may be left out; nested ones indented."""
    lines = []
    hints = get_type_hints(inputs_type)
    for field in fields(inputs_type):
        hint = hints[field.name]
        optional = ", may be left out" if _has_default(field) else ""
        lines.append(f"{' ' * indent}{field.name}: {type_words(hint)}{optional}")
        for nested in _dataclasses_in(hint):
            lines += input_lines(nested, indent + 2)
    return lines


def _has_default(field: Field[Any]) -> bool:
    return field.default is not MISSING or field.default_factory is not MISSING


def _dataclasses_in(hint: Any) -> list[Any]:
    if is_dataclass(hint):
        return [hint]
    return [found for part in get_args(hint) for found in _dataclasses_in(part)]


def type_words(hint: Any) -> str:
    """A type as somebody writing JSON would say it: "text", "one of A, B", "list of Registration"."""
    if hint in _PLAIN_TYPES:
        return _PLAIN_TYPES[hint]
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Literal:
        return f"one of {', '.join(json.dumps(p) for p in parts)}"
    if origin in (Union, UnionType):
        return " or ".join(type_words(p) for p in parts)
    if origin in (tuple, list, set, frozenset):
        return f"list of {type_words(parts[0])}"
    if origin is not None and len(parts) == 2:
        return f"object from {type_words(parts[0])} to {type_words(parts[1])}"
    if isinstance(hint, type) and issubclass(hint, Enum):
        return f"one of {', '.join(json.dumps(member.value) for member in hint)}"
    return str(getattr(hint, "__name__", hint))


def parameter_lines(rulebook: Rulebook, key: str, *, on: date, place: Place) -> list[str]:
    """A parameter's value in force with its status and source, or a line that says none is."""
    parameter = rulebook.parameter(key)
    heading = f"  {key}: {parameter.label} ({parameter.unit})"
    try:
        value = rulebook.value(key, on=on, place=place)
    except NoValueInForceError:
        return [heading, "    no value in force on that day"]
    return [heading, f"    {json.dumps(plain(value.value), ensure_ascii=False)}", *_provenance(value)]


def _provenance(value: Value) -> list[str]:
    firmness = value.status.value
    if value.date_status != value.status:
        firmness += f", its date {value.date_status.value}"
    source = f"{value.source.title} {value.source.url}".rstrip()
    return [
        f"    from {value.starts.isoformat()}, {value.place.words}; {firmness}",
        f"    {source}, read {value.source.read_on.isoformat()}",
    ]


def outcome_lines(outcome: Outcome[Any]) -> list[str]:
    """An outcome for a reader: the answer, what is missing, every step, and what it rests on."""
    data = as_data(outcome)
    lines = [f"{outcome.rule} on {outcome.on.isoformat()} in {outcome.place.words}"]
    lines.append(outcome.sentence or f"Answer: {json.dumps(data['answer'], ensure_ascii=False)}")
    lines += [f"Missing: {text}" for text in outcome.missing]
    lines += [f"Note: {text}" for text in outcome.notes]
    lines.append("Steps")
    lines += [line for step in outcome.steps for line in _step_lines(step, 2)]
    used = outcome.values_used()
    if used:
        lines.append("Values used")
    for value in used:
        lines += [f"  {value.key}", *_provenance(value)]
    if outcome.rests_on_assumption:
        names = ", ".join(v.key for v in outcome.assumed_values())
        lines.append(f"This rests on values that are only assumed, or in force from an assumed day: {names}.")
    return lines


def _step_lines(step: Step, indent: int) -> list[str]:
    lines = [f"{' ' * indent}{step.label}: {step.found} → {step.said or _short(step.result)}  [{step.name}]"]
    return lines + [line for part in step.parts for line in _step_lines(part, indent + 2)]


def _short(value: Any) -> str:
    if value in (None, [], {}, ()):
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str | int | float | date):
        return str(value)
    return json.dumps(value, ensure_ascii=False, default=str)


def case_lines(name: str, result: Any, outcome: Outcome[Any] | None) -> list[str]:
    """A name of a set's cases worked out: its result, and the rule that was asked with its steps."""
    lines = [
        f"{name} is a name in the cases of a conformance set.",
        f"Result: {json.dumps(result, ensure_ascii=False, default=str)}",
    ]
    if outcome is None:
        return [*lines, "It is a part of other rules, worked out by itself: no rule of its own has steps to show."]
    return [*lines, f"It asks the rule {outcome.rule}.", "", *outcome_lines(outcome)]


def failure_lines(result: Result) -> list[str]:
    """A failed case: each value that differs, both ways, then the steps behind the answer."""
    lines = [f"{result.case.id} ({result.case.rule})"]
    if result.fault:
        lines.append(f"  stopped with {result.fault}")
    for difference in result.differences:
        lines.append(f"  {difference.path or 'result'}")
        lines.append(f"    expected {json.dumps(difference.expected, ensure_ascii=False, default=str)}")
        lines.append(f"    got      {json.dumps(difference.actual, ensure_ascii=False, default=str)}")
    steps = result.outcome.steps if result.outcome else ()
    return lines + [line for step in steps for line in _step_lines(step, 2)]


def failure_data(result: Result) -> dict[str, Any]:
    """A failed case as plain data."""
    differences = [{"path": d.path, "expected": d.expected, "got": d.actual} for d in result.differences]
    steps = as_data(result.outcome)["steps"] if result.outcome else []
    return {"id": result.case.id, "rule": result.case.rule, "fault": result.fault, "differences": differences,
            "steps": steps}  # fmt: skip

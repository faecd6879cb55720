"""Conformance cases: run one against the rules and say where the answer differs.

Each module in this folder is the adapter of one set. It exposes `CASES`, from a case's rule name to a
function that takes the case's input and gives its result, and may expose `COMPARE`, how that set's results
are compared (the fields of Comparison). A module without `CASES` holds shapes that adapters share. No rule is
written to fit a case: what is particular to a set stays in its adapter.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Literal

from rainer.policy.outcome import Outcome

# Lists under these keys are compared as sets.
SET_KEYS = frozenset(
    {
        "complexity_factors",
        "reasons",
        "discretion_reasons",
        "lowest",
        "overall_possible",
        "errors",
        "fields",
        "violations",
        "crns",
        "out_of_area",
        "messages",
    }
)


class ConformanceRefusal(Exception):
    """The rule refuses the input, and the set expects refusals by this code."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class MalformedCaseError(ValueError):
    """A line of a conformance file is not a case. The message says why, without the line number."""


@dataclass(frozen=True, slots=True)
class Explained:
    """A result together with the Outcome it came from, so that a mismatch can show the steps."""

    result: Any
    outcome: Outcome[Any]


# A result is whatever the set says a rule gives: an object, a list, a text, a date as text, or None.
Adapter = Callable[[dict[str, Any]], Any]


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a set's results are compared.

    `whole`: every key of the result counts, not only those the case names. `tolerance`: how far numbers may
    lie apart. `refusal`: whether an expected error is compared by its code or any refusal will do. `as_given`: keys
    whose numbers are compared to as many decimals as the case writes.
    """

    whole: bool = False
    tolerance: float = 0.0
    refusal: Literal["any", "code"] = "any"
    as_given: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Case:
    """One line of a conformance file."""

    id: str
    rule: str
    input: dict[str, Any]
    expected: Any


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a result differs: the path to the value, what the case expects, what the rule gave."""

    path: str
    expected: Any
    actual: Any


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one case. `fault` is the message of an exception inside the rule."""

    case: Case
    verdict: Literal["passed", "failed", "skipped"]
    differences: tuple[Difference, ...] = ()
    fault: str = ""
    outcome: Outcome[Any] | None = None


def parse_case(line: str) -> Case:
    """A case from one line of a JSON Lines file. Raises MalformedCaseError."""
    try:
        data = json.loads(line)
    except json.JSONDecodeError as error:
        raise MalformedCaseError(f"it is not JSON ({error.msg} at column {error.colno}).") from None
    if not isinstance(data, dict):
        raise MalformedCaseError("it is not a JSON object.")
    lacking = [key for key in ("id", "rule", "input", "expected") if key not in data]
    if lacking:
        raise MalformedCaseError(f"it has no {' and no '.join(lacking)}.")
    if not isinstance(data["rule"], str) or not isinstance(data["input"], dict):
        raise MalformedCaseError("`rule` must be a text and `input` an object.")
    return Case(str(data["id"]), data["rule"], data["input"], data["expected"])


@cache
def adapters() -> dict[str, tuple[Adapter, Comparison]]:
    """Every modelled rule name with its adapter and how its results are compared."""
    found: dict[str, tuple[Adapter, Comparison]] = {}
    for info in iter_modules(__path__):
        module = import_module(f"{__name__}.{info.name}")
        comparison = Comparison(**getattr(module, "COMPARE", {}))
        found.update({rule: (adapter, comparison) for rule, adapter in getattr(module, "CASES", {}).items()})
    return found


def run(case: Case) -> Result:
    """Run one case. A rule not modelled is skipped; an exception inside a modelled one is a failure."""
    if case.rule not in adapters():
        return Result(case, "skipped")
    _adapter, comparison = adapters()[case.rule]
    outcome: Outcome[Any] | None = None
    try:
        answer = answer_of(case.rule, case.input)
    except Exception as error:  # any fault at all is this case's failure, and the next case still runs
        return Result(case, "failed", fault=f"{type(error).__name__}: {error}")
    if isinstance(answer, Explained):
        outcome, answer = answer.outcome, answer.result
    expected, comparison = _own_tolerance(case.expected, comparison)
    differences = tuple(compare(expected, answer, comparison))
    return Result(case, "failed" if differences else "passed", differences, outcome=outcome)


def _own_tolerance(expected: Any, comparison: Comparison) -> tuple[Any, Comparison]:
    """What a case expects without its `tolerance`, which is told to whoever compares and is no result."""
    if not isinstance(expected, dict) or "tolerance" not in expected:
        return expected, comparison
    result = {key: value for key, value in expected.items() if key != "tolerance"}
    return result, replace(comparison, tolerance=expected["tolerance"])


def answer_of(name: str, given: dict[str, Any]) -> Any:
    """What the rules give for the input of a case, as its set writes it: Explained where they have an outcome of it."""
    adapter, _comparison = adapters()[name]
    try:
        return adapter(given)
    except ConformanceRefusal as refusal:
        return {"error": refusal.code}


def compare(expected: Any, actual: Any, how: Comparison, path: str = "") -> Iterator[Difference]:
    """Where `actual` differs from `expected`. Key order never matters; a null may be absent."""
    if how.refusal == "any" and isinstance(expected, dict) and expected.get("error"):
        if not (isinstance(actual, dict) and actual.get("error")):
            yield Difference(path, expected, actual)
    elif isinstance(expected, dict) and isinstance(actual, dict):
        yield from _compare_objects(expected, actual, how, path)
    elif isinstance(expected, list) and isinstance(actual, list | tuple):
        yield from _compare_lists(expected, list(actual), how, path)
    elif not _same(expected, actual, how.tolerance):
        yield Difference(path, expected, actual)


def _compare_objects(
    expected: dict[str, Any], actual: dict[str, Any], how: Comparison, path: str
) -> Iterator[Difference]:
    for key, value in expected.items():
        here = f"{path}.{key}" if path else key
        got = _rounded(key, actual)
        if key in how.as_given and isinstance(got, float):
            got = _to_decimals_of(value, got)
        if key in SET_KEYS and isinstance(value, list) and isinstance(got, list | tuple | set | frozenset):
            if {_canonical(v) for v in value} != {_canonical(v) for v in got}:
                yield Difference(here, value, sorted(got, key=_canonical))
        else:
            yield from compare(value, got, how, here)
    if how.whole:
        for key in actual.keys() - expected.keys():
            if actual[key] is not None:
                yield Difference(f"{path}.{key}" if path else key, None, actual[key])


def _compare_lists(expected: list[Any], actual: list[Any], how: Comparison, path: str) -> Iterator[Difference]:
    if len(expected) != len(actual):
        yield Difference(path, expected, actual)
        return
    for number, (wanted, got) in enumerate(zip(expected, actual, strict=True)):
        yield from compare(wanted, got, how, f"{path}[{number}]")


def _rounded(key: str, actual: dict[str, Any]) -> Any:
    """The result's value under a key; `x_1dp` and `x_truncated` also stand for `x` so rounded."""
    if key in actual:
        return actual[key]
    for suffix, shorten in (("_1dp", lambda v: round(v, 1)), ("_truncated", math.trunc)):
        whole = actual.get(key.removesuffix(suffix)) if key.endswith(suffix) else None
        if whole is not None:
            return shorten(whole)
    return None


def _to_decimals_of(expected: Any, number: float) -> float:
    """A number cut to the decimals of another, half up."""
    exponent = Decimal(str(expected)).as_tuple().exponent if isinstance(expected, float) else None
    if not isinstance(exponent, int):
        return number
    return float(Decimal(str(number)).quantize(Decimal(1).scaleb(exponent), rounding=ROUND_HALF_UP))


def _same(expected: Any, actual: Any, tolerance: float) -> bool:
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    if isinstance(expected, int | float) and isinstance(actual, int | float):
        return abs(expected - actual) <= tolerance
    return bool(expected == actual)


def _canonical(value: Any) -> str:
    """One text for a value whatever the order of its keys and sets, to compare lists as sets."""
    if isinstance(value, dict):
        return json.dumps({k: _canonical(v) for k, v in sorted(value.items())})
    if isinstance(value, list | tuple):
        return json.dumps(sorted(_canonical(v) for v in value))
    return json.dumps(value)

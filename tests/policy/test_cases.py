"""Every rule case in `cases/`: a sentence for a name, what goes in, what comes out, and the arithmetic.

A case is `{name, rule, on, input, expected, why}`, with `place` where it matters. `expected` holds those keys
of the answer that count (an answer that is not an object stands under `answer`), and may hold `missing`,
`notes` and `steps`, from a step's name to its result.
"""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import TypeAdapter

from rainer.policy.conformance import Comparison, compare
from rainer.policy.outcome import Outcome, as_data
from rainer.policy.register import rules
from rainer.policy.rulebook import Place

CASES = Path(__file__).parent / "cases"
KEYS = {"name", "rule", "on", "place", "input", "expected", "why"}
ABOUT_THE_OUTCOME = ("missing", "notes", "steps")


class _CaseLoader(yaml.SafeLoader):
    """YAML in which only true and false are booleans, so that `on`, YES and NO stay the words they are."""


_CaseLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool" or first in "tTfF"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _all_cases() -> list[Any]:
    found = []
    for path in sorted(CASES.rglob("*.yaml")):
        topic = path.relative_to(CASES).with_suffix("").as_posix()
        for case in yaml.load(path.read_text(encoding="utf-8"), Loader=_CaseLoader):
            found.append(pytest.param(case, id=f"{topic}: {case['name']}"))
    return found


@pytest.mark.parametrize("case", _all_cases())
def test_case(case: dict[str, Any]) -> None:
    assert case.keys() <= KEYS, f"a case has no key {case.keys() - KEYS}"
    rule = rules()[case["rule"]]
    inputs = TypeAdapter(rule.inputs_type).validate_python(case["input"])
    outcome = rule.function(inputs, on=case["on"], place=Place(**case.get("place", {})))
    expected = {key: _plain(value) for key, value in case["expected"].items()}
    assert expected, "a case that expects nothing cannot fail"
    differences = list(compare(expected, _compared(outcome, expected), Comparison(tolerance=1e-9)))
    assert not differences, f"{differences}; steps: {as_data(outcome)['steps']}"


def _compared(outcome: Outcome[Any], expected: dict[str, Any]) -> dict[str, Any]:
    """What of the outcome the case speaks about, under the case's keys."""
    data = as_data(outcome)
    answer = data["answer"]
    actual = dict(answer) if isinstance(answer, dict) and "answer" not in expected else {"answer": answer}
    if "steps" in expected:
        named = {step["name"]: step["result"] for step in _every_step(data["steps"])}
        actual["steps"] = named
    return actual | {key: data[key] for key in ABOUT_THE_OUTCOME[:2] if key in expected}


def _every_step(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [found for step in steps for found in (step, *_every_step(step.get("parts", [])))]


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value


def test_every_rule_has_a_case() -> None:
    covered = {param.values[0]["rule"] for param in _all_cases()}
    without = sorted(rules().keys() - covered)
    assert not without, f"write a YAML case in tests/policy/cases for: {', '.join(without)}"

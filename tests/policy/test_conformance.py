"""Every conformance set beside the repository runs through the rules; what is modelled must agree."""

import json
from pathlib import Path
from typing import Any

import pytest

from rainer.policy import conformance
from rainer.policy.conformance import (
    Case,
    Comparison,
    ConformanceRefusal,
    MalformedCaseError,
    compare,
    parse_case,
)

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "conformance"


def _differs(expected: Any, actual: Any, **how: Any) -> bool:
    return bool(list(compare(expected, actual, Comparison(**how))))


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.jsonl")), ids=lambda path: path.stem)
def test_modelled_rules_agree_with_the_set(path: Path) -> None:
    results = [conformance.run(parse_case(line)) for line in path.read_text(encoding="utf-8").splitlines()]
    failed = [f"{r.case.id}: {r.fault or r.differences}" for r in results if r.verdict == "failed"]
    assert not failed, "\n".join(failed)
    assert results, f"{path} holds no case"


def test_the_sets_are_there() -> None:
    if not FOLDER.is_dir():
        pytest.skip("no shared/conformance folder beside the repository: only the YAML cases prove the rules")
    rules = {json.loads(line)["rule"] for path in FOLDER.glob("*.jsonl") for line in path.open(encoding="utf-8")}
    for modelled in ("tier.v2", "tier.v3", "access.check", "pnc.canonicalise", "working_days.add", "arp", "csrp"):
        assert modelled in rules & conformance.adapters().keys()


def test_only_named_keys_count_unless_the_whole_value_does() -> None:
    assert not _differs({"points": 5}, {"points": 5, "level": 1})
    assert _differs({"points": 5}, {"points": 5, "level": 1}, whole=True)
    assert not _differs({"points": 5}, {"points": 5, "level": None}, whole=True)


def test_null_may_be_null_or_absent_but_not_a_value() -> None:
    assert not _differs({"rosh": None}, {"rosh": None})
    assert not _differs({"rosh": None}, {})
    assert _differs({"rosh": None}, {"rosh": "HIGH"})


def test_numbers_are_equal_by_value_within_the_tolerance() -> None:
    assert not _differs({"n": 50}, {"n": 50.0})
    assert _differs({"n": 0.3}, {"n": 0.1 + 0.2})
    assert not _differs({"n": 0.3}, {"n": 0.1 + 0.2}, tolerance=1e-9)
    assert _differs({"n": 1}, {"n": True}), "true is not the number 1"


def test_lists_keep_their_order_but_sets_do_not() -> None:
    assert _differs({"grades": ["PO", "PSO"]}, {"grades": ["PSO", "PO"]})
    assert not _differs({"reasons": ["a", "b"]}, {"reasons": ["b", "a"]})
    assert _differs({"reasons": ["a", "b"]}, {"reasons": ["a"]})
    assert not _differs({"messages": [["x", "y"], ["z"]]}, {"messages": [["z"], ["y", "x"]]})


def test_a_shortened_number_may_stand_for_the_whole_one() -> None:
    assert not _differs({"percent_1dp": 12.3}, {"percent": 12.345})
    assert not _differs({"percent_truncated": 12}, {"percent": 12.945})
    assert _differs({"percent_1dp": 12.4}, {"percent": 12.345})


def test_a_number_is_compared_to_the_decimals_given_where_the_set_says_so() -> None:
    how = {"as_given": frozenset({"probability"})}
    assert not _differs({"probability": 0.80259}, {"probability": 0.8025852}, **how)
    assert _differs({"probability": 0.80258}, {"probability": 0.8025852}, **how)
    assert not _differs({"probability": 0.5}, {"probability": 0.45}, **how), "half up"
    assert _differs({"probability": 0.80259}, {"probability": 0.8025852})
    assert _differs({"weight": 0.80259}, {"weight": 0.8025852}, **how)
    assert not _differs({"probability": None}, {"probability": None}, **how)
    assert _differs({"probability": None}, {"probability": 0.5}, **how)


def test_a_refusal_is_compared_by_code_only_where_the_set_says_so() -> None:
    assert not _differs({"error": "why"}, {"error": "another reason"}, refusal="any")
    assert _differs({"error": "REQUIRED"}, {"error": "INVALID_FORMAT"}, refusal="code")
    assert _differs({"error": "why"}, {"tier": "A"}, refusal="any")
    assert _differs({"tier": "A"}, {"error": "why"}, refusal="any")


def test_a_rule_not_modelled_is_skipped() -> None:
    assert conformance.run(Case("x", "no.such.rule", {}, {})).verdict == "skipped"


def test_an_exception_in_a_modelled_rule_fails_the_case(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(given: dict[str, Any]) -> dict[str, Any]:
        raise KeyError("gender")

    monkeypatch.setattr(conformance, "adapters", lambda: {"broken": (broken, Comparison())})
    result = conformance.run(Case("x", "broken", {}, {"error": "any"}))
    assert (result.verdict, result.fault) == ("failed", "KeyError: 'gender'")


def test_an_expected_refusal_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(given: dict[str, Any]) -> dict[str, Any]:
        raise ConformanceRefusal("REQUIRED")

    monkeypatch.setattr(conformance, "adapters", lambda: {"r": (refuses, Comparison(refusal="code"))})
    assert conformance.run(Case("x", "r", {}, {"error": "REQUIRED"})).verdict == "passed"
    assert conformance.run(Case("x", "r", {}, {"error": "OTHER"})).verdict == "failed"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "not JSON"),
        ("[1]", "not a JSON object"),
        ('{"id": "1", "rule": "r", "input": {}}', "no expected"),
        ('{"id": "1", "rule": 5, "input": {}, "expected": {}}', "must be a text"),
    ],
)
def test_a_malformed_line_says_what_is_wrong(line: str, says: str) -> None:
    with pytest.raises(MalformedCaseError, match=says):
        parse_case(line)

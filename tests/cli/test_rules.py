"""`rainer rules`: list, show, explain and check, as somebody at a terminal meets them."""

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rainer.config.cli import main
from rainer.policy import conformance
from rainer.policy.conformance import Comparison, Explained
from rainer.policy.register import rules

V3 = {
    "has_active_event": True,
    "arp": {"score": 75, "type": "DYNAMIC"},
    "csrp": {"score": 1.0, "type": "STATIC"},
}
CASE = {"id": "c1", "rule": "crn.valid", "input": {"value": "X000001"}, "expected": {"valid": True}}


def _run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    status = main(["rules", *words])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def _file(folder: Path, *cases: Any) -> str:
    path = folder / "cases.jsonl"
    path.write_text("".join(f"{c if isinstance(c, str) else json.dumps(c)}\n" for c in cases), encoding="utf-8")
    return str(path)


def test_list_names_every_rule_with_its_summary_and_how_far_it_is_modelled(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status, out, _ = _run(capsys, "list")
    lines = {line.split()[0]: line for line in out.splitlines()}
    assert status == 0
    assert set(lines) == set(rules())
    assert " modelled " in lines["tiering.v3"]
    assert "the highest letter of eight steps" in lines["tiering.v3"]


def test_show_gives_inputs_parameters_sources_and_the_day(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = _run(capsys, "show", "tiering.v2.protect", "--on", "2024-05-01")
    assert status == 0
    assert 'rosh: one of "LOW", "MEDIUM", "HIGH", "VERY_HIGH" or null, may be left out' in out
    assert "Parameters on 2024-05-01 in England and Wales" in out
    assert '{"A": 150, "B": 20, "C": 10, "D": 0}' in out
    assert "seen in public code, its date assumed" in out
    assert "https://github.com/ministryofjustice/hmpps-tier" in out


def test_show_says_when_no_value_is_in_force(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = _run(capsys, "show", "tiering.v3", "--on", "2025-12-31")
    assert status == 0
    assert "no value in force on that day" in out


def test_without_a_day_show_prints_the_day_it_read(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = _run(capsys, "show", "tiering.v3")
    day = out.split("Parameters on ")[1][:10]
    assert date.fromisoformat(day).year >= 2026


def test_an_unknown_rule_is_answered_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = _run(capsys, "show", "tierin.v3")
    assert status == 2
    assert "no rule called tierin.v3. Did you mean tiering.v3" in err


def test_explain_prints_every_step_and_what_it_rests_on(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = _run(capsys, "explain", "tiering.v3", "--on", "2026-11-22", "--input", json.dumps(V3))
    assert status == 0
    assert "Tier C, provisional: from likelihood of reoffending." in out
    assert "ARP 75% (dynamic), CSRP 1% (static) → C  [reoffending]" in out
    assert "only assumed, or in force from an assumed day" in out


def test_explain_gives_the_same_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = _run(capsys, "explain", "tiering.v3", "--on", "2026-11-22", "--input", json.dumps(V3), "--json")
    data = json.loads(out)
    assert status == 0
    assert data["answer"] == {"tier": "C", "is_provisional": True, "deciding": ["reoffending"]}
    assert data["steps"][0]["value"]["key"] == "tiering.reoffending_table"


def test_explain_reads_a_file_and_standard_input(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "case.json"
    path.write_text(json.dumps(V3), encoding="utf-8")
    _, from_file, _ = _run(capsys, "explain", "tiering.v3", "--on", "2026-11-22", "--input", f"@{path}")
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(V3)))
    _, from_stdin, _ = _run(capsys, "explain", "tiering.v3", "--on", "2026-11-22", "--input", "-")
    assert from_file == from_stdin
    assert "Tier C" in from_file


def test_explain_says_which_rule_a_name_of_a_set_asks(capsys: pytest.CaptureFixture[str]) -> None:
    given = {"as_of": "2026-11-22", **V3}
    status, out, err = _run(capsys, "explain", "tier.v3", "--input", json.dumps(given))
    assert (status, err) == (0, "")
    assert "tier.v3 is a name in the cases of a conformance set." in out
    assert "It asks the rule tiering.v3." in out
    assert "[reoffending]" in out
    data = json.loads(_run(capsys, "explain", "tier.v3", "--input", json.dumps(given), "--json")[1])
    assert (data["asks"], data["outcome"]["answer"]["tier"]) == ("tiering.v3", data["result"]["tier"])


def test_explain_works_out_a_name_that_is_no_rule_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = _run(capsys, "explain", "crn.valid", "--input", json.dumps(CASE["input"]))
    assert status == 0
    assert 'Result: {"valid": true}' in out
    assert "It is a part of other rules" in out


def test_every_name_that_check_knows_is_known_to_explain(capsys: pytest.CaptureFixture[str]) -> None:
    for name in conformance.adapters():
        _status, _out, err = _run(capsys, "explain", name, "--input", "{}")
        assert "There is no rule called" not in err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--input", "[]"), "The input of a case is a JSON object."),
        (("--input", "{"), "The input is not JSON"),
        (("--input", "{}"), "The input is not that of a case of crn.valid"),
        (("--input", "{}", "--on", "2026-11-22"), "their input says the day and the place itself"),
    ],
)
def test_explain_says_what_is_wrong_with_the_input_of_a_case(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], says: str
) -> None:
    status, out, err = _run(capsys, "explain", "crn.valid", *words)
    assert (status, out) == (2, "")
    assert says in err


def test_show_sends_a_name_of_a_set_to_explain(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = _run(capsys, "show", "tier.v3")
    assert status == 2
    assert "tier.v3 is a name in the cases of a conformance set: `rainer rules explain`" in err


def test_explain_names_the_place_asked_about(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("explain", "tiering.v3", "--on", "2026-11-22", "--input", json.dumps(V3), "--place")
    _, out, _ = _run(capsys, *words, "England and Wales, Northmarch, Harrowgate Moor")
    assert "in England and Wales, Northmarch, Harrowgate Moor" in out.splitlines()[0]
    status, _, err = _run(capsys, *words, "Saint Alder")
    assert status == 2
    assert "is in force on 2026-11-22 in Saint Alder" in err


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("{", "The input is not JSON: Expecting property name enclosed in double quotes at line 1, column 2"),
        ("[]", "the input: "),
        (json.dumps({}), "has_active_event: this field is missing."),
        (json.dumps(V3 | {"rosch": "HIGH"}), "rosch: there is no such field."),
        (json.dumps(V3 | {"arp": {"score": 1, "type": "STATIC", "x": 1}}), "arp.x: there is no such field."),
        (json.dumps(V3 | {"rosh": "SOME"}), "rosh: Input should be"),
        (json.dumps({"rosch": 1}), "rosch: there is no such field."),
    ],
)
def test_explain_names_the_field_at_fault(capsys: pytest.CaptureFixture[str], given: str, says: str) -> None:
    status, out, err = _run(capsys, "explain", "tiering.v3", "--input", given)
    assert (status, out) == (2, "")
    assert says in err
    if given != "{":
        assert "Expected fields:\n  has_active_event: true or false" in err


def test_explain_says_when_the_input_file_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = _run(capsys, "explain", "tiering.v3", "--input", "@nowhere.json")
    assert (status, err) == (2, "There is no file nowhere.json.\n")


@pytest.mark.parametrize("words", [("--on", "22/11/2026"), ("--place", "England and Wales,,x"), ("--place", "a,b,c,d")])
def test_a_day_or_place_that_cannot_be_read_is_refused(
    capsys: pytest.CaptureFixture[str], words: tuple[str, str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["rules", "show", "tiering.v3", *words])
    assert stopped.value.code == 2
    assert words[1] in capsys.readouterr().err


def test_check_counts_passed_and_skipped_and_names_the_skipped(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    unknown = CASE | {"rule": "no.such.rule"}
    status, out, _ = _run(capsys, "check", _file(tmp_path, CASE, "", unknown))
    assert status == 0
    assert out.splitlines() == ["Not modelled, so skipped: no.such.rule", "1 passed, 0 failed, 1 skipped"]


def test_check_prints_both_values_of_a_mismatch_with_the_steps(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    wrong = {
        "id": "wrong",
        "rule": "tier.v2.protect",
        "input": {"gender": "Male", "rsr": 7, "rosh": "LOW"},
        "expected": {"points": 10},
    }
    status, out, _ = _run(capsys, "check", _file(tmp_path, CASE, wrong))
    lines = out.splitlines()
    assert status == 1
    assert lines[:4] == ["wrong (tier.v2.protect)", "  points", "    expected 10", "    got      20"]
    assert "  RSR: 7% → 20  [protect.rsr]" in lines
    assert lines[-1] == "1 passed, 1 failed, 0 skipped"


def test_check_counts_an_exception_in_a_rule_as_a_failure(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    status, out, _ = _run(capsys, "check", _file(tmp_path, CASE | {"input": {}}))
    assert status == 1
    assert "stopped with KeyError: 'value'" in out


def test_check_can_be_kept_to_one_rule(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    other = CASE | {"rule": "prison_number.valid", "expected": {"valid": True}}
    status, out, _ = _run(capsys, "check", _file(tmp_path, CASE, other), "--rule", "crn.valid")
    assert (status, out) == (0, "1 passed, 0 failed, 0 skipped\n")


def test_check_as_json_holds_the_same(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    wrong = CASE | {"id": "wrong", "expected": {"valid": False}}
    status, out, _ = _run(capsys, "check", _file(tmp_path, CASE, wrong), "--json")
    data = json.loads(out)
    assert status == 1
    assert (data["passed"], data["failed"], data["skipped"], data["skipped_rules"]) == (1, 1, 0, [])
    assert data["failures"][0]["id"] == "wrong"
    assert data["failures"][0]["differences"] == [{"path": "valid", "expected": False, "got": True}]


def test_check_as_json_gives_the_steps_of_a_failure(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = conformance.adapters()["tier.v2.protect"][0]

    def off_by_one(given: dict[str, Any]) -> Explained:
        explained = real(given)
        assert isinstance(explained, Explained)
        return Explained({"points": -1}, explained.outcome)

    monkeypatch.setattr(conformance, "adapters", lambda: {"tier.v2.protect": (off_by_one, Comparison())})
    case = {"id": "p", "rule": "tier.v2.protect", "input": {"gender": None}, "expected": {"points": 0}}
    _, out, _ = _run(capsys, "check", _file(tmp_path, case), "--json")
    assert json.loads(out)["failures"][0]["steps"][0]["name"] == "protect.rsr"


def test_check_names_every_malformed_line_and_runs_nothing(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = _file(tmp_path, CASE, "{", {"id": "2", "rule": "crn.valid"})
    status, out, err = _run(capsys, "check", path)
    assert (status, out) == (2, "")
    first, second = err.splitlines()
    assert first.startswith(f"{path}, line 2: it is not JSON")
    assert second == f"{path}, line 3: it has no input and no expected."


def test_check_says_when_the_file_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = _run(capsys, "check", "nowhere.jsonl")
    assert (status, out, err) == (2, "", "There is no file nowhere.jsonl.\n")


def test_check_says_when_the_file_is_not_text(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_bytes(b"\xff\xfe\x00")
    status, _, err = _run(capsys, "check", str(path))
    assert (status, err) == (2, f"{path} is not text in UTF-8.\n")

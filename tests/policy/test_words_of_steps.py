"""Steps are read by people: what a rule answers with a code, its step says in words."""

from __future__ import annotations

import re
from datetime import date

import pytest

from rainer.policy import allocation, tiering
from rainer.policy.outcome import Outcome, walk
from rainer.policy.workload import BandInputs, workload_band

ON = date(2026, 11, 9)
CODE = re.compile(r"\b(?:[A-Z]{2,}_[A-Z_]+|[a-z]+_[a-z_]+|MEDIUM|HIGH|LOW|STANDARD|SEVERE|TPO|M[1-4])\b")


def told(outcome: Outcome[object]) -> str:
    return " · ".join(f"{s.label} | {s.found} | {s.said or s.result}" for s in walk(outcome.steps))


def guard(grade: str, rosh: str) -> Outcome[object]:
    inputs = allocation.GuardInputs(grade, date(2026, 1, 5), rosh, 0, "no", "no", True)  # type: ignore[arg-type]
    return allocation.allocation_guard(inputs, on=ON)  # type: ignore[return-value]


@pytest.mark.parametrize("grade", ["TPO", "PO", "PSO", "DMY"])
@pytest.mark.parametrize("rosh", ["low", "medium", "high", "very_high", "not_recorded"])
def test_the_guard_says_grade_risk_and_decision_in_words(grade: str, rosh: str) -> None:
    assert not CODE.search(told(guard(grade, rosh)))


def test_the_guard_of_a_trainee_says_what_is_needed() -> None:
    said = told(guard("TPO", "medium"))
    assert "trainee, 10 whole months in the grade" in said
    assert "Allowed while a practice tutor assessor is named" in said


@pytest.mark.parametrize(
    ("code", "level", "says"), [("RMRH", None, "Medium"), ("RVHR", None, "Very high"), ("MAPP", "M2", "2")]
)
def test_the_register_says_risk_and_level_in_words(code: str, level: str | None, says: str) -> None:
    entry = tiering.Registration(code, ON, level, "M1")
    outcome = tiering.registration_facts(tiering.Registrations((entry,)), on=ON)
    assert says in [step.said for step in outcome.steps]
    assert not CODE.search(told(outcome))  # type: ignore[arg-type]


def test_a_need_says_how_strong_it_is() -> None:
    answers = {"noFixedAbodeOrTransient": tiering.Answer.SOME, "suitabilityOfAccommodation": tiering.Answer.SOME}
    outcome = tiering.need_severity(tiering.NeedAnswers(tiering.NeedSection.ACCOMMODATION, answers), on=ON)
    assert outcome.answer == tiering.NeedScore(2, tiering.Severity.STANDARD)
    assert outcome.steps[-1].said == "Standard"


def test_a_load_band_says_its_label() -> None:
    outcome = workload_band(BandInputs(112.0), on=ON)
    assert outcome.answer is not None
    assert outcome.steps[0].said == outcome.answer.label

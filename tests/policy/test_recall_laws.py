"""Laws of recall that hold for every case, and what its tables promise each other."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rainer.policy import recall
from rainer.policy.rulebook import Place, Rulebook, national

ON = date(2026, 6, 15)
LONDON = ZoneInfo("Europe/London")
GROUPS = tuple(recall.GROUP_WORDS)
UNIT = Place("England and Wales", "Northmarch", "Saltmere")
DATES_OF_CHANGE = (date(2021, 1, 1), date(2024, 4, 2), date(2025, 9, 2), date(2026, 3, 31))
KEYS = tuple(national().value("recall.questions", on=ON).value)
days = st.dates(date(2024, 1, 1), date(2027, 12, 31))
asked = st.sampled_from(DATES_OF_CHANGE)
answers = st.dictionaries(st.sampled_from(KEYS), st.sampled_from([True, False, None]))
charges = st.sampled_from(["NO", "ONLY_CHARGED", "CHARGED_AND_CONVICTED", None])
cases = st.builds(recall.TypeInputs, st.sampled_from(GROUPS), charges, answers)


def _types(inputs: recall.TypeInputs, on: date) -> recall.AvailableTypes:
    answer = recall.available_types(inputs, on=on).answer
    assert answer is not None
    return answer


@given(cases, asked)
def test_no_recall_is_always_open_and_a_mandatory_type_is_the_only_other(inputs: recall.TypeInputs, on: date) -> None:
    answer = _types(inputs, on)
    assert answer.options[-1] == "NO_RECALL"
    if answer.mandatory:
        assert answer.options == (answer.mandatory, "NO_RECALL")


@given(cases, asked)
def test_an_unanswered_question_counts_as_an_exclusion(inputs: recall.TypeInputs, on: date) -> None:
    filled = {key: True if inputs.answers.get(key) is None else inputs.answers[key] for key in KEYS}
    charged = inputs.new_offence or "ONLY_CHARGED"
    assert _types(replace(inputs, answers=filled, new_offence=charged), on).options == _types(inputs, on).options


@given(cases, asked, st.sampled_from(KEYS))
def test_one_more_exclusion_never_makes_a_fixed_term_mandatory(inputs: recall.TypeInputs, on: date, key: str) -> None:
    more = _types(replace(inputs, answers={**inputs.answers, key: True}), on)
    if more.mandatory == "FIXED_TERM":
        assert _types(inputs, on).mandatory == "FIXED_TERM"


@pytest.mark.parametrize("on", DATES_OF_CHANGE)
@pytest.mark.parametrize("group", GROUPS)
def test_every_question_asked_can_be_answered_no(group: Any, on: date) -> None:
    questions = recall.questions(group, on=on)
    inputs = recall.TypeInputs(group, "NO", {question.key: False for question in questions})
    answer = _types(inputs, on)
    assert not answer.exclusions
    assert not answer.unanswered
    assert all(question.words for question in questions)


@given(days, st.integers(1, 90), st.integers(0, 400), st.integers(0, 60))
def test_release_lies_from_the_return_to_the_expiry(returned: date, period: int, left: int, added: int) -> None:
    expiry = returned + timedelta(days=left)
    inputs = recall.ReleaseInputs(period, returned, expiry, added)
    release = recall.fixed_term_release_date(inputs, on=ON).answer
    longer = recall.fixed_term_release_date(replace(inputs, period_days=period + 1), on=ON).answer
    assert release is not None
    assert longer is not None
    assert returned <= release <= min(expiry, longer)
    assert release == expiry or (release - returned).days == period + added - 1


@given(days, st.sampled_from(["ADULT_SDS", "YOUTH_SDS"]), st.booleans())
def test_a_shorter_sentence_never_makes_a_longer_recall(returned: date, group: Any, short: bool) -> None:
    outcome = recall.fixed_term_days(recall.FixedTermInputs(group, returned, short), on=ON)
    other = recall.fixed_term_days(recall.FixedTermInputs(group, returned, False), on=ON)
    assert outcome.answer is not None
    assert other.answer is not None
    assert outcome.answer <= other.answer
    assert outcome.answer in (14, 28, 56)


@given(
    st.sampled_from(["FIXED_TERM", "STANDARD", "NO_RECALL"]),
    st.sampled_from(GROUPS),
    st.sampled_from([True, False, None]),
)
def test_a_record_with_every_mandatory_part_is_ready_and_without_one_is_not(
    kind: Any, group: Any, in_custody: bool | None
) -> None:
    inputs = recall.RecordInputs(kind, group, in_custody=in_custody)
    parts = recall.mandatory_parts(inputs, on=ON)
    whole = frozenset(part.part for part in parts)
    ready = recall.ready_for_countersignature(replace(inputs, complete=whole), on=ON).answer
    assert ready is not None
    assert ready.is_ready
    assert not ready.lacking_to_send
    for part in parts:
        short = recall.ready_for_countersignature(replace(inputs, complete=whole - {part.part}), on=ON).answer
        assert short is not None
        assert short.is_ready == (part.by == "sending")


def test_no_part_is_asked_for_twice() -> None:
    for kind in ("FIXED_TERM", "NO_RECALL"):
        for group in GROUPS:
            inputs = recall.RecordInputs(kind, group)  # type: ignore[arg-type]
            parts = [part.part for part in recall.mandatory_parts(inputs, on=ON)]
            assert len(parts) == len(set(parts))


@pytest.mark.parametrize(("earlier", "signatures"), [(0, ()), (1, ("ACO",)), (2, ("ACO",))])
def test_the_second_decision_not_to_recall_needs_a_senior_manager(earlier: int, signatures: tuple[str, ...]) -> None:
    inputs = recall.RecordInputs("NO_RECALL", "ADULT_SDS", earlier_no_recall=earlier)
    answer = recall.ready_for_countersignature(inputs, on=ON).answer
    assert answer is not None
    assert answer.signatures == signatures


def test_twenty_four_hours_are_real_hours_when_the_clocks_change() -> None:
    agreed = datetime(2026, 10, 24, 12, 0, tzinfo=LONDON)
    inputs = recall.ClockInputs(now=agreed, senior_agreed_at=agreed)
    answer = recall.recall_clocks(inputs, on=agreed.date()).answer
    assert answer is not None
    assert answer.part_a_due == datetime(2026, 10, 25, 11, 0, tzinfo=LONDON)
    assert answer.hours_left == 24


def test_an_emergency_rests_on_an_assumption_and_the_usual_case_only_on_its_date() -> None:
    usual = recall.ClockInputs(
        now=datetime(2026, 6, 15, 10, tzinfo=LONDON), senior_agreed_at=datetime(2026, 6, 15, 9, tzinfo=LONDON)
    )
    emergency = recall.recall_clocks(replace(usual, is_emergency=True), on=ON)
    assert "recall.emergency_days" in {value.key for value in emergency.assumed_values()}
    assert "recall.emergency_days" not in {v.key for v in recall.recall_clocks(usual, on=ON).values_used()}


def test_a_target_somebody_set_is_no_longer_one_that_nobody_has() -> None:
    shipped = national().value("recall.casework_targets", on=ON)
    value = replace(shipped, value={**shipped.value, "casework": 12}, place=UNIT)
    book: Rulebook = national().with_local([value])
    inputs = recall.ClockInputs(now=datetime(2026, 6, 15, 10, tzinfo=LONDON))
    there = recall.recall_clocks(inputs, on=ON, place=UNIT, rulebook=book).answer
    assert there is not None
    assert "casework" not in there.not_set
    assert len(there.not_set) == 3


def test_lists_to_choose_from() -> None:
    vulnerabilities = recall.choices("vulnerabilities", on=ON)
    assert sum(choice.needs_details for choice in vulnerabilities) == 15
    assert {choice.key for choice in vulnerabilities if choice.is_alone} == {"NONE", "NOT_KNOWN"}
    tried = recall.choices("alternatives_tried", on=ON)
    assert [choice.key for choice in tried if choice.is_alone] == ["NONE"]
    assert len(tried) == 9
    assert len(recall.choices("standard_conditions", on=ON)) == 9


@pytest.mark.parametrize(
    ("chosen", "faults"),
    [
        ({}, {"": "none_chosen"}),
        ({"NONE": ""}, {}),
        ({"DRUG_TESTING": "Weekly since May"}, {}),
        ({"DRUG_TESTING": "  "}, {"DRUG_TESTING": "no_details"}),
        ({"NONE": "", "DRUG_TESTING": "Weekly"}, {"NONE": "not_alone"}),
        ({"HYPNOSIS": "Once"}, {"HYPNOSIS": "unknown"}),
    ],
)
def test_what_is_wrong_with_what_was_chosen(chosen: dict[str, str], faults: dict[str, str]) -> None:
    offered = recall.choices("alternatives_tried", on=ON)
    assert {fault.key: fault.fault for fault in recall.faults_in(chosen, offered)} == faults


def test_every_state_of_a_recall_is_reached_and_every_move_leads_somewhere() -> None:
    states = set(national().value("recall.transitions", on=ON).value["states"])
    moves = recall.recall_moves(on=ON)
    assert {move.to for move in moves} == states - {"NEW"}
    assert {move.start for move in moves} == states - {"REC_CLOSED", "DELETED"}
    assert all(move.needs_reason for move in moves if move.to == "DELETED")
    assert not any(move.to == "DELETED" for move in moves if move.start in ("SENT_TO_PPCS", "BOOKING", "REC_CLOSED"))

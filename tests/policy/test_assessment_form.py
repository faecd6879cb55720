"""The assessment form as shipped: codes that are unique, conditions that can be met, and words for everybody."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest

from rainer.policy.assessment.areas import Area
from rainer.policy.assessment.form import FORM, Kind, Question, Voice, form_on
from rainer.policy.assessment.known import Known
from rainer.policy.rulebook import national

FORM_TODAY = form_on(date(2026, 11, 25))
QUESTIONS = [question for _, question in FORM_TODAY.questions()]
BY_CODE = {question.code: question for question in QUESTIONS}


def _with_columns() -> Iterator[Question]:
    for question in QUESTIONS:
        yield question
        yield from question.columns


def test_a_code_means_one_question_in_the_whole_form() -> None:
    assert [code for code, times in Counter(q.code for q in QUESTIONS).items() if times > 1] == []


def test_codes_are_short_snake_case() -> None:
    assert [q.code for q in _with_columns() if not re.fullmatch(r"[a-z][a-z0-9_]{0,58}", q.code)] == []


def test_every_section_file_is_in_the_list() -> None:
    files = {key.removeprefix(FORM) for key in national().keys() if key.startswith(FORM)}  # noqa: SIM118
    assert files == {section.code for section in FORM_TODAY.sections}


@pytest.mark.parametrize("question", [q for q in QUESTIONS if q.conditions()], ids=lambda q: q.code)
def test_a_condition_names_an_earlier_question_and_its_options(question: Question) -> None:
    place = QUESTIONS.index(question)
    for condition in question.conditions():
        asked = BY_CODE[condition.question]
        assert QUESTIONS.index(asked) < place, f"{asked.code} comes after {question.code}"
        offered = {"yes", "no"} if asked.kind is Kind.YES_NO else {one.code for one in asked.options}
        assert set(condition.any_of) <= offered


def test_only_a_choice_has_options_and_they_differ() -> None:
    for question in _with_columns():
        codes = [one.code for one in question.options]
        assert bool(codes) == (question.kind in (Kind.ONE_OF, Kind.ANY_OF)), question.code
        assert len(codes) == len(set(codes)), question.code
        assert question.kind is Kind.ANY_OF or not any(one.is_alone for one in question.options), question.code


def test_texts_and_numbers_have_a_limit_and_rows_have_columns() -> None:
    for question in _with_columns():
        assert (question.limit is not None) == (question.kind in (Kind.TEXT, Kind.NUMBER)), question.code
        assert bool(question.columns) == (question.kind is Kind.ROWS), question.code


def test_what_is_known_in_advance_is_one_of_a_closed_list_and_each_is_used() -> None:
    named = {question.known_from for question in QUESTIONS} - {""}
    assert named == {fact.value for fact in Known}
    assert all(fact.says for fact in Known)


def test_every_area_of_life_has_its_section_and_ends_with_both_views() -> None:
    areas = [section for section in FORM_TODAY.sections if section.area]
    assert {section.area for section in areas} == set(Area)
    for section in areas:
        last = [q.code.removeprefix(f"{section.code}_") for q in section.questions[-8:]]
        assert last == [
            "wants_change",
            "own_words",
            "strengths",
            "strengths_details",
            "linked_to_harm",
            "linked_to_harm_details",
            "linked_to_reoffending",
            "linked_to_reoffending_details",
        ]
        limits = [question.limit for question in section.questions[-8:] if question.limit]
        assert limits == [2000, 1425, 1425, 1000]
        assert section.questions[-8].voice is Voice.PERSON
        assert section.questions[-1].voice is Voice.PRACTITIONER


def test_nothing_is_asked_of_a_he_or_a_she() -> None:
    words = [q.label + q.hint + "".join(one.label + one.hint for one in q.options) for q in _with_columns()]
    gendered = re.compile(r"\b(he|she|him|his|her|hers)\b", re.IGNORECASE)
    assert [text for text in words if gendered.search(text)] == []


def test_the_person_never_reads_of_those_harmed_or_of_what_happens_if() -> None:
    hidden = {question.code for question in QUESTIONS if question.hidden_from_person}
    assert {
        "offence_victims",
        "rosh_who",
        "rosh_nature",
        "management_victim_safety",
        "management_contingency",
        "rosh_police_check_used",
    } <= hidden
    assert all(question.code in hidden for question in FORM_TODAY.section("rosh_full").questions[:6])


def test_a_row_lacking_an_answer_leaves_its_question_open() -> None:
    actions = BY_CODE["management_actions"]
    row = {"what": "Tell", "who": "police", "by": "2026-12-01", "factor": "drink", "review": "2027-01-01"}
    assert not actions.is_open({"management_actions": [row]})
    assert actions.is_open({"management_actions": [row, {"what": "Ask"}]})
    assert actions.is_open({"management_actions": [{**row, "who": "provider"}]}), "the provider has no name"

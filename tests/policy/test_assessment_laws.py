"""Laws of assessment that hold whatever is answered."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rainer.policy import assessment as policy
from rainer.policy.assessment.life import STATES
from rainer.policy.assessment.oversight import EMPTY_WORDS, says_nothing
from rainer.policy.rulebook import national
from rainer.policy.tiering.inputs import NeedSection, Rosh

ON = date(2026, 11, 25)
FORM = policy.form_on(ON)
QUESTIONS = {question.code: question for _, question in FORM.questions()}
LEVELS = list(Rosh)


def _answer(question: policy.Question, chance: Random) -> Any:
    """An answer as somebody might send it; one in twenty is wrong."""
    if chance.random() < 0.05:
        return chance.choice(["", "nonsense", 3.5, ["nonsense"], "2026-02-30", {"a": 1}, "x" * 4001, " \r\n "])
    codes = [option.code for option in question.options]
    alone = [option.code for option in question.options if option.is_alone]
    match question.kind:
        case policy.Kind.ONE_OF:
            return chance.choice(codes)
        case policy.Kind.ANY_OF:
            several = chance.sample(codes, chance.randint(1, min(4, len(codes))))
            return [chance.choice(alone)] if alone and chance.random() < 0.2 else [c for c in several if c not in alone]
        case policy.Kind.YES_NO:
            return chance.choice(["yes", "no"])
        case policy.Kind.NUMBER:
            return chance.choice([0, 7, "12", -1, 10_000])
        case policy.Kind.DAY:
            return (ON + timedelta(days=chance.randint(-400, 400))).isoformat()
        case policy.Kind.ROWS:
            rows = range(chance.randint(0, 3))
            return [{c.code: _answer(c, chance) for c in question.columns if chance.random() < 0.8} for _ in rows]
    return chance.choice(["Said.", " two\r\nlines ", "é" * 400])


def _answers(seed: int) -> dict[str, Any]:
    chance = Random(seed)
    share = chance.choice([0.1, 0.5, 0.9])
    return {code: _answer(question, chance) for code, question in QUESTIONS.items() if chance.random() < share}


given_answers = st.integers(0, 10**9).map(_answers)


def _clean(given_: Mapping[str, Any], **more: Any) -> policy.Cleaned:
    cleaned = policy.clean(policy.CleanInputs(given_, **more), on=ON).answer
    assert cleaned is not None
    return cleaned


@given(given_answers)
def test_cleaning_twice_is_the_same_as_once(answers: dict[str, Any]) -> None:
    once = _clean(answers)
    twice = _clean(once.answers)
    assert twice == policy.Cleaned(once.answers)


@given(given_answers)
def test_no_answer_is_kept_whose_question_is_not_asked(answers: dict[str, Any]) -> None:
    kept = _clean(answers).answers
    assert [code for code in kept if not QUESTIONS[code].is_asked(kept)] == []


@given(given_answers)
def test_nothing_given_goes_without_a_word(answers: dict[str, Any]) -> None:
    cleaned = _clean(answers)
    told = {*cleaned.answers, *(one.question for one in cleaned.removed), *(one.question for one in cleaned.faults)}
    blank_rows = {code for code, answer in answers.items() if isinstance(answer, list) and not any(answer)}
    silent = {code for code, answer in answers.items() if not policy.is_blank(answer)} - told - blank_rows
    assert all(isinstance(answers[code], list) or not str(answers[code]).strip() for code in silent)
    assert {one.question for one in cleaned.faults}.isdisjoint(cleaned.answers)


@given(given_answers, st.sampled_from([section.code for section in FORM.sections]))
def test_a_section_sent_again_as_it_is_changes_nothing(answers: dict[str, Any], section: str) -> None:
    kept = _clean(answers).answers
    codes = {question.code for question in FORM.section(section).questions}  # type: ignore[union-attr]
    own = {code: answer for code, answer in kept.items() if code in codes}
    assert _clean(own, section=section, others=kept) == policy.Cleaned(kept)


@given(given_answers, st.sampled_from(sorted(QUESTIONS)))
def test_taking_an_answer_away_leaves_no_orphan(answers: dict[str, Any], gone: str) -> None:
    kept = dict(_clean(answers).answers)
    kept.pop(gone, None)
    cleaned = _clean(kept)
    assert [code for code in cleaned.answers if not QUESTIONS[code].is_asked(cleaned.answers)] == []
    assert cleaned.faults == ()


@settings(max_examples=15)
@given(given_answers)
def test_the_form_can_be_answered_to_its_end(answers: dict[str, Any]) -> None:
    """Answering what is open, again and again, comes to a whole form: no question waits for itself."""
    kept, chance = dict(_clean(answers).answers), Random(1)
    for _ in range(60):
        still = [question for questions in FORM.open_questions(kept).values() for question in questions]
        if not still:
            break
        kept = dict(_clean({**kept, **{question.code: _right(question, chance) for question in still}}).answers)
    assert policy.is_whole(FORM, kept)


def _right(question: policy.Question, chance: Random) -> Any:
    match question.kind:
        case policy.Kind.ONE_OF:
            return chance.choice(question.options).code
        case policy.Kind.ANY_OF:
            return [chance.choice(question.options).code]
        case policy.Kind.ROWS:
            return [{column.code: _right(column, chance) for column in question.columns}]
    return {policy.Kind.YES_NO: "yes", policy.Kind.NUMBER: 1, policy.Kind.DAY: "2026-12-01"}.get(question.kind, "Said.")


WORSE = {
    "accommodation": [("accommodation_suitable", ("yes", "yes_with_concerns", "no")), ("accommodation_location_suitable", ("yes", "no"))],
    "employment": [("employment_history", ("stable", "periods_of_instability", "unstable")), ("employment_skills", ("yes", "some", "no"))],
    "drugs": [("drugs_injected", ("never", "earlier", "recent")), ("drugs_motivation", ("motivated", "some", "not")), ("drugs_heroin_when", ("earlier", "recent")), ("drugs_heroin_how_often", ("occasionally", "monthly", "weekly", "daily"))],
    "alcohol": [("alcohol_how_often", ("monthly_or_less", "several_a_month", "several_a_week", "more")), ("alcohol_units", ("1_2", "3_4", "5_6", "7_9", "10_more")), ("alcohol_excess", ("no", "some", "yes"))],
    "relationships": [("relationships_family", ("stable", "mixed", "unstable")), ("relationships_childhood", ("positive", "mixed", "negative")), ("relationships_intimate", ("stable", "mixed", "unstable"))],
    "thinking": [(code, ("yes", "sometimes", "no")) for code in ("thinking_consequences", "thinking_problem_solving", "thinking_others_views", "attitudes_supervision", "lifestyle_activities", "lifestyle_peers", "lifestyle_stable")] + [("attitudes_pro_criminal", ("no", "some", "yes"))],
}  # fmt: skip
BEGUN = {
    "accommodation_now": "settled",
    "employment_status": "employed",
    "drugs_ever": "yes",
    "drugs_used": ["heroin"],
    "alcohol_ever": "recently",
}


def _standing(answers: Mapping[str, Any], area: str) -> policy.AreaStanding:
    standings = policy.area_standings(policy.AnswersInputs(answers), on=ON).answer
    assert standings is not None
    return next(one for one in standings if one.area == area)


@given(st.data())
def test_a_worse_answer_never_lowers_the_score_of_its_area(data: st.DataObject) -> None:
    area = data.draw(st.sampled_from(sorted(WORSE)))
    answers = BEGUN | {code: data.draw(st.sampled_from(scale)) for code, scale in WORSE[area]}
    code, scale = data.draw(st.sampled_from(WORSE[area]))
    worse = data.draw(st.sampled_from(scale[scale.index(answers[code]) :]))
    before, after = _standing(answers, area), _standing({**answers, code: worse}, area)
    assert before.score is not None
    assert after.score is not None
    assert before.score <= after.score <= (after.highest or 0)
    assert before.is_high <= after.is_high


@settings(max_examples=40)
@given(given_answers)
def test_a_score_is_high_only_above_its_limit_and_has_a_reason(answers: dict[str, Any]) -> None:
    standings = policy.area_standings(policy.AnswersInputs(_clean(answers).answers), on=ON).answer or ()
    for one in standings:
        assert one.is_high == bool(one.why) == (one.above is not None and one.above > 0)
        assert one.score is None or 0 <= one.score <= (one.highest or 0)


@settings(max_examples=40)
@given(given_answers, st.randoms())
def test_the_order_of_areas_does_not_hang_on_the_order_they_come_in(answers: dict[str, Any], chance: Random) -> None:
    standings = list(policy.area_standings(policy.AnswersInputs(_clean(answers).answers), on=ON).answer or ())
    order = policy.area_order(policy.OrderInputs(tuple(standings)), on=ON).answer
    chance.shuffle(standings)
    assert policy.area_order(policy.OrderInputs(tuple(standings)), on=ON).answer == order
    assert sorted(order or ()) == sorted(policy.Area)


@settings(max_examples=40)
@given(given_answers, st.sampled_from(sorted(NeedSection)))
def test_a_link_or_a_hand_never_takes_a_need_away(answers: dict[str, Any], section: NeedSection) -> None:
    kept = _clean(answers).answers
    linked = {**kept, f"{policy.FORM_SECTIONS[section]}_linked_to_harm": "yes"}
    before = policy.needs_identified(policy.IdentifiedInputs(kept), on=ON).answer or {}
    after = policy.needs_identified(policy.IdentifiedInputs(linked, frozenset({section})), on=ON).answer or {}
    assert set(before[section].made_by) < set(after[section].made_by) | {policy.MadeBy.BY_HAND}
    assert after[section].is_need


@settings(max_examples=40)
@given(given_answers)
def test_what_the_predictors_are_told_was_answered(answers: dict[str, Any]) -> None:
    kept = _clean(answers).answers
    answered = policy.predictor_answers(policy.AnswersInputs(kept), on=ON).answer
    items = policy.oasys_items(policy.AnswersInputs(kept), on=ON).answer or {}
    assert answered is not None
    for name, source in answered.came_from.items():
        assert source in kept or items[source].is_answered, name


CELLS = [code for code in QUESTIONS if code.startswith(("rosh_community_", "rosh_custody_"))]
grids = st.dictionaries(st.sampled_from(CELLS), st.sampled_from([level.lower() for level in LEVELS]), min_size=1)


@given(grids)
def test_the_level_is_the_highest_of_the_grid(grid: dict[str, str]) -> None:
    summary = policy.rosh(policy.RoshInputs(grid), on=ON).answer
    assert summary is not None
    assert summary.level is max((Rosh(level.upper()) for level in grid.values()), key=LEVELS.index)
    assert summary.needs_plan == (summary.level is not Rosh.LOW)
    assert FORM.section("risk_management").open_questions(grid) != [] if summary.needs_plan else True  # type: ignore[union-attr]


def test_the_form_asks_for_a_plan_at_the_level_that_the_rule_names() -> None:
    section = FORM.section("risk_management")
    assert section is not None
    for level in LEVELS:
        needs = policy.rosh(policy.RoshInputs({CELLS[0]: level.lower()}), on=ON).answer
        assert needs is not None
        assert bool(list(section.asked({CELLS[0]: level.lower()}))) == needs.needs_plan


def test_the_form_asks_about_a_full_analysis_when_the_rule_wants_one() -> None:
    asked = QUESTIONS["rosh_full_analysis"]
    for code in national().value("assessments.rosh", on=ON).value["screening"]:
        for option in QUESTIONS[code].options:
            answers = {code: [option.code] if QUESTIONS[code].kind is policy.Kind.ANY_OF else option.code}
            needed = policy.full_analysis(policy.AnswersInputs(answers), on=ON).answer
            assert needed is not None
            assert asked.is_asked(answers) == needed.is_needed, answers


REASONS = {
    "author": st.sampled_from(["in_training", "newly_qualified", "experienced"]),
    "level": st.sampled_from(LEVELS),
    "previous": st.sampled_from([None, *LEVELS]),
    "is_full_analysis_skipped": st.booleans(),
    "has_override": st.booleans(),
    "is_first_after_serious_further_offence": st.booleans(),
    "is_terrorism": st.booleans(),
    "is_named": st.booleans(),
}


@given(st.builds(policy.CountersignInputs, **REASONS))
def test_another_reason_never_takes_a_signature_away(inputs: policy.CountersignInputs) -> None:
    more = replace(inputs, is_terrorism=True)
    before, after = (policy.countersigns(one, on=ON).answer for one in (inputs, more))
    assert before is not None
    assert after is not None
    assert 0 <= before.needed <= after.needed == 2
    assert bool(before.needed) == bool(before.reasons) == (before.due_on is not None)


@given(st.lists(st.sampled_from(national().value(EMPTY_WORDS, on=ON).value), max_size=12), st.sampled_from(" ,.-\n"))
def test_empty_words_say_nothing_however_many(words: list[str], between: str) -> None:
    empty = frozenset(national().value(EMPTY_WORDS, on=ON).value)
    assert says_nothing(f"{between} ".join(words).upper(), empty)
    assert not says_nothing(f"{between} ".join([*words, "hostel"]), empty)


TABLE = national().value(STATES, on=ON).value


@given(st.sampled_from(sorted(TABLE["states"])), st.integers(0, 2), st.booleans(), st.booleans())
def test_every_action_leads_to_a_known_state_or_says_why_not(state: str, needed: int, whole: bool, own: bool) -> None:
    answer = policy.next_states(policy.LifeInputs(state, whole, needed, own), on=ON).answer
    assert answer is not None
    for action in answer.actions:
        assert action.is_allowed != bool(action.refusal)
        assert action.to is None or action.to in TABLE["states"]
        assert not (own and action.is_allowed and action.code in ("countersign", "second_countersign", "send_back"))


@pytest.mark.parametrize("needed", [0, 1, 2])
def test_as_many_sign_as_are_needed_and_then_it_is_finished(needed: int) -> None:
    state, path = "UNSIGNED", ["sign", "countersign", "second_countersign"][: needed + 1]
    for code in path:
        answer = policy.next_states(policy.LifeInputs(state, True, needed), on=ON).answer
        assert answer is not None
        to = answer.action(code).to
        assert to is not None
        state = to
    assert state == ["SELF_SIGNED", "COUNTERSIGNED", "DOUBLE_COUNTERSIGNED"][needed]


days = st.dates(date(2025, 1, 1), date(2027, 6, 1))


@given(days, st.none() | days, st.none() | days, st.sampled_from([None, *LEVELS]))
def test_no_review_is_due_after_the_tier_stops_resting_on_it(
    assessed: date, set_for: date | None, put_off: date | None, level: Rosh | None
) -> None:
    moved = {policy.Trigger.ROUTINE: put_off} if put_off else {}
    inputs = policy.DueInputs(assessed_on=assessed, review_on=set_for, rosh=level, moved=moved)
    rows = policy.due(inputs, on=ON).answer
    assert rows is not None
    assert rows[0].due_on <= assessed + timedelta(weeks=55)


@given(days, st.sampled_from([None, *LEVELS]), st.integers(0, 60))
def test_a_first_assessment_only_ever_becomes_more_pressing(start: date, level: Rosh | None, later: int) -> None:
    pressing = [policy.Standing.LATER, policy.Standing.SOON, policy.Standing.OVERDUE]
    inputs = policy.DueInputs(starts=(policy.Start("community", start),), rosh=level)
    seen = [policy.due(inputs, on=day).answer for day in (start, start + timedelta(days=later))]
    ranks = [pressing.index(rows[0].standing) for rows in seen if rows]
    assert ranks == sorted(ranks)
    assert len({rows[0].due_on for rows in seen if rows}) == 1

"""Laws that hold for every case, not only for the ones written down."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rainer.policy import tiering
from rainer.policy.rulebook import NoValueInForceError
from rainer.policy.tiering import Rosh
from rainer.policy.tiering.inputs import MappaCategory
from rainer.policy.tiering.steps_v3 import STEP_PARAMETERS
from rainer.policy.tiering.years import first_day_of_whole_years, first_day_outside, years_before

ON = date(2026, 6, 15)
FACTORS = ("RMDO", "ALSH", "RVLN", "RCCO", "RCPR", "RCHD", "RPIR", "RVAD", "STRG", "RTAO")
CATEGORIES: tuple[MappaCategory | None, ...] = (None, "M1", "M2", "M3", "M4")
LEVELS = "ABCD"

per_cent = st.floats(0, 100, allow_nan=False).map(lambda score: round(score, 2))
predictors = st.builds(tiering.Predictor, per_cent, st.sampled_from(["STATIC", "DYNAMIC"]))
days = st.dates(date(2015, 1, 1), date(2026, 6, 15))
v3_cases = st.builds(
    tiering.V3Inputs,
    has_active_event=st.just(True),
    arp=predictors,
    csrp=predictors,
    dc_srp=st.none() | st.builds(tiering.DcSrp, per_cent, st.sampled_from(["LOW", "HIGH", "VERY_HIGH"])),
    rosh=st.none() | st.sampled_from(Rosh),
    mappa_category=st.sampled_from(CATEGORIES),
    lifer_ipp=st.booleans(),
    latest_release_on=st.none() | days,
    domestic_abuse=st.booleans(),
    stalking=st.booleans(),
    child_protection=st.booleans(),
    ever_committed_sexual_offence=st.booleans(),
)
protect_cases = st.builds(
    tiering.ProtectInputs,
    gender=st.sampled_from(["Male", "Female", None]),
    rsr=st.none() | per_cent,
    rosh=st.none() | st.sampled_from(Rosh),
    mappa_level=st.sampled_from([None, "M1", "M2", "M3"]),
    complexity_factors=st.frozensets(st.sampled_from(FACTORS)),
    womens_answers=st.none() | st.builds(tiering.WomensAnswers, *(st.sampled_from(tiering.Answer) for _ in range(3))),
    previous_enforcement_activity=st.booleans(),
)


def _v3(case: tiering.V3Inputs) -> tiering.TierV3:
    answer = tiering.calculate_v3(case, on=ON).answer
    assert answer is not None
    return answer


def _protect(case: tiering.ProtectInputs) -> tiering.Protect:
    answer = tiering.protect_level(case, on=ON).answer
    assert answer is not None
    return answer


@given(v3_cases)
def test_a_v3_tier_is_the_highest_of_its_steps(case: tiering.V3Inputs) -> None:
    outcome = tiering.calculate_v3(case, on=ON)
    letters = [step.result for step in outcome.steps if step.name in STEP_PARAMETERS and step.result]
    assert outcome.answer is not None
    assert outcome.answer.tier == min(letters)
    assert outcome.answer.deciding
    assert len(outcome.steps) == len(STEP_PARAMETERS) + 1


@given(
    v3_cases,
    st.sampled_from(["domestic_abuse", "stalking", "child_protection", "ever_committed_sexual_offence"]),
)
def test_one_more_fact_never_lowers_a_v3_tier(case: tiering.V3Inputs, fact: str) -> None:
    assert _v3(replace(case, **{fact: True})).tier <= _v3(replace(case, **{fact: False})).tier


@given(v3_cases, per_cent)
def test_a_higher_score_never_lowers_a_v3_tier(case: tiering.V3Inputs, score: float) -> None:
    assert case.csrp is not None
    assume(score >= case.csrp.score)
    assert _v3(replace(case, csrp=replace(case.csrp, score=score))).tier <= _v3(case).tier


@given(v3_cases)
def test_full_facts_make_a_v3_tier_final(case: tiering.V3Inputs) -> None:
    assert case.arp is not None
    assert case.csrp is not None
    full = replace(
        case,
        arp=replace(case.arp, type="DYNAMIC"),
        csrp=replace(case.csrp, type="DYNAMIC"),
        rosh=case.rosh or Rosh.MEDIUM,
    )
    assert not _v3(full).is_provisional


@given(v3_cases)
def test_recording_rosh_never_changes_a_tier_that_was_final_without_it(case: tiering.V3Inputs) -> None:
    assert case.arp is not None
    assert case.csrp is not None
    arp, csrp = replace(case.arp, type="DYNAMIC"), replace(case.csrp, type="DYNAMIC")
    case = replace(case, arp=arp, csrp=csrp, rosh=None)
    before = _v3(case)
    if not before.is_provisional:
        assert {_v3(replace(case, rosh=rosh)).tier for rosh in Rosh} == {before.tier}


@given(protect_cases, st.sampled_from(FACTORS))
def test_protect_only_rises_with_another_factor(case: tiering.ProtectInputs, factor: str) -> None:
    more = _protect(replace(case, complexity_factors=case.complexity_factors | {factor}))
    less = _protect(replace(case, complexity_factors=case.complexity_factors - {factor}))
    assert more.points == less.points + 2
    assert LEVELS.index(more.level) <= LEVELS.index(less.level)


@given(protect_cases, protect_cases)
def test_protect_level_is_monotone_in_points(one: tiering.ProtectInputs, other: tiering.ProtectInputs) -> None:
    first, second = _protect(one), _protect(other)
    if first.points >= second.points:
        assert LEVELS.index(first.level) <= LEVELS.index(second.level)


@given(protect_cases)
def test_protect_points_are_the_sum_of_the_steps(case: tiering.ProtectInputs) -> None:
    outcome = tiering.protect_level(case, on=ON)
    assert outcome.answer is not None
    assert outcome.answer.points == sum(step.result for step in outcome.steps[:-1]) >= 0


@given(days, st.integers(1, 6))
def test_first_day_outside_is_the_first(start: date, years: int) -> None:
    day = first_day_outside(start, years)
    assert years_before(day, years) > start >= years_before(day - timedelta(days=1), years)


@given(days, st.integers(1, 6))
def test_whole_years_have_passed_on_the_anniversary(start: date, years: int) -> None:
    day = first_day_of_whole_years(start, years)
    assert (day.year - start.year, (day.month, day.day) >= (start.month, start.day)) == (years, True)
    eve = day - timedelta(days=1)
    assert eve.year < start.year + years or (eve.month, eve.day) < (start.month, start.day)


def test_v3_has_no_values_the_day_before_they_start() -> None:
    case = tiering.V3Inputs(True, tiering.Predictor(50, "DYNAMIC"), tiering.Predictor(1, "DYNAMIC"))
    with pytest.raises(NoValueInForceError):
        tiering.calculate_v3(case, on=date(2025, 12, 31))
    assert tiering.calculate_v3(case, on=date(2026, 1, 1)).answer is not None


BEFORE = tiering.StoredTier("C", False, "B", 2, False)


def test_the_same_tier_again_is_no_news() -> None:
    assert not tiering.is_worth_a_notice(before=BEFORE, after=replace(BEFORE))


def test_a_first_tier_is_news() -> None:
    assert tiering.is_worth_a_notice(before=None, after=BEFORE)


@pytest.mark.parametrize(
    "change",
    [
        {"v3_tier": "B"},
        {"is_provisional": True},
        {"protect_level": "A"},
        {"change_level": 3},
        {"is_contact_suspended": True},
    ],
)
def test_any_part_that_differs_is_news(change: dict[str, object]) -> None:
    assert tiering.is_worth_a_notice(before=BEFORE, after=replace(BEFORE, **change))


def test_an_outcome_says_that_it_rests_on_an_assumed_date() -> None:
    outcome = tiering.calculate_v3(
        tiering.V3Inputs(True, tiering.Predictor(50, "DYNAMIC"), tiering.Predictor(1, "DYNAMIC")), on=ON
    )
    assert outcome.rests_on_assumption
    assert "tiering.reoffending_table" in {value.key for value in outcome.assumed_values()}

"""Laws of the predictors that hold for everybody, not only for the people written down."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rainer.policy.predictors.answers import (
    Band,
    Drug,
    Form,
    Motivation,
    PastConviction,
    Problem,
    Relationship,
    Sex,
    Where,
)
from rainer.policy.predictors.bulk import scores
from rainer.policy.predictors.combined import csrp
from rainer.policy.predictors.facts import Facts
from rainer.policy.predictors.offences import offences
from rainer.policy.predictors.reoffending import arp, svrp, vrp
from rainer.policy.predictors.scoring import Score
from rainer.policy.predictors.sexual import dc_srp, iic_srp

ON = date(2026, 6, 15)
RULES = {"arp": arp, "vrp": vrp, "svrp": svrp, "dc_srp": dc_srp, "iic_srp": iic_srp, "csrp": csrp}
SUMS = {"arp": arp, "vrp": vrp, "svrp": svrp}
CODES = sorted(code for code, offence in offences(on=ON).by_code.items() if offence.is_known)
LEVELS = (
    "accommodation", "partner_relationship", "activities", "chronic_drinking", "binge_drinking", "impulsivity",
    "temper", "pro_criminal_attitudes",
)  # fmt: skip
FLAGS = ("is_unemployed", "domestic_abuse", "weapon_in_offence")
LIFE = (*LEVELS, *FLAGS, "relationship", "drug_motivation", "past_convictions")
problems, yes_or_no = st.sampled_from(Problem), st.booleans()


@st.composite
def people(draw: st.DrawFn, *, convicted_by: date = ON, man_with_history: bool = False) -> Facts:
    """Somebody with a possible record and every question answered, perhaps with a sexual history."""
    born = draw(st.dates(date(1930, 1, 1), date(2003, 1, 1)))
    convicted = draw(st.dates(born + timedelta(days=366 * 14), convicted_by))
    sanctions = draw(st.integers(4 if man_with_history else 1, 200))
    adult, child, other, images = (draw(st.integers(0, sanctions // 4)) for _ in range(4))
    if man_with_history and not adult + child + other + images:
        images = 1
    history = (man_with_history or draw(yes_or_no)) and adult + child + other + images > 0
    return Facts(
        sex=Sex.MALE if man_with_history else draw(st.sampled_from(Sex)),
        born_on=born,
        where=draw(st.sampled_from(Where)),
        convicted_on=convicted,
        follow_up_from=draw(st.dates(convicted, date(2027, 1, 1))),
        offence_code=draw(st.sampled_from(CODES)),
        age_at_first_sanction=draw(st.integers(8, 13)),
        sanctions=sanctions,
        violent_sanctions=draw(st.integers(0, sanctions)),
        **{name: draw(problems) for name in LEVELS},
        **{name: draw(yes_or_no) for name in FLAGS},
        relationship=draw(st.sampled_from(Relationship)),
        drug_motivation=draw(st.sampled_from(Motivation)),
        drugs=draw(st.frozensets(st.sampled_from(Drug))),
        past_convictions=draw(st.frozensets(st.sampled_from(PastConviction))),
        has_sexual_history=history,
        last_sexual_offence_on=convicted if history else None,
        images=images if history else None,
        contact_adult=adult if history else None,
        contact_child=child if history else None,
        non_contact=other if history else None,
        against_stranger=draw(yes_or_no),
    )


@st.composite
def incomplete_people(draw: st.DrawFn) -> Facts:
    """The same with some facts not known and some impossible."""
    facts = draw(people())
    unknown = draw(st.frozensets(st.sampled_from(sorted({*Facts.__dataclass_fields__} - {"drugs"})), max_size=3))
    wrong = draw(st.sampled_from([{}, {"sanctions": 1000}, {"offence_code": "1"}, {"images": 999}]))
    changes: dict[str, Any] = {**wrong, **dict.fromkeys(unknown)}
    return replace(facts, **changes)


def _answer(name: str, facts: Facts) -> Any:
    return RULES[name](facts, on=ON).answer


@given(incomplete_people())
def test_bulk_scores_are_those_of_the_rules(facts: Facts) -> None:
    (found,) = scores([facts], on=ON)
    for name in RULES:
        assert getattr(found, name) == _answer(name, facts), name


@given(incomplete_people())
def test_the_same_facts_give_the_same_score_twice(facts: Facts) -> None:
    for rule in RULES.values():
        assert rule(facts, on=ON) == rule(facts, on=ON)


@given(incomplete_people())
def test_there_is_a_score_or_a_reason_and_every_reason_is_in_words(facts: Facts) -> None:
    for rule in RULES.values():
        outcome = rule(facts, on=ON)
        assert outcome.answer is not None
        blocking = [fault for fault in outcome.answer.faults if not fault.is_warning]
        assert (outcome.answer.percent is None) == bool(blocking) == bool(outcome.missing)
        assert (outcome.answer.band is None) == bool(blocking)
        assert all(" " in text or text == "sex" or text.islower() for text in outcome.missing)


@given(people(), st.sampled_from(sorted(SUMS)), st.data())
def test_a_static_score_ignores_life_now(facts: Facts, name: str, data: st.DataObject) -> None:
    """Whatever else is answered: the record alone gives it."""
    open_question = {"arp": "impulsivity", "vrp": "impulsivity", "svrp": "temper"}[name]
    static = replace(facts, **{open_question: None})
    bare = replace(static, **dict.fromkeys(LIFE), drugs=frozenset())
    other = data.draw(people())
    another = replace(static, **{field: getattr(other, field) for field in LIFE if field != open_question})
    found: list[Score] = [_answer(name, one) for one in (static, bare, another)]
    assert {score.form for score in found} == {Form.STATIC}
    assert len({score.percent for score in found}) == 1
    assert found[0].parts == found[1].parts == found[2].parts


@given(people(), st.sampled_from(sorted(SUMS)))
def test_everything_answered_is_dynamic_and_adds_up(facts: Facts, name: str) -> None:
    score = _answer(name, facts)
    assert score.form is Form.DYNAMIC
    assert score.faults == ()
    assert 0 <= score.percent < 100


@given(people(), st.sampled_from(LEVELS), st.sampled_from(sorted(SUMS)))
def test_a_worse_problem_never_lowers_a_score(facts: Facts, field: str, name: str) -> None:
    """Every level, drug and flag adds in the published tables; living with a partner alone takes off."""
    low, middle, high = (_answer(name, replace(facts, **{field: level})).percent for level in Problem)
    assert low <= middle <= high


@given(people(), st.sampled_from(Drug), st.sampled_from(sorted(SUMS)))
def test_a_drug_never_lowers_a_score(facts: Facts, drug: Drug, name: str) -> None:
    without = replace(facts, drugs=facts.drugs - {drug})
    assert _answer(name, without).percent <= _answer(name, replace(facts, drugs=facts.drugs | {drug})).percent


@pytest.mark.parametrize(("name", "most"), [("arp", 200), ("vrp", 70), ("svrp", 33)])
@given(facts=people(), data=st.data())
def test_one_more_sanction_from_the_third_on_never_lowers_a_score(
    name: str, most: int, facts: Facts, data: st.DataObject
) -> None:  # fmt: skip
    """Up to a number far beyond most people's: then the published term of each sanction outweighs the rate."""
    number = data.draw(st.integers(3, most - 1))
    before = replace(facts, sanctions=number, violent_sanctions=min(facts.violent_sanctions or 0, number))
    assert _answer(name, before).percent <= _answer(name, replace(before, sanctions=number + 1)).percent


@given(people(convicted_by=date(2020, 1, 31)), st.integers(0, 2000))
def test_after_36_months_time_alone_changes_nothing(facts: Facts, days: int) -> None:
    known = replace(facts, follow_up_from=date(2020, 1, 31))
    later = date(2023, 1, 31)
    for rule in SUMS.values():
        assert rule(known, on=later).answer == rule(known, on=later + timedelta(days=days)).answer


@given(people(man_with_history=True), st.sampled_from(["contact_adult", "contact_child", "non_contact"]))
def test_one_more_sexual_sanction_never_lowers_points(facts: Facts, field: str) -> None:
    more = replace(facts, sanctions=999, **{field: getattr(facts, field) + 1})
    before = _answer("dc_srp", replace(facts, sanctions=999))
    assert before.points <= _answer("dc_srp", more).points


@given(people(man_with_history=True))
def test_time_in_the_community_lowers_a_band_by_one_and_no_percentage(facts: Facts) -> None:
    now, held = _answer("dc_srp", facts), _answer("dc_srp", replace(facts, where=Where.CUSTODY))
    order = list(Band)
    assert now.percent == held.percent
    assert order.index(held.band) - order.index(now.band) == (1 if now.is_band_reduced else 0)


@given(people())
def test_a_combined_score_is_no_less_than_any_of_its_parts(facts: Facts) -> None:
    score = csrp(facts, on=ON).answer
    assert score is not None
    assert score.dc_srp and score.iic_srp and score.svrp  # noqa: PT018 - one question: all three are there
    assert score.percent is not None
    assert all(
        part.percent is not None and part.percent <= score.percent for part in (score.dc_srp, score.iic_srp, score.svrp)
    )
    assert score.form is score.svrp.form

"""Laws of the screens and of the third generation that hold for everybody."""

from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rainer.policy.outcome import as_data
from rainer.policy.predictors import shared, words
from rainer.policy.predictors.answers import Band, Form, Motivation, PastConviction, Problem, Sex, Strength, Where
from rainer.policy.predictors.generation3 import ogp, ogrs3, ovp, rsr, sexual, snsv
from rainer.policy.predictors.generation3.facts import Facts3
from rainer.policy.predictors.generation3.offences import KEY as OFFENCES
from rainer.policy.predictors.screens import lds, mst, opd, pni
from rainer.policy.predictors.sexual import dc_srp
from rainer.policy.rulebook import NATION, Place, RulebookError, national
from rainer.policy.tables import rows

ON = date(2026, 6, 15)
HERE = Place(region="Northmarch")
CODES = tuple(
    row["code"]
    for row in rows(national().value(OFFENCES, on=ON))
    if row["ogrs3"] not in ("unknown", "exact_offence_needed")
)
COUNTS = ("contact_adult", "contact_child", "non_contact", "images")
LEVELS = (
    "accommodation", "partner_relationship", "activities", "chronic_drinking", "binge_drinking", "impulsivity", "temper",
    "pro_criminal_attitudes", "drug_misuse", "problem_solving", "understanding_of_others",
)  # fmt: skip
FLAGS = (
    "weapon_in_offence", "is_unemployed", "domestic_abuse", "domestic_abuse_against_partner", "is_sexually_motivated",
    "is_of_no_fixed_abode", "recognises_impact", "has_psychiatric_treatment", "against_stranger",
)  # fmt: skip
problems, flags = st.sampled_from(Problem), st.booleans()
ANSWERS: dict[Any, st.SearchStrategy[Any]] = {
    "Problem | None": problems,
    "bool | None": flags,
    "Band | None": st.sampled_from(Band),
    "Sex | None": st.sampled_from(Sex),
    "Where | None": st.sampled_from(Where),
    "Strength | None": st.sampled_from(Strength),
    "int | None": st.integers(8, 60),
    "date | None": st.dates(date(1990, 1, 1), date(2010, 1, 1)),
    "Decimal | None": st.decimals(0, 99, places=2),
    "str | None": st.sampled_from(("00100", "02800", "04600", "08801")),
}
RULES = {"lds": lds.lds, "mst": mst.mst, "opd": opd.opd, "pni": pni.pni}
KINDS: dict[str, Any] = {"lds": lds.LdsInputs, "mst": mst.MstInputs, "opd": opd.OpdInputs, "pni": pni.PniInputs}
RATES = {"ogrs3": ogrs3.ogrs3, "ogp": ogp.ogp, "ovp": ovp.ovp}
SCORES = {"snsv": snsv.snsv, "osp_dc": sexual.osp_dc, "osp_iic": sexual.osp_iic, "rsr": rsr.rsr}


def _inputs(kind: Any, *, complete: bool = False) -> st.SearchStrategy[Any]:
    """Any answers at all to a screen; with `complete`, none is lacking."""
    given_ = {f.name: ANSWERS[f.type] if complete else st.none() | ANSWERS[f.type] for f in fields(kind)}
    return st.builds(kind, **given_)


@st.composite
def people(draw: st.DrawFn) -> Facts3:
    """A grown man or woman with a possible record and every question answered; a history comes with its counts."""
    born = draw(st.dates(date(1940, 1, 1), date(2004, 1, 1)))
    convicted = draw(st.dates(born + timedelta(days=366 * 18), ON))
    sanctions, history = draw(st.integers(1, 300)), draw(flags)
    counts = {name: draw(st.integers(0, 5)) if history else 0 for name in COUNTS}
    return Facts3(
        sex=draw(st.sampled_from(Sex)),
        born_on=born,
        where=draw(st.sampled_from(Where)),
        convicted_on=convicted,
        follow_up_from=draw(st.dates(convicted, date(2028, 1, 1))),
        offence_code=draw(st.sampled_from(CODES)),
        age_at_first_sanction=draw(st.integers(10, 18)),
        sanctions=sanctions,
        violent_sanctions=draw(st.integers(0, sanctions)),
        drug_motivation=draw(st.sampled_from(Motivation)),
        awareness_of_consequences=draw(st.sampled_from(Strength)),
        past_convictions=frozenset(draw(st.sets(st.sampled_from(PastConviction)))),
        has_sexual_history=any(counts.values()),
        last_sexual_offence_on=draw(st.none() | st.dates(born + timedelta(days=366 * 12), ON)),
        ogrs3_two_years=draw(st.integers(1, 99)),
        **{name: draw(problems) for name in LEVELS},
        **{name: draw(flags) for name in FLAGS},
        **counts,
    )


@pytest.mark.parametrize("name", RULES)
@given(data=st.data())
def test_a_screen_always_answers_alike_and_explains_itself(name: str, data: st.DataObject) -> None:
    inputs = data.draw(_inputs(KINDS[name]))
    first, again = RULES[name](inputs, on=ON), RULES[name](inputs, on=ON)
    assert first == again
    assert as_data(first)["sentence"]
    assert first.steps or first.missing


@given(inputs=_inputs(lds.LdsInputs, complete=True), name=st.sampled_from(("work_skills", "learning_difficulties")))
def test_a_greater_difficulty_never_lowers_the_learning_screen(inputs: lds.LdsInputs, name: str) -> None:
    scores = [lds.lds(replace(inputs, **{name: level}), on=ON).answer for level in Problem]
    found = [answer.score for answer in scores if answer and answer.score is not None]
    assert len(found) == len(Problem)
    assert found == sorted(found)


@given(inputs=_inputs(mst.MstInputs))
def test_maturity_is_flagged_only_of_men_of_the_age_with_ten_points(inputs: mst.MstInputs) -> None:
    answer = mst.mst(inputs, on=ON).answer
    assert answer
    if answer.is_flagged:
        assert inputs.sex is Sex.MALE
        assert answer.score is not None
        assert answer.score >= 10
    assert (answer.score is None) or answer.is_applicable


@given(inputs=_inputs(opd.OpdInputs, complete=True))
def test_an_override_is_kept_only_of_somebody_screened_out(inputs: opd.OpdInputs) -> None:
    inputs = replace(inputs, domestic_abuse=True)
    answer = opd.opd(inputs, on=ON).answer
    assert answer
    assert answer.was_screened
    assert answer.override is None or answer.result is opd.OpdResult.OUT
    if answer.result is opd.OpdResult.IN:
        assert opd.opd(replace(inputs, wants_override=True), on=ON).answer == answer


@given(inputs=_inputs(pni.PniInputs))
def test_high_intensity_is_for_custody_and_never_follows_from_less_risk(inputs: pni.PniInputs) -> None:
    answer = pni.pni(inputs, on=ON).answer
    assert answer
    if answer.pathway is pni.Pathway.HIGH:
        assert inputs.where is Where.CUSTODY
        assert answer.risk == "high"
    if not answer.faults:
        assert answer.pathway is not pni.Pathway.OMISSION


@given(inputs=_inputs(pni.PniInputs, complete=True), name=st.sampled_from(("temper", "coping", "is_controlling")))
def test_a_greater_need_never_lowers_the_level_of_need(inputs: pni.PniInputs, name: str) -> None:
    answers = [pni.pni(replace(inputs, **{name: level}), on=ON).answer for level in Problem]
    needs = [["low", "medium", "high"].index(answer.need) for answer in answers if answer and answer.need]
    assert len(needs) == len(Problem)
    assert needs == sorted(needs)


@pytest.mark.parametrize("name", RATES)
@given(facts=people())
def test_two_years_are_never_less_than_one_and_the_parts_are_what_the_score_is_made_of(
    name: str, facts: Facts3
) -> None:
    outcome = RATES[name](facts, on=ON)
    rates = outcome.answer
    assert rates
    assert rates.faults == ()
    assert rates.one_year is not None
    assert rates.two_years is not None
    assert 1 <= rates.one_year <= rates.two_years <= 99
    if rates.points is not None:
        assert sum(rates.parts.values()) == rates.points
    assert {step.name for step in outcome.steps} >= rates.parts.keys()


@given(facts=people(), more=st.integers(1, 50))
def test_more_violence_never_lowers_ovp(facts: Facts3, more: int) -> None:
    worse = replace(
        facts, sanctions=(facts.sanctions or 0) + more, violent_sanctions=(facts.violent_sanctions or 0) + more
    )
    before, after = ovp.ovp(facts, on=ON).answer, ovp.ovp(worse, on=ON).answer
    assert before
    assert after
    assert before.points is not None
    assert after.points is not None
    assert after.points >= before.points


@given(facts=people())
def test_ogp_rises_with_ogrs3(facts: Facts3) -> None:
    answers = [ogp.ogp(replace(facts, ogrs3_two_years=n), on=ON).answer for n in (1, 25, 50, 75, 99)]
    points = [answer.points for answer in answers if answer and answer.points is not None]
    assert len(points) == 5
    assert points == sorted(points)


@given(facts=people())
def test_static_snsv_does_not_look_at_life_now(facts: Facts3) -> None:
    nothing = dict.fromkeys((*LEVELS, *FLAGS, "past_convictions"))
    bare = replace(facts, wanted_form=Form.STATIC, **nothing)
    asked = snsv.snsv(replace(facts, wanted_form=Form.STATIC), on=ON).answer
    assert asked == snsv.snsv(bare, on=ON).answer
    unasked = snsv.snsv(replace(bare, wanted_form=None), on=ON).answer
    assert unasked
    assert asked
    assert (unasked.percent, unasked.form) == (asked.percent, Form.STATIC)
    assert [fault.code.value for fault in unasked.faults] == ["MISSING_DYNAMIC_INPUT"]


@pytest.mark.parametrize("name", SCORES)
@given(facts=people())
def test_a_percentage_lies_between_nought_and_the_most_shown(name: str, facts: Facts3) -> None:
    score = SCORES[name](facts, on=ON).answer
    assert score
    assert score.percent is not None
    assert Decimal(0) <= score.percent <= Decimal("99.99")


@given(facts=people())
def test_rsr_is_what_its_parts_add_up_to(facts: Facts3) -> None:
    score = rsr.rsr(facts, on=ON).answer
    assert score
    assert score.percent is not None
    assert float(score.percent) == pytest.approx(min(99.99, sum(score.parts.values())), abs=0.0051)
    assert (rsr.ADDITION in score.parts) == (facts.sex is Sex.FEMALE and facts.has_sexual_history)


@given(facts=people())
def test_osp_dc_is_dc_srp_where_both_can_be_worked_out(facts: Facts3) -> None:
    older, newer = sexual.osp_dc(facts, on=ON).answer, dc_srp(facts, on=ON).answer
    assert older
    assert newer
    if newer.percent is not None:
        assert older == newer


def test_counts_of_nought_are_scored_where_a_place_says_so() -> None:
    key = sexual.IMAGES
    facts = Facts3(
        sex=Sex.MALE, has_sexual_history=True, is_sexually_motivated=False, **dict.fromkeys(COUNTS, 0)
    )  # fmt: skip
    assert sexual.osp_iic(facts, on=ON).answer.faults
    value = national().value(key, on=ON, place=NATION)
    table = {**value.value, "no_counts": {**value.value["no_counts"], "is_refused": False}}
    book = national().with_local([replace(value, value=table, place=HERE)])
    score = sexual.osp_iic(facts, on=ON, place=HERE, rulebook=book).answer
    assert score
    assert (score.percent, score.band) == (Decimal("0.06"), Band.LOW)


def test_a_changed_table_of_offences_is_refused() -> None:
    value = national().value(OFFENCES, on=ON)
    changed = replace(value, value={**value.value, "sha256": "0" * 64}, place=HERE)
    book = national().with_local([changed])
    with pytest.raises(RulebookError, match="checksum differs"):
        ogrs3.ogrs3(Facts3(offence_code="00100"), on=ON, place=HERE, rulebook=book)


def test_every_input_of_the_screens_and_the_third_generation_has_words() -> None:
    never_asked_for = {
        "wanted_form", "wants_override", "arp", "vrp", "csrp", "dc", "iic", "sara_partner", "sara_others",
    }  # fmt: skip
    asked = {field.name for kind in (*KINDS.values(), Facts3) for field in fields(kind)} - never_asked_for
    assert asked - words.INPUTS.keys() == shared.INPUTS.keys()

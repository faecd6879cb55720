"""Adapter of the predictor set, its third generation: OGRS3, OGP, OVP, SNSV, OSP/DC, OSP/IIC and RSR."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from rainer.policy.conformance import ConformanceRefusal, Explained
from rainer.policy.conformance.risk_predictor_shapes import DAY, DC_PARTS, FIELDS, INPUTS, PROBLEMS, band_name, day_of
from rainer.policy.outcome import Outcome
from rainer.policy.predictors.answers import Form, Sex, Strength
from rainer.policy.predictors.faults import Fault
from rainer.policy.predictors.generation3 import checks, ogp, ogrs3, ovp, parts, rsr, sexual, snsv
from rainer.policy.predictors.generation3.facts import Facts3
from rainer.policy.predictors.generation3.parts import Rates
from rainer.policy.predictors.scoring import Score
from rainer.policy.rulebook import Place, Rulebook, Value, national

Data = dict[str, Any]
Inputs = Mapping[str, tuple[str, Callable[[Any], Any]]]

# A yes or a no, and nothing that merely looks like one.
FLAG = INPUTS["isUnemployed"][1]
CALCULATED, ENTERED = "dateAtStartOfFollowupCalculated", "dateAtStartOfFollowupUserInput"
MORE: Inputs = {
    "domesticAbuseAgainstPartner": ("domestic_abuse_against_partner", FLAG),
    "snsvStaticOrDynamic": ("wanted_form", lambda text: Form[text]),
    "isCurrentOffenceSexuallyMotivated": ("is_sexually_motivated", FLAG),
    "isCurrentlyOfNoFixedAbodeOrTransientAccommodation": ("is_of_no_fixed_abode", FLAG),
    "doesRecogniseImpactOfOffendingOnOthers": ("recognises_impact", FLAG),
    "hasCurrentPsychiatricTreatment": ("has_psychiatric_treatment", FLAG),
    "currentDrugMisuse": ("drug_misuse", PROBLEMS.__getitem__),
    "problemSolvingSkills": ("problem_solving", PROBLEMS.__getitem__),
    "awarenessOfConsequences": ("awareness_of_consequences", lambda text: Strength[text]),
    "understandsOtherPeoplesViews": ("understanding_of_others", PROBLEMS.__getitem__),
    "ogrs3_two_year": ("ogrs3_two_years", INPUTS["ageAtFirstSanction"][1]),
}
# Two days of follow-up are told apart: one a system works out, one a person enters.
BY_FOLLOW_UP: Mapping[str, Inputs] = {
    key: {**INPUTS, **MORE, key: ("follow_up_from", date.fromisoformat)} for key in (CALCULATED, ENTERED)
}
COMPONENTS = {"osp_dc": "OSPDC", "osp_iic": "OSPIIC", "snsv": "SNSV"}
THEIRS = {**FIELDS, **{ours: key for key, (ours, _) in MORE.items()}, **COMPONENTS, "ogrs3_two_years": "ogrs3TwoYear"}

OGRS3_PARTS = {
    "ageGenderScore": "age_and_sex",
    "convictionStatusScore": "first_or_later",
    "COPASScore": "rate",
    "offenceGroupParameter": "offence",
}
# Several of our parts are one of the set's.
SNSV_PARTS = {
    "twoYearInterceptWeight": ("intercept",),
    "genderWeight": ("sex",),
    "ageGenderPolynomialWeight": ("age",),
    "SNSVWeighting": ("offence",),
    "SNSVVATPWeight": ("violence_against_the_person",),
    "numberOfSanctionsWeight": ("first_sanction", "second_sanction"),
    "totalNumberOfSanctionsForAllOffencesWeight": ("sanctions",),
    "secondSanctionCasesOnlyWeight": ("gap",),
    "monthsSinceLastSanctionWeight": ("offence_free_months",),
    "threePlusSanctionWeight": ("rate",),
    "violentHistoryWeight": ("never_violent", "once_violent"),
    "violentSanctionsWeight": ("violent_sanctions",),
    "violenceRateWeight": ("violent_rate",),
    "offenceInvolveCarryingOrUsingWeaponsWeight": ("weapon_in_offence",),
    "suitabilityOfAccommodationWeight": ("accommodation",),
    "unemployedWeight": ("is_unemployed",),
    "currentRelationshipWithPartner": ("partner_relationship",),
    "chronicDrinkingProblemsWeight": ("chronic_drinking",),
    "bingeDrinkingProblemsWeight": ("binge_drinking",),
    "impulsivityProblemsWeight": ("impulsivity",),
    "temperControlWeight": ("temper",),
    "proCriminalAttitudesWeight": ("pro_criminal_attitudes",),
    "domesticViolenceWeight": ("domestic_abuse_against_partner",),
}


def _facts(given: Data, follow_up: str) -> Facts3:
    inputs = {key: one for key, one in BY_FOLLOW_UP[follow_up].items() if given.get(key) is not None}
    try:
        known = {ours: read(given[key]) for key, (ours, read) in inputs.items()}
    except (KeyError, ValueError, TypeError) as error:
        raise ConformanceRefusal(f"not an answer: {error}") from None
    return Facts3(**known)


def _errors(faults: tuple[Fault, ...], follow_up: str) -> list[Data]:
    names = {**THEIRS, "follow_up_from": follow_up}
    return [{"type": fault.code.value, "fields": [names[name] for name in fault.fields]} for fault in faults]


def _with_weight(weight: float, on: date) -> tuple[Rulebook, Place]:
    """A rulebook in which the group of every offence that is violence weighs what the case says."""
    key, place = "predictors.generation3.ogrs3", Place(region="weight of the case")
    value = national().value(key, on=on)
    table = {**value.value, "offence": {**value.value["offence"], "violence": weight}}
    return national().with_local([replace(value, value=table, place=place)]), place


A_VIOLENT_CODE = "00100"


def _rates(rates: Rates) -> Data:
    return {
        "one_year": rates.one_year,
        "two_year": rates.two_years,
        "band": band_name(rates.band),
        "point_score": rates.points,
        "features": {theirs: rates.parts[ours] for theirs, ours in OGRS3_PARTS.items() if ours in rates.parts},
        "errors": _errors(rates.faults, CALCULATED),
    }


def _ogrs3_outcome(given: Data) -> Outcome[Rates]:
    facts, on, weight = _facts(given, CALCULATED), day_of(given), given.get("offence_weight")
    if weight is None:
        return ogrs3.ogrs3(facts, on=on)
    rulebook, place = _with_weight(weight, on)
    return ogrs3.ogrs3(replace(facts, offence_code=A_VIOLENT_CODE), on=on, place=place, rulebook=rulebook)


def _explained(outcome: Outcome[Rates]) -> Explained:
    assert outcome.answer is not None
    return Explained(_rates(outcome.answer), outcome)


def _ogrs3(given: Data) -> Explained:
    return _explained(_ogrs3_outcome(given))


def _ogp(given: Data) -> Explained:
    facts = _facts(given, CALCULATED)
    if facts.ogrs3_two_years is None:
        before = _ogrs3_outcome(given).answer
        facts = replace(facts, ogrs3_two_years=before.two_years if before else None)
    return _explained(ogp.ogp(facts, on=day_of(given)))


def _ovp(given: Data) -> Explained:
    return _explained(ovp.ovp(_facts(given, CALCULATED), on=day_of(given)))


def _number(percent: Decimal | None) -> float | None:
    return None if percent is None else float(percent)


def _score(score: Score, features: Data) -> Data:
    return {
        "score_type": score.form.name if score.form else None,
        "score": _number(score.percent),
        "band": band_name(score.band),
        "features": features if score.parts else None,
        "errors": _errors(score.faults, ENTERED),
    }


def _snsv(given: Data) -> Explained:
    outcome = snsv.snsv(_facts(given, ENTERED), on=day_of(given))
    score = outcome.answer
    assert score is not None
    features = {theirs: sum(score.parts.get(one, 0.0) for one in ours) for theirs, ours in SNSV_PARTS.items()}
    past = sum(part for name, part in score.parts.items() if name.startswith("past_convictions."))
    return Explained(_score(score, {**features, "previousConvictionsWeight": past}), outcome)


def _osp_dc(given: Data) -> Explained:
    outcome = sexual.osp_dc(_facts(given, ENTERED), on=day_of(given))
    score = outcome.answer
    assert score is not None
    features = {theirs: score.parts.get(ours, 0) for theirs, ours in DC_PARTS.items()}
    points = {"point_score": score.points, "risk_band_reduction": score.is_band_reduced}
    return Explained(_score(score, features) | points, outcome)


def _osp_iic(given: Data) -> Explained:
    outcome = sexual.osp_iic(_facts(given, ENTERED), on=day_of(given))
    assert outcome.answer is not None
    return Explained(_score(outcome.answer, {}), outcome)


def _rsr(given: Data) -> Explained:
    outcome = rsr.rsr(_facts(given, ENTERED), on=day_of(given))
    score = outcome.answer
    assert score is not None
    parts_of_it = {"dc": score.osp_dc, "iic": score.osp_iic, "sv": score.snsv}
    components = {name: _number(one.percent) if one else None for name, one in parts_of_it.items()}
    return Explained(_score(score, {}) | {"components": components}, outcome)


def _table(key: str) -> Value:
    return national().value(f"predictors.generation3.{key}", on=DAY)


def _refusing(adapt: Callable[[Data], Data]) -> Callable[[Data], Data]:
    """What lies outside a table is refused."""

    def adapted(given: Data) -> Data:
        try:
            return adapt(given)
        except ValueError as error:
            raise ConformanceRefusal(str(error)) from None

    return adapted


def _band(key: str) -> Callable[[Data], Data]:
    return _refusing(lambda given: {"band": band_name(parts.rates_band(given["two_year"], _table(key).value))})


def _probability(given: Data) -> Data:
    years = "one_year" if given["years"] == 1 else "two_years"
    return {"probability": ogrs3.probability(given["total"], years, _table("ogrs3").value)}


def _age_gender(given: Data) -> Data:
    return {"weight": ogrs3.age_weight(given["age"], Sex[given["gender"]], _table("ogrs3").value)}


def _ovp_points(given: Data) -> Data:
    """One item of OVP by itself: a number under `value`, or answers under the set's names."""
    table, item, value = _table("ovp").value, given["item"], given.get("value")
    facts = _facts(given, CALCULATED)
    counts: dict[str, Callable[[Any], int]] = {
        "any_sanctions": lambda number: ovp.any_points(number, table),
        "violent_sanctions": lambda number: ovp.violent_points(number, table),
        "non_violent_sanctions": lambda number: ovp.non_violent_points(number, table),
        "age_at_start_of_followup": lambda number: ovp.age_points(number, table),
        "gender": lambda text: ovp.sex_points(Sex[text or given["gender"]], table),
        "alcohol": lambda _: ovp.alcohol_points((facts.chronic_drinking or 0) + (facts.binge_drinking or 0), table),
    }
    if item in counts:
        return {"points": counts[item](value)}
    answers = {name: getattr(facts, name) for name in table["of_answers"] if getattr(facts, name) is not None}
    if not answers:
        name, read = BY_ITEM[item]
        answers = {name: read(value)}
    return {"points": sum(ovp.answer_points(name, answer, table) for name, answer in answers.items())}


def _snake(key: str) -> str:
    return re.sub("([A-Z])", r"_\1", key).lower()


BY_ITEM: Inputs = {name: one for key, one in {**INPUTS, **MORE}.items() for name in (key, _snake(key))}


def _ovp_percent(given: Data) -> Data:
    limits = national().value(checks.KEY, on=DAY).value["whole_percent"]
    one, two = parts.percents(given["point_score"], _table("ovp").value, limits)
    return {"one_year": one, "two_year": two}


CASES: dict[str, Callable[[Data], Any]] = {
    "ogrs3": _ogrs3,
    "ogp": _ogp,
    "ovp": _ovp,
    "snsv": _snsv,
    "osp_dc": _osp_dc,
    "osp_iic": _osp_iic,
    "rsr": _rsr,
    "ogrs3.band": _band("ogrs3"),
    "ogp.band": _band("ogp"),
    "ovp.band": _band("ovp"),
    "ogrs3.probability": _probability,
    "ogrs3.age_gender": _refusing(_age_gender),
    "ovp.points": _refusing(_ovp_points),
    "ovp.percent": _ovp_percent,
}

COMPARE = {"tolerance": 1e-9, "as_given": frozenset({"probability"})}

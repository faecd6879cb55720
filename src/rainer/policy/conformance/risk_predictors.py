"""Adapter of the predictor set, its fourth generation: ARP, VRP, SVRP, DC-SRP, IIC-SRP, CSRP and their parts.

Screens and the third generation have adapters of their own beside this one; all share `risk_predictor_shapes`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from rainer.policy.conformance import ConformanceRefusal, Explained
from rainer.policy.conformance.risk_predictor_shapes import (
    DAY,
    DC_PARTS,
    IIC_PARTS,
    SUM_PARTS,
    band_name,
    day_of,
    errors_of,
    facts_of,
)
from rainer.policy.dates import whole_years
from rainer.policy.outcome import Outcome
from rainer.policy.predictors import checks, combined, reoffending, sexual, terms
from rainer.policy.predictors.answers import Band, Form, Sex
from rainer.policy.predictors.scoring import PointScore, Score, number
from rainer.policy.rulebook import NATION, national

Data = dict[str, Any]


def _features(score: Score, names: Mapping[str, str]) -> Data | None:
    """Every part under the set's name, 0 where it does not apply, with their sum; None without a score."""
    if not score.parts:
        return None
    found = {theirs: score.parts.get(ours, 0.0) for theirs, ours in names.items()}
    return {**found, "totalWeight": sum(score.parts.values())}


def _result(score: Score, names: Mapping[str, str]) -> Data:
    return {
        "score_type": score.form.name if score.form else None,
        "score": number(score.percent),
        "band": band_name(score.band),
        "features": _features(score, names),
        "errors": errors_of(score.faults),
    }


def _sum(rule: Callable[..., Outcome[Score]]) -> Callable[[Data], Explained]:
    def adapt(given: Data) -> Explained:
        outcome = rule(facts_of(given), on=day_of(given))
        assert outcome.answer is not None
        return Explained(_result(outcome.answer, SUM_PARTS), outcome)

    return adapt


def _points_result(score: PointScore) -> Data:
    points = {"point_score": score.points, "risk_band_reduction": score.is_band_reduced}
    return _result(score, DC_PARTS) | points


def _dc_srp(given: Data) -> Explained:
    outcome = sexual.dc_srp(facts_of(given), on=day_of(given))
    assert outcome.answer is not None
    return Explained(_points_result(outcome.answer), outcome)


def _dc_scoring(given: Data) -> Data:
    on = day_of(given)
    score = sexual.dc_unchecked(facts_of(given), _tables(on), checks.standards(national(), on, NATION))
    chance = 0.0 if score.points is None else sexual.probability(score.points, _tables(on).points.value)
    return {**_points_result(score), "probability": chance}


def _iic_srp(given: Data) -> Explained:
    outcome = sexual.iic_srp(facts_of(given), on=day_of(given))
    assert outcome.answer is not None
    return Explained(_result(outcome.answer, IIC_PARTS), outcome)


def _csrp(given: Data) -> Explained:
    outcome = combined.csrp(facts_of(given), on=day_of(given))
    answer = outcome.answer
    assert answer is not None
    assert answer.dc_srp
    assert answer.iic_srp
    assert answer.svrp
    parts = {"dc": answer.dc_srp, "iic": answer.iic_srp, "sv": answer.svrp}
    components = {name: number(score.percent) for name, score in parts.items()}
    return Explained(_result(answer, {}) | {"components": components}, outcome)


def _tables(on: date) -> sexual.Tables:
    return sexual.tables(national(), on, NATION)


def _model(key: str, on: date) -> terms.Model:
    return terms.model(national(), key, on, NATION)


def _band(key: str) -> Callable[[Data], Data]:
    def adapt(given: Data) -> Data:
        try:
            return {"band": band_name(reoffending.band(Decimal(str(given["score"])), _model(key, day_of(given))))}
        except ValueError as error:
            raise ConformanceRefusal(str(error)) from None

    return adapt


def _weight(key: str) -> Callable[[Data], Data]:
    """One part worked out by itself."""

    def adapt(given: Data) -> Data:
        used = _model(key, DAY)
        form = used.forms[Form[given["score_type"]]]
        sex, sanctions = Sex[given.get("gender") or "MALE"], given.get("total_sanctions") or 0
        career = given["age_at_current"] - given["age_at_first"]
        parts = {
            "copas": lambda: reoffending.rate(form, sex, sanctions, career + used.rate_years),
            "copas_squared": lambda: reoffending.rate_squared(form, sex, sanctions, career + used.rate_years),
            "second_sanction_gap": lambda: reoffending.gap(form, sex, sanctions, career),
            "violent_rate": lambda: reoffending.violent_rate(
                form, given["violent_sanctions"], career + used.violent_rate_years
            ),
        }
        return {"weight": parts[given["item"]]()}

    return adapt


def _dc_points(given: Data) -> Data:
    table, value = _tables(DAY).points.value, given["value"]
    items: dict[str, Callable[[], int]] = {
        "totalContactAdultSexualSanctions": lambda: sexual.counted_points(table["contact_adult"], value),
        "totalContactChildSexualSanctions": lambda: sexual.counted_points(table["contact_child"], value),
        "totalNonContactSexualOffences": lambda: sexual.counted_points(table["non_contact"], value),
        "ageAtStartOfFollowup": lambda: sexual.follow_up_points(table["follow_up_age"], value),
        "ageAtLastSanctionForSexualOffence": lambda: sexual.points_from(table["last_offence_age"], value),
        "totalNumberOfSanctionsForAllOffences": lambda: sexual.points_from(table["sanctions"], value),
        "isCurrentOffenceAgainstVictimStranger": lambda: table["against_stranger"] if value else 0,
    }
    return {"points": items[given["item"]]()}


def _dc_band(given: Data) -> Data:
    try:
        return {"band": band_name(sexual.points_band(given["point_score"], _tables(DAY)))}
    except ValueError as error:
        raise ConformanceRefusal(str(error)) from None


def _dc_probability(given: Data) -> Data:
    return {"probability": sexual.probability(given["point_score"], _tables(DAY).points.value)}


def _dc_reduction(given: Data) -> Data:
    on = day_of(given)
    band = Band[given["band"]] if given.get("band") else None
    return {"reduction": sexual.reduces_band(facts_of(given), band, on=on, value=_tables(on).reduction)}


def _dc_band_reduction(given: Data) -> Data:
    band = Band[given["band"]]
    return {"band": band_name(sexual.lowered(band) if given["reduction"] else band)}


def _iic_weight(given: Data) -> Data:
    return {"weight": sexual.iic_row(facts_of(given), _tables(DAY).iic.value)[0]}


def _combining() -> combined.Combining:
    return combined.combining(national(), DAY, NATION)


def _csrp_band(given: Data) -> Data:
    score = given.get("score")
    return {"band": None if score is None else band_name(combined.band(Decimal(str(score)), _combining()))}


def _csrp_sum(given: Data) -> Data:
    percents = [given.get(name) for name in ("serious_violent_pct", "direct_contact_pct", "images_indirect_pct")]
    known = [Decimal(str(percent)) for percent in percents if percent is not None]
    if len(known) < len(percents):
        return {"score": None}
    return {"score": float(combined.total(known, given.get("female_addition_proportion") or 0.0, _combining()))}


def _csrp_addition(given: Data) -> Data:
    return {"proportion": combined.addition(facts_of(given), _combining())}


def _check(check: checks.Check) -> Callable[[Data], Data]:
    def adapt(given: Data) -> Data:
        against = checks.standards(national(), day_of(given), NATION)
        return {"errors": errors_of(checks.run((check,), facts_of(given), against))}

    return adapt


def _age(given: Data) -> Data:
    age = whole_years(date.fromisoformat(given["dateOfBirth"]), date.fromisoformat(given["at"]))
    if age < 0:
        raise ConformanceRefusal("nobody has an age before birth")
    return {"age": age}


CASES: dict[str, Callable[[Data], Any]] = {
    "arp": _sum(reoffending.arp),
    "vrp": _sum(reoffending.vrp),
    "svrp": _sum(reoffending.svrp),
    "arp.band": _band(reoffending.ARP),
    "vrp.band": _band(reoffending.VRP),
    "svrp.band": _band(reoffending.SVRP),
    "arp.weight": _weight(reoffending.ARP),
    "vrp.weight": _weight(reoffending.VRP),
    "svrp.weight": _weight(reoffending.SVRP),
    "dc_srp": _dc_srp,
    "dc_srp.scoring": _dc_scoring,
    "dc_srp.points": _dc_points,
    "dc_srp.band": _dc_band,
    "dc_srp.probability": _dc_probability,
    "dc_srp.risk_reduction": _dc_reduction,
    "dc_srp.band_reduction": _dc_band_reduction,
    "iic_srp": _iic_srp,
    "iic_srp.weight": _iic_weight,
    "csrp": _csrp,
    "csrp.band": _csrp_band,
    "csrp.sum": _csrp_sum,
    "csrp.female_addition": _csrp_addition,
    "validation.age_at_first_sanction": _check(checks.first_sanction_age),
    "validation.conviction_vs_age_at_first_sanction": _check(checks.conviction_after_first_sanction),
    "validation.conviction_vs_assessment_date": _check(checks.conviction_not_far_ahead),
    "validation.offence_code": _check(checks.offence_code),
    "validation.total_sanctions": _check(checks.sanctions),
    "validation.violent_sanctions": _check(checks.violent_sanctions),
    "age_in_years": _age,
}

COMPARE = {"tolerance": 1e-9, "as_given": frozenset({"probability"})}

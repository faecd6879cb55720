"""Adapter of the tiering set: its shapes in, the tier rules' answers out."""

from __future__ import annotations

from datetime import date
from typing import Any

from rainer.policy import tiering
from rainer.policy.conformance import ConformanceRefusal, Explained
from rainer.policy.tiering import NeedSection, Rosh, Severity

Data = dict[str, Any]

# Cases of rules without a clock of their own are read on the day the set was made for.
DAY = date(2026, 6, 15)


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _rosh(given: Data) -> Rosh | None:
    return Rosh(given["rosh"]) if given.get("rosh") else None


def _predictor(data: Data | None) -> tiering.Predictor | None:
    if not data or data.get("score") is None:
        return None
    return tiering.Predictor(data["score"], data["type"])


def _dc_srp(data: Data | None) -> tiering.DcSrp | None:
    if data is None:
        return None
    band = data.get("band")
    return tiering.DcSrp(data.get("score"), tiering.DcSrpBand(band) if band else None)


def _registrations(given: Data) -> tuple[tiering.Registration, ...]:
    return tuple(
        tiering.Registration(r["code"], date.fromisoformat(r["date"]), r.get("level"), r.get("category"))
        for r in given.get("registrations") or ()
    )


def _convictions(given: Data) -> tuple[tiering.Conviction, ...]:
    return tuple(
        tiering.Conviction(
            c["sentence_type"],
            _date(c.get("termination_date")),
            tuple(tiering.RequirementFact(r["main_type"], r["restrictive"]) for r in c.get("requirements") or ()),
        )
        for c in given.get("convictions") or ()
    )


def _womens_answers(data: Data | None) -> tiering.WomensAnswers | None:
    if data is None:
        return None
    return tiering.WomensAnswers(**{key: tiering.Answer(text) for key, text in data.items() if text})


def _needs(data: Data | None) -> dict[NeedSection, Severity]:
    return {NeedSection(section): Severity(text) for section, text in (data or {}).items() if text}


def _v3(given: Data) -> Explained:
    outcome = tiering.calculate_v3(
        tiering.V3Inputs(
            has_active_event=bool(given.get("has_active_event")),
            arp=_predictor(given.get("arp")),
            csrp=_predictor(given.get("csrp")),
            dc_srp=_dc_srp(given.get("dc_srp")),
            rosh=_rosh(given),
            mappa_category=given.get("mappa_category"),
            lifer_ipp=bool(given.get("lifer_ipp")),
            latest_release_on=_date(given.get("latest_release_date")),
            domestic_abuse=bool(given.get("domestic_abuse")),
            stalking=bool(given.get("stalking")),
            child_protection=bool(given.get("child_protection")),
            ever_committed_sexual_offence=bool(given.get("ever_committed_sexual_offence")),
        ),
        on=date.fromisoformat(given["as_of"]),
    )
    if outcome.answer is None:
        raise ConformanceRefusal("; ".join(outcome.missing))
    return Explained({"tier": outcome.answer.tier, "provisional": outcome.answer.is_provisional}, outcome)


def _provisional(given: Data) -> Explained:
    arp, csrp = _predictor(given.get("arp")), _predictor(given.get("csrp"))
    if arp is None or csrp is None:
        raise ConformanceRefusal("no predictor score")
    step_tiers = {name.lower(): letter for name, letter in given["step_results"].items() if letter}
    outcome = tiering.provisional_status(
        tiering.ProvisionalInputs(arp, csrp, _rosh(given), given.get("mappa_category"), step_tiers), on=DAY
    )
    return Explained({"provisional": outcome.answer}, outcome)


def _protect(given: Data) -> Explained:
    outcome = tiering.protect_level(
        tiering.ProtectInputs(
            gender=given.get("gender"),
            rsr=given.get("rsr"),
            rosh=_rosh(given),
            mappa_level=given.get("mappa_level"),
            complexity_factors=frozenset(given.get("complexity_factors") or ()),
            womens_answers=_womens_answers(given.get("women_factors")),
            previous_enforcement_activity=bool(given.get("previous_enforcement_activity")),
        ),
        on=DAY,
    )
    assert outcome.answer is not None
    return Explained({"points": outcome.answer.points, "level": outcome.answer.level}, outcome)


def _women(given: Data) -> Explained:
    outcome = tiering.womens_factors(
        tiering.WomensFactors(
            given.get("gender"),
            _womens_answers(given.get("women_factors")),
            bool(given.get("previous_enforcement_activity")),
        ),
        on=DAY,
    )
    return Explained({"points": outcome.answer}, outcome)


def _change(given: Data) -> Explained:
    outcome = tiering.change_level(
        tiering.ChangeInputs(
            has_mandate=not given.get("no_mandate"),
            needs=_needs(given.get("needs")) if given.get("has_assessment") else None,
            ogrs=given.get("ogrs"),
            iom=bool(given.get("iom")),
        ),
        on=DAY,
    )
    assert outcome.answer is not None
    return Explained({"points": outcome.answer.points, "level": outcome.answer.level}, outcome)


def _no_mandate(given: Data) -> Explained:
    outcome = tiering.mandate(tiering.Convictions(_convictions(given)), on=DAY)
    return Explained({"no_mandate": not outcome.answer}, outcome)


def _v2(given: Data) -> Explained:
    assessment = given.get("assessment")
    facts = assessment and tiering.AssessmentFacts(
        _needs(assessment.get("needs")), _womens_answers(assessment.get("women_factors"))
    )
    outcome = tiering.calculate_v2(
        tiering.V2Inputs(
            gender=given.get("gender"),
            rsr=given.get("rsr"),
            ogrs=given.get("ogrs"),
            registrations=_registrations(given),
            convictions=_convictions(given),
            previous_enforcement_activity=bool(given.get("previous_enforcement_activity")),
            assessment=facts,
        ),
        on=DAY,
    )
    assert outcome.answer is not None
    return Explained({"tier_score": outcome.answer.tier}, outcome)


def _display(given: Data) -> Data:
    shown = tiering.display(
        protect_level=given["protect"],
        change_level=given["change"],
        is_contact_suspended=bool(given.get("unsupervised")),
    )
    return {"tier_score": shown}


def _registration_facts(given: Data) -> Explained:
    outcome = tiering.registration_facts(tiering.Registrations(_registrations(given)), on=DAY)
    facts = outcome.answer
    return Explained({name: getattr(facts, name) for name in facts.__slots__} if facts else None, outcome)


def _need_severity(given: Data) -> Explained:
    answers = {question: tiering.Answer(text) for question, text in given["answers"].items() if text}
    outcome = tiering.need_severity(
        tiering.NeedAnswers(NeedSection(given["section"]), answers, bool(given.get("san"))), on=DAY
    )
    if outcome.answer is None:
        return Explained({"score": None, "severity": None}, outcome)
    severity = outcome.answer.severity
    shown = None if severity is Severity.NO_NEED else severity
    return Explained({"score": outcome.answer.score, "severity": shown}, outcome)


CASES = {
    "tier.v3": _v3,
    "tier.v3.provisional": _provisional,
    "tier.v2.protect": _protect,
    "tier.v2.women_factors": _women,
    "tier.v2.change": _change,
    "tier.v2.no_mandate": _no_mandate,
    "tier.v2": _v2,
    "tier.v2.display": _display,
    "tier.registrations": _registration_facts,
    "tier.need_severity": _need_severity,
}

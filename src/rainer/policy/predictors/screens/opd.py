"""OPD: the screen for the offender personality disorder pathway."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from rainer.policy.outcome import Outcome, Step
from rainer.policy.predictors.answers import Band, Problem, Sex
from rainer.policy.predictors.faults import Fault, FaultCode
from rainer.policy.predictors.offences import CATEGORIES, Offence, offences
from rainer.policy.predictors.offences import KEY as OFFENCES
from rainer.policy.predictors.screens import items
from rainer.policy.predictors.shared import known, refused, said
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, Value, national

KEY = "predictors.screens.opd"
Table = Mapping[str, Any]


class OpdResult(StrEnum):
    IN = "screened in"
    OUT = "screened out"


@dataclass(frozen=True, slots=True)
class OpdInputs:
    """`rosh` is the risk of serious harm of this assessment, `highest_rosh` over all assessments, as bands low to
    very high. None is not answered. `wants_override`: the practitioner asks for somebody screened out to go on."""

    sex: Sex | None = None
    rosh: Band | None = None
    highest_rosh: Band | None = None
    offence_code: str | None = None
    is_custodial: bool | None = None
    is_mappa_eligible: bool | None = None
    wants_override: bool | None = None

    age_at_first_sanction: int | None = None
    weapon_in_offence: bool | None = None
    violence: bool | None = None
    excessive_violence: bool | None = None
    arson: bool | None = None
    is_emotional_motive: bool | None = None
    recognises_impact: bool | None = None
    domestic_abuse: bool | None = None
    domestic_abuse_against_partner: bool | None = None
    domestic_abuse_against_family: bool | None = None

    childhood: Problem | None = None
    had_childhood_behaviour_problems: bool | None = None
    financial_reliance: Problem | None = None
    is_manipulative: Problem | None = None
    recklessness: Problem | None = None
    impulsivity: Problem | None = None
    is_controlling: Problem | None = None
    coping: Problem | None = None
    psychological_problems: Problem | None = None
    psychiatric_problems: Problem | None = None
    had_psychiatric_treatment: bool | None = None
    has_psychiatric_treatment: bool | None = None
    has_had_medication: bool | None = None
    has_been_in_secure_hospital: bool | None = None
    is_obsessive: bool | None = None
    self_harm: bool | None = None
    attitude_to_supervision: Problem | None = None
    has_assaulted_staff: bool | None = None
    has_absconded: bool | None = None
    has_control_issues: bool | None = None

    is_offence_linked_to_risk: bool | None = None
    is_accommodation_linked_to_risk: bool | None = None
    are_relationships_linked_to_risk: bool | None = None
    is_wellbeing_linked_to_risk: bool | None = None
    is_thinking_linked_to_risk: bool | None = None


@dataclass(frozen=True, slots=True)
class PersonalityScreen:
    """`was_screened`: there was something to screen. `override` is kept only of somebody scored and screened out."""

    was_screened: bool
    result: OpdResult | None = None
    override: bool | None = None
    points: tuple[int, ...] = ()
    faults: tuple[Fault, ...] = ()


@rule("opd", reads=(KEY, OFFENCES, CATEGORIES))
def opd(
    inputs: OpdInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[PersonalityScreen]:
    """Whether somebody screens in to the offender personality disorder pathway (OPD).

    Men and women have tests of their own. Whoever the screen is not for is screened out; where nothing at all is
    answered there is no result.
    """
    book = rulebook or national()
    value = book.value(KEY, on=on, place=place)
    faults = tuple(_faults(inputs, value.value))
    if faults:
        return refused("opd", PersonalityScreen(False, faults=faults), faults, on, place)
    own = value.value[known(inputs.sex).value]
    if not items.answered(own["questions"], inputs):
        step = Step("opd.questions", "Questions of the screen", "none is answered", False, value)
        return Outcome("opd", on, place, PersonalityScreen(False), (step,), sentence="Nothing to screen.")
    offence = offences(on=on, place=place, rulebook=book).get(inputs.offence_code)
    if offence is None:
        faults = (Fault(FaultCode.OFFENCE_CODE_UNKNOWN, ("offence_code",)),)
        return refused("opd", PersonalityScreen(False, faults=faults), faults, on, place)
    applies = _applies(inputs, offence, value)
    if not applies.result:
        answer = PersonalityScreen(True, OpdResult.OUT)
        return Outcome("opd", on, place, answer, (applies,), sentence="Screened out: not for this person.")
    return _screened(inputs, own, applies, value, on, place)


def _faults(inputs: OpdInputs, table: Table) -> list[Fault]:
    abuse = table["domestic_abuse"]
    asked = [*table["asked"]]
    asked += table["asked_of_women"] if inputs.sex is Sex.FEMALE else []
    evidence = getattr(inputs, abuse["evidence"])
    missing = items.unanswered(asked + (abuse["against"] if evidence else []), inputs)
    faults = [Fault(FaultCode.MISSING_MANDATORY_INPUT, missing)] if missing else []
    if not evidence and items.answered(abuse["against"], inputs):
        faults.append(Fault(FaultCode.DOMESTIC_ABUSE_INCONSISTENT, (abuse["evidence"], *abuse["against"])))
    code = inputs.offence_code
    if code is not None and not (len(code) == table["offence_code_digits"] and code.isascii() and code.isdigit()):
        faults.append(Fault(FaultCode.OFFENCE_CODE_FORMAT, ("offence_code",)))
    return faults


def _applies(inputs: OpdInputs, offence: Offence, value: Value) -> Step:
    """Men: high risk of serious harm, a violent or sexual offence, and custody. Women: high risk, or MAPPA."""
    rosh, is_high = known(inputs.rosh), known(inputs.rosh).value in value.value["rosh"]
    if inputs.sex is Sex.MALE:
        of_kind = "violent or sexual" if offence.is_violent_or_sexual else "neither violent nor sexual"
        found = f"RoSH {rosh.value}; offence {of_kind}; custodial sentence {said(inputs.is_custodial)}"
        holds = is_high and offence.is_violent_or_sexual and bool(inputs.is_custodial)
    else:
        found = f"RoSH {rosh.value}; eligible for MAPPA {said(inputs.is_mappa_eligible)}"
        holds = is_high or bool(inputs.is_mappa_eligible)
    return Step("opd.applies", "The screen is for this person", found, holds, value)


def _screened(
    inputs: OpdInputs, own: Table, applies: Step, value: Value, on: date, place: Place
) -> Outcome[PersonalityScreen]:
    tests = [_test(name, test, inputs, value) for name, test in own.items() if name != "questions"]
    scores = tuple(items.total(step.parts) for step in tests)
    result = OpdResult.IN if any(step.result for step in tests) else OpdResult.OUT
    override = bool(inputs.wants_override) if result is OpdResult.OUT else None
    answer = PersonalityScreen(True, result, override, scores)
    asks = " The practitioner asks for an override." if override else ""
    sentence = f"{result.value.capitalize()}: {', '.join(step.found for step in tests)}.{asks}"
    return Outcome("opd", on, place, answer, (applies, *tests), sentence=sentence)


def _test(name: str, test: Table, inputs: OpdInputs, value: Value) -> Step:
    """A set of items and the least of their sum that screens in."""
    parts = tuple(_item(item, inputs, value) for item in test["items"])
    total = items.total(parts)
    found = f"{name} {total} of {test['least']}"
    return Step(f"opd.{name}", f"At least {test['least']} from {name}", found, total >= test["least"], value, parts)


def _item(item: Table, inputs: OpdInputs, value: Value) -> Step:
    names = item.get("of", [item["name"]])
    found = ", ".join(said(getattr(inputs, name)) for name in names)
    return Step(f"opd.{item['name']}", item["label"], found, _points(item, names, inputs), value)


def _points(item: Table, names: list[str], inputs: OpdInputs) -> int:
    answers = [getattr(inputs, name) for name in names]
    if "below" in item:
        return int(answers[0] is not None and answers[0] < item["below"])
    if item.get("unless_yes"):
        return int(not answers[0])
    if "without" in item and answers[0] and not getattr(inputs, item["without"]["name"]):
        return int(item["without"]["points"])
    return int(any(answers))

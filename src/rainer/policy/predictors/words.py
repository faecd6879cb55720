"""Predictors in words: what each part added, what is lacking, and the sentence that says what a score means."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from rainer.policy.dates import counted
from rainer.policy.outcome import Outcome, Step
from rainer.policy.predictors.answers import Band, Drug, Form, Motivation, PastConviction, Problem, Sex
from rainer.policy.predictors.checks import Standards
from rainer.policy.predictors.facts import Facts
from rainer.policy.predictors.faults import Fault, FaultCode
from rainer.policy.predictors.scoring import Score, number
from rainer.policy.rulebook import Place

if TYPE_CHECKING:
    from rainer.policy.predictors.reoffending import Times
    from rainer.policy.predictors.terms import Model

S = TypeVar("S", bound=Score)

NAMES: Mapping[str, str] = {
    "arp": "All reoffending predictor (ARP)",
    "vrp": "Violent reoffending predictor (VRP)",
    "svrp": "Serious violent reoffending predictor (SVRP)",
    "dc_srp": "Direct-contact sexual reoffending predictor (DC-SRP)",
    "iic_srp": "Images and indirect-contact sexual reoffending predictor (IIC-SRP)",
    "csrp": "Combined serious reoffending predictor (CSRP)",
}
# What the share of people do within two years.
DO: Mapping[str, str] = {
    "arp": "reoffend",
    "vrp": "commit a violent offence that is not sexual",
    "svrp": "commit a serious violent offence",
    "dc_srp": "commit a sexual offence by direct contact",
    "iic_srp": "commit a sexual offence by images or indirect contact",
    "csrp": "commit a serious violent or sexual offence",
}
# What a page calls each input.
INPUTS: Mapping[str, str] = {
    "sex": "sex",
    "born_on": "date of birth",
    "where": "whether in custody or in the community",
    "convicted_on": "date of the current conviction",
    "follow_up_from": "date of sentence in the community, or of release",
    "last_offence_on": "date of the most recent offence",
    "offence_code": "code of the current offence",
    "age_at_first_sanction": "age at the first sanction",
    "sanctions": "number of sanctions for all offences",
    "violent_sanctions": "number of sanctions for violence",
    "weapon_in_offence": "carrying or using a weapon in the offence",
    "accommodation": "suitability of accommodation",
    "is_unemployed": "unemployment",
    "partner_relationship": "current relationship with a partner",
    "domestic_abuse": "evidence of domestic abuse as perpetrator",
    "relationship": "relationship status",
    "activities": "regular activities that encourage offending",
    "drug_motivation": "motivation to tackle drug misuse",
    "drugs": "drugs used",
    "chronic_drinking": "current alcohol use",
    "binge_drinking": "binge drinking or excessive alcohol use",
    "impulsivity": "impulsivity",
    "temper": "temper control",
    "pro_criminal_attitudes": "pro-criminal attitudes",
    "past_convictions": "kinds of earlier conviction",
    "has_sexual_history": "whether ever sanctioned for a sexual offence",
    "last_sexual_offence_on": "date of the most recent sexual offence",
    "images": "number of sanctions for indecent images or indirect contact",
    "contact_adult": "number of sanctions for sexual contact with an adult",
    "contact_child": "number of sanctions for sexual contact with a child",
    "non_contact": "number of sanctions for sexual offences without contact",
    "against_stranger": "whether the victim was a stranger",
    "on": "day of the assessment",
}
FAULTS: Mapping[FaultCode, str] = {
    FaultCode.SANCTIONS_OUT_OF_RANGE: "the number of sanctions is out of range",
    FaultCode.VIOLENT_SANCTIONS_OUT_OF_RANGE: "there are more sanctions for violence than sanctions, or fewer than none",
    FaultCode.FIRST_SANCTION_AGE_OUT_OF_RANGE: "the age at the first sanction is out of range",
    FaultCode.FIRST_SANCTION_AFTER_CONVICTION: "the first sanction would lie after the current conviction",
    FaultCode.CONVICTION_BEFORE_BIRTH: "the current conviction lies before the date of birth",
    FaultCode.CONVICTION_TOO_FAR_AHEAD: "the current conviction lies too far after the day of the assessment",
    FaultCode.FOLLOW_UP_REQUIRED: "neither the date of sentence or release nor that of the conviction is known",
    FaultCode.FOLLOW_UP_BEFORE_BIRTH: "the sentence or release does not lie after the date of birth",
    FaultCode.FOLLOW_UP_OUT_OF_RANGE: "the age at sentence or release is out of range",
    FaultCode.SEXUAL_OFFENCE_BEFORE_BIRTH: "the most recent sexual offence does not lie after the date of birth",
    FaultCode.SEXUAL_OFFENCE_OUT_OF_RANGE: "the age at the most recent sexual offence is out of range",
    FaultCode.OFFENCE_CODE_FORMAT: "the code of the current offence is not five digits",
    FaultCode.OFFENCE_CODE_UNKNOWN: "the code of the current offence has no actuarial category",
    FaultCode.SEXUAL_INPUT_INCONSISTENT: "there are sanctions for sexual offences but no history of them",
    FaultCode.NO_SEXUAL_SANCTIONS: "there is a history of sexual offences but no sanction for one",
    FaultCode.SEXUAL_SANCTIONS_OUT_OF_RANGE: "the sanctions for sexual offences do not fit the number of sanctions",
    FaultCode.DRUG_MOTIVATION_INCONSISTENT: "a drug is used but the motivation to tackle it is not answered",
}
FORMS: Mapping[Form, str] = {
    Form.STATIC: "Static: worked out from the record alone",
    Form.DYNAMIC: "Dynamic: worked out from the record and from life now",
}
PROBLEMS: Mapping[Problem, str] = {
    Problem.NONE: "no problems",
    Problem.SOME: "some problems",
    Problem.SIGNIFICANT: "significant problems",
}
MOTIVATIONS: Mapping[Motivation, str] = {
    Motivation.FULL: "full motivation",
    Motivation.PARTIAL: "partial motivation",
    Motivation.NONE: "no motivation",
}


def outcome(
    rule: str, on: date, place: Place, answer: S, *, steps: Callable[[S], tuple[Step, ...]]
) -> Outcome[S]:  # fmt: skip
    """The score as a rule gives it: with its steps, or with what it lacks."""
    warnings = tuple(f"{fault_words(f)[:1].upper()}{fault_words(f)[1:]}." for f in answer.faults if f.is_warning)
    if answer.percent is None:
        return Outcome(rule, on, place, answer, (), tuple(_lacking(answer.faults)), "Cannot be calculated.", warnings)
    return Outcome(rule, on, place, answer, steps(answer), sentence=sentence(rule, answer), notes=warnings)


def sentence(rule: str, answer: Score) -> str:
    """An estimate of people with these characteristics, never a fact about one person."""
    if answer.band is None or answer.band is Band.NOT_APPLICABLE:
        return "Not applicable."
    said = f"{answer.percent}% of people with these characteristics {DO[rule]} within two years: "
    form = f" {FORMS[answer.form]}." if answer.form else ""
    return f"{said}{answer.band.value}.{form}"


def _lacking(faults: Iterable[Fault]) -> Iterator[str]:
    """Each input that is not known by itself; any other fault as a sentence of what is wrong."""
    for fault in faults:
        if fault.code is FaultCode.MISSING_MANDATORY_INPUT:
            yield from (input_words(name) for name in fault.fields)
        elif not fault.is_warning:
            yield fault_words(fault)


def fault_words(fault: Fault) -> str:
    if fault.code in (FaultCode.MISSING_MANDATORY_INPUT, FaultCode.MISSING_DYNAMIC_INPUT):
        return f"not answered: {', '.join(input_words(name) for name in fault.fields)}"
    if fault.code is FaultCode.COMPONENT:
        return f"cannot be calculated: {', '.join(name.upper().replace('_', '-') for name in fault.fields)}"
    return FAULTS.get(fault.code, fault.code.value)


def input_words(name: str) -> str:
    topic, _, one = name.partition(".")
    if topic == "drugs" and one:
        return Drug[one.upper()].value
    return INPUTS.get(name, name)


def effect(part: float) -> str:
    """What a part did to the sum."""
    if not part:
        return "added nothing"
    return f"added {part:.2f}" if part > 0 else f"took off {-part:.2f}"


def sum_steps(
    facts: Facts, lived: Times, used: Model, against: Standards, answer: Score
) -> tuple[Step, ...]:  # fmt: skip
    """One step for every part that applies, then the sum, the percentage and the band."""
    said = {**_record_words(facts, lived, against), **_answer_words(facts)}
    parts = [
        Step(name, *_said(name, said, part), part, used.value)
        for name, part in answer.parts.items()
        if part or name in _ANSWERED
    ]
    z = sum(answer.parts.values())
    return (
        *parts,
        Step("total", "All parts together", counted(len(parts), "part"), z, used.value),
        Step(
            "percent",
            "Share who reoffend in two years",
            f"the logistic of {z:.2f}",
            number(answer.percent),
            against.value,
        ),
        Step("band", "Band", f"{answer.percent}%", answer.band, used.value),
    )


def _said(name: str, said: Mapping[str, tuple[str, str]], part: float) -> tuple[str, str]:
    label, found = said.get(name) or _flag_words(name)
    return label, f"{found} {effect(part)}"


def _record_words(facts: Facts, lived: Times, against: Standards) -> dict[str, tuple[str, str]]:
    number = counted(facts.sanctions or 0, "sanction")
    violent = counted(facts.violent_sanctions or 0, "sanction for violence", "sanctions for violence")
    years = counted(lived.career, "year")
    return {
        "intercept": ("Where the sum starts", "the same for everybody"),
        "age": ("Age at sentence or release", f"{lived.age} years old"),
        "sex": ("Sex", "a woman" if facts.sex is Sex.FEMALE else "a man"),
        "offence": ("Current offence", _offence_words(facts, against)),
        "first_sanction": ("First sanction", "no sanction before this one"),
        "second_sanction": ("Second sanction", "one sanction before this one"),
        "sanctions": ("Number of sanctions", number),
        "gap": ("Time from first to second sanction", years),
        "offence_free_months": ("Time in the community since", f"{counted(lived.months, 'whole month')} that count"),
        "rate": ("Rate of sanctions", f"{number} over {years}"),
        "rate_squared": ("Rate of sanctions, squared", f"{number} over {years}"),
        "never_violent": ("Never violent", "no sanction for violence"),
        "once_violent": ("Once violent", "one sanction for violence"),
        "violent_sanctions": ("Number of sanctions for violence", violent),
        "violent_rate": ("Rate of sanctions for violence", f"{violent} over {years}"),
    }


def _offence_words(facts: Facts, against: Standards) -> str:
    offence = against.offences.get(facts.offence_code)
    assert offence is not None
    return f"{offence.code}, {against.offences.categories[offence.category]},"


_ANSWERED = frozenset({
    "accommodation", "is_unemployed", "partner_relationship", "domestic_abuse", "activities", "drug_motivation",
    "chronic_drinking", "binge_drinking", "impulsivity", "temper", "pro_criminal_attitudes", "weapon_in_offence",
})  # fmt: skip


def _answer_words(facts: Facts) -> dict[str, tuple[str, str]]:
    words = {name: (_title(INPUTS[name]), _answer(getattr(facts, name))) for name in _ANSWERED}
    together = f"living together, {_answer(facts.partner_relationship)}"
    return words | {
        "lives_with_partner": ("Relationship", "living together"),
        "partner_relationship_living_together": ("Relationship when living together", together),
    }


def _answer(answer: Any) -> str:
    if isinstance(answer, Problem):
        return PROBLEMS[answer]
    if isinstance(answer, Motivation):
        return MOTIVATIONS[answer]
    return "not answered" if answer is None else "yes" if answer else "no"


def _flag_words(name: str) -> tuple[str, str]:
    topic, _, one = name.partition(".")
    if topic == "drugs":
        return "Drugs", Drug[one.upper()].value
    return "Earlier conviction", PastConviction[one.upper()].value


def _title(text: str) -> str:
    return text[:1].upper() + text[1:]

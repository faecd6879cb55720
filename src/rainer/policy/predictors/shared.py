"""What the screens and the third generation say alike: answers and questions in words, what is lacking, a refusal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import Enum
from typing import Any, TypeVar

from rainer.policy.dates import date_words
from rainer.policy.outcome import Outcome
from rainer.policy.predictors import words
from rainer.policy.predictors.answers import Motivation, Problem
from rainer.policy.predictors.faults import Fault, FaultCode
from rainer.policy.rulebook import Place

T = TypeVar("T")

# What a page calls the inputs that the fourth generation does not ask for.
INPUTS: Mapping[str, str] = {
    "are_relationships_linked_to_risk": "whether relationships are linked to risk of harm",
    "arson": "whether the offence involved arson",
    "attitude_to_self": "attitude to self",
    "attitude_to_supervision": "attitude to supervision or licence",
    "awareness_of_consequences": "awareness of consequences",
    "childhood": "experience of childhood",
    "congruence_with_children": "emotional congruence with children",
    "coping": "difficulty coping",
    "domestic_abuse_against_family": "whether there was domestic abuse of family",
    "domestic_abuse_against_partner": "whether there was domestic abuse of a partner",
    "drug_misuse": "current drug misuse",
    "excessive_violence": "whether the offence involved excessive violence",
    "family_relationships": "current relationships with family",
    "financial_reliance": "reliance on others for money",
    "had_childhood_behaviour_problems": "behaviour problems as a child",
    "had_psychiatric_treatment": "psychiatric treatment in the past",
    "has_absconded": "whether ever escaped or absconded",
    "has_assaulted_staff": "whether staff were ever assaulted or threatened",
    "has_been_in_secure_hospital": "whether ever in a special hospital or secure unit",
    "has_control_issues": "control issues",
    "has_had_medication": "whether ever on medication for mental health",
    "has_numeracy_problems": "problems with numeracy",
    "has_peer_group_influence": "influence of a peer group",
    "has_psychiatric_treatment": "psychiatric treatment now",
    "has_qualifications": "qualifications",
    "has_reading_problems": "problems with reading",
    "highest_rosh": "highest risk of serious harm over all assessments",
    "hostile_orientation": "hostile orientation",
    "influence_of_associates": "influence of criminal associates",
    "is_accommodation_linked_to_risk": "whether accommodation is linked to risk of harm",
    "is_controlling": "controlling or aggressive behaviour",
    "is_custodial": "whether the sentence is custodial",
    "is_emotional_motive": "emotional state as a motive",
    "is_manipulative": "manipulative or predatory behaviour",
    "is_mappa_eligible": "whether eligible for MAPPA",
    "is_obsessive": "obsessive behaviour linked to offending",
    "is_of_no_fixed_abode": "whether of no fixed abode",
    "is_offence_linked_to_risk": "whether the offence is linked to risk of harm",
    "is_risk_of_sexual_harm": "whether a risk of sexual harm",
    "is_sexually_motivated": "whether the current offence was sexually motivated",
    "is_thinking_linked_to_risk": "whether thinking and behaviour are linked to risk of harm",
    "is_wellbeing_linked_to_risk": "whether emotional wellbeing is linked to risk of harm",
    "learning_difficulties": "learning difficulties",
    "ogrs3_two_years": "an OGRS3 score",
    "previous_relationships": "previous close relationships",
    "problem_solving": "problem solving",
    "psychiatric_problems": "current psychiatric problems",
    "psychological_problems": "current psychological problems",
    "reading_writing_numeracy": "reading, writing and numeracy",
    "recklessness": "recklessness and taking risks",
    "recognises_impact": "whether the impact on others is recognised",
    "rosh": "risk of serious harm",
    "self_harm": "self-harm or attempted suicide",
    "sexual_interests": "offence-related sexual interests",
    "sexual_preoccupation": "sexual preoccupation",
    "understanding_of_others": "understanding of other people's views",
    "violence": "whether the offence involved violence or the threat of it",
    "work_skills": "work-related skills",
}
FAULTS: Mapping[FaultCode, str] = {
    FaultCode.CONVICTION_UNDER_LEAST_AGE: "the age at the current conviction is too low",
    FaultCode.EXACT_OFFENCE_NEEDED: "the code is a heading over several groups: the exact offence is needed",
    FaultCode.FOLLOW_UP_BEFORE_CONVICTION: "the sentence or release lies before the current conviction",
    FaultCode.VIOLENT_OVER_TOTAL: "there are more sanctions for violence than sanctions",
    FaultCode.SEXUAL_OFFENDING_INCONSISTENT: "there are sanctions for sexual offences but no history of them",
    FaultCode.SEXUAL_COUNTS_MISSING: "there is a history of sexual offences without the sanctions for them",
    FaultCode.DOMESTIC_ABUSE_INCONSISTENT: "domestic abuse is answered without evidence of any",
    FaultCode.TOO_FEW_ANSWERS_LDS: "too few of the main answers are given",
}


def known(thing: T | None) -> T:
    """A fact that the checks before have found to be there."""
    assert thing is not None
    return thing


def said(answer: Any) -> str:
    """An answer in words: a yes, a level, a day, a number."""
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    if isinstance(answer, Problem):
        return words.PROBLEMS[answer]
    if isinstance(answer, Motivation):
        return words.MOTIVATIONS[answer]
    if isinstance(answer, Enum):
        return answer.name.lower().replace("_", " ")
    if isinstance(answer, date):
        return date_words(answer)
    return "not answered" if answer is None else str(answer)


def question(name: str) -> str:
    """An input in words: what somebody must go and find out."""
    return INPUTS.get(name) or words.input_words(name)


def lacking(faults: Iterable[Fault]) -> tuple[str, ...]:
    """Each input that is not known by itself; any other fault as a sentence of what is wrong."""
    return tuple(dict.fromkeys(one for fault in faults for one in _lacking(fault)))


def _lacking(fault: Fault) -> Iterator[str]:
    if fault.code in (FaultCode.MISSING_MANDATORY_INPUT, FaultCode.MISSING_DYNAMIC_INPUT):
        yield from map(question, fault.fields)
    else:
        yield FAULTS.get(fault.code) or words.fault_words(fault)


def refused(rule: str, answer: T, faults: tuple[Fault, ...], on: date, place: Place) -> Outcome[T]:
    """No score, and why."""
    return Outcome(rule, on, place, answer, (), lacking(faults), "Cannot be calculated.")


def warned(faults: Iterable[Fault]) -> tuple[str, ...]:
    """What is lacking for the better form, as one note."""
    names = lacking(faults)
    return (f"Not answered: {', '.join(names)}.",) if names else ()


def reached(table: Mapping[int, T], number: int) -> T | None:
    """What a table from numbers on gives for a number; None below the first."""
    starts = [start for start in table if number >= start]
    return table[max(starts)] if starts else None


def at(table: Mapping[int, T], number: int, what: str) -> T:
    """As `reached`. Raises ValueError below the first."""
    found = reached(table, number)
    if found is None:
        raise ValueError(f"There is nothing for {what}: {number}.")
    return found

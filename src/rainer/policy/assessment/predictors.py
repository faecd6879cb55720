"""The form's answers as the predictors and screens ask for them. What the form does not answer stays None."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from rainer.policy.assessment.drinks_and_drugs import recent_drugs
from rainer.policy.assessment.form import Answers, is_blank
from rainer.policy.assessment.scoring import ITEMS, AnswersInputs, Item, items_of
from rainer.policy.outcome import Outcome, Step
from rainer.policy.predictors.answers import Motivation, PastConviction, Problem, Relationship
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook


@dataclass(frozen=True, slots=True)
class PredictorAnswers:
    """What the form answers of the inputs of predictors (first) and of the screens LDS, MST, OPD and PNI (after).

    Names are those of the rules' own inputs. None is "not answered", never a no. `drugs` are those used in the last
    six months, by their names in the predictors.
    """

    sanctions: int | None = None
    violent_sanctions: int | None = None
    age_at_first_sanction: int | None = None
    past_convictions: frozenset[PastConviction] | None = None
    weapon_in_offence: bool | None = None
    accommodation: Problem | None = None
    is_unemployed: bool | None = None
    partner_relationship: Problem | None = None
    domestic_abuse: bool | None = None
    relationship: Relationship | None = None
    activities: Problem | None = None
    drug_motivation: Motivation | None = None
    drugs: frozenset[str] = frozenset()
    chronic_drinking: Problem | None = None
    binge_drinking: Problem | None = None
    impulsivity: Problem | None = None
    temper: Problem | None = None
    pro_criminal_attitudes: Problem | None = None
    has_sexual_history: bool | None = None
    last_sexual_offence_on: date | None = None
    images: int | None = None
    contact_adult: int | None = None
    contact_child: int | None = None
    non_contact: int | None = None
    against_stranger: bool | None = None

    is_of_no_fixed_abode: bool | None = None
    work_skills: Problem | None = None
    reading_writing_numeracy: Problem | None = None
    has_reading_problems: bool | None = None
    has_numeracy_problems: bool | None = None
    learning_difficulties: Problem | None = None
    has_qualifications: bool | None = None
    has_peer_group_influence: bool | None = None
    influence_of_associates: Problem | None = None
    recklessness: Problem | None = None
    coping: Problem | None = None
    attitude_to_self: Problem | None = None
    problem_solving: Problem | None = None
    awareness_of_consequences: Problem | None = None
    understanding_of_others: Problem | None = None
    violence: bool | None = None
    excessive_violence: bool | None = None
    arson: bool | None = None
    is_emotional_motive: bool | None = None
    recognises_impact: bool | None = None
    domestic_abuse_against_partner: bool | None = None
    domestic_abuse_against_family: bool | None = None
    childhood: Problem | None = None
    had_childhood_behaviour_problems: bool | None = None
    financial_reliance: Problem | None = None
    is_manipulative: Problem | None = None
    is_controlling: Problem | None = None
    psychological_problems: Problem | None = None
    psychiatric_problems: Problem | None = None
    had_psychiatric_treatment: bool | None = None
    has_psychiatric_treatment: bool | None = None
    has_had_medication: bool | None = None
    has_been_in_secure_hospital: bool | None = None
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
    is_risk_of_sexual_harm: bool | None = None
    sexual_preoccupation: Problem | None = None
    sexual_interests: Problem | None = None
    congruence_with_children: Problem | None = None
    hostile_orientation: Problem | None = None
    family_relationships: Problem | None = None
    previous_relationships: Problem | None = None


# Fields that are an item of OASys, 0, 1 or 2.
PROBLEMS = {
    "accommodation": "3.4", "partner_relationship": "6.4", "activities": "7.2", "chronic_drinking": "9.1",
    "binge_drinking": "9.2", "impulsivity": "11.2", "temper": "11.4", "pro_criminal_attitudes": "12.1",
    "work_skills": "4.4", "reading_writing_numeracy": "4.7", "learning_difficulties": "4.8",
    "influence_of_associates": "7.3", "recklessness": "7.5", "coping": "10.1", "attitude_to_self": "10.4",
    "problem_solving": "11.6", "awareness_of_consequences": "11.7", "understanding_of_others": "11.9",
    "childhood": "6.3", "financial_reliance": "5.5", "is_manipulative": "7.4", "is_controlling": "11.3",
    "psychological_problems": "10.2", "psychiatric_problems": "10.6", "attitude_to_supervision": "12.4",
    "sexual_preoccupation": "11.11", "sexual_interests": "11.12", "congruence_with_children": "6.12",
    "hostile_orientation": "12.9", "family_relationships": "6.1", "previous_relationships": "6.6",
}  # fmt: skip
# Fields that are an item of OASys, yes or no.
YES_NO_ITEMS = {
    "weapon_in_offence": "2.2.weapon", "is_unemployed": "4.2", "is_of_no_fixed_abode": "3.3",
    "violence": "2.2.violence", "excessive_violence": "2.2.excessive_violence", "arson": "2.2.arson",
    "is_emotional_motive": "2.9.emotional", "has_peer_group_influence": "2.9.pressured", "recognises_impact": "2.6",
    "domestic_abuse_against_partner": "6.7.2.1", "domestic_abuse_against_family": "6.7.2.2",
    "had_childhood_behaviour_problems": "10.7.childhood", "had_psychiatric_treatment": "10.7.psychiatric_history",
    "has_psychiatric_treatment": "10.7.psychiatric_now", "self_harm": "10.5", "is_offence_linked_to_risk": "2.98",
    "is_accommodation_linked_to_risk": "3.98", "are_relationships_linked_to_risk": "6.98",
    "is_wellbeing_linked_to_risk": "10.98", "is_thinking_linked_to_risk": "11.98", "is_risk_of_sexual_harm": "6.11",
}  # fmt: skip
# Fields that are one question's own answer: a number, a yes or no, or one of several that were chosen.
NUMBERS = {
    "sanctions": "history_sanctions", "violent_sanctions": "history_violent_sanctions",
    "age_at_first_sanction": "history_first_age", "images": "history_sexual_images",
    "contact_adult": "history_sexual_contact_adult", "contact_child": "history_sexual_contact_child",
    "non_contact": "history_sexual_non_contact",
}  # fmt: skip
YES_NO = {
    "domestic_abuse": "offence_abuse_towards", "has_sexual_history": "history_sexual",
    "against_stranger": "history_sexual_stranger", "has_been_in_secure_hospital": "health_special_hospital",
    "has_had_medication": "health_medication",
}  # fmt: skip
CHOSEN = {
    "has_reading_problems": ("employment_difficulties", "reading"),
    "has_numeracy_problems": ("employment_difficulties", "numeracy"),
    "has_assaulted_staff": ("history_compliance", "assaulted_staff"),
    "has_absconded": ("history_compliance", "absconded"),
    "has_control_issues": ("history_compliance", "control"),
}
KINDS = {
    "homicide": PastConviction.HOMICIDE, "wounding": PastConviction.WOUNDING, "kidnapping": PastConviction.KIDNAPPING,
    "firearms": PastConviction.FIREARMS, "robbery": PastConviction.ROBBERY,
    "aggravated_burglary": PastConviction.AGGRAVATED_BURGLARY, "weapon": PastConviction.WEAPON,
    "criminal_damage": PastConviction.CRIMINAL_DAMAGE, "arson": PastConviction.ARSON,
}  # fmt: skip
# The form's drugs by the predictors' names. Amphetamines and ecstasy have no part in any predictor.
DRUGS = {
    "heroin": "heroin", "methadone": "methadone, not prescribed", "other_opiates": "other opiates",
    "crack": "crack cocaine", "cocaine": "powder cocaine", "prescription": "misused prescription drugs",
    "benzodiazepines": "benzodiazepines", "cannabis": "cannabis", "steroids": "steroids", "other": "other drugs",
    "ketamine": "ketamine", "spice": "spice", "hallucinogens": "hallucinogens", "solvents": "solvents",
}  # fmt: skip
RELATIONSHIPS = {
    "living_together": Relationship.LIVING_TOGETHER,
    "apart": Relationship.APART,
    "none": Relationship.NONE,
}


@dataclass(frozen=True, slots=True)
class Answered:
    """The inputs that the form answers, and by input the question or the item of OASys it came from."""

    inputs: PredictorAnswers
    came_from: Mapping[str, str]


@rule("assessment.predictor_answers", reads=(ITEMS,))
def predictor_answers(
    inputs: AnswersInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Answered]:
    """What the form's answers say of the inputs of predictors and screens, each with where it came from.

    Only what somebody answered: an item with no value, or answered with "not known", gives nothing.
    """
    items = items_of(inputs.answers, on=on, place=place, rulebook=rulebook)
    found = {**_from_items(items), **_from_questions(inputs.answers), **_read_apart(inputs.answers, items)}
    known = {name: one for name, one in found.items() if one[0] is not None}
    answers = PredictorAnswers(**{name: value for name, (value, _) in known.items()})
    steps = tuple(Step(name, name.replace("_", " "), source, _result(value)) for name, (value, source) in known.items())
    missing = tuple(field.name for field in fields(PredictorAnswers) if field.name not in known)
    answered = Answered(answers, {name: source for name, (_, source) in known.items()})
    return Outcome("assessment.predictor_answers", on, place, answered, steps, missing)


Found = dict[str, tuple[Any, str]]


def _from_items(items: Mapping[str, Item]) -> Found:
    problems = {name: (_as(Problem, items[code]), code) for name, code in PROBLEMS.items()}
    yes_no = {name: (_is_yes(items.get(code)), code) for name, code in YES_NO_ITEMS.items()}
    return {**problems, **yes_no}


def _as(kind: Callable[[int], Any], item: Item) -> Any:
    return None if item.points is None else kind(item.points)


def _is_yes(item: Item | None) -> bool | None:
    return None if item is None or item.value is None else item.value == "YES"


def _from_questions(answers: Answers) -> Found:
    numbers = {name: (answers.get(code), code) for name, code in NUMBERS.items()}
    yes_no = {name: (_yes_or_no(answers.get(code)), code) for name, code in YES_NO.items()}
    chosen = {name: (_holds(answers.get(code), one), code) for name, (code, one) in CHOSEN.items()}
    return {**numbers, **yes_no, **chosen}


def _yes_or_no(answer: Any) -> bool | None:
    """A "pending" or "not known" is neither."""
    return {"yes": True, "no": False}.get(answer)


def _holds(answer: Any, one: str) -> bool | None:
    return None if is_blank(answer) else one in answer


def _read_apart(answers: Answers, items: Mapping[str, Item]) -> Found:
    kinds = answers.get("history_kinds")
    last_on = answers.get("history_sexual_last_on")
    qualified = items["4.9"].points
    return {
        "past_convictions": (None if is_blank(kinds) else frozenset(KINDS[k] for k in kinds or () if k in KINDS), "history_kinds"),
        "last_sexual_offence_on": (date.fromisoformat(last_on) if last_on else None, "history_sexual_last_on"),
        "relationship": (RELATIONSHIPS.get(answers.get("relationships_status", "")), "6.8"),
        "drugs": (_drugs(answers), "drugs_used" if answers.get("drugs_used") else "drugs_ever"),
        "drug_motivation": _motivation(answers, items["8.8"]),
        "has_qualifications": (None if qualified is None else qualified == 0, "4.9"),
    }  # fmt: skip


def _drugs(answers: Answers) -> frozenset[str] | None:
    if is_blank(answers.get("drugs_ever")):
        return None
    return frozenset(DRUGS[drug] for drug in recent_drugs(answers) if drug in DRUGS)


def _motivation(answers: Answers, item: Item) -> tuple[Motivation | None, str]:
    """Who never used drugs is not asked, and the answer is the one that adds nothing."""
    if answers.get("drugs_ever") == "no":
        return Motivation.FULL, "drugs_ever"
    return _as(Motivation, item), "8.8"


def _result(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset) else value

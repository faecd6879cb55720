"""Items of OASys that take more than one answer: which drugs are used now and how often, and how much is drunk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from rainer.policy.assessment.form import Answers, Question, is_blank
from rainer.policy.predictors.answers import Problem

# Value, state, the question it came from, and what was found.
Found = tuple[int | None, str, str, str]
NONE, SOME, SIGNIFICANT = (int(one) for one in Problem)
GIVEN, MISSING, NO_VALUE = "given", "missing", "no value"
NOTHING = "nothing recorded"
USED, EVER = "drugs_used", "drugs_ever"


def recent_drugs(answers: Answers) -> list[str]:
    """Codes of the drugs used in the last six months."""
    return [drug for drug in answers.get(USED) or [] if answers.get(f"drugs_{drug}_when") == "recent"]


def _names(drugs: list[str], asked: Mapping[str, Question]) -> str:
    labels = {option.code: option.label for option in asked[USED].options}
    return ", ".join(labels.get(drug, drug) for drug in drugs)


def _higher_harm_drug(answers: Answers, table: Mapping[str, Any], asked: Mapping[str, Question]) -> Found:
    """2 for a higher-harm drug in the last six months, however often; otherwise 0, also where nothing is answered."""
    found = [drug for drug in recent_drugs(answers) if drug in table["drugs"]["higher_harm"]]
    if found:
        return SIGNIFICANT, GIVEN, USED, f"{_names(found, asked)} in the last six months"
    return NONE, GIVEN, USED, "none in the last six months" if answers.get(EVER) else NOTHING


def _level_of_drug_use(answers: Answers, table: Mapping[str, Any], asked: Mapping[str, Question]) -> Found:
    """2 for any drug used daily or weekly, 0 for less; missing where a recent use has no frequency."""
    recent = recent_drugs(answers)
    how_often = {drug: answers.get(f"drugs_{drug}_how_often") for drug in recent}
    often = [drug for drug in recent if how_often[drug] in table["drugs"]["often"]]
    if often:
        return SIGNIFICANT, GIVEN, USED, f"{_names(often, asked)} weekly or more"
    unknown = [drug for drug in recent if how_often[drug] not in table["drugs"]["seldom"]]
    if unknown:
        return None, MISSING, USED, f"{_names(unknown, asked)}: how often is not answered"
    if recent:
        return NONE, GIVEN, USED, f"{_names(recent, asked)} monthly or now and then"
    dated = any(not is_blank(answers.get(f"drugs_{drug}_when")) for drug in answers.get(USED) or [])
    return (NONE, GIVEN, USED, "only longer ago") if dated else (None, NO_VALUE, USED, NOTHING)


def _drinking_now(answers: Answers, table: Mapping[str, Any], asked: Mapping[str, Question]) -> Found:
    """Points for how often and for how much, added up and set against the limits."""
    limits = table["drinking"]
    often, units = answers.get("alcohol_how_often"), answers.get("alcohol_units")
    if is_blank(answers.get("alcohol_ever")):
        return None, NO_VALUE, "alcohol_ever", NOTHING
    if often not in limits["how_often"] or units not in limits["units"]:
        return None, MISSING, "alcohol_how_often", "how often or how much is not answered"
    points = limits["how_often"][often] + limits["units"][units]
    less = SOME if points >= limits["some_from"] else NONE
    value = SIGNIFICANT if points >= limits["significant_from"] else less
    found = f"{limits['how_often'][often]} for how often and {limits['units'][units]} for how much: {points}"
    return value, GIVEN, "alcohol_how_often", found


HOW: dict[str, Callable[[Answers, Mapping[str, Any], Mapping[str, Question]], Found]] = {
    "higher_harm_drug": _higher_harm_drug,
    "level_of_drug_use": _level_of_drug_use,
    "drinking_now": _drinking_now,
}

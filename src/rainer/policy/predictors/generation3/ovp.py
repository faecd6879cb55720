"""OVP: the violent reoffending predictor, in points from the record and answers about life now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import Any

from rainer.policy.dates import whole_years
from rainer.policy.outcome import Outcome
from rainer.policy.predictors import checks as checks4
from rainer.policy.predictors.answers import Sex
from rainer.policy.predictors.generation3 import checks
from rainer.policy.predictors.generation3.facts import Facts3
from rainer.policy.predictors.generation3.parts import Part, Rates, points_outcome
from rainer.policy.predictors.shared import at, known, refused, said
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national

KEY = "predictors.generation3.ovp"
Table = Mapping[str, Any]
ASKED = (
    "sex",
    "born_on",
    "follow_up_from",
    "sanctions",
    "violent_sanctions",
    "recognises_impact",
    "is_of_no_fixed_abode",
    "is_unemployed",
    "chronic_drinking",
    "binge_drinking",
    "has_psychiatric_treatment",
    "temper",
    "pro_criminal_attitudes",
)
CHECKS: tuple[checks4.Check, ...] = (
    checks4.sanctions,
    checks.violent_sanctions,
    checks4.follow_up_after_birth,
    checks.adult_at_follow_up,
)


@rule("ovp", reads=(KEY, *checks.READS))
def ovp(inputs: Facts3, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> Outcome[Rates]:
    """Violent reoffending in one and two years: twelve items, in points (OVP)."""
    book = rulebook or national()
    value, against = book.value(KEY, on=on, place=place), checks.standards(book, on, place)
    faults = checks.faults(inputs, ASKED, CHECKS, against)
    if faults:
        return refused("ovp", Rates(faults=faults), faults, on, place)
    parts = [*_record_parts(inputs, value.value), *_answer_parts(inputs, value.value)]
    return points_outcome("ovp", "OVP", parts, value, against.limits["whole_percent"], on, place)


def _record_parts(facts: Facts3, table: Table) -> list[Part]:
    sanctions, violent = known(facts.sanctions), known(facts.violent_sanctions)
    age, sex = whole_years(known(facts.born_on), known(facts.follow_up_from)), known(facts.sex)
    others, labels = sanctions - violent, table["labels"]
    found = {
        "any_sanctions": (said(sanctions), any_points(sanctions, table)),
        "violent_sanctions": (said(violent), violent_points(violent, table)),
        "non_violent_sanctions": (said(others), non_violent_points(others, table)),
        "age": (said(age), age_points(age, table)),
        "male": (sex.value, sex_points(sex, table)),
    }
    return [Part(name, labels[name], words, points) for name, (words, points) in found.items()]


def _answer_parts(facts: Facts3, table: Table) -> list[Part]:
    labels = table["labels"]
    levels = [getattr(facts, name) for name in table["alcohol"]["of"]]
    parts = [Part("alcohol", labels["alcohol"], ", ".join(map(said, levels)), alcohol_points(sum(levels), table))]
    for name in table["of_answers"]:
        answer = getattr(facts, name)
        parts.append(Part(name, labels[name], said(answer), answer_points(name, answer, table)))
    return parts


def any_points(sanctions: int, table: Table) -> int:
    return int(table["any_sanctions"]) if sanctions else 0


def violent_points(violent: int, table: Table) -> int:
    """Raises ValueError below nought."""
    return int(at(table["violent_sanctions"], violent, "sanctions for violence"))


def non_violent_points(others: int, table: Table) -> int:
    """Raises ValueError below nought."""
    return int(at(table["non_violent_sanctions"], others, "other sanctions"))


def age_points(age: int, table: Table) -> int:
    """Raises ValueError below the youngest age of the table."""
    return int(at(table["ages"], age, "an age"))


def sex_points(sex: Sex, table: Table) -> int:
    return int(table["male"]) if sex is Sex.MALE else 0


def alcohol_points(levels: int, table: Table) -> int:
    """Points for the levels of both questions on drinking added together, rounded up."""
    return int((Decimal(str(table["alcohol"]["times"])) * levels).to_integral_value(rounding=ROUND_CEILING))


def answer_points(name: str, answer: int, table: Table) -> int:
    """Points for an answer: no and yes, or none, some and significant problems."""
    return int(table["of_answers"][name][int(answer)])

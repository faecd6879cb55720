"""OGP: the general reoffending predictor, OGRS3 with answers about life now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from rainer.policy.outcome import Outcome
from rainer.policy.predictors.generation3 import checks
from rainer.policy.predictors.generation3.facts import Facts3
from rainer.policy.predictors.generation3.parts import Part, Rates, half_up, points_outcome
from rainer.policy.predictors.shared import known, refused, said
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national

KEY = "predictors.generation3.ogp"
ASKED = (
    "is_of_no_fixed_abode",
    "is_unemployed",
    "activities",
    "drug_misuse",
    "drug_motivation",
    "problem_solving",
    "awareness_of_consequences",
    "understanding_of_others",
    "pro_criminal_attitudes",
    "ogrs3_two_years",
)


@rule("ogp", reads=(KEY, *checks.READS))
def ogp(inputs: Facts3, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> Outcome[Rates]:
    """General reoffending in one and two years: OGRS3 and six items on life now, in points (OGP)."""
    book = rulebook or national()
    value, against = book.value(KEY, on=on, place=place), checks.standards(book, on, place)
    faults = checks.faults(inputs, ASKED, (), against)
    if faults:
        return refused("ogp", Rates(faults=faults), faults, on, place)
    return points_outcome("ogp", "OGP", _parts(inputs, value.value), value, against.limits["whole_percent"], on, place)


def _parts(facts: Facts3, table: Mapping[str, Any]) -> list[Part]:
    labels, two_years = table["labels"], known(facts.ogrs3_two_years)
    weighted = half_up(Decimal(str(table["ogrs3_times"])) * two_years)
    parts = [Part("ogrs3", labels["ogrs3"], f"{two_years}%", weighted)]
    for name, points in table["of_answers"].items():
        answer = getattr(facts, name)
        parts.append(Part(name, labels[name], said(answer), points[int(answer)]))
    for name, added in table["of_sums"].items():
        parts.append(_sum(name, labels[name], added, facts))
    return parts


def _sum(name: str, label: str, added: Mapping[str, Any], facts: Facts3) -> Part:
    """Levels added up, then weighted and rounded half up."""
    answers = [getattr(facts, one) for one in added["of"]]
    points = half_up(Decimal(str(added["times"])) * sum(answers) / added["divided_by"])
    return Part(name, label, ", ".join(map(said, answers)), points)

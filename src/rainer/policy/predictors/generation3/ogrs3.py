"""OGRS3: the offender group reconviction scale, from the record alone."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Any

from rainer.policy.dates import counted, whole_years
from rainer.policy.outcome import Outcome
from rainer.policy.predictors import checks as checks4
from rainer.policy.predictors.answers import Sex
from rainer.policy.predictors.generation3 import checks
from rainer.policy.predictors.generation3.facts import Facts3
from rainer.policy.predictors.generation3.parts import Part, Rates, by_name, outcome, rates_band, whole_percent
from rainer.policy.predictors.scoring import logistic, rounded
from rainer.policy.predictors.shared import at, known, refused
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national

KEY = "predictors.generation3.ogrs3"
ASKED = (
    "sex",
    "born_on",
    "convicted_on",
    "follow_up_from",
    "sanctions",
    "age_at_first_sanction",
    "offence_code",
)
CHECKS: tuple[checks4.Check, ...] = (
    checks4.sanctions,
    checks4.offence_code,
    checks.exact_offence,
    checks4.conviction_after_birth,
    checks.conviction_age,
    checks.first_sanction,
    checks4.follow_up_after_birth,
    checks.follow_up_age,
)


@rule("ogrs3", reads=(KEY, *checks.READS))
def ogrs3(inputs: Facts3, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> Outcome[Rates]:
    """Proven reoffending in one and two years, from age, sex, record and current offence (OGRS3)."""
    book = rulebook or national()
    value, against = book.value(KEY, on=on, place=place), checks.standards(book, on, place)
    faults = checks.faults(inputs, ASKED, CHECKS, against)
    if faults:
        return refused("ogrs3", Rates(faults=faults), faults, on, place)
    table, shown = value.value, against.limits["whole_percent"]
    parts = _parts(inputs, table, against)
    total = sum(part.added for part in parts)
    one, two = (whole_percent(probability(total, years, table), shown) for years in ("one_year", "two_years"))
    rates = Rates(one, two, rates_band(two, table), None, by_name(parts))
    return outcome("ogrs3", "OGRS3", parts, rates, value, on, place)


def probability(total: float, years: str, table: Mapping[str, Any]) -> float:
    """The probability for `one_year` or `two_years`, to the places published."""
    return float(rounded(logistic(total + table["constant"][years]), table["probability_places"]))


def age_weight(age: int, sex: Sex, table: Mapping[str, Any]) -> float:
    """What age at the start of follow-up and sex add. Raises ValueError below the youngest age of the table."""
    return float(at(table["ages"], age, "an age")[sex.value])


def _parts(facts: Facts3, table: Mapping[str, Any], against: checks4.Standards) -> list[Part]:
    born, sanctions, sex = known(facts.born_on), known(facts.sanctions), known(facts.sex)
    age = whole_years(born, known(facts.follow_up_from))
    career = whole_years(born, known(facts.convicted_on)) - known(facts.age_at_first_sanction)
    offence = known(against.offences.get(facts.offence_code))
    first, rate = "first_sanction" if sanctions == 1 else "later_sanction", table["rate"]
    count = counted(sanctions, "sanction")
    copas = rate["multiplier"] * math.log(sanctions / (career + rate["years_added"]))
    words = f"{offence.code}, {against.offences.categories[offence.category]}"
    return [
        Part("age_and_sex", "Age at sentence or release, and sex", f"{age}, {sex.value}", age_weight(age, sex, table)),
        Part("first_or_later", "A first sanction, or a later one", count, table[first]),
        Part("rate", "Rate of sanctions", f"{count} over {counted(career, 'year')}", copas),
        Part("offence", "Current offence", words, table["offence"][offence.category]),
    ]

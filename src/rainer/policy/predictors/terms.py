"""The terms of one predictor as its parameter gives them, made ready to be added up.

ARP, VRP and SVRP are the same sum with other terms: what a predictor's table leaves out, it does not count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Any

from rainer.policy import tables
from rainer.policy.predictors.answers import Drug, Form, PastConviction, Relationship, Sex
from rainer.policy.predictors.facts import Facts
from rainer.policy.predictors.scoring import BandLimits, band_limits
from rainer.policy.rulebook import Place, Rulebook, Value

BySex = Mapping[Sex, float]
Points = Callable[[Facts], Any]


@dataclass(frozen=True, slots=True)
class Violence:
    """Terms of violent sanctions, which ARP has not."""

    never: BySex
    once: float
    each: float
    rate: float


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one form. `answers` pairs a part's name with the points of its answer and the worth of a point."""

    intercept: float
    age: Mapping[Sex, tuple[float, ...]]
    female: float
    first_sanction: float
    second_sanction: float
    sanctions: float
    gap: BySex
    offence_free_months: tuple[float, ...]
    rate: BySex
    rate_squared: BySex | None
    violence: Violence | None
    offence: Mapping[str, float]
    answers: tuple[tuple[str, Points, float], ...] = ()
    drugs: tuple[tuple[str, frozenset[Drug], float], ...] = ()
    past_convictions: tuple[tuple[str, PastConviction, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Model:
    """A predictor on a day: both forms, its bands, and the years added to a career before a rate is taken."""

    value: Value
    bands: BandLimits
    rate_years: int
    violent_rate_years: int
    most_months: int
    asked_for_dynamic: tuple[str, ...]
    drugs_asked: tuple[Drug, ...]
    forms: Mapping[Form, Terms]


@lru_cache(maxsize=64)
def model(rulebook: Rulebook, key: str, on: date, place: Place) -> Model:
    value = rulebook.value(key, on=on, place=place)
    table = value.value
    rows = tables.rows(value)
    forms = {form: _terms(_nested(rows, form), table) for form in Form}
    return Model(
        value=value,
        bands=band_limits(table["bands"]),
        rate_years=table["years_added"]["rate"],
        violent_rate_years=table["years_added"].get("violent_rate", 0),
        most_months=table["most_offence_free_months"],
        asked_for_dynamic=tuple(table["asked_for_dynamic"]),
        drugs_asked=tuple(drug for _, drugs, _ in forms[Form.DYNAMIC].drugs for drug in Drug if drug in drugs),
        forms=forms,
    )


def _nested(rows: tables.Rows, form: Form) -> dict[str, Any]:
    """The figures of one form by the dotted names of their terms: `gap.male` is the figure of men under gap."""
    found: dict[str, Any] = {}
    for row in rows:
        if row[form.value]:
            *above, last = row["term"].split(".")
            into = found
            for name in above:
                into = into.setdefault(name, {})
            into[last] = float(row[form.value])
    return found


def _terms(form: Mapping[str, Any], table: Mapping[str, Any]) -> Terms:
    return Terms(
        intercept=form["intercept"],
        age={sex: tuple(form["age"][sex.value].values()) for sex in Sex},
        female=form["female"],
        first_sanction=form["first_sanction"],
        second_sanction=form["second_sanction"],
        sanctions=form["sanctions"],
        gap=_by_sex(form["gap"]),
        offence_free_months=tuple(form["offence_free_months"].values()),
        rate=_by_sex(form["rate"]),
        rate_squared=_by_sex(form["rate_squared"]) if "rate_squared" in form else None,
        violence=_violence(form) if "never_violent" in form else None,
        offence=form["offence"],
        answers=tuple(_answers(form.get("answers", {}), table["points_if_unemployed"])),
        drugs=tuple(_drugs(form.get("drugs", {}), table.get("other_drugs", ()))),
        past_convictions=tuple(
            (f"past_convictions.{name}", PastConviction[name.upper()], worth)
            for name, worth in form.get("past_convictions", {}).items()
        ),
    )


def _by_sex(table: Mapping[str, float]) -> BySex:
    return {sex: table[sex.value] for sex in Sex}


def _violence(form: Mapping[str, Any]) -> Violence:
    return Violence(
        _by_sex(form["never_violent"]), form["once_violent"], form["violent_sanctions"], form["violent_rate"]
    )


def _lives_with_partner(facts: Facts) -> bool:
    return facts.relationship is Relationship.LIVING_TOGETHER


def _relationship_living_together(facts: Facts) -> Any:
    return facts.partner_relationship if _lives_with_partner(facts) else 0


# Parts that are not the answer to one question.
_POINTS: Mapping[str, Points] = {
    "lives_with_partner": _lives_with_partner,
    "partner_relationship_living_together": _relationship_living_together,
}


def _answers(table: Mapping[str, float], points_if_unemployed: int) -> Iterable[tuple[str, Points, float]]:
    for name, worth in table.items():
        times = points_if_unemployed if name == "is_unemployed" else 1
        yield name, _POINTS.get(name, attrgetter(name)), worth * times


def _drugs(table: Mapping[str, float], others: Iterable[str]) -> Iterable[tuple[str, frozenset[Drug], float]]:
    """Each weight with the drugs that have it: several count as "other" between them."""
    for name, worth in table.items():
        named = others if name == "other" else (name,)
        yield f"drugs.{name}", frozenset(Drug[one.upper()] for one in named), worth

"""DC-SRP and IIC-SRP: the share of people like this one who reoffend sexually in two years, by direct contact, and by
images or other indirect contact. Both are tables: points for the one, the first row that fits for the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any

from rainer.policy.dates import whole_years
from rainer.policy.outcome import Outcome
from rainer.policy.predictors import checks, sexual_words, words
from rainer.policy.predictors.answers import Band, Sex, Where
from rainer.policy.predictors.facts import Facts
from rainer.policy.predictors.faults import Fault, FaultCode
from rainer.policy.predictors.scoring import (
    BandLimits,
    PointScore,
    Score,
    band_limits,
    band_of,
    logistic,
    percent_of,
)
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, Value, national

POINTS, REDUCTION, IIC = "predictors.sexual_points", "predictors.dc_srp", "predictors.iic_srp"
IIC_PART = "images_and_indirect_contact"

DC_NEEDED = ("sex", "where", "has_sexual_history", "born_on", "follow_up_from", "sanctions")
IIC_NEEDED = ("sex", "has_sexual_history")
DC_CHECKS: tuple[checks.Check, ...] = (
    checks.sexual_counts_known,
    checks.sexual_sanctions_in_range,
    checks.sexual_counts_agree,
    checks.last_sexual_offence,
    checks.sexual_follow_up_after_birth,
    checks.sexual_follow_up_age,
    checks.no_counts_without_history,
)
IIC_CHECKS: tuple[checks.Check, ...] = (
    checks.sexual_counts_known,
    checks.sexual_counts_agree,
    checks.no_counts_without_history,
)


@dataclass(frozen=True, slots=True)
class Tables:
    """What both read, on a day."""

    points: Value
    bands: BandLimits
    reduction: Value
    iic: Value


@lru_cache(maxsize=64)
def tables(rulebook: Rulebook, on: date, place: Place) -> Tables:
    points = rulebook.value(POINTS, on=on, place=place)
    return Tables(
        points=points,
        bands=band_limits(points.value["bands"]),
        reduction=rulebook.value(REDUCTION, on=on, place=place),
        iic=rulebook.value(IIC, on=on, place=place),
    )


@rule("dc_srp", reads=(POINTS, REDUCTION, checks.KEY))
def dc_srp(facts: Facts, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> Outcome[PointScore]:
    """Direct-contact sexual reoffending: points, percentage and band of a man with a sexual history."""
    book = rulebook or national()
    read = tables(book, on, place)
    answer = dc_score(facts, read, checks.standards(book, on, place))
    return words.outcome("dc_srp", on, place, answer, steps=partial(sexual_words.dc_steps, facts, on, read))


def dc_score(facts: Facts, read: Tables, against: checks.Standards) -> PointScore:
    """The answer without its steps, as it is worked out for many people."""
    faults = _faults(facts, DC_NEEDED, DC_CHECKS, against)
    return PointScore(None, None, faults=faults) if faults else dc_unchecked(facts, read, against)


def dc_unchecked(facts: Facts, read: Tables, against: checks.Standards) -> PointScore:
    """Of facts that have been checked."""
    if facts.sex is Sex.FEMALE or not facts.has_sexual_history:
        return PointScore(Decimal("0.00"), Band.NOT_APPLICABLE)
    parts = dc_parts(facts, read.points.value)
    points = int(sum(parts.values()))
    percent = percent_of(probability(points, read.points.value), most=against.most_percent)
    if not points:
        return PointScore(percent, Band.LOW, parts=parts, points=0)
    band = band_of(points, read.bands)
    lower = reduces_band(facts, band, on=against.on, value=read.reduction)
    return PointScore(percent, lowered(band) if lower else band, parts=parts, points=points, is_band_reduced=lower)


def dc_parts(facts: Facts, table: Mapping[str, Any]) -> dict[str, float]:
    assert facts.born_on
    assert facts.follow_up_from
    last = facts.last_sexual_offence_on
    return {
        "contact_adult": counted_points(table["contact_adult"], facts.contact_adult or 0),
        "contact_child": counted_points(table["contact_child"], facts.contact_child or 0),
        "non_contact": counted_points(table["non_contact"], facts.non_contact or 0),
        "follow_up_age": follow_up_points(table["follow_up_age"], whole_years(facts.born_on, facts.follow_up_from)),
        "last_offence_age": points_from(table["last_offence_age"], whole_years(facts.born_on, last)) if last else 0,
        "sanctions": points_from(table["sanctions"], facts.sanctions or 0),
        "against_stranger": table["against_stranger"] if facts.against_stranger else 0,
    }


def counted_points(table: list[int], number: int) -> int:
    """The points of none, one, two and so on; the last for all above."""
    return table[min(max(number, 0), len(table) - 1)]


def points_from(table: Mapping[int, int], number: int) -> int:
    """The points from a number on, none below the first."""
    reached = [least for least in table if number >= least]
    return table[max(reached)] if reached else 0


def follow_up_points(table: Mapping[str, int], age: int) -> int:
    """The most until an age, a point less for every so many years, none from another age."""
    if age >= table["none_from"]:
        return 0
    return table["most"] - max(0, (age - table["until"]) // table["years_a_point"])


def probability(points: int, table: Mapping[str, Any]) -> float:
    """No points, no probability."""
    return logistic(table["intercept"] + table["each_point"] * points) if points else 0.0


def points_band(points: int, read: Tables) -> Band:
    """Raises ValueError for points that nobody can have."""
    most = read.points.value["most"]
    if not 0 <= points <= most:
        raise ValueError(f"{points} is not between 0 and {most} points.")
    return band_of(points, read.bands)


def reduces_band(facts: Facts, band: Band | None, *, on: date, value: Value) -> bool:
    """Whole years in the community without an offence that is known of."""
    if facts.sex is Sex.FEMALE or facts.where in {Where(where) for where in value.value["not_where"]}:
        return False
    if band not in _LOWER or facts.follow_up_from is None:
        return False
    known = (facts.follow_up_from, facts.last_offence_on, facts.last_sexual_offence_on)
    return all(whole_years(day, on) >= value.value["years"] for day in known if day is not None)


_LOWER = {Band.VERY_HIGH: Band.HIGH, Band.HIGH: Band.MEDIUM, Band.MEDIUM: Band.LOW}


def lowered(band: Band) -> Band:
    return _LOWER.get(band, band)


@rule("iic_srp", reads=(IIC, checks.KEY))
def iic_srp(facts: Facts, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> Outcome[Score]:
    """Sexual reoffending by images and other indirect contact: percentage and band."""
    book = rulebook or national()
    read = tables(book, on, place)
    answer = iic_score(facts, read, checks.standards(book, on, place))
    return words.outcome("iic_srp", on, place, answer, steps=partial(sexual_words.iic_steps, facts, read.iic))


def iic_score(facts: Facts, read: Tables, against: checks.Standards) -> Score:
    """The answer without its steps, as it is worked out for many people."""
    faults = _faults(facts, IIC_NEEDED, IIC_CHECKS, against)
    if faults:
        return Score(None, None, faults=faults)
    if not facts.has_sexual_history:
        return Score(Decimal("0.00"), Band.NOT_APPLICABLE)
    share, band = iic_row(facts, read.iic.value)
    return Score(percent_of(share, most=against.most_percent), band, parts={IIC_PART: share})


def iic_row(facts: Facts, table: Mapping[str, Any]) -> tuple[float, Band]:
    """The share and band of the first row that fits; none and low where no row does, and for a woman."""
    rows = () if facts.sex is Sex.FEMALE else (_from(table["images"], facts.images),
                                               _from(table["contact_child"], facts.contact_child),
                                               _other(facts, table))  # fmt: skip
    row = next((row for row in rows if row), None)
    return (row["probability"], Band(row["band"])) if row else (0.0, Band.LOW)


def _from(rows: Mapping[int, Any], number: int | None) -> Any:
    reached = [least for least in rows if (number or 0) >= least]
    return rows[max(reached)] if reached else None


def _other(facts: Facts, table: Mapping[str, Any]) -> Any:
    return table["other"] if all(getattr(facts, name) for name in table["other_needs"]) else None


def _faults(
    facts: Facts, needed: tuple[str, ...], run: tuple[checks.Check, ...], against: checks.Standards
) -> tuple[Fault, ...]:
    lacking = checks.missing(facts, needed, FaultCode.MISSING_MANDATORY_INPUT)
    found = checks.run(run, facts, against)
    return (lacking, *found) if lacking else found

"""OSP/DC and OSP/IIC: sexual reoffending by direct contact, and by images or indirect contact.

OSP/DC is the same as DC-SRP but for what it asks and refuses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from rainer.policy.outcome import Outcome, Step
from rainer.policy.predictors import checks as checks4
from rainer.policy.predictors import sexual, sexual_words, words
from rainer.policy.predictors.answers import Band, Sex
from rainer.policy.predictors.facts import Facts
from rainer.policy.predictors.faults import Fault, FaultCode
from rainer.policy.predictors.generation3 import checks
from rainer.policy.predictors.generation3.facts import Facts3
from rainer.policy.predictors.scoring import PointScore, Score, percent_of
from rainer.policy.predictors.shared import reached, refused
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, Value, national

IMAGES = "predictors.generation3.osp_iic"
DC_READS = (sexual.POINTS, sexual.REDUCTION, sexual.IIC, *checks.READS)
COUNTS = ("contact_adult", "contact_child", "non_contact", "images")
ASKED_DC = ("sex", "has_sexual_history", "born_on", "follow_up_from", "sanctions", "where")


@rule("osp_dc", reads=DC_READS)
def osp_dc(inputs: Facts3, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> Outcome[PointScore]:
    """Sexual reoffending by direct contact, of men with a sexual history (OSP/DC): as DC-SRP, asked differently."""
    book = rulebook or national()
    against, read = checks.standards(book, on, place), sexual.tables(book, on, place)
    faults = (*checks.faults(inputs, ASKED_DC, DC_CHECKS, against), *_history_faults(inputs, refuses_noughts=True))
    if faults:
        return refused("osp_dc", PointScore(None, None, faults=faults), faults, on, place)
    answer = sexual.dc_unchecked(inputs, read, against)
    steps = partial(sexual_words.dc_steps, inputs, on, read)
    return replace(words.outcome("dc_srp", on, place, answer, steps=steps), rule="osp_dc")


@rule("osp_iic", reads=(IMAGES, *checks.READS))
def osp_iic(inputs: Facts3, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> Outcome[Score]:
    """Sexual reoffending by images or indirect contact, of men with a sexual history (OSP/IIC)."""
    book = rulebook or national()
    value, against = book.value(IMAGES, on=on, place=place), checks.standards(book, on, place)
    asked = ("sex", "has_sexual_history") if inputs.sex is Sex.MALE else ("sex",)
    refuses = value.value["no_counts"]["is_refused"]
    faults = (*checks.faults(inputs, asked, (), against), *_history_faults(inputs, refuses_noughts=refuses))
    if faults:
        return refused("osp_iic", Score(None, None, faults=faults), faults, on, place)
    answer = _images_score(inputs, value.value, against.most_percent)
    steps = partial(_images_steps, inputs, value)
    return replace(words.outcome("iic_srp", on, place, answer, steps=steps), rule="osp_iic")


def _last_offence_after_birth(facts: Facts, against: checks4.Standards) -> Fault | None:
    """The day need not be known."""
    day = facts.last_sexual_offence_on
    if facts.born_on is None or day is None or day > facts.born_on:
        return None
    return Fault(FaultCode.SEXUAL_OFFENCE_BEFORE_BIRTH, ("last_sexual_offence_on",))


DC_CHECKS: tuple[checks4.Check, ...] = (
    checks4.sanctions,
    checks4.follow_up_after_birth,
    _last_offence_after_birth,
)


def _history_faults(facts: Facts3, *, refuses_noughts: bool) -> tuple[Fault, ...]:
    """Of a man only: counts without a history; a history without counts, or without what moved him now."""
    if facts.sex is not Sex.MALE or facts.has_sexual_history is None:
        return ()
    counts = {name: getattr(facts, name) for name in COUNTS}
    if not facts.has_sexual_history:
        given = tuple(name for name, count in counts.items() if count)
        return (Fault(FaultCode.SEXUAL_OFFENDING_INCONSISTENT, given),) if given else ()
    are_nought = refuses_noughts and all(count == 0 for count in counts.values())
    wrong = {
        FaultCode.MISSING_MANDATORY_INPUT: ()
        if facts.is_sexually_motivated is not None
        else ("is_sexually_motivated",),
        FaultCode.SEXUAL_COUNTS_MISSING: tuple(n for n, count in counts.items() if count is None or are_nought),
        FaultCode.SEXUAL_SANCTIONS_OUT_OF_RANGE: tuple(n for n, count in counts.items() if (count or 0) < 0),
    }
    return tuple(Fault(code, names) for code, names in wrong.items() if names)


def _images_score(facts: Facts3, table: Mapping[str, Any], most: Decimal) -> Score:
    if facts.sex is Sex.FEMALE or not facts.has_sexual_history:
        return Score(Decimal("0.00"), Band.NOT_APPLICABLE)
    row = _row(facts, table)
    share = row["probability"]
    return Score(percent_of(share, most=most), Band(row["band"]), parts={sexual.IIC_PART: share})


def _row(facts: Facts3, table: Mapping[str, Any]) -> Mapping[str, Any]:
    """The first row that fits."""
    if not any(getattr(facts, name) for name in COUNTS):
        return dict(table["no_counts"])
    rows = (reached(table[name], getattr(facts, name)) for name in ("images", "contact_child"))
    return dict(next((row for row in rows if row), table["other"]))


def _images_steps(facts: Facts3, value: Value, answer: Score) -> tuple[Step, ...]:
    """A woman is not applicable whether or not anything is known of her history."""
    if facts.sex is Sex.FEMALE:
        return (Step("applies", "Whether it applies", "a woman", False, value),)
    return sexual_words.iic_steps(facts, value, answer)

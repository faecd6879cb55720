"""Which assessments a second or third person signs, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national
from rainer.policy.tiering.inputs import Rosh
from rainer.policy.working_days import add, bank_holidays

SIGNATURES, SKIPPED = "assessments.countersign", "assessments.countersign_skipped"
FULL_ANALYSIS_SKIPPED = "full_analysis_skipped"
REASON_WORDS = {
    "in_training": "The author is in training.",
    "newly_qualified": "The author is newly qualified.",
    "high": "Risk of serious harm is high.",
    "very_high": "Risk of serious harm is very high.",
    "lowered": "The level of risk of serious harm is lower than last time.",
    FULL_ANALYSIS_SKIPPED: "The screening had a yes, and no full analysis was written.",
    "override": "A predictor or the tier is overridden.",
    "after_serious_further_offence": "It is the first assessment after a serious further offence.",
    "terrorism": "The case concerns terrorism.",
    "named": "The head of service named the case.",
}


@dataclass(frozen=True, slots=True)
class CountersignInputs:
    """An assessment as it is signed: its levels, its author, and what else makes a second look due.

    `on` is the day it is signed.
    """

    level: Rosh | None
    previous: Rosh | None = None
    author: Literal["in_training", "newly_qualified", "experienced"] = "experienced"
    is_full_analysis_skipped: bool = False
    has_override: bool = False
    is_first_after_serious_further_offence: bool = False
    is_terrorism: bool = False
    is_named: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody else signs, in words, and how many signatures it asks for."""

    code: str
    words: str
    signatures: int


@dataclass(frozen=True, slots=True)
class Countersigns:
    """How many sign besides the author (0, 1 or 2), every reason, and the day by which."""

    needed: int
    reasons: tuple[Reason, ...]
    due_on: date | None


@rule("assessment.countersigns", reads=(SIGNATURES, SKIPPED))
def countersigns(
    inputs: CountersignInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Countersigns]:
    """How many people sign besides the author, with every reason; the reason that asks for most decides."""
    book = rulebook or national()
    table, skipped = (book.value(key, on=on, place=place) for key in (SIGNATURES, SKIPPED))
    asked = {**table.value["signatures"], FULL_ANALYSIS_SKIPPED: skipped.value}
    reasons = tuple(Reason(code, REASON_WORDS[code], asked[code]) for code in _holding(inputs) if asked[code])
    needed = max((reason.signatures for reason in reasons), default=0)
    days = table.value["limit_working_days"]
    due_on = add(on, days, holidays=bank_holidays(place, rulebook)) if needed else None
    steps = tuple(
        Step(f"reason.{one.code}", one.words, f"signatures: {one.signatures}", one.signatures,
             skipped if one.code == FULL_ANALYSIS_SKIPPED else table)
        for one in reasons
    )  # fmt: skip
    needs = Step("needed", "Signatures besides the author's", f"within {days} working days", needed, table)
    answer = Countersigns(needed, reasons, due_on)
    return Outcome("assessment.countersigns", on, place, answer, (*steps, needs), sentence=_sentence(needed))


def _holding(inputs: CountersignInputs) -> Iterator[str]:
    if inputs.author != "experienced":
        yield inputs.author
    if inputs.level in (Rosh.HIGH, Rosh.VERY_HIGH):
        yield inputs.level.lower()
    if _is_lowered(inputs):
        yield "lowered"
    facts = {
        FULL_ANALYSIS_SKIPPED: inputs.is_full_analysis_skipped,
        "override": inputs.has_override,
        "after_serious_further_offence": inputs.is_first_after_serious_further_offence,
        "terrorism": inputs.is_terrorism,
        "named": inputs.is_named,
    }
    yield from (code for code, holds in facts.items() if holds)


def _is_lowered(inputs: CountersignInputs) -> bool:
    levels = list(Rosh)
    if inputs.level is None or inputs.previous is None:
        return False
    return levels.index(inputs.level) < levels.index(inputs.previous)


def _sentence(needed: int) -> str:
    words = ("Nobody else has to sign.", "One other person signs.", "Two other people sign.")
    return words[needed]

"""How long a fixed term recall lasts, and the day it ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from rainer.policy.dates import counted, date_words
from rainer.policy.outcome import Outcome, Step
from rainer.policy.recall.available import GROUP_WORDS, SentenceGroup, length_words
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national

DAYS = "recall.fixed_term_days"
MAY_BE_WITHHELD = "The Secretary of State may still decide against release at the end of the period."


@dataclass(frozen=True, slots=True)
class FixedTermInputs:
    """A fixed term recall. Without a day of return to custody, the day asked about stands in for it."""

    sentence_group: SentenceGroup
    returned_to_custody: date | None = None
    sentence_under_12_months: bool | None = None


@rule("recall.fixed_term_days", reads=(DAYS,))
def fixed_term_days(
    inputs: FixedTermInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[int]:
    """The days of a fixed term recall: those in force on the day of return to custody, by the sentence's length."""
    returned = inputs.returned_to_custody or on
    value = (rulebook or national()).value(DAYS, on=returned, place=place)
    group = GROUP_WORDS[inputs.sentence_group]
    row = value.value.get(inputs.sentence_group)
    if row is None:
        sentence = f"There is no fixed term recall for this sentence group ({group})."
        return Outcome("recall.fixed_term_days", on, place, None, (), ("a determinate sentence",), sentence)
    days = _days(row, inputs.sentence_under_12_months)
    found = f"{group}, {length_words(inputs.sentence_under_12_months)}, returned on {date_words(returned)}"
    if inputs.returned_to_custody is None:
        found = f"{group}, as if returned on {date_words(returned)}"
    step = Step("days", "Days of the recall", found, days, value)
    missing = () if days else ("whether the sentence is under 12 months",)
    sentence = f"{days} days from the day of return." if days else "The length of the sentence is not known."
    notes = (MAY_BE_WITHHELD,) if row["may_be_withheld"] else ()
    return Outcome("recall.fixed_term_days", on, place, days, (step,), missing, sentence, notes)


def _days(row: dict[str, int], is_under_12_months: bool | None) -> int | None:
    """The period; a length that is not known matters only where it changes the period."""
    if is_under_12_months is None and row["under_12_months"] != row["from_12_months"]:
        return None
    return row["under_12_months" if is_under_12_months else "from_12_months"]


@dataclass(frozen=True, slots=True)
class ReleaseInputs:
    """A fixed term recall and what its last day depends on.

    `sentence_and_licence_expiry` is the expiry as it now stands: time unlawfully at large has moved it.
    `normal_release`: the day the person would have been released, of someone recalled from home detention curfew.
    """

    period_days: int
    returned_to_custody: date | None
    sentence_and_licence_expiry: date | None
    added_days: int = 0
    normal_release: date | None = None


@rule("recall.fixed_term_release_date")
def fixed_term_release_date(
    inputs: ReleaseInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[date]:
    """The day of release: the last of the period, plus added days, never after the sentence and licence expire."""
    returned, expiry = inputs.returned_to_custody, inputs.sentence_and_licence_expiry
    missing = _missing(returned, expiry)
    if missing or returned is None or expiry is None:
        sentence = f"The release date is not known: there is no {' and no '.join(missing)}."
        return Outcome("recall.fixed_term_release_date", on, place, None, (), missing, sentence)
    end = returned + timedelta(days=inputs.period_days - 1)
    later = max(end, inputs.normal_release or end)
    with_added = later + timedelta(days=inputs.added_days)
    answer = min(with_added, expiry)
    steps = (
        Step(
            "period", "Last day of the period", f"{counted(inputs.period_days, 'day')} from {date_words(returned)}", end
        ),
        Step("normal_release", "Not before the day of normal release", _day_words(inputs.normal_release), later),
        Step("added_days", "Added days", counted(inputs.added_days, "day"), with_added),
        Step("expiry", "Not after the sentence and licence expire", date_words(expiry), answer),
    )
    capped = ", when the sentence and licence expire" if answer < with_added else ""
    sentence = f"Release on {date_words(answer)}{capped}."
    return Outcome("recall.fixed_term_release_date", on, place, answer, steps, sentence=sentence)


def _missing(returned: date | None, expiry: date | None) -> tuple[str, ...]:
    lacking = [] if returned else ["day of return to custody"]
    lacking += [] if expiry else ["sentence and licence expiry"]
    if returned and expiry and expiry < returned:
        lacking.append("sentence and licence expiry that is not before the return to custody")
    return tuple(lacking)


def _day_words(day: date | None) -> str:
    return date_words(day) if day else "not recalled from home detention curfew"

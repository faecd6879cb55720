"""The clocks of a recall: the senior's rationale, and Part A endorsed and sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from rainer.policy import working_days
from rainer.policy.dates import counted, date_words
from rainer.policy.due import NOBODY_HAS_SET, is_in_time
from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, Value, national

RATIONALE, HOURS = "recall.rationale_working_days", "recall.part_a_hours"
EMERGENCY, CASEWORK = "recall.emergency_days", "recall.casework_targets"
END_OF_DAY = time(23, 59, 59)
CASEWORK_WORDS = {
    "casework": "Casework section",
    "casework_emergency": "Casework section, emergency",
    "return_to_custody": "Return to custody",
    "return_to_custody_emergency": "Return to custody, emergency",
}


@dataclass(frozen=True, slots=True)
class ClockInputs:
    """What has happened so far, and the moment asked about. Moments are all in one time zone, or all without one.

    `senior_agreed_at`: when the senior agreed that recall should start; not the endorsement.
    """

    now: datetime
    senior_asked_on: date | None = None
    rationale_on: date | None = None
    senior_agreed_at: datetime | None = None
    endorsed_at: datetime | None = None
    part_a_sent_at: datetime | None = None
    is_emergency: bool = False


@dataclass(frozen=True, slots=True)
class RecallClocks:
    """Each due date, None while its clock has not begun. `is_…_in_time` are None while there is still time.

    Part A is both endorsed and sent by `part_a_due`; a moment at it is in time. `not_set` names targets without a
    figure.
    """

    rationale_due: date | None
    rationale_days_left: int | None
    is_rationale_in_time: bool | None
    part_a_due: datetime | None
    hours_left: float | None
    is_endorsed_in_time: bool | None
    is_part_a_in_time: bool | None
    not_set: tuple[str, ...]


@rule("recall.clocks", reads=(RATIONALE, HOURS, EMERGENCY, CASEWORK, working_days.BANK_HOLIDAYS))
def recall_clocks(
    inputs: ClockInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[RecallClocks]:
    """By when the senior records the rationale, and Part A is endorsed and sent from when the senior agreed."""
    book = rulebook or national()
    rationale, hours, emergency, casework = (
        book.value(key, on=on, place=place) for key in (RATIONALE, HOURS, EMERGENCY, CASEWORK)
    )
    holidays = working_days.bank_holidays(place, book)
    asked, agreed = inputs.senior_asked_on, inputs.senior_agreed_at
    first = asked and working_days.add(asked, rationale.value, holidays=holidays)
    due = agreed and _part_a_due(agreed, inputs.is_emergency, hours, emergency)
    answer = RecallClocks(
        rationale_due=first,
        rationale_days_left=working_days.working_days_between(on, first, holidays=holidays) if first else None,
        is_rationale_in_time=is_in_time(inputs.rationale_on, first, on),
        part_a_due=due,
        hours_left=max((_real(due) - _real(inputs.now)) / timedelta(hours=1), 0.0) if due else None,
        is_endorsed_in_time=_is_in_time(inputs.endorsed_at, due, inputs.now),
        is_part_a_in_time=_is_in_time(inputs.part_a_sent_at, due, inputs.now),
        not_set=tuple(name for name, figure in casework.value.items() if figure is None),
    )
    steps = (
        _rationale_step(asked, first, rationale),
        _part_a_step(agreed, due, hours),
        *((_emergency_step(due, emergency),) if inputs.is_emergency else ()),
        *(Step(f"casework.{name}", CASEWORK_WORDS[name], NOBODY_HAS_SET if figure is None else counted(figure, "hour"),
               figure, casework) for name, figure in casework.value.items()),
    )  # fmt: skip
    return Outcome("recall.clocks", on, place, answer, steps, sentence=_sentence(answer))


def _part_a_due(agreed: datetime, is_emergency: bool, hours: Value, emergency: Value) -> datetime:
    due = _hours_later(agreed, hours.value)
    if not is_emergency:
        return due
    last_day = agreed.date() + timedelta(days=emergency.value)
    return min(due, datetime.combine(last_day, END_OF_DAY, agreed.tzinfo))


def _hours_later(moment: datetime, hours: int) -> datetime:
    """So many hours on in real time, said in the moment's own zone."""
    later = _real(moment) + timedelta(hours=hours)
    return later.astimezone(moment.tzinfo) if moment.tzinfo else later


def _real(moment: datetime) -> datetime:
    """The moment in UTC, since two of one zone are counted apart by the clock on the wall; as it is without a zone."""
    return moment.astimezone(UTC) if moment.tzinfo else moment


def _is_in_time(done: datetime | None, due: datetime | None, now: datetime) -> bool | None:
    return is_in_time(done and _real(done), due and _real(due), _real(now))


def _moment_words(moment: datetime) -> str:
    return f"{moment:%H:%M} on {date_words(moment)}"


def _rationale_step(asked: date | None, due: date | None, value: Value) -> Step:
    found = f"asked on {date_words(asked)}" if asked else "not asked"
    return Step("rationale", "Senior's rationale due", found, due, value)


def _part_a_step(agreed: datetime | None, due: datetime | None, value: Value) -> Step:
    found = f"agreed at {_moment_words(agreed)}" if agreed else "a senior has not agreed"
    return Step("part_a", f"Part A endorsed and sent within {counted(value.value, 'hour')}", found, due, value)


def _emergency_step(due: datetime | None, value: Value) -> Step:
    words = "the same day" if value.value == 0 else f"within {counted(value.value, 'day')}"
    return Step("emergency", "Emergency recall", words, due, value)


def _sentence(answer: RecallClocks) -> str:
    said = []
    if answer.rationale_due and answer.is_rationale_in_time is not True:
        said.append(f"The rationale is due by {date_words(answer.rationale_due)}.")
    if answer.part_a_due and answer.is_part_a_in_time is not True:
        said.append(f"Part A is due by {_moment_words(answer.part_a_due)}.")
    return " ".join(said) or "No clock is running."

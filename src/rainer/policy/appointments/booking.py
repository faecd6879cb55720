"""Booking an appointment: what to look at first, and the one thing that refuses it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from rainer.policy import working_days
from rainer.policy.appointments.types import SETTINGS, TYPES, AppointmentType, appointment_types
from rainer.policy.dates import date_words
from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, NoValueInForceError, Place, Rulebook, Value, national

WarningCode = Literal[
    "staff_safety",
    "died",
    "overlap",
    "within_an_hour",
    "court_duty",
    "person_cannot",
    "no_fixed_address",
    "non_working_day",
]
RefusalCode = Literal["after_sentence_end", "end_not_after_start"]
Whose = Literal["practitioner", "person", "court_duty"]

BOOKING = "appointments.booking"
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Busy:
    """Something else at that time: an appointment of the practitioner or the person, or a court duty.

    A court duty without an end lasts the rest of its day.
    """

    starts: datetime
    ends: datetime | None
    whose: Whose
    what: str = "another appointment"


@dataclass(frozen=True, slots=True)
class CannotDo:
    """When the person cannot come. `weekdays` are 0 (Monday) to 6; without times it is the whole day."""

    reason: str
    weekdays: tuple[int, ...]
    from_time: time | None = None
    until_time: time | None = None
    starts: date | None = None
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class BookingInputs:
    """An appointment somebody wants to book, in local time, and what is known of the person and the day.

    Without `ends` it lasts as long as its type is set for. `staff_safety` are the flags, in words.
    """

    starts: datetime
    type_code: str
    ends: datetime | None = None
    busy: tuple[Busy, ...] = ()
    cannot_do: tuple[CannotDo, ...] = ()
    staff_safety: tuple[str, ...] = ()
    no_fixed_address: bool = False
    died_on: date | None = None
    sentence_ends: date | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to look at before booking, in plain words."""

    code: WarningCode
    words: str


@dataclass(frozen=True, slots=True)
class Booking:
    """What came of it. Warnings are seen once, then the same values pass; only `refusal` stands in the way."""

    starts: datetime
    ends: datetime
    warnings: tuple[Notice, ...]
    refusal: RefusalCode | None = None

    @property
    def codes(self) -> tuple[WarningCode, ...]:
        return tuple(notice.code for notice in self.warnings)


@rule("appointments.warnings", reads=(BOOKING, TYPES, SETTINGS, working_days.BANK_HOLIDAYS))
def booking_warnings(
    inputs: BookingInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Booking]:
    """What to look at before an appointment is booked; only one after the end of the sentence is refused."""
    book = rulebook or national()
    near = book.value(BOOKING, on=on, place=place)
    kind = appointment_types(on=on, place=place, rulebook=book).get(inputs.type_code)
    if kind is None:
        unknown = (f"an appointment type {inputs.type_code}",)
        return Outcome("appointments.warnings", on, place, None, (), unknown)
    ends = inputs.ends or inputs.starts + timedelta(minutes=kind.minutes)
    of_the_day, missing = _of_the_day(inputs.starts.date(), working_days.bank_holidays(place, book))
    warnings = (
        *_of_the_person(inputs, kind),
        *_of_others(inputs, ends, timedelta(minutes=near.value["near_minutes"])),
        *_of_times(inputs, ends),
        *of_the_day,
    )
    answer = Booking(inputs.starts, ends, warnings, _refusal(inputs, ends))
    return Outcome(
        "appointments.warnings",
        on,
        place,
        answer,
        _steps(answer, inputs, near),
        missing,
        sentence=_sentence(answer, inputs),
    )


def _of_the_person(inputs: BookingInputs, kind: AppointmentType) -> list[Notice]:
    notices = []
    if inputs.died_on is not None:
        notices.append(Notice("died", f"This person died on {date_words(inputs.died_on)}."))
    if inputs.staff_safety:
        notices.append(Notice("staff_safety", f"Staff safety: {', '.join(inputs.staff_safety)}."))
    if inputs.no_fixed_address:
        what = "there is no home to visit" if kind.is_home_visit else "agree how they will hear of it"
        notices.append(Notice("no_fixed_address", f"No fixed address: {what}."))
    return notices


def _of_others(inputs: BookingInputs, ends: datetime, near: timedelta) -> list[Notice]:
    notices = []
    for other in sorted(inputs.busy, key=lambda one: one.starts):
        other_ends = other.ends or _midnight_after(other.starts)
        gap = max(other.starts - ends, inputs.starts - other_ends)
        if gap < near:
            notices.append(_clash(other, overlaps=gap < timedelta(0)))
    return notices


def _clash(other: Busy, *, overlaps: bool) -> Notice:
    at = f"{other.starts:%H:%M}"
    if other.whose == "court_duty":
        return Notice("court_duty", f"You have a court duty at {at} that day.")
    who = "You have" if other.whose == "practitioner" else "They have"
    if overlaps:
        return Notice("overlap", f"{who} {other.what} at {at}, at the same time.")
    return Notice("within_an_hour", f"{who} {other.what} at {at}, within an hour of it.")


def _of_times(inputs: BookingInputs, ends: datetime) -> list[Notice]:
    return [
        Notice("person_cannot", f"They cannot come then: {one.reason}.")
        for one in inputs.cannot_do
        if _cannot(one, inputs.starts, ends)
    ]


def _cannot(one: CannotDo, starts: datetime, ends: datetime) -> bool:
    day = starts.date()
    if day.weekday() not in one.weekdays or (one.starts and day < one.starts) or (one.ends and one.ends < day):
        return False
    first = datetime.combine(day, one.from_time or time.min, starts.tzinfo)
    last = datetime.combine(day, one.until_time, starts.tzinfo) if one.until_time else _midnight_after(starts)
    return starts < last and first < ends


def _midnight_after(moment: datetime) -> datetime:
    return datetime.combine(moment.date() + _DAY, time.min, moment.tzinfo)


def _of_the_day(day: date, holidays: working_days.BankHolidays) -> tuple[list[Notice], tuple[str, ...]]:
    try:
        is_working = working_days.is_working_day(day, holidays=holidays)
    except NoValueInForceError:
        return [], (f"the bank holidays of {day.year}",)
    why = "is a bank holiday" if day.weekday() < 5 else f"is a {day:%A}"
    return ([] if is_working else [Notice("non_working_day", f"{date_words(day)} {why}.")]), ()


def _refusal(inputs: BookingInputs, ends: datetime) -> RefusalCode | None:
    if ends <= inputs.starts:
        return "end_not_after_start"
    if inputs.sentence_ends is not None and inputs.sentence_ends < inputs.starts.date():
        return "after_sentence_end"
    return None


def _steps(answer: Booking, inputs: BookingInputs, near: Value) -> tuple[Step, ...]:
    end = date_words(inputs.sentence_ends) if inputs.sentence_ends else "no end known"
    return (
        Step("refusal", "End of the sentence", end, answer.refusal),
        *(Step(one.code, "Look first", one.words, True, near) for one in answer.warnings),
    )


def _sentence(answer: Booking, inputs: BookingInputs) -> str:
    if answer.refusal == "end_not_after_start":
        return "It must end after it starts."
    if answer.refusal == "after_sentence_end" and inputs.sentence_ends is not None:
        return f"The sentence ends {date_words(inputs.sentence_ends)}, before this appointment."
    return " ".join(one.words for one in answer.warnings) or "Nothing stands in the way."

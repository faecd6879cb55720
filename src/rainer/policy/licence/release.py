"""Release before a weekend, and the warning that nobody is named for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from rainer.policy.dates import counted, date_words
from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, Value, national
from rainer.policy.working_days import BANK_HOLIDAYS, BankHolidays, bank_holidays, is_working_day

_DAY = timedelta(days=1)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def release_days_before(day: date, n: int, *, holidays: BankHolidays, left_out: list[str]) -> date:
    """The nth earlier day that is a working day and none of the weekdays left out."""
    while n:
        day -= _DAY
        n -= is_working_day(day, holidays=holidays) and WEEKDAYS[day.weekday()] not in left_out
    return day


@dataclass(frozen=True, slots=True)
class EarliestReleaseInputs:
    """The licence's start, and the actual HDC date where there is one."""

    licence_start: date
    hdc_actual_date: date | None = None


@rule("licence.earliest_release_date", reads=("licence.early_release", BANK_HOLIDAYS))
def earliest_release_date(
    inputs: EarliestReleaseInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[date]:
    """How far a release on a Friday, at a weekend or on a bank holiday may be brought forward."""
    value = (rulebook or national()).value("licence.early_release", on=on, place=place)
    holidays = bank_holidays(place, rulebook)
    start, left_out = inputs.licence_start, value.value["weekdays_left_out"]
    is_hdc = start == inputs.hdc_actual_date
    is_awkward = WEEKDAYS[start.weekday()] in left_out or not is_working_day(start, holidays=holidays)
    days = value.value["days"]
    day = start
    if is_awkward and not is_hdc:
        day = release_days_before(start, days, holidays=holidays, left_out=left_out)
    steps = (
        Step("hdc", "The start is the actual HDC date", str(inputs.hdc_actual_date or "none"), is_hdc),
        Step("weekday", "Friday, weekend or bank holiday", WEEKDAYS[start.weekday()], is_awkward),
        Step("forward", f"{counted(days, 'day')} earlier at most, Fridays not counted", date_words(start), day, value),
    )
    sentence = f"Release may be from {date_words(day)}." if day != start else "Release may not be brought forward."
    return Outcome("licence.earliest_release_date", on, place, day, steps, sentence=sentence)


@dataclass(frozen=True, slots=True)
class LateAllocationInputs:
    """A release, and whether a community offender manager is named for it."""

    release_on: date | None
    has_community_manager: bool


@rule("licence.late_allocation", reads=("licence.late_allocation_days", "licence.early_release", BANK_HOLIDAYS))
def late_allocation(
    inputs: LateAllocationInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[bool]:
    """Whether to warn that a release is near and no community offender manager is named."""
    book = rulebook or national()
    value = book.value("licence.late_allocation_days", on=on, place=place)
    if inputs.release_on is None:
        return Outcome("licence.late_allocation", on, place, None, (), missing=("release date",))
    left_out: Value = book.value("licence.early_release", on=on, place=place)
    first = release_days_before(
        inputs.release_on,
        value.value,
        holidays=bank_holidays(place, rulebook),
        left_out=left_out.value["weekdays_left_out"],
    )
    is_near = first <= on <= inputs.release_on
    is_late = is_near and not inputs.has_community_manager
    steps = (
        Step("named", "Community offender manager", "named" if inputs.has_community_manager else "nobody named",
             inputs.has_community_manager),
        Step("near", f"{counted(value.value, 'day')} before release, Fridays not counted", date_words(first), is_near,
             value, (Step("left_out", "Weekdays not counted", ", ".join(left_out.value["weekdays_left_out"]), first,
                          left_out),)),
    )  # fmt: skip
    sentence = f"Release is on {date_words(inputs.release_on)}"
    sentence += " and no community offender manager is named." if is_late else "."
    return Outcome("licence.late_allocation", on, place, is_late, steps, sentence=sentence)

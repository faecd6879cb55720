"""What there is to look at before an appointment is booked, and what stands in its way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from rainer.cases.models import Case
from rainer.policy import working_days
from rainer.policy.appointments import Booking, BookingInputs, Busy, Notice, booking_warnings, series
from rainer.policy.rulebook import NoValueInForceError
from rainer.supervision.inputs import (
    DAY,
    Known,
    Wanted,
    away,
    booking_inputs,
    busy_between,
    known_of,
    local,
)
from rainer.supervision.models import Contact
from rainer.supervision.parts import sentence_end
from rainer.supervision.reference import Reference
from rainer.web import words
from rainer.web.datetimes import HERE, MomentNotUnderstoodError, at_wall_time
from rainer.workforce.models import PractitionerTeam

CLASHES = ("overlap", "within_an_hour", "court_duty", "person_cannot", "non_working_day")
# About the person, not the time: said once, not for each appointment of a series.
OF_THE_PERSON = ("died", "staff_safety", "no_fixed_address")
MOST_LINES = 8
FRIDAY = 4


@dataclass(frozen=True, slots=True)
class Instead:
    """One of a series that falls on a bank holiday, and the next working day, at the same time."""

    holiday: datetime
    working_day: datetime


@dataclass(frozen=True, slots=True)
class Look:
    """When the appointments would be, what to look at first, and what refuses them ("" when nothing does)."""

    starts: tuple[datetime, ...]
    ends: tuple[datetime, ...]
    warnings: tuple[str, ...]
    refusal: str = ""
    nearest_free: datetime | None = None
    instead: tuple[Instead, ...] = ()


def look(
    case: Case, wanted: Wanted, with_: PractitionerTeam, *, reference: Reference, by_me: bool,
    moving: Contact | None = None,
) -> Look:  # fmt: skip
    """Everything to see before booking. Queries do not grow with the length of a series."""
    ends_on = sentence_end(case, wanted.event_id)
    planned = series(wanted.series(ends_on), **reference.where)
    if planned.answer is None or planned.answer.refusal is not None:
        return Look((), (), (), planned.sentence or planned.missing[0])
    try:
        starts = tuple(at_wall_time(s.date(), s.time(), fold=wanted.starts.fold) for s in planned.answer.starts)
    except MomentNotUnderstoodError as error:
        return Look((), (), (), error.message)
    instead = _around_holidays(starts, ends_on, reference) if len(starts) > 1 else ()
    if wanted.around_holidays and instead:
        other = {one.holiday: one.working_day for one in instead}
        starts, instead = tuple(other.get(start, start) for start in starts), ()
    found = _Found.of(case, wanted, with_, starts, reference, moving)
    looks = [found.at(start, ends_on) for start in starts]
    refused = next((refusal for _booking, refusal in looks if refusal), "")
    bookings = [booking for booking, _refusal in looks]
    lines = _lines(bookings, found, None if by_me else with_)
    clashes = any(notice.code in CLASHES for notice in bookings[0].warnings)
    free = found.nearest_free(starts[0]) if clashes and len(starts) == 1 else None
    return Look(starts, tuple(b.ends for b in bookings), lines, refused, free, instead)


def _around_holidays(starts: tuple[datetime, ...], ends_on: date | None, reference: Reference) -> tuple[Instead, ...]:
    """For each of a series on a bank holiday, the next working day that is not one of the series and in the sentence."""
    holidays = working_days.bank_holidays(reference.place, reference.rulebook)
    taken, found = {local(start).date() for start in starts}, []
    for start in starts:
        when = local(start)
        try:
            if when.weekday() > FRIDAY or working_days.is_working_day(when.date(), holidays=holidays):
                continue
            day = working_days.add(when.date(), 1, holidays=holidays)
            while day in taken:
                day = working_days.add(day, 1, holidays=holidays)
            if ends_on is not None and day > ends_on:
                continue
            found.append(Instead(start, at_wall_time(day, when.time(), fold=when.fold)))
        except (NoValueInForceError, MomentNotUnderstoodError):
            continue
        taken.add(day)
    return tuple(found)


@dataclass(frozen=True)
class _Found:
    """The facts of the days in question, read once."""

    wanted: Wanted
    known: Known
    busy: list[Busy]
    away: set[date]
    with_: PractitionerTeam
    reference: Reference

    @classmethod
    def of(
        cls, case: Case, wanted: Wanted, with_: PractitionerTeam, starts: tuple[datetime, ...], reference: Reference,
        moving: Contact | None,
    ) -> _Found:  # fmt: skip
        days = [local(s).date() for s in starts]
        ahead = reference.setting("free_time")["days_ahead"]
        last = max(days[-1], days[0] + ahead * DAY)
        busy = busy_between(case, with_, days[0], last, reference=reference, leaving_out=moving.pk if moving else None)
        gone = away(with_, [*days, *(days[0] + n * DAY for n in range(ahead + 1))])
        return cls(wanted, known_of(case, on=reference.on), busy, gone, with_, reference)

    def at(self, start: datetime, ends_on: date | None = None) -> tuple[Booking, str]:
        inputs = booking_inputs(self.wanted, start, known=self.known, busy=self.busy, ends_on=ends_on)
        outcome = booking_warnings(inputs, **self.reference.where)
        if outcome.answer is None:
            return Booking(start, start, ()), _("Choose what kind of appointment it is.")
        return outcome.answer, outcome.sentence if outcome.answer.refusal else ""

    def nearest_free(self, start: datetime) -> datetime | None:
        """The next time with nothing in its way: the same day in office hours, then at the same time on later days."""
        return next((moment for moment in self._candidates(start) if self._is_free(moment)), None)

    def _candidates(self, start: datetime) -> Iterator[datetime]:
        setting, first = self.reference.setting("free_time"), local(start)
        step, moment = timedelta(minutes=setting["step_minutes"]), first
        while (moment := moment + step).date() == first.date() and moment.hour < setting["until_hour"]:
            if moment.hour >= setting["from_hour"]:
                yield moment
        yield from (datetime.combine(first.date() + n * DAY, first.time(), HERE) for n in range(1, setting["days_ahead"] + 1))  # fmt: skip

    def _is_free(self, moment: datetime) -> bool:
        if moment.date() in self.away or not self._is_working_day(moment):
            return False
        booking, refusal = self.at(moment)
        return not refusal and not any(notice.code in CLASHES for notice in booking.warnings)

    def _is_working_day(self, moment: datetime) -> bool:
        holidays = working_days.bank_holidays(self.reference.place, self.reference.rulebook)
        try:
            return working_days.is_working_day(moment.date(), holidays=holidays)
        except NoValueInForceError:
            return False


def _lines(bookings: list[Booking], found: _Found, other: PractitionerTeam | None) -> tuple[str, ...]:
    """The warnings in words, those of the person once, those of one of a series with its day."""
    of_person = [notice for notice in bookings[0].warnings if notice.code in OF_THE_PERSON]
    lines = [notice.words for notice in of_person]
    for booking in bookings:
        of_day = [_worded(n, other) for n in booking.warnings if n.code not in OF_THE_PERSON]
        if booking.starts.date() in found.away:
            of_day.append(_("%(name)s is away that day.") % {"name": found.with_.practitioner})
        day = words.day(booking.starts)
        lines += [_("%(day)s: %(what)s") % {"day": day, "what": one} for one in of_day] if len(bookings) > 1 else of_day
    if len(lines) > MOST_LINES:
        more = len(lines) - MOST_LINES
        lines = [*lines[:MOST_LINES], _("%(count)s more like these") % {"count": more}]
    return tuple(lines)


def clashes_with(case: Case, booked: Sequence[Contact], to: PractitionerTeam, *, reference: Reference) -> list[str]:
    """What stands in the diary of somebody who would take these appointments, each with its day and time. Two queries."""
    if not booked:
        return []
    days = [local(one.at).date() for one in booked]
    busy = busy_between(case, to, min(days), max(days), reference=reference)
    theirs, gone = [one for one in busy if one.whose == "practitioner"], away(to, days)
    lines = [line for one in booked for line in _clashes(one, theirs, gone, to, reference)]
    if len(lines) > MOST_LINES:
        more = _("%(count)s more like these") % {"count": len(lines) - MOST_LINES}
        lines = [*lines[:MOST_LINES], more]
    return lines


def _clashes(
    one: Contact, busy: Iterable[Busy], gone: set[date], to: PractitionerTeam, reference: Reference
) -> list[str]:
    start = local(one.at)
    of_day = tuple(other for other in busy if other.starts.date() == start.date())
    ends = local(one.ends_at) if one.ends_at else None
    outcome = booking_warnings(BookingInputs(start, one.type_code, ends, of_day), **reference.where)
    notices = outcome.answer.warnings if outcome.answer else ()
    found = [_worded(notice, to) for notice in notices if notice.code in ("overlap", "within_an_hour")]
    if start.date() in gone:
        found.append(_("%(name)s is away that day.") % {"name": to.practitioner})
    return [_("%(when)s: %(what)s") % {"when": words.moment(start), "what": what} for what in found]


def _worded(notice: Notice, other: PractitionerTeam | None) -> str:
    """The rule speaks to whoever has the appointment; where that is somebody else, they are named."""
    if other is not None and notice.words.startswith("You have "):
        return f"{other.practitioner} has {notice.words.removeprefix('You have ')}"
    return notice.words

"""Rows turned into the plain inputs of the rules on booking and outcomes. Rules read times on the clock here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from rainer.cases.flags import flag_name
from rainer.cases.models import Case, Registration, Unavailability
from rainer.common import clock
from rainer.policy.appointments import (
    BookingInputs,
    Busy,
    CannotDo,
    Every,
    OutcomeFacts,
    SeriesInputs,
)
from rainer.policy.appointments import OutcomeInputs as AllowedInputs
from rainer.policy.enforcement import AppointmentOutcomeRow
from rainer.supervision.models import Contact
from rainer.supervision.reference import Reference, yes_no
from rainer.web.datetimes import HERE
from rainer.workforce.models import Absence, PractitionerTeam

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """An appointment, or the first of a series, that someone wants to book. `part` names what it is for."""

    type_code: str
    starts: datetime
    with_id: int
    minutes: int | None = None
    location: str = ""
    part: dict[str, Any] = field(default_factory=dict)
    notes: str = ""
    is_sensitive: bool = False
    every: Every | None = None
    times: int | None = None
    until: date | None = None
    tell: bool = False
    around_holidays: bool = False

    @property
    def event_id(self) -> int | None:
        return self.part.get("event_id")

    def series(self, sentence_ends: date | None) -> SeriesInputs:
        first = local(self.starts).replace(tzinfo=None)
        if self.every is None:
            return SeriesInputs(first, "week", times=1, sentence_ends=sentence_ends)
        return SeriesInputs(first, self.every, times=self.times, until=self.until, sentence_ends=sentence_ends)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the person that booking must not overlook."""

    cannot_do: tuple[CannotDo, ...]
    staff_safety: tuple[str, ...]
    no_fixed_address: bool
    died_on: date | None


def local(moment: datetime) -> datetime:
    return timezone.localtime(moment, HERE)


def known_of(case: Case, *, on: date) -> Known:
    """Two queries."""
    person = case.person
    in_force = Q(starts__lte=on) & (Q(ends=None) | Q(ends__gt=on))
    flags = Registration.objects.filter(in_force, person=person, is_staff_safety=True).order_by("type_code")
    words = tuple(flag_name(flag.type_code) for flag in flags)
    if case.needs_staff_safety_talk and not words:
        words = (_("talk to whoever holds the case first"),)
    cannot = Unavailability.objects.filter(Q(ends=None) | Q(ends__gte=on), person=person).order_by("pk")
    return Known(tuple(_cannot(one) for one in cannot), words, person.no_fixed_abode, person.date_of_death)


def _cannot(row: Unavailability) -> CannotDo:
    return CannotDo(row.reason, tuple(row.weekdays), row.from_time, row.until_time, row.starts, row.ends)


def cannot_words(one: CannotDo) -> str:
    """ "Mon to Fri before 15:00 (job)"."""
    days = _weekdays(one.weekdays)
    facts = {"days": days, "reason": one.reason}
    if one.from_time is None and one.until_time is None:
        return _("%(days)s (%(reason)s)") % facts
    if one.from_time is None:
        return _("%(days)s before %(until)s (%(reason)s)") % {**facts, "until": f"{one.until_time:%H:%M}"}
    if one.until_time is None:
        return _("%(days)s from %(start)s (%(reason)s)") % {**facts, "start": f"{one.from_time:%H:%M}"}
    times = {"start": f"{one.from_time:%H:%M}", "until": f"{one.until_time:%H:%M}"}
    return _("%(days)s %(start)s to %(until)s (%(reason)s)") % {**facts, **times}


def _weekdays(days: Iterable[int]) -> str:
    """ "Mon to Fri", or "Tue, Thu"."""
    names = [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")]
    given = sorted(set(days))
    if len(given) > 2 and given == list(range(given[0], given[-1] + 1)):
        return _("%(first)s to %(last)s") % {"first": names[given[0]], "last": names[given[-1]]}
    return ", ".join(names[day] for day in given)


def booking_inputs(wanted: Wanted, starts: datetime, *, known: Known, busy: Iterable[Busy], ends_on: date | None) -> BookingInputs:  # fmt: skip
    start = local(starts)
    ends = start + timedelta(minutes=wanted.minutes) if wanted.minutes else None
    return BookingInputs(
        starts=start, ends=ends, type_code=wanted.type_code, cannot_do=known.cannot_do, sentence_ends=ends_on,
        staff_safety=known.staff_safety, no_fixed_address=known.no_fixed_address, died_on=known.died_on,
        busy=tuple(one for one in busy if one.starts.date() == start.date()),
    )  # fmt: skip


def busy_between(
    case: Case,
    with_: PractitionerTeam,
    first: date,
    last: date,
    *,
    reference: Reference,
    leaving_out: int | None = None,
) -> list[Busy]:
    """Appointments of the person and of the practitioner on these days, an hour's edge on either side. One query."""
    theirs = Q(practitioner_team__practitioner=with_.practitioner_id)
    rows = (
        Contact.objects.filter(
            theirs | Q(person=case.person),
            is_appointment=True,
            cancelled_at=None,
            at__gte=start_of(first),
            at__lt=start_of(last + DAY),
        )
        .exclude(pk=leaving_out or 0)
        .exclude(outcome_code__in=[code for code, row in reference.outcomes.items() if _frees(row)])
        .select_related("practitioner_team__practitioner")
    )
    return [_busy(row, case, with_, reference) for row in rows]


def _frees(row: AppointmentOutcomeRow) -> bool:
    """Whether the outcome leaves the time free again."""
    return row.is_rescheduled or row.is_acceptable_absence


def _busy(row: Contact, case: Case, with_: PractitionerTeam, reference: Reference) -> Busy:
    ends = local(row.ends_at) if row.ends_at else local(row.at) + timedelta(minutes=_minutes(row.type_code, reference))
    if row.person_id == case.person_id:
        name = row.practitioner_team.practitioner if row.practitioner_team else _("someone else")
        what = _("%(type)s with %(name)s") % {"type": reference.type_name(row.type_code), "name": name}
        return Busy(local(row.at), ends, "person", what)
    return Busy(local(row.at), ends, "practitioner")


def _minutes(type_code: str, reference: Reference) -> int:
    """How long an appointment without an end is set for; one of a type nobody knows, as the first of the table."""
    return (reference.types.get(type_code) or next(iter(reference.types.values()))).minutes


def away(with_: PractitionerTeam, days: Iterable[date]) -> set[date]:
    """On which of the days the practitioner is away, whatever the reason. One query."""
    wanted = sorted(set(days))
    if not wanted:
        return set()
    rows = Absence.objects.filter(
        Q(ends=None) | Q(ends__gte=wanted[0]), practitioner=with_.practitioner_id, starts__lte=wanted[-1]
    )
    return {day for row in rows for day in wanted if row.starts <= day and (row.ends is None or day <= row.ends)}


def start_of(day: date) -> datetime:
    """The first moment of a day here."""
    return datetime.combine(day, time.min, HERE)


def allowed_inputs(contact: Contact, row: AppointmentOutcomeRow, *, sentence_ended_on: date | None) -> AllowedInputs:
    facts = OutcomeFacts(row.code, yes_no(row.attended), yes_no(row.complied), row.is_rescheduled)
    return AllowedInputs(
        facts,
        starts=local(contact.at),
        now=local(clock.now()),
        sentence_ended_on=sentence_ended_on,
        died_on=contact.person.date_of_death,
    )

"""Appointments by day: of one practitioner, of everyone they hold, of a team; and which of them clash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from rainer.cases.models import Case
from rainer.organisation.access import Acting
from rainer.organisation.models import Team
from rainer.supervision.inputs import DAY, local, start_of
from rainer.supervision.models import Contact
from rainer.supervision.queries.lists import Row, own_q, rows_of
from rainer.supervision.reference import Reference

WEEK = 7


@dataclass(frozen=True, slots=True)
class Entry:
    """One appointment of a day. `clash` names what it overlaps with: "" for nothing."""

    row: Row
    clash: str

    @property
    def contact(self) -> Contact:
        return self.row.contact


@dataclass(frozen=True, slots=True)
class DayOf:
    """A day and its appointments, in order."""

    day: date
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class Span:
    """The days a diary shows."""

    first: date
    days: int

    @classmethod
    def of(cls, day: date, *, week: bool) -> Span:
        return cls(day - timedelta(days=day.weekday()), WEEK) if week else cls(day, 1)

    @property
    def last(self) -> date:
        return self.first + timedelta(days=self.days - 1)

    @property
    def before(self) -> date:
        return self.first - timedelta(days=self.days)

    @property
    def after(self) -> date:
        return self.first + timedelta(days=self.days)


def own_diary(acting: Acting, span: Span) -> list[DayOf]:
    """The user's own appointments."""
    return _by_day(acting, span, own_q(acting))


def caseload_diary(acting: Acting, span: Span) -> list[DayOf]:
    """The appointments, with anyone in the service, of the people the user holds."""
    held = Case.objects.filter(own_q(acting), closed_on=None).values("person")
    return _by_day(acting, span, Q(person__in=held))


def team_diary(acting: Acting, span: Span, team: Team) -> list[DayOf]:
    """The appointments of everyone in the team."""
    return _by_day(acting, span, Q(practitioner_team__team=team))


def appointments_between(whose: Q, first: date, last: date) -> QuerySet[Contact]:
    """Appointments that stand, on these days, in order; those that moved elsewhere are where they moved to."""
    return (
        Contact.objects.filter(
            whose, is_appointment=True, cancelled_at=None, at__gte=start_of(first), at__lt=start_of(last + DAY)
        )
        .filter(rescheduled_to=None)
        .select_related("person", "practitioner_team__practitioner", "practitioner_team__team__unit")
        .order_by("at", "pk")
    )


def _by_day(acting: Acting, span: Span, whose: Q) -> list[DayOf]:
    reference = Reference.anywhere(on=acting.on)
    rows = rows_of(acting, appointments_between(whose, span.first, span.last), reference)
    entries = [Entry(row, _clash(row, rows)) for row in rows]
    days = [span.first + timedelta(days=n) for n in range(span.days)]
    return [DayOf(day, [e for e in entries if local(e.contact.at).date() == day]) for day in days]


def _clash(row: Row, rows: Sequence[Row]) -> str:
    """The time and person of the first other appointment at the same time, of the same practitioner or person."""
    mine = row.contact
    for other in rows:
        theirs = other.contact
        if theirs.pk != mine.pk and _same(mine, theirs) and mine.at < _end(theirs) and theirs.at < _end(mine):
            return f"{local(theirs.at):%H:%M} {other.name}"
    return ""


def _same(one: Contact, other: Contact) -> bool:
    if one.outcome_code or other.outcome_code:
        return False
    practitioners = [c.practitioner_team.practitioner_id if c.practitioner_team else None for c in (one, other)]
    return one.person_id == other.person_id or (practitioners[0] is not None and practitioners[0] == practitioners[1])


def _end(contact: Contact) -> datetime:
    return contact.ends_at or contact.at + timedelta(minutes=1)

"""Appointments as iCalendar: a private feed of someone's diary, and one appointment as an invitation.

A calendar lies outside Rainer, on phones and shared screens. So an entry holds no name: the type, and initials and
CRN as far as the rulebook's setting allows. Times are moments (UTC), so they are right on both sides of the change of
the clocks.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from rainer.cases.models import Person
from rainer.common import clock
from rainer.common.errors import NotThereError
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.supervision.models import Contact
from rainer.supervision.operations.feeds import note_read
from rainer.supervision.queries.diary import appointments_between
from rainer.supervision.queries.feeds import feed_by
from rainer.supervision.queries.lists import own_q, rows_of
from rainer.supervision.reference import Reference

SETTING = "calendar"


def feed_of(token: str) -> bytes:
    """The diary behind a private address. Raises NotThereError for one that is none, or no longer."""
    feed = feed_by(token)
    acting = Acting.of(feed.user) if feed else None
    if feed is None or acting is None or not acting.may(Capability.SEE_DIARY):
        raise NotThereError(_("There is no such address. It may have been taken back."))
    reference = Reference.anywhere(on=acting.on)
    setting = reference.setting(SETTING)
    first, last = (acting.on + timedelta(days=n) for n in (-setting["days_back"], setting["days_ahead"]))
    rows = rows_of(acting, appointments_between(own_q(acting), first, last), reference)
    calendar = _calendar("PUBLISH", name=_("Appointments"))
    for row in rows:
        title = row.type_name if row.is_limited else title_of(row.contact, reference)
        calendar.add_component(_entry(row.contact, title, place=row.place))
    note_read(feed=feed, count=len(rows))
    return bytes(calendar.to_ical())


def invitation(contact: Contact, *, link: str) -> bytes:
    """One appointment. Each version replaces the one before in the calendar; a cancelled one takes it out."""
    reference = Reference.of(contact.case.team.unit, on=clock.today())
    is_off = contact.cancelled_at is not None or hasattr(contact, "rescheduled_to")
    calendar = _calendar("CANCEL" if is_off else "PUBLISH")
    entry = _entry(contact, title_of(contact, reference), place=contact.location)
    entry.add("url", link)
    calendar.add_component(entry)
    return bytes(calendar.to_ical())


def title_of(contact: Contact, reference: Reference) -> str:
    """ "Home visit: CF X004113", or less where the setting says so."""
    kind, setting = reference.type_name(contact.type_code), reference.setting(SETTING)["title"]
    who = {"initials_and_crn": f"{_initials(contact.person)} {contact.person.crn}", "crn": contact.person.crn}
    return f"{kind}: {who[setting]}" if setting in who else kind


def _initials(person: Person) -> str:
    return "".join(name[:1].upper() for name in (person.preferred_name or person.forename, person.surname))


def _calendar(method: str, *, name: str = "") -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Rainer//Diary//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if name:
        calendar.add("x-wr-calname", name)
    return calendar


def _entry(contact: Contact, title: str, *, place: str) -> Event:
    ends = contact.ends_at or contact.at + timedelta(minutes=30)
    is_off = contact.cancelled_at is not None or hasattr(contact, "rescheduled_to")
    entry = Event()
    facts: dict[str, Any] = {
        "uid": f"appointment-{contact.pk}@rainer",
        "dtstamp": clock.now().astimezone(UTC),
        "dtstart": _utc(contact.at),
        "dtend": _utc(ends),
        "summary": title,
        "sequence": contact.version,
        "status": "CANCELLED" if is_off else "CONFIRMED",
        "class": "PRIVATE",
    }
    if place:
        facts["location"] = place
    for name, value in facts.items():
        entry.add(name, value)
    return entry


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)

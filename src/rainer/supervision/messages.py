"""What is written to the person about an appointment. Each wording is a plain template with a version in its name.

A text may be read over somebody's shoulder: it says when, where and with whom (a first name), never what for.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from rainer.policy.appointments import EVERY_WORDS, Every
from rainer.supervision.inputs import local
from rainer.supervision.models import Contact
from rainer.supervision.reference import Reference
from rainer.web import words
from rainer.web.datetimes import HERE

VERSIONS = {"booked": 1, "series": 1, "reminder": 1, "moved": 1, "cancelled": 1}


def wording(kind: str, contact: Contact, **more: Any) -> str:
    """The text of a message of this kind about the appointment."""
    facts = {**facts_of(contact), **more}
    return render_to_string(f"supervision/messages/{kind}-{VERSIONS[kind]}.txt", facts).strip()


def facts_of(contact: Contact) -> dict[str, Any]:
    person, with_ = contact.person, contact.practitioner_team
    return {
        "name": person.preferred_name or person.forename,
        "day": words.long_day(local(contact.at)),
        "time": words.clock(contact.at),
        "place": contact.location,
        "who": (with_.practitioner.forename if with_ else "") or _("our office"),
    }


def series_facts(first: Contact, last: Contact, count: int, every: Every) -> dict[str, Any]:
    return {"count": count, "every": EVERY_WORDS[every], "last_day": words.long_day(local(last.at))}


def reference_of(contact: Contact, kind: str, when: str = "") -> str:
    """What a message is known by, so that it is planned once: "appointment-42-reminder-24-v1"."""
    part = f"-{when}" if when else ""
    return f"appointment-{contact.pk}-{kind}{part}-v{VERSIONS[kind]}"


def told_at(now: datetime, reference: Reference, *, before: datetime) -> datetime:
    """When news of an appointment goes out: after the time to undo it, by day; at once if it would come too late."""
    setting = reference.setting("reminders")
    planned = local(now + timedelta(minutes=setting["told_after_minutes"]))
    by_day = _next_day_time(planned, setting["from_hour"], setting["until_hour"])
    return by_day if by_day < before else planned


def _next_day_time(moment: datetime, first: int, last: int) -> datetime:
    if moment.hour < first:
        return _on_the_hour(moment, first)
    return _on_the_hour(moment + timedelta(days=1), first) if moment.hour >= last else moment


def reminders_at(at: datetime, reference: Reference) -> list[tuple[int, datetime]]:
    """(hours before, moment) of each reminder; one that would fall at night goes out the evening before."""
    setting = reference.setting("reminders")
    found = []
    for hours in setting["hours_before"]:
        planned = local(at - timedelta(hours=hours))
        found.append((hours, _evening_before(planned, setting["from_hour"], setting["until_hour"])))
    return found


def _evening_before(moment: datetime, first: int, last: int) -> datetime:
    if moment.hour < first:
        return _on_the_hour(moment - timedelta(days=1), last)
    return _on_the_hour(moment, last) if moment.hour >= last else moment


def _on_the_hour(day: datetime, hour: int) -> datetime:
    return datetime.combine(day.date(), time(hour), HERE)

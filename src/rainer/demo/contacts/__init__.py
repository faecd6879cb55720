"""Contacts of the demo world: one person's year of them, or a nation's in bulk."""

from __future__ import annotations

from datetime import date

from rainer.demo.contacts.bulk import EPOCH, Head
from rainer.demo.contacts.history import contacts
from rainer.demo.contacts.sessions import sessions
from rainer.demo.life import Life


def of_person(life: Life) -> None:
    """Those of one person; a nation's are made in bulk once everyone is there (`bulk.py`)."""
    if not life.world.is_national:
        contacts(life)
        sessions(life)
    elif life.last_contact is not None:
        life.world.heads.append(_head(life, life.last_contact))


def _head(life: Life, last: date) -> Head:
    return Head(
        person_id=life.person_id,
        event_id=life.event_id,
        holder=life.holder.practitioner_team_id if life.holder else 0,
        starts=(life.starts - EPOCH).days,
        last=(last - EPOCH).days,
        is_open=life.closed_days is None and not life.profile.is_contact_suspended,
    )

"""Contacts of the demo world: one person's year of them, or a nation's in bulk."""

from __future__ import annotations

from rainer.demo.contacts.history import contacts
from rainer.demo.contacts.sessions import sessions
from rainer.demo.life import Life


def of_person(life: Life) -> None:
    """Those of one person; a nation's are made in bulk once everyone is there (`bulk.py`)."""
    if life.world.is_national:
        return
    contacts(life)
    sessions(life)

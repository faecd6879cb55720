"""Types of appointments and contacts, and what each asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from rainer.policy.rulebook import NATION, Place, Rulebook, national

TYPES, SETTINGS = "appointments.types", "appointments.type_settings"
CONTACT_TYPES, CATEGORIES = "appointments.contact_types", "appointments.categories"
OWN_CONTACT_TYPES = "appointments.own_contact_types"


@dataclass(frozen=True, slots=True)
class AppointmentType:
    """A type of appointment. `location`: whether a place must be named. `minutes` is how long it is set for."""

    code: str
    name: str
    outcome_required: bool
    location: Literal["yes", "no", "either"]
    is_in_person: bool
    is_home_visit: bool
    is_first: bool
    is_national_standard: bool
    minutes: int


@dataclass(frozen=True, slots=True)
class ContactType:
    """A type of contact that is not an appointment. `direction`: who spoke to whom, the person or another. One that is
    not offered is written with the work it belongs to."""

    code: str
    name: str
    direction: Literal["from_person", "to_person", "other", "none"]
    is_offered: bool = True


def appointment_types(
    *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> dict[str, AppointmentType]:
    """Every type of appointment in force, by code, in the order in which they are offered."""
    book = rulebook or national()
    settings = book.value(SETTINGS, on=on, place=place).value
    return {
        code: AppointmentType(
            code=code,
            name=name,
            outcome_required=settings[code]["outcome_required"],
            location=settings[code]["location"],
            is_in_person=settings[code]["in_person"],
            is_home_visit=settings[code]["home_visit"],
            is_first=settings[code]["first"],
            is_national_standard=settings[code]["national_standard"],
            minutes=settings[code]["minutes"],
        )
        for code, name in book.value(TYPES, on=on, place=place).value.items()
    }


def contact_types(*, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> dict[str, ContactType]:
    """Types of contact that are not appointments, by code."""
    book = rulebook or national()
    seen, own = (book.value(name, on=on, place=place).value for name in (CONTACT_TYPES, OWN_CONTACT_TYPES))
    return {code: ContactType(code, **row) for code, row in {**seen, **own}.items()}


def categories(*, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> dict[str, str]:
    """The categories by which the contact log is filtered: code to words."""
    return dict((rulebook or national()).value(CATEGORIES, on=on, place=place).value)

"""Rows of the database turned into the plain inputs of the allocation rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.db.models import Q

from rainer.cases.models import Case, Registration
from rainer.organisation.models import DeliveryUnit, Practitioner, Region
from rainer.policy.allocation import (
    FirstAppointment,
    GuardAnswer,
    GuardInputs,
    Known,
    Rosh,
    WaitingInputs,
    allocation_guard,
)
from rainer.policy.rulebook import NATION, Place, Rulebook
from rainer.rulebook.queries import place_of, place_of_region, rulebook_now

NEVER_BOOKED = "never_booked"
_FIRST_APPOINTMENTS: dict[str, FirstAppointment] = {
    "kept": "kept",
    "booked": "booked",
    "missed": "missed",
    "not_needed": "not_needed",
    NEVER_BOOKED: "never_booked_in_time",
}
MAPPA, _NOMINAL = "MAPP", 0


@dataclass(frozen=True, slots=True)
class Rules:
    """The rulebook with local values, the place and the day it is read for."""

    book: Rulebook
    place: Place
    on: date

    @classmethod
    def of(cls, unit: DeliveryUnit | None, *, on: date) -> Rules:
        """The rules of a delivery unit on a day; of the nation where no unit is given. One query."""
        return cls(rulebook_now(), place_of(unit) if unit else NATION, on)

    @classmethod
    def of_region(cls, region: Region, *, on: date) -> Rules:
        """The rules of a region on a day, where no one unit is meant."""
        return cls(rulebook_now(), place_of_region(region), on)

    def value(self, key: str) -> Any:
        return self.book.value(key, on=self.on, place=self.place).value


def known(fact: bool | None) -> Known:
    if fact is None:
        return "not_known"
    return "yes" if fact else "no"


def guard_inputs(case: Case, practitioner: Practitioner, *, staff_safety: bool) -> GuardInputs:
    return GuardInputs(
        grade=practitioner.grade,
        first_day_in_grade=practitioner.in_grade_since,
        rosh=cast(Rosh, case.rosh),
        mappa_level=case.mappa_level,
        sexual_offence=known(case.sexual_offence),
        domestic_abuse_with_injury=known(case.domestic_abuse_with_injury),
        staff_safety=staff_safety,
    )


class Guard:
    """The allocation guard over many cases and practitioners: pairs alike are asked about once."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._answers: dict[GuardInputs, GuardAnswer] = {}

    def of(self, case: Case, practitioner: Practitioner, *, staff_safety: bool) -> GuardAnswer:
        inputs = guard_inputs(case, practitioner, staff_safety=staff_safety)
        if inputs not in self._answers:
            rules = self._rules
            outcome = allocation_guard(inputs, on=rules.on, place=rules.place, rulebook=rules.book)
            if outcome.answer is None:
                raise ValueError(f"The allocation guard gave no answer: {outcome.missing}")
            self._answers[inputs] = outcome.answer
        return self._answers[inputs]


def in_force(on: date) -> Q:
    """Registrations in force on a day: the day they end is the first without them."""
    return Q(starts__lte=on) & (Q(ends=None) | Q(ends__gt=on))


@dataclass(frozen=True, slots=True)
class Flags:
    """Codes of a person's registrations in force, and whether one of them is about the safety of staff."""

    codes: tuple[str, ...] = ()
    staff_safety: bool = False


def flags_of(person_ids: Iterable[int], *, on: date) -> dict[int, Flags]:
    """Registrations in force by person; one query. People without any are left out."""
    rows = Registration.objects.filter(in_force(on), person_id__in=list(person_ids)).order_by("id")
    found: dict[int, tuple[set[str], bool]] = {}
    for person, code, staff_safety in rows.values_list("person_id", "type_code", "is_staff_safety"):
        codes, safety = found.get(person, (set(), False))
        found[person] = (codes | {code}, safety or staff_safety)
    return {person: Flags(tuple(sorted(codes)), safety) for person, (codes, safety) in found.items()}


def waiting_inputs(case: Case, flags: Flags) -> WaitingInputs:
    """A MAPPA registration without a level on the case counts as MAPPA, level not known."""
    level = case.mappa_level
    if level is None and MAPPA in flags.codes:
        level = _NOMINAL
    return WaitingInputs(
        rosh=cast(Rosh, case.rosh),
        mappa_level=level,
        registrations=flags.codes,
        first_appointment=_FIRST_APPOINTMENTS.get(case.first_appointment),
    )

"""What the rulebook says about types and outcomes of appointments, as this app reads it: in a place, on a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from rainer.organisation.models import DeliveryUnit
from rainer.policy.appointments import AppointmentType, ContactType, appointment_types, contact_types
from rainer.policy.enforcement import (
    AppointmentOutcomeRow,
    OutcomeInputs,
    appointment_outcome,
    appointment_outcomes,
)
from rainer.policy.requirements import requirement_kinds
from rainer.policy.rulebook import NATION, Place, Rulebook
from rainer.rulebook.queries import place_of, rulebook_now
from rainer.supervision.models import Contact

KEPT, AWAITED = "ATTC", "AFTA"
BY_SERVICE, BY_PERSON = "RSSR", "RSOF"
ACTIVITY, UNPAID_WORK = "rehabilitation_activity", "unpaid_work"


@dataclass(frozen=True)
class Reference:
    """The tables in force in one place on one day."""

    on: date
    place: Place
    rulebook: Rulebook

    @classmethod
    def of(cls, unit: DeliveryUnit, *, on: date) -> Reference:
        return cls(on, place_of(unit), rulebook_now())

    @classmethod
    def anywhere(cls, *, on: date) -> Reference:
        """For lists across places: what holds in the nation."""
        return cls(on, NATION, rulebook_now())

    @property
    def where(self) -> dict[str, Any]:
        """The named arguments of a rule."""
        return {"on": self.on, "place": self.place, "rulebook": self.rulebook}

    @cached_property
    def types(self) -> dict[str, AppointmentType]:
        """Types of appointment by code, in the order in which they are offered."""
        return appointment_types(**self.where)

    @cached_property
    def contact_types(self) -> dict[str, ContactType]:
        return contact_types(**self.where)

    @cached_property
    def outcomes(self) -> dict[str, AppointmentOutcomeRow]:
        """Outcomes by code, in the table's order."""
        return {row.code: row for row in appointment_outcomes(**self.where)}

    @cached_property
    def requirement_kinds(self) -> dict[str, tuple[str, str]]:
        """(kind, name) of a requirement by its code."""
        return {code: (one.kind, one.name) for one in requirement_kinds(**self.where) for code in one.all_codes}

    def is_requirement(self, code: str, kind: str) -> bool:
        return self.requirement_kinds.get(code, ("", ""))[0] == kind

    def requirement_name(self, code: str) -> str:
        return self.requirement_kinds.get(code, ("", code))[1]

    def outcome_for(self, code: str, contact: Contact) -> AppointmentOutcomeRow | None:
        """The outcome's row; the one that unpaid work has of its own where the appointment is for unpaid work."""
        is_unpaid_work = contact.requirement is not None and self.is_requirement(contact.requirement.code, UNPAID_WORK)
        return appointment_outcome(OutcomeInputs(code, is_unpaid_work), **self.where).answer

    def setting(self, name: str) -> Any:
        """One of this app's own parameters: `supervision.<name>`."""
        return self.rulebook.value(f"supervision.{name}", on=self.on, place=self.place).value

    def type_name(self, code: str) -> str:
        return type_name(code, self.types, self.contact_types)

    def outcome_name(self, code: str) -> str:
        row = self.outcomes.get(code)
        return row.name if row else code

    @property
    def without_outcome(self) -> list[str]:
        """Codes of the types that wait for no outcome."""
        return [code for code, kind in self.types.items() if not kind.outcome_required]


def type_name(code: str, *tables: Mapping[str, AppointmentType] | Mapping[str, ContactType]) -> str:
    """What a type is called; a code that no table has reads as itself."""
    return next((table[code].name for table in tables if code in table), code)


def attended_of(row: AppointmentOutcomeRow) -> str:
    return str(Contact.Attended(row.attended))


def complied_of(row: AppointmentOutcomeRow) -> str:
    """Yes or no; what is open, or does not apply, is not known."""
    return str(row.complied) if row.complied in Contact.Complied.values else ""


def yes_no(answer: str) -> bool | None:
    return {"yes": True, "no": False}.get(answer)

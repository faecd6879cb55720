"""Good reasons for an absence, by the names under which people have them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rainer.policy.rulebook import NATION, Place, Rulebook, national

REASONS = "enforcement.absence_reasons"


@dataclass(frozen=True, slots=True)
class AbsenceReason:
    """One reason: its name, how it is offered, and the code of the outcome it is recorded as."""

    name: str
    words: str
    code: str


def absence_reasons(*, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> tuple[AbsenceReason, ...]:
    """Every reason in force, in the order in which they are offered."""
    rows = (rulebook or national()).value(REASONS, on=on, place=place).value
    return tuple(AbsenceReason(**row) for row in rows)

"""Outcomes of appointments: whether the person came and complied, and what the outcome counts as."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, Value, national

OUTCOMES = "enforcement.appointment_outcomes"
Attended = Literal["yes", "no", "not_known"]
Complied = Literal["yes", "no", "open", "not_applicable"]
Kind = Literal[
    "kept",
    "kept_not_complied",
    "sent_home_behaviour",
    "sent_home_service",
    "awaiting",
    "unacceptable",
    "acceptable",
    "rescheduled",
    "other",
]


@dataclass(frozen=True, slots=True)
class AppointmentOutcomeRow:
    """One outcome of the table. `unpaid_work`: whether it is only, never or either for appointments of unpaid work."""

    code: str
    name: str
    attended: Attended
    complied: Complied
    kind: Kind
    counts_as_failure: bool = False
    is_enforceable: bool = False
    is_acceptable_absence: bool = False
    needs_reason_text: bool = False
    is_rescheduled: bool = False
    unpaid_work: Literal["only", "never", "either"] = "either"

    @property
    def may_be_given_ahead(self) -> bool:
        """Whether an appointment still to come may be given this outcome."""
        return self.is_acceptable_absence or self.is_rescheduled

    def is_for(self, *, unpaid_work: bool) -> bool:
        return self.unpaid_work != ("never" if unpaid_work else "only")


@dataclass(frozen=True, slots=True)
class OutcomeInputs:
    """An outcome code, and whether the appointment was for unpaid work."""

    code: str
    unpaid_work: bool = False


def outcome_rows(value: Value) -> dict[str, AppointmentOutcomeRow]:
    """The table by code, from the parameter's value."""
    return {row["code"]: AppointmentOutcomeRow(**row) for row in value.value}


def appointment_outcomes(
    *, on: date, place: Place = NATION, rulebook: Rulebook | None = None, unpaid_work: bool | None = None
) -> tuple[AppointmentOutcomeRow, ...]:
    """Every outcome in force, in the table's order; only those for, or not for, unpaid work where that is said."""
    rows = outcome_rows((rulebook or national()).value(OUTCOMES, on=on, place=place)).values()
    return tuple(row for row in rows if unpaid_work is None or row.is_for(unpaid_work=unpaid_work))


@rule("enforcement.appointment_outcome", reads=(OUTCOMES,))
def appointment_outcome(
    inputs: OutcomeInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[AppointmentOutcomeRow]:
    """What an outcome code counts as; a code that unpaid work has its own for gives that one."""
    value = (rulebook or national()).value(OUTCOMES, on=on, place=place)
    rows = outcome_rows(value)
    answer = _own_of(rows.get(inputs.code), rows, inputs.unpaid_work)
    found = f"{inputs.code}, unpaid work" if inputs.unpaid_work else inputs.code
    step = Step("outcome", "Outcome of the appointment", found, answer.code if answer else None, value)
    missing = () if answer else (f"an outcome with the code {inputs.code}",)
    return Outcome("enforcement.appointment_outcome", on, place, answer, (step,), missing, _sentence(answer))


def _own_of(
    row: AppointmentOutcomeRow | None, rows: dict[str, AppointmentOutcomeRow], unpaid_work: bool
) -> AppointmentOutcomeRow | None:
    """The row, or the one of the same kind that unpaid work (or everything else) has in its stead."""
    if row is None or row.is_for(unpaid_work=unpaid_work):
        return row
    return next(one for one in rows.values() if one.kind == row.kind and one.is_for(unpaid_work=unpaid_work))


def _sentence(row: AppointmentOutcomeRow | None) -> str:
    if row is None:
        return "There is no such outcome."
    if row.counts_as_failure:
        return f"{row.name}: counts as a failure."
    if row.kind == "awaiting":
        return f"{row.name}: not a failure until somebody decides."
    return f"{row.name}: not a failure."

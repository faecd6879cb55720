"""The order in which cases with nobody named are dealt with: the riskiest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from rainer.policy.allocation.facts import Rosh, risk_words
from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national

FirstAppointment = Literal["kept", "booked", "missed", "never_booked_in_time", "not_needed"]
APPOINTMENT_WORDS = {
    "missed": "first appointment missed",
    "never_booked_in_time": "first appointment never booked in time",
}


@dataclass(frozen=True, slots=True)
class WaitingInputs:
    """What is known of a case with nobody named.

    `mappa_level` is 1 to 3, 0 for nominal or unknown, None outside MAPPA. `registrations` are the codes of
    active registrations. `first_appointment` is that after sentence or release, None where it is not known.
    """

    rosh: Rosh = "not_recorded"
    mappa_level: int | None = None
    registrations: tuple[str, ...] = ()
    first_appointment: FirstAppointment | None = None


@dataclass(frozen=True, slots=True)
class WaitingGroup:
    """The group of a waiting case, 1 the most urgent. `fact` put it there; `facts` are all in that group."""

    group: int
    must_not_wait: bool
    fact: str
    facts: tuple[str, ...]


GROUPS = "allocation.waiting_groups"


def must_not_wait_groups(*, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> tuple[int, ...]:
    """The groups of the waiting order that must not wait, on a day in a place. The rulebook alone names them."""
    return tuple((rulebook or national()).value(GROUPS, on=on, place=place).value["must_not_wait"])


@rule("allocation.waiting_group", reads=(GROUPS,))
def waiting_group(
    inputs: WaitingInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[WaitingGroup]:
    """Which group of the waiting order a case is in, and the fact that put it there."""
    value = (rulebook or national()).value(GROUPS, on=on, place=place)
    rows = sorted(value.value["groups"].items())
    found = [(number, tuple(_facts(inputs, row))) for number, row in rows]
    group, facts = next((number, facts) for number, facts in found if facts)
    answer = WaitingGroup(group, group in value.value["must_not_wait"], facts[0], facts)
    steps = tuple(
        Step(f"group.{number}", f"Group {number}", ", ".join(facts) or "nothing found", bool(facts), value)
        for number, facts in found
        if number <= group
    )
    wait = "must not wait" if answer.must_not_wait else "may wait its turn"
    sentence = f"Group {group}, {wait}: {answer.fact}."
    return Outcome("allocation.waiting_group", on, place, answer, steps, sentence=sentence)


def _facts(inputs: WaitingInputs, row: dict[str, Any]) -> list[str]:
    facts = risk_words(rosh=inputs.rosh, mappa_level=inputs.mappa_level, row=row)
    codes = row.get("registrations", {})
    facts += [codes[code] for code in codes if code in inputs.registrations]
    if row.get("other_mappa") and inputs.mappa_level is not None:
        facts.append(f"MAPPA level {inputs.mappa_level}" if inputs.mappa_level else "MAPPA, level not known")
    if inputs.first_appointment and inputs.first_appointment in row.get("first_appointment", ()):
        facts.append(APPOINTMENT_WORDS[inputs.first_appointment])
    return facts


def waiting_key(
    *, group: int, days_waiting: int, days_since_contact: int | None, crn: str
) -> tuple[int, int, int, int, str]:
    """Sort key, ascending: group, longest waiting, longest without contact (never is longest), CRN."""
    never = days_since_contact is None
    return (group, -days_waiting, 0 if never else 1, -(days_since_contact or 0), crn)

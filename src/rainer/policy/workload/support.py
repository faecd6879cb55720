"""Case management support: work one practitioner does on another's case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from rainer.policy.rulebook import NATION, Place, Rulebook, national


@dataclass(frozen=True, slots=True)
class StaffTeam:
    """One practitioner in one team, by their codes."""

    staff: str
    team: str


@dataclass(frozen=True, slots=True)
class SupportContact:
    """A support contact: its type code, who did the work and who holds the case."""

    code: str
    done_by: StaffTeam
    case_holder: StaffTeam


@dataclass(frozen=True, slots=True)
class Adjustment:
    """Points moved by one contact, in force from `starts` to the day before `ends`."""

    contact: str
    who: Literal["performer", "case_holder"]
    points: int
    starts: date
    ends: date


def done_for_others(contacts: Iterable[SupportContact], who: StaffTeam) -> tuple[SupportContact, ...]:
    """Support the practitioner gave: also to a colleague in the same team, never on a case of their own."""
    return tuple(c for c in contacts if c.done_by == who and c.case_holder.staff != who.staff)


def done_by_others(contacts: Iterable[SupportContact], who: StaffTeam) -> tuple[SupportContact, ...]:
    """Support others gave on the practitioner's cases."""
    return tuple(c for c in contacts if c.case_holder == who and c.done_by.staff != who.staff)


def adjustments(
    contact: str,
    *,
    points: int,
    contact_date: date,
    on: date,
    place: Place = NATION,
    rulebook: Rulebook | None = None,
) -> tuple[Adjustment, ...]:
    """The pair a contact makes while it counts: its own day and the days after it, in number a parameter."""
    days = (rulebook or national()).value("workload.cms_counting_days", on=on, place=place).value
    ends = contact_date + timedelta(days=days)
    if ends <= on:
        return ()
    return (
        Adjustment(contact, "performer", points, contact_date, ends),
        Adjustment(contact, "case_holder", -points, contact_date, ends),
    )

"""Facts an allocation page needs: who may be told or offered a case, what is recent, what repeats."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from rainer.policy.rulebook import NATION, Place, Rulebook, national
from rainer.policy.workload.support import StaffTeam
from rainer.policy.workload.tiers import CaseState


class AppointmentStatus(StrEnum):
    """The first appointment after sentence or release, as the waiting list shows it."""

    NOT_NEEDED = "NOT_NEEDED"
    SCHEDULED = "SCHEDULED"
    WAS_SCHEDULED = "WAS_SCHEDULED"
    NOT_FOUND = "NOT_FOUND"


@dataclass(frozen=True, slots=True)
class PersonAllocation:
    """An allocation of one person to a practitioner in a team."""

    crn: str
    to: StaffTeam
    day: date
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Repeat:
    """What an allocation changes when the person may already have one."""

    new_record: bool
    old_record_active: bool
    allocated_at_changes: bool
    recalculated: int


def allocation_repeat(
    *,
    existing: StaffTeam | None,
    new: StaffTeam,
    minutes_since: float,
    on: date,
    place: Place = NATION,
    rulebook: Rulebook | None = None,
) -> Repeat:
    """The same practitioner and team again changes nothing within a few minutes, later only the time."""
    if existing is None:
        return Repeat(new_record=True, old_record_active=False, allocated_at_changes=True, recalculated=1)
    if existing != new:
        return Repeat(new_record=True, old_record_active=False, allocated_at_changes=True, recalculated=2)
    guard = (rulebook or national()).value("allocation.double_click_minutes", on=on, place=place).value
    refreshed = minutes_since > guard
    return Repeat(False, old_record_active=True, allocated_at_changes=refreshed, recalculated=0)


def cases_in_past_week(
    allocations: Iterable[PersonAllocation],
    who: StaffTeam,
    *,
    on: date,
    place: Place = NATION,
    rulebook: Rulebook | None = None,
) -> int:
    """People given to the practitioner in the team in the last days and still with them."""
    days = recent_days("cases_in_past_week", on=on, place=place, rulebook=rulebook)
    return sum(a.is_active and a.to == who and 0 <= (on - a.day).days <= days for a in allocations)


def allocated_count(allocations: Iterable[PersonAllocation], *, teams: Iterable[str], since_days: int, on: date) -> int:
    """Allocations to the teams in the last days that still hold, so that a person moved twice counts once."""
    wanted = frozenset(teams)
    return sum(a.is_active and a.to.team in wanted and 0 <= (on - a.day).days <= since_days for a in allocations)


def recent_days(use: str, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> int:
    """How many days back counts as recent for a use named in `allocation.recent_days`."""
    value = (rulebook or national()).value("allocation.recent_days", on=on, place=place)
    return int(value.value[use])


def combined_caseload(
    *,
    nightly: Iterable[str],
    live: Iterable[PersonAllocation],
    who: StaffTeam,
    scoreable: Iterable[str],
) -> frozenset[str]:
    """CRNs that score for a practitioner: in the last extract or allocated since, tier and state known."""
    held = set(nightly) | {a.crn for a in live if a.is_active and a.to == who}
    return frozenset(held & set(scoreable))


def keeps_scoring_record(*, state: str | None, tier: str | None) -> bool:
    """Whether a case keeps a scoring record: only with a known state and a tier."""
    return tier is not None and state in tuple(CaseState)


def out_of_area(
    *,
    held_by_team: str | None,
    is_currently_managed: bool,
    current_team: str,
    team_regions: Mapping[str, str],
) -> bool:
    """Whether a case is managed now by a team whose region is known and is not the looking team's."""
    region = team_regions.get(held_by_team) if held_by_team else None
    return is_currently_managed and region is not None and region != team_regions.get(current_team)


def is_blocked(user: str, *, restricted_to: Sequence[str], excluded_from: Sequence[str]) -> bool:
    """Whether limited access keeps a user out: not on a restriction list, or on the exclusion list.

    Names are compared without case.
    """
    name = user.casefold()
    restricted = {n.casefold() for n in restricted_to}
    return bool(restricted and name not in restricted) or name in {n.casefold() for n in excluded_from}


def blocked_candidates(
    staff_codes: Sequence[str],
    *,
    known: Iterable[str],
    restricted_to: Sequence[str],
    excluded_from: Sequence[str],
) -> list[bool]:
    """Whether each candidate is kept out of a case; a staff code nobody knows always is."""
    found = frozenset(known)
    return [
        code not in found or is_blocked(code, restricted_to=restricted_to, excluded_from=excluded_from)
        for code in staff_codes
    ]


def limited_access(
    user: str, *, restricted_to: Sequence[str], excluded_from: Sequence[str]
) -> Literal["open", "limited_allowed", "forbidden"]:
    """What limited access says of a user: no lists, on the right side of them, or kept out."""
    if not restricted_to and not excluded_from:
        return "open"
    blocked = is_blocked(user, restricted_to=restricted_to, excluded_from=excluded_from)
    return "forbidden" if blocked else "limited_allowed"


def email_recipients(
    *,
    practitioner: str,
    extra: Sequence[str],
    allocating_officer: str | None,
    previous: str | None,
) -> list[list[str]]:
    """One sorted recipient list a message: the new holder's, then the previous holder's own.

    Pass None for the allocating officer who wants no copy and the previous holder who is not to be told.
    """
    first = {practitioner, *extra} | ({allocating_officer} if allocating_officer else set())
    return [sorted(first), *([[previous]] if previous else [])]


def initial_appointment_status(
    *,
    state: str | None,
    appointment: date | None,
    on: date,
    place: Place = NATION,
    rulebook: Rulebook | None = None,
) -> AppointmentStatus:
    """What to say of the first appointment: not needed in some states, booked, past, or not found."""
    value = (rulebook or national()).value("allocation.initial_appointment_not_needed", on=on, place=place)
    if state in value.value:
        return AppointmentStatus.NOT_NEEDED
    if appointment is None:
        return AppointmentStatus.NOT_FOUND
    return AppointmentStatus.WAS_SCHEDULED if appointment < on else AppointmentStatus.SCHEDULED


def ogrs_level(score: int, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> str:
    """The level of an OGRS score, 0 to 99."""
    levels = (rulebook or national()).value("allocation.ogrs_levels", on=on, place=place).value
    found = [row["level"] for row in levels if row["from"] <= score]
    if not found:
        raise ValueError(f"{score} is below every OGRS level.")
    return str(found[-1])


def count_badge(count: int, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> str:
    """A count as a menu shows it: in full up to the limit, then the limit and a plus."""
    limit = (rulebook or national()).value("allocation.count_badge_limit", on=on, place=place).value
    return f"{limit}+" if count > limit else str(count)

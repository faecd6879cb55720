"""Give a case to a practitioner, whoever asked and whatever for: the one way in for naming and moving.

The load of the practitioner is locked, so that two people given to one practitioner at once are both measured
against what the other leaves.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from rainer.allocation.inputs import Rules
from rainer.allocation.models import Allocation, ProposalRow
from rainer.allocation.operations.conditions import Details, complete
from rainer.allocation.operations.holder import latest_allocation
from rainer.allocation.operations.keep import after_last, record, write
from rainer.allocation.operations.tell import tell
from rainer.allocation.queries.verdicts import verdict
from rainer.cases.models import Case
from rainer.common import clock
from rainer.common.errors import NotThereError
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.policy.workload import StaffTeam, allocation_repeat
from rainer.workforce.models import PractitionerTeam
from rainer.workload.operations import refresh_load


@dataclass(frozen=True, slots=True)
class Named:
    """What came of it. `changed` is False when the same was done a moment ago and nothing needed doing."""

    case: Case
    to: PractitionerTeam
    allocation: Allocation
    changed: bool
    told: tuple[str, ...]
    percent_before: float | None
    percent_after: float | None


def give(acting: Acting, case: Case, to_id: int, details: Details, reason: str, row: ProposalRow | None) -> Named:
    """Give a locked case to a practitioner: checked, kept with its circumstances, logged, loads refreshed, told."""
    previous = case.practitioner_team
    to = _candidate(acting, to_id, previous)
    rules = Rules.of(case.team.unit, on=acting.on)
    found = verdict(case, to, rules)
    details = complete(acting, case, to, details, found, by_hand=row is None)
    now = after_last(case)
    allocation = write(acting, case, to, details, found, reason, row, now)
    record(acting, allocation, found, now)
    refresh_load([pt.pk for pt in (previous, to) if pt], at=now)
    told = tell(allocation, details.tell)
    return Named(case, to, allocation, True, told, found.percent_before, found.percent_after)


def _candidate(acting: Acting, to_id: int, previous: PractitionerTeam | None) -> PractitionerTeam:
    """Both loads locked in one order, whoever moves what; the new practitioner must be in the user's area."""
    ids = {to_id, *([previous.pk] if previous else [])}
    locked = {
        pt.pk: pt
        for pt in PractitionerTeam.objects.select_for_update(of=("self",), no_key=True)
        .select_related("practitioner", "team__unit")
        .filter(id__in=ids)
        .order_by("id")
    }
    to = locked.get(to_id)
    if to is None or not acting.area(Capability.ALLOCATE).holds_team(to.team):
        raise NotThereError(_("You cannot choose this practitioner: not in your area, or not there."))
    return to


def repeat(case: Case, to_id: int) -> Named | None:
    """The answer to pressing twice; None when it is not that."""
    last = latest_allocation(case)
    if case.practitioner_team_id != to_id or last is None or last.to_id != to_id:
        return None
    same = StaffTeam(last.to.practitioner.code, last.to.team.code)
    now = clock.now()
    minutes = (now - last.decided_at).total_seconds() / 60
    rules = Rules.of(case.team.unit, on=now.date())
    outcome = allocation_repeat(
        existing=same, new=same, minutes_since=minutes, on=rules.on, place=rules.place, rulebook=rules.book
    )
    if outcome.allocated_at_changes:
        return None
    return Named(case, last.to, last, False, (), _number(last.percent_before), _number(last.percent_after))


def _number(percent: Decimal | None) -> float | None:
    return None if percent is None else float(percent)

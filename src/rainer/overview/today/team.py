"""What a senior looks at: per practitioner, what is overdue, waits, does not fit or was put off. Counts are lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy

from rainer.cases.access import limited_person_ids
from rainer.common import clock
from rainer.organisation.access import Acting
from rainer.organisation.models import Team
from rainer.overview.today.items import Line, open_work
from rainer.overview.today.signing import ToSign, to_sign
from rainer.supervision.models import Contact, DoesNotFit, Snooze
from rainer.supervision.queries.waiting import waiting_for_outcome
from rainer.supervision.reference import Reference
from rainer.workforce.models import PractitionerTeam

OVERDUE, OUTCOMES, DOES_NOT_FIT, PUT_OFF = "overdue", "outcomes", "does_not_fit", "put_off"
TO_SIGN = "to_sign"
# Whose case nobody holds: what waits about them is nobody's count, and in the list of everyone.
NOBODY = 0
LISTS: dict[str, Any] = {
    OVERDUE: gettext_lazy("Musts overdue"),
    OUTCOMES: gettext_lazy("Outcomes waiting"),
    TO_SIGN: gettext_lazy("Waits for a second person"),
    DOES_NOT_FIT: gettext_lazy("Said it does not fit, not answered"),
    PUT_OFF: gettext_lazy("Put off"),
}


@dataclass(frozen=True)
class TeamDay:
    """By list, by practitioner in the team: the very rows each count counts."""

    owners: Sequence[PractitionerTeam]
    overdue: Mapping[int, Sequence[Line]]
    outcomes: Mapping[int, Sequence[Contact]]
    does_not_fit: Mapping[int, Sequence[DoesNotFit]]
    put_off: Mapping[int, Sequence[Snooze]]
    to_sign: Mapping[int, Sequence[ToSign]]
    kept_out: set[int]

    def rows(self, name: str, owner: PractitionerTeam | None = None) -> list[Any]:
        """Of one practitioner, or of everyone."""
        found: Mapping[int, Sequence[Any]] = getattr(self, name)
        whose = [owner.pk] if owner else [*(one.pk for one in self.owners), NOBODY]
        return [row for pk in whose for row in found.get(pk, ())]


def members(team: Team, reference: Reference) -> list[PractitionerTeam]:
    in_force = Q(ends=None) | Q(ends__gte=reference.on)
    return list(
        PractitionerTeam.objects.filter(in_force, team=team, is_placeholder=False, practitioner__left_on=None)
        .select_related("practitioner", "team__unit__region", "manager")
        .order_by("practitioner__surname", "practitioner__forename", "pk")
    )


def team_day(team: Team, acting: Acting) -> TeamDay:
    """As many queries for a team of two as of twenty."""
    reference = Reference.anywhere(on=acting.on)
    owners = members(team, reference)
    overdue: dict[int, list[Line]] = defaultdict(list)
    for line in open_work(owners, reference).lines:
        if line.owner is not None and line.is_overdue(reference) and not line.is_put_off:
            overdue[line.owner.pk].append(line)
    waiting = list(waiting_for_outcome(Q(practitioner_team__in=owners), reference, at=clock.now()))
    said = DoesNotFit.objects.filter(practitioner_team__in=owners, answered_at=None).order_by("said_at", "pk")
    still = Q(until__gt=reference.on) | Q(until=reference.on, to_end_of_day=True)
    put_off = list(
        Snooze.objects.filter(still, practitioner_team__in=owners).select_related("person").order_by("until", "pk")
    )
    signing: dict[int, list[ToSign]] = defaultdict(list)
    for waits in to_sign(acting, [team]):
        holder = waits.case.practitioner_team_id
        signing[holder if holder in {one.pk for one in owners} else NOBODY].append(waits)
    people = {line.person.pk for lines in overdue.values() for line in lines if line.person}
    people |= {one.person_id for one in waiting} | {one.person_id for one in put_off if one.person_id}
    people |= {one.person.pk for rows in signing.values() for one in rows}
    return TeamDay(
        owners,
        overdue,
        _by_owner(waiting),
        _by_owner(said),
        _by_owner(put_off),
        signing,
        limited_person_ids(acting, people),
    )


def _by_owner(rows: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.practitioner_team_id].append(row)
    return found

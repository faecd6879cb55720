"""Who is asked about a recall: a senior of the team; where none may, who stands in."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from rainer.cases.access import limited_person_ids
from rainer.cases.models import Case
from rainer.organisation.access import Acting
from rainer.organisation.models import RoleHolding, User
from rainer.organisation.queries import holders_of
from rainer.workforce.models import Absence

Role = RoleHolding.Role
SENIORS_ASKED = ("SPO_CONSIDER_RECALL", "SPO_SIGNATURE_REQUESTED")
MANAGERS_ASKED = ("ACO_SIGNATURE_REQUESTED",)
ASKED = (*SENIORS_ASKED, *MANAGERS_ASKED)


@dataclass(frozen=True, slots=True)
class Signer:
    """Someone a request goes to, and as what; `is_stand_in` where it is not a senior of the team whose place it is."""

    user: User
    standing: str
    is_stand_in: bool = False


def whom_to_ask(case: Case, to: str, *, not_these: Collection[int], on: date) -> list[Signer]:
    """Those next in line who may sign: present today if any is; nobody who wrote, signed or is kept from the record."""
    lines = [
        [one for one in line if one.user.pk not in not_these and not _is_kept_out(one.user, case, on)]
        for line in _lines(case, to, on)
    ]
    away = _away([one.user.pk for line in lines for one in line], on)
    present = [[one for one in line if one.user.pk not in away] for line in lines]
    return next((line for line in (*present, *lines) if line), [])


def _lines(case: Case, to: str, on: date) -> Iterator[list[Signer]]:
    """For a senior's word: the team's seniors, the unit's, its head, the region's director. For a manager's: the last two."""
    team, unit = case.team, case.team.unit
    asks_a_senior = to in SENIORS_ASKED
    if asks_a_senior:
        here = _("senior of %(place)s") % {"place": team.name}
        yield _named(holders_of(Role.SENIOR, on=on, team=team.pk), here)
        of_unit = _("senior in %(place)s") % {"place": unit.name}
        yield _named(_of_the_unit(case, on), of_unit, stands_in=True)
    head = _("head of %(place)s") % {"place": unit.name}
    yield _named(holders_of(Role.HEAD_OF_UNIT, on=on, unit=unit.pk), head, stands_in=asks_a_senior)
    director = _("regional director of %(place)s") % {"place": unit.region.name}
    of_region = {"region": unit.region_id}
    yield _named(holders_of(Role.REGIONAL_DIRECTOR, on=on, **of_region), director, stands_in=asks_a_senior)


def _of_the_unit(case: Case, on: date) -> list[User]:
    """Its other seniors."""
    unit = case.team.unit_id
    found = [
        *holders_of(Role.SENIOR, on=on, unit=unit, team__isnull=True),
        *holders_of(Role.SENIOR, on=on, team__unit=unit),
    ]
    own = {user.pk for user in holders_of(Role.SENIOR, on=on, team=case.team_id)}
    return [*{user.pk: user for user in found if user.pk not in own}.values()]


def _named(users: list[User], standing: str, *, stands_in: bool = False) -> list[Signer]:
    return [Signer(user, standing, stands_in) for user in users]


def _is_kept_out(user: User, case: Case, on: date) -> bool:
    return bool(limited_person_ids(Acting(user, on), [case.person_id]))


def _away(users: list[int], on: date) -> set[int]:
    in_force = Q(ends=None) | Q(ends__gte=on)
    rows = Absence.objects.filter(in_force, starts__lte=on, practitioner__user__in=users)
    return {pk for pk in rows.values_list("practitioner__user", flat=True) if pk is not None}

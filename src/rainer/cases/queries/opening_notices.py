"""Openings of restricted records that someone was told of and has not seen: they stand on their pages until they do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from rainer.cases.access import limited_person_ids
from rainer.cases.models import BreakGlass, Case, OpeningSeen
from rainer.organisation.access import Acting
from rainer.organisation.models import RoleHolding

NOTICES_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Notice:
    """One opening. Whoever is kept from the record themselves reads who and when, not the words."""

    opened: BreakGlass
    is_limited: bool

    @property
    def reason(self) -> str:
        return "" if self.is_limited else self.opened.reason


def told_of(acting: Acting) -> QuerySet[BreakGlass]:
    """Openings by others that this user is told of, as whoever manages the case, and has not seen."""
    user = acting.user
    held = Q(practitioner_team__manager=user) | Q(practitioner_team__practitioner__user=user)
    leads = [one.team_id for one in acting.holdings if one.role == RoleHolding.Role.SENIOR and one.team_id]
    mine = Case.objects.filter(
        held | Q(practitioner_team=None, team__in=leads), person=OuterRef("person"), closed_on=None
    )
    seen = OpeningSeen.objects.filter(opening=OuterRef("pk"), by=user)
    return BreakGlass.objects.filter(Exists(mine), ~Exists(seen)).exclude(user=user)


def notices_for(acting: Acting) -> Sequence[Notice]:
    """The newest first. Four queries at most, one where there is nothing."""
    rows = list(told_of(acting).select_related("person", "user").order_by("-opened_at", "-pk")[:NOTICES_SHOWN])
    kept_out = limited_person_ids(acting, {one.person_id for one in rows})
    return [Notice(one, one.person_id in kept_out) for one in rows]

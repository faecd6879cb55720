"""The posts of a unit one by one, who fills them, who of these is away, and who has left: what its sums add up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Prefetch, Q

from rainer.organisation.models import DeliveryUnit, Practitioner
from rainer.workforce.models import Absence, Holding, Post

PRACTITIONER = "practitioner"
A_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Filled:
    """A post, or the part of one that somebody holds. `holding` is None for a post, or a part, that nobody fills."""

    post: Post
    fte: Any
    holding: Holding | None = None
    away: Absence | None = None


def posts_of(unit: DeliveryUnit, *, on: date) -> list[Filled]:
    """Every practitioner post in force on the day, part by part, empty ones first. Three queries."""
    now = Q(starts__lte=on) & (Q(ends=None) | Q(ends__gte=on))
    held = Holding.objects.filter(now).select_related("practitioner").order_by("starts", "pk")
    posts = (
        Post.objects.filter(now, unit=unit, role=PRACTITIONER)
        .select_related("team")
        .prefetch_related(Prefetch("holdings", queryset=held, to_attr="in_force"))
        .order_by("team__name", "grade", "pk")
    )
    away = {one.practitioner_id: one for one in Absence.objects.filter(now, practitioner__holdings__post__unit=unit)}
    parts = [part for post in posts for part in _parts(post, away)]
    return sorted(parts, key=lambda one: one.holding is not None)


def _parts(post: Any, away: dict[int, Absence]) -> list[Filled]:
    found = [Filled(post, one.fte, one, away.get(one.practitioner_id)) for one in post.in_force]
    empty = post.fte_target - sum(one.fte for one in post.in_force)
    return [*found, Filled(post, empty)] if empty > 0 else found


def leavers_of(unit: DeliveryUnit, *, on: date) -> list[Practitioner]:
    """Who left the unit's community teams in the twelve months to the day, the latest first. One query."""
    was_here = Q(in_teams__team__unit=unit, in_teams__team__kind="community", in_teams__is_placeholder=False)
    rows = Practitioner.objects.filter(was_here, left_on__gt=on - A_YEAR, left_on__lte=on)
    return list(rows.distinct().order_by("-left_on", "surname"))

"""Caps of new people a week, held against the ticked rows of a plan as each will be named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from rainer.allocation import people
from rainer.allocation.inputs import Rules
from rainer.allocation.queries.standing import Standing, WeeklyCap, standings


@dataclass(frozen=True, slots=True)
class OverCap:
    """One row beyond its practitioner's cap: it would be their `nth` new person this week."""

    row: Any
    cap: WeeklyCap
    nth: int

    @property
    def words(self) -> str:
        return over_cap_words(
            person=people.name_or_restricted(self.row.case, limited=self.row.is_limited),
            to=str(self.row.to.practitioner),
            cap=self.cap,
            nth=self.nth,
        )


def over_cap_words(*, person: str, to: str, cap: WeeklyCap, nth: int) -> str:
    """Who and what: the practitioner, their cap, and the person who is one too many."""
    return _(
        "%(to)s is back from sickness and takes %(cap)d new people a week: %(person)s would be number %(nth)d."
    ) % {"to": to, "cap": cap.a_week, "person": person, "nth": nth}


def standing_of(rows: Iterable[Any], rules: Rules) -> dict[int, Standing]:
    """What stands between a new case and each practitioner these rows name, by practitioner-team id."""
    return standings(list({row.to_id: row.to for row in rows if row.to is not None}.values()), rules)


def in_naming_order(rows: Iterable[Any]) -> list[Any]:
    """Rows as they are named: as the plan placed them, then those changed by hand in the order of the changes.

    Those over a cap with a written reason come last of all, so that the cap holds the others.
    """
    return sorted(
        rows,
        key=lambda row: (bool(row.over_cap_reason), row.changed_at is not None, row.changed_at or row.order, row.order),
    )


def over_cap(rows: Iterable[Any], standing: Mapping[int, Standing]) -> dict[int, OverCap]:
    """The rows beyond a cap, by row id. `standing` is by practitioner-team id."""
    given: Counter[int] = Counter()
    found = {}
    for row in in_naming_order(rows):
        given[row.to_id] += 1
        cap = standing[row.to_id].cap
        if cap and given[row.to_id] > cap.left:
            found[row.pk] = OverCap(row, cap, cap.given + given[row.to_id])
    return found

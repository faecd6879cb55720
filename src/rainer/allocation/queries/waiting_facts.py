"""The facts for which people must not wait, as the rulebook lists them: how many people each, and how they overlap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case as When_
from django.db.models import Count, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from rainer.allocation.inputs import MAPPA, Rules
from rainer.allocation.queries.waiting import flagged, must_not_wait_groups
from rainer.cases.models import Case
from rainer.policy.allocation.facts import ROSH_WORDS
from rainer.policy.allocation.waiting_order import APPOINTMENT_WORDS


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of a group of the waiting order. `key` names it in an address."""

    key: str
    label: str
    group: int
    q: Q


def facts_in_force(rules: Rules) -> list[Fact]:
    """Every fact that puts a person among those who must not wait, the most urgent group first."""
    groups = rules.value("allocation.waiting_groups")["groups"]
    named = [level for row in groups.values() for level in row.get("mappa_levels", ())]
    return [
        fact for number in sorted(must_not_wait_groups(rules)) for fact in _facts(number, groups[number], named, rules)
    ]


def _facts(number: int, row: dict[str, Any], named: list[int], rules: Rules) -> Iterable[Fact]:
    levels = row.get("mappa_levels", ())
    if levels:
        words = _(" or ").join(str(level) for level in levels)
        yield Fact("mappa", _("MAPPA level %(levels)s") % {"levels": words}, number, Q(mappa_level__in=levels))
    for rosh in row.get("rosh", ()):
        yield Fact(f"rosh_{rosh}", ROSH_WORDS[rosh], number, Q(rosh=rosh))
    for code, words in row.get("registrations", {}).items():
        yield Fact(code, words[:1].upper() + words[1:], number, flagged((code,), rules.on))
    if row.get("other_mappa"):
        other = Q(mappa_level__isnull=False) | flagged((MAPPA,), rules.on)
        yield Fact(
            "other_mappa", _("Other MAPPA"), number, other & ~Q(mappa_level__in=named, mappa_level__isnull=False)
        )
    for missed in row.get("first_appointment", ()):
        words = APPOINTMENT_WORDS[missed]
        yield Fact(f"first_{missed}", words[:1].upper() + words[1:], number, Q(first_appointment=missed))


@dataclass(frozen=True, slots=True)
class Counted:
    """How many people must not wait, by fact; `several` of them for more than one."""

    people: int
    several: int
    by_fact: tuple[tuple[Fact, int], ...]


def counted_by_fact(cases: QuerySet[Case], rules: Rules) -> Counted:
    """Of these cases, those who must not wait. A person counts under each of their facts. One query."""
    facts = facts_in_force(rules)
    held: Any = sum((_one(fact.q) for fact in facts), Value(0))
    urgent = cases.filter(waiting_group__in=must_not_wait_groups(rules)).annotate(how_many=held)
    got = urgent.aggregate(
        people=Count("id"),
        several=Count("id", filter=Q(how_many__gt=1)),
        **{f"fact_{fact.key}": Count("id", filter=fact.q) for fact in facts},
    )
    return Counted(got["people"], got["several"], tuple((fact, got[f"fact_{fact.key}"]) for fact in facts))


def _one(q: Q) -> Any:
    return When_(When(q, then=Value(1)), default=Value(0), output_field=IntegerField())

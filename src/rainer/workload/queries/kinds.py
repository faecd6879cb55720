"""The people nobody holds, by kind of case: what their work would be, and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count

from rainer.cases.models import Case
from rainer.organisation.models import Team
from rainer.workload.models import CurrentLoad, PlaceReading
from rainer.workload.queries.places import Where

CASES = {"team": "team", "unit": "team__unit", "region": "team__unit__region"}
TEAMS = {"team": "pk", "unit": "unit", "region": "unit__region"}
UNITS = {"team": "unit__teams", "unit": "unit", "region": "unit__region"}
FIELDS = ("state", "tier_v2", "tier_v3", "is_t2a", "on_warrant", "only_unpaid_work", "is_overdue_termination", "points")


@dataclass(frozen=True, slots=True)
class Kind:
    """So many people of one kind; `points` each, None where no weight is in force."""

    words: str
    points: int | None
    people: int


def kinds_of_nobody(where: Where, *, on: date | None) -> list[Kind] | None:
    """By kind, most work first. `on` reads a past night (None: now): None where its kinds were not kept."""
    if on is not None:
        return _past(where, on)
    inside = {} if where.level == "nation" else {CASES[where.level]: where.pk}
    cases = Case.objects.filter(practitioner_team=None, closed_on=None, **inside).exclude(team__in=_apart(where))
    rows = cases.order_by().values_list(*FIELDS)
    counts: Counter[tuple[str, int | None]] = Counter()
    for *facts, points, people in rows.annotate(n=Count("pk")):
        counts[_words(*facts), points] += people
    counts += _placeholders(where)
    return _kinds(counts)


def _placeholders(where: Where) -> Counter[tuple[str, int | None]]:
    """Placeholder officers' counts: one line each, their points not told apart by kind."""
    inside = {} if where.level == "nation" else {f"practitioner_team__{CASES[where.level]}": where.pk}
    rows = CurrentLoad.objects.filter(practitioner_team__is_placeholder=True, cases__gt=0, **inside)
    rows = rows.exclude(practitioner_team__team__in=_apart(where))
    counts: Counter[tuple[str, int | None]] = Counter()
    for code, cases, points in rows.values_list("practitioner_team__practitioner__code", "cases", "case_points"):
        whole, rest = divmod(points, cases)
        counts[code, whole] += cases - rest
        if rest:
            counts[code, whole + 1] += rest
    return counts


def _past(where: Where, on: date) -> list[Kind] | None:
    inside = {} if where.level == "nation" else {UNITS[where.level]: where.pk}
    counts: Counter[tuple[str, int | None]] = Counter()
    apart = set(_apart(where))
    for facts in PlaceReading.objects.filter(on=on, **inside).values_list("facts", flat=True):
        for fact in facts:
            if where.level == "team" and fact.get("in_team") != where.pk:
                continue
            if fact.get("in_team") in apart:
                continue
            names = ("state", "tier_v2", "tier_v3", "t2a", "warrant", "upw", "overdue")
            counts[_words(*(fact[name] for name in names)), fact["points"]] += fact["people"]
    return _kinds(counts) if counts else None


def _apart(where: Where) -> list[int]:
    """The prison teams of a place that has others too: their points are of another measure."""
    inside = {} if where.level == "nation" else {TEAMS[where.level]: where.pk}
    kinds = dict(Team.objects.filter(**inside).values_list("pk", "kind"))
    prison = [pk for pk, kind in kinds.items() if kind == Team.Kind.PRISON]
    return prison if len(prison) < len(kinds) else []


def _kinds(counts: Counter[tuple[str, int | None]]) -> list[Kind]:
    kinds = [Kind(words, points, people) for (words, points), people in counts.items()]
    return sorted(kinds, key=lambda k: (-(k.points or 0) * k.people, k.words))


def _words(state: Any, tier_v2: str, tier_v3: str, t2a: bool, warrant: bool, upw: bool, overdue: bool) -> str:
    parts = [tier_v2 or tier_v3 or "no tier", str(state)]
    flags = {
        "transition to adulthood": t2a,
        "active warrant": warrant,
        "unpaid work alone": upw,
        "past its end": overdue,
    }
    return ", ".join([*parts, *(word for word, is_so in flags.items() if is_so)])

"""Keep what was so at the moment of a decision, so that nobody is judged later by facts that were not there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, Sum
from django.utils import timezone

from rainer.cases.models import Case
from rainer.organisation.access import Acting
from rainer.organisation.models import Practitioner, Team
from rainer.policy.rulebook import NATION
from rainer.priorities.queries import statuses_of
from rainer.rulebook.queries import place_of, rulebook_now
from rainer.workforce.models import Absence, Holding, Post, PractitionerTeam
from rainer.workload.kept import digest_of
from rainer.workload.models import CurrentLoad, DecisionCircumstances

NOT_RECORDED = "not recorded"
IN_FORCE = (
    "workload.weights_v2",
    "workload.thresholds",
    "workload.nominal_target",
    "workload.reduction_reasons",
)


def circumstances_now(
    *,
    about: str,
    cases: Iterable[Case],
    practitioner_teams: Iterable[PractitionerTeam],
    by: Acting,
    at: datetime,
) -> dict[str, Any]:
    """What is so now of a decision, as plain data: what `keep_circumstances` would keep. Nothing is written."""
    on = timezone.localdate(at)
    teams = list(practitioner_teams)
    return {
        "at": at.isoformat(),
        "about": about,
        "weights": _values_in_force(teams, on=on),
        "cases": [_case(case) for case in cases],
        "practitioners": _practitioners({pt.pk for pt in teams}, on=on),
        "teams": _teams({pt.team_id for pt in teams}, on=on),
        "decided_by": _decider(by, on=on),
        "framework_status": _framework(teams, on=on),
    }


@transaction.atomic
def keep_circumstances(
    *,
    about: str,
    cases: Iterable[Case],
    practitioner_teams: Iterable[PractitionerTeam],
    by: Acting,
    at: datetime,
) -> DecisionCircumstances:
    """Write down the loads of those concerned, who is away, what the record says of the cases, and who decides.

    `about` names the decision ("allocation of X004113"). `facts` is plain data and `digest` the SHA-256 of its
    canonical JSON; the database refuses to change either. As many queries for one case as for a hundred.
    """
    facts = circumstances_now(about=about, cases=cases, practitioner_teams=practitioner_teams, by=by, at=at)
    return DecisionCircumstances.objects.create(at=at, about=about, facts=facts, digest=digest_of(facts))


def _values_in_force(teams: list[PractitionerTeam], *, on: date) -> list[dict[str, str]]:
    rulebook = rulebook_now()
    place = place_of(teams[0].team.unit) if teams else NATION
    found = (rulebook.get(key, on=on, place=place) for key in IN_FORCE)
    return [
        {"key": v.key, "from": v.starts.isoformat(), "place": v.place.words, "status": v.status.value}
        for v in found
        if v is not None
    ]


def _framework(teams: list[PractitionerTeam], *, on: date) -> list[dict[str, str]]:
    """The framework status of each unit concerned, as it stood: its colour or lapsed, and until when."""
    units = {pt.team.unit_id: pt.team.unit for pt in teams}
    outcomes = statuses_of(list(units.values()), on=on)
    return [
        {"unit": units[pk].code, "colour": str(found.answer.colour), "says": found.sentence}
        for pk, found in sorted(outcomes.items())
        if found.answer is not None
    ]


def _case(case: Case) -> dict[str, Any]:
    """What was known of the case on the record. Reference and facts of risk; no name, no notes."""
    return {
        "crn": case.person.crn,
        "state": case.state,
        "tier_v2": case.tier_v2,
        "tier_v3": case.tier_v3,
        "tier_v3_provisional": case.tier_v3_provisional,
        "overridden": {
            scheme: {name: said[name] for name in ("tier", "rule", "until")} for scheme, said in case.overridden.items()
        },
        "rosh": case.rosh,
        "mappa_level": case.mappa_level,
        "mappa_category": case.mappa_category,
        "waiting_group": case.waiting_group,
        "waiting_facts": case.waiting_facts,
        "received_on": case.received_on.isoformat(),
        "last_contact_on": case.last_contact_on.isoformat() if case.last_contact_on else NOT_RECORDED,
        "points": case.points,
    }


def _practitioners(ids: Collection[int], *, on: date) -> list[dict[str, Any]]:
    rows = PractitionerTeam.objects.filter(pk__in=ids).select_related("practitioner", "team", "current_load")
    risk: dict[int, dict[str, int]] = defaultdict(dict)
    held = Case.objects.filter(practitioner_team__in=ids, closed_on=None).values_list("practitioner_team_id", "rosh")
    for pk, rosh, count in held.annotate(n=Count("id")).order_by("practitioner_team_id", "rosh"):
        risk[pk][rosh] = count
    return [
        {
            "code": pt.practitioner.code,
            "name": str(pt.practitioner),
            "team": pt.team.code,
            "grade": pt.practitioner.grade,
            "months_qualified": _months(pt.practitioner.qualified_on, on),
            "months_in_grade": _months(pt.practitioner.in_grade_since, on),
            "cases_by_rosh": risk[pt.pk],
            "load": load_facts(getattr(pt, "current_load", None)),
        }
        for pt in rows.order_by("practitioner__code", "team__code")
    ]


def load_facts(load: CurrentLoad | None) -> dict[str, Any] | str:
    """A load as plain facts, with the day its weights are from."""
    if load is None:
        return NOT_RECORDED
    return {
        "as_at": load.as_at.isoformat(),
        "weights_from": load.weights_from.isoformat() if load.weights_from else NOT_RECORDED,
        "total_points": load.total_points,
        "available_points": load.available_points,
        "percent": "not available" if load.percent is None else str(load.percent),
        "contracted_hours": str(load.contracted_hours),
        "reduction_hours": str(load.reduction_hours),
        "cases": load.cases,
        "over_since": load.over_since.isoformat() if load.over_since else "not over",
    }


def _months(since: date | None, on: date) -> int | str:
    """Whole months since a day."""
    if since is None:
        return NOT_RECORDED
    return (on.year - since.year) * 12 + on.month - since.month - (on.day < since.day)


def _of_units(teams: Collection[int], now: Q) -> dict[int, dict[str, str]]:
    """The posts of the units these teams are of, those of no team among them: what a team's own figures leave out."""
    units = set(Team.objects.filter(pk__in=teams).values_list("unit", flat=True))
    posts = dict(Post.objects.filter(now, unit__in=units).values_list("unit").annotate(n=Sum("fte_target")))
    filled = dict(Holding.objects.filter(now, post__unit__in=units).values_list("post__unit").annotate(n=Sum("fte")))
    return {
        unit: {
            "unit_posts_fte": str(posts[unit]) if unit in posts else NOT_RECORDED,
            "unit_filled_fte": str(filled.get(unit, 0)) if unit in posts else NOT_RECORDED,
        }
        for unit in units
    }


def _teams(ids: Collection[int], *, on: date) -> list[dict[str, Any]]:
    """Posts, who is away and what is held, by team. A team without posts on record says so."""
    now = Q(starts__lte=on) & (Q(ends=None) | Q(ends__gte=on))
    posts = dict(Post.objects.filter(now, team__in=ids).values_list("team").annotate(n=Sum("fte_target")))
    filled = dict(Holding.objects.filter(now, post__team__in=ids).values_list("post__team").annotate(n=Sum("fte")))
    of_units = _of_units(ids, now)
    away = Absence.objects.filter(now, practitioner__in_teams__team__in=ids)
    absent: dict[int, dict[str, int]] = defaultdict(dict)
    counted = away.values_list("practitioner__in_teams__team", "kind").annotate(n=Count("practitioner", distinct=True))
    for team, kind, count in counted.order_by():
        if team in ids:
            absent[team][kind] = count
    rows = (
        PractitionerTeam.objects.filter(now, team__in=ids, is_placeholder=False)
        .values_list("team", "team__code", "team__unit")
        .annotate(n=Count("id"), over=Count("id", filter=Q(current_load__over_since__isnull=False)))
    )
    return [
        {
            "team": code,
            "practitioners": people,
            "at_or_over_level": over,
            "posts_fte": str(posts[team]) if team in posts else NOT_RECORDED,
            "filled_fte": str(filled.get(team, 0)) if team in posts else NOT_RECORDED,
            **of_units[unit],
            "absent": dict(sorted(absent[team].items())),
        }
        for team, code, unit, people, over in rows.order_by("team__code")
    ]


def _decider(by: Acting, *, on: date) -> dict[str, Any]:
    """Who decides, in which roles, and under what load of their own."""
    practitioner = Practitioner.objects.filter(user=by.user).first()
    loads = CurrentLoad.objects.filter(practitioner_team__practitioner=practitioner) if practitioner else ()
    return {
        "username": by.user.username,
        "name": str(by.user),
        "roles": sorted(by.roles),
        "months_qualified": _months(practitioner.qualified_on if practitioner else None, on),
        "loads": [load_facts(load) for load in loads],
    }

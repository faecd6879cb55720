"""P4, compare two: two practitioners side by side for one person. For naming and for moving alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from rainer.allocation import people
from rainer.allocation.inputs import Rules
from rainer.allocation.operations.holder import is_held
from rainer.allocation.queries.candidates import Candidate, candidates, weeks_ahead
from rainer.allocation.views.candidate_words import (
    guard_words,
    highest_heading,
    highest_words,
    knew_words,
    notes_words,
    office_words,
)
from rainer.allocation.views.choose import ALLOCATE, chosen_teams, key_of, with_teams
from rainer.cases.access import open_case
from rainer.cases.models import Case
from rainer.common import clock
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.web import words
from rainer.web.page import render
from rainer.web.tables import Column, Table
from rainer.workload.queries.age import age_of_place
from rainer.workload.queries.places import Where


class Fact(NamedTuple):
    """A row: what is compared, and what it is for each of the two."""

    label: Any
    one: Any
    two: Any


@needs(ALLOCATE)
def compare(request: ActingRequest, crn: str) -> HttpResponse:
    """Choose two practitioners and see them beside each other: facts of work and of the person, no trait of staff."""
    case = open_case(request.acting, crn, ALLOCATE, what="comparing two practitioners")
    rules = Rules.of(case.team.unit, on=request.acting.on)
    listed = candidates(case, chosen_teams(request, case), rules)
    pair = _pair(request, listed)
    asked = "two" in request.GET
    same = asked and request.GET.get("one") == request.GET.get("two")
    error = _("Choose two different people") if same else ""
    back = with_teams(request, reverse("reallocate" if is_held(case) else "allocate", args=[crn]))
    return render(
        request,
        "allocation/compare.html",
        title=_("Compare two practitioners for %(name)s") % {"name": case.person},
        as_of=clock.now(),
        data_age=age_of_place(Where.of_unit(case.team.unit), on=rules.on, rulebook=rules.book),
        identity=people.identity_of(case, on=rules.on),
        back=back,
        options=[(key_of(c), _option(c)) for c in listed],
        chosen=[key_of(c) for c in pair],
        teams=request.GET.getlist("team"),
        table=_table(request, case, pair, weeks=weeks_ahead(rules)) if len(pair) == 2 and not same else None,
        ways=[way for c in pair if (way := _way(request, case, c))] if not same else [],
        error=error,
        status=422 if error else 200,
    )


def _pair(request: ActingRequest, listed: list[Candidate]) -> list[Candidate]:
    """The two asked for; whoever is not asked for, or not there, gives way to the best choice left."""
    by_key = {key_of(c): c for c in listed}
    found = [by_key[key] for name in ("one", "two") if (key := request.GET.get(name, "")) in by_key]
    return [*found, *(c for c in listed if c not in found)][:2]


def _option(one: Candidate) -> str:
    who = f"{one.name}, {one.to.practitioner.grade}, {one.to.team.name}"
    return who if one.can_be_chosen else _("%(who)s (cannot be chosen)") % {"who": who}


def _table(request: ActingRequest, case: Case, pair: list[Candidate], *, weeks: int) -> Table:
    first, second = pair
    return Table(
        request,
        caption=_("What each would mean for %(name)s") % {"name": case.person},
        columns=[
            Column("label", _("What")),
            Column("one", f"{first.name}, {first.to.practitioner.grade}"),
            Column("two", f"{second.name}, {second.to.practitioner.grade}"),
        ],
        rows=_facts(case, first, second, weeks=weeks),
        empty="",
        what=lambda n: _("%(count)d things compared") % {"count": n},
    )


def _facts(case: Case, first: Candidate, second: Candidate, *, weeks: int) -> list[Fact]:
    name = {"name": case.person.forename}
    shown: list[tuple[Any, Callable[[Candidate], Any]]] = [
        (_("Load now"), lambda c: words.load1(c.percent_now)),
        (_("Load with %(name)s") % name, lambda c: words.load1(c.percent_with)),
        (highest_heading(weeks), highest_words),
        (_("Qualified"), lambda c: c.qualified_words),
        (_("New in 7 days"), lambda c: words.whole(c.new_in_week)),
        (_("High risk held"), lambda c: words.whole(c.high_risk_held)),
        (_("Office"), office_words),
        (_("Knew %(name)s") % name, knew_words),
        (_("The guard says"), guard_words),
        (_("Good to know"), lambda c: notes_words(c) or _("Nothing")),
    ]
    return [Fact(label, value(first), value(second)) for label, value in shown]


def _way(request: ActingRequest, case: Case, one: Candidate) -> tuple[str, str] | None:
    """Where choosing this one goes on, with the words for it; None where they cannot be chosen by this user."""
    may_override = request.acting.area(Capability.OVERRIDE_GUARD).holds_team(case.team)
    if one.verdict.never or (one.verdict.against and not may_override):
        return None
    next_page = "reallocate_to" if is_held(case) else "allocate_to"
    url = f"{reverse(next_page, args=[case.person.crn, one.code])}?team={one.to.team.code}"
    text = _("Choose %(name)s") if one.can_be_chosen else _("Go ahead with %(name)s and say why")
    return url, text % {"name": one.name}

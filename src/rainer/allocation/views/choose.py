"""P4: who can take this person, now and in the weeks ahead, and who knew them. For naming and for moving alike."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from rainer.allocation import people
from rainer.allocation.inputs import Rules
from rainer.allocation.operations.holder import is_held, latest_allocation, someone_was_first
from rainer.allocation.queries.candidates import (
    Candidate,
    candidates,
    let_in_by_team,
    teams_to_choose_from,
    weeks_ahead,
)
from rainer.allocation.queries.placed import information_owners
from rainer.allocation.views.candidate_words import choice_words, highest_heading, highest_words, office_words
from rainer.allocation.views.knew import who_knew_them
from rainer.allocation.views.look import NOTES, notes_key
from rainer.cases.access import open_case
from rainer.cases.models import Case
from rainer.common import clock
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.organisation.models import Team
from rainer.web import words
from rainer.web.forms import drafts
from rainer.web.page import render
from rainer.web.tables import Column, Table
from rainer.workload.queries.age import age_of_place
from rainer.workload.queries.places import Where

ALLOCATE = Capability.ALLOCATE
FIRST_ON_A_PHONE, PAGE = 5, 20


@needs(ALLOCATE)
def name(request: ActingRequest, crn: str) -> HttpResponse:
    """Choose who will be the practitioner of someone nobody is named for."""
    case = open_case(request.acting, crn, ALLOCATE, what="choosing a practitioner")
    if is_held(case):
        return _held_already(request, case)
    return _choose(
        request, case, next_page="allocate_to", title=_("Name a practitioner for %(name)s") % {"name": case.person}
    )


def _held_already(request: ActingRequest, case: Case) -> HttpResponse:
    """Who holds the case, said at once, with the way to the decision and to moving it."""
    decided = latest_allocation(case)
    return render(
        request,
        "allocation/held.html",
        title=_("%(name)s has a named practitioner") % {"name": case.person},
        identity=people.identity_of(case, on=request.acting.on),
        back=reverse("look_at_case", args=[case.person.crn]),
        case=case,
        sentence=someone_was_first(case).message,
        decided=decided if decided and decided.to_id == case.practitioner_team_id else None,
    )


@needs(ALLOCATE)
def move(request: ActingRequest, crn: str) -> HttpResponse:
    """Choose who a case moves to."""
    case = open_case(request.acting, crn, ALLOCATE, what="choosing whom to move a case to")
    if not is_held(case):
        return HttpResponseRedirect(reverse("allocate", args=[crn]))
    return _choose(
        request, case, next_page="reallocate_to", title=_("Move %(name)s to someone else") % {"name": case.person}
    )


def _choose(request: ActingRequest, case: Case, *, next_page: str, title: str) -> HttpResponse:
    error = ""
    if request.method == "POST":
        drafts.keep(request, notes_key(case), title=_("Naming someone for %(crn)s") % {"crn": case.person.crn})
        chosen = request.POST.get("to", "")
        if "compare" in request.POST:
            address = with_teams(request, reverse("compare_practitioners", args=[case.person.crn]), one=chosen)
            return HttpResponseRedirect(address)
        if chosen:
            staff, _separator, team = chosen.partition("|")
            return HttpResponseRedirect(f"{reverse(next_page, args=[case.person.crn, staff])}?team={team}")
        error = _("Choose who will take %(name)s") % {"name": case.person.forename}
    rules = Rules.of(case.team.unit, on=request.acting.on)
    listed = candidates(case, chosen_teams(request, case), rules)
    table = _table(request, [c for c in listed if c.can_be_chosen], case, rules)
    return render(
        request,
        "allocation/choose.html",
        title=title,
        as_of=clock.now(),
        data_age=age_of_place(Where.of_unit(case.team.unit), on=rules.on, rulebook=rules.book),
        identity=people.identity_of(case, on=rules.on),
        back=reverse("look_at_case", args=[case.person.crn]),
        case=case,
        about=_about(case),
        knew=who_knew_them(case, listed, on=rules.on),
        table=table,
        team_links=_team_links(request, case),
        more=max(min(len(table.page.object_list), PAGE) - FIRST_ON_A_PHONE, 0),
        cannot=_by_reason([c for c in listed if not c.can_be_chosen]),
        kept_out=_kept_out(request, case, listed, rules),
        may_override=request.acting.area(Capability.OVERRIDE_GUARD).holds_team(case.team),
        next_page=next_page,
        error=error,
        notes=drafts.restored(request, notes_key(case)).get(NOTES, ""),
        status=422 if error else 200,
    )


def _by_reason(cannot: list[Candidate]) -> list[tuple[str, list[Candidate]]]:
    """Those who cannot be chosen under what is in the way, most first: said once, not once for each."""
    groups: dict[str, list[Candidate]] = {}
    for one in cannot:
        groups.setdefault("; ".join(one.in_the_way), []).append(one)
    return sorted(groups.items(), key=lambda group: -len(group[1]))


def _kept_out(request: ActingRequest, case: Case, listed: list[Candidate], rules: Rules) -> dict[str, Any] | None:
    """What to do where limited access keeps out everyone listed: whom to ask, and where someone is let in.

    Only how many are let in is said, never who.
    """
    if not listed or not all(c.verdict.known.kept_out for c in listed):
        return None
    let_in = let_in_by_team(case, list(teams_to_choose_from(request.acting, case)), rules)
    return {
        "count": len(listed),
        "ask": information_owners(rules),
        "teams": [(team.name, team.unit.name, n, f"{request.path}?team={team.code}") for team, n in let_in],
    }


def _about(case: Case) -> list[str]:
    """What puts the person where they are in the waiting order; MAPPA at any level."""
    facts = [str(fact) for fact in case.waiting_facts]
    if case.mappa_level and not any("MAPPA" in fact for fact in facts):
        facts.append(_("MAPPA level %(level)d") % {"level": case.mappa_level})
    return facts


def chosen_teams(request: ActingRequest, case: Case) -> list[Team]:
    """The teams of the address; by default those of the case's own unit."""
    within = list(teams_to_choose_from(request.acting, case))
    asked = set(request.GET.getlist("team"))
    chosen = [t for t in within if t.code in asked]
    return chosen or [t for t in within if t.unit_id == case.team.unit_id] or within


def with_teams(request: ActingRequest, path: str, **more: str) -> str:
    """An address of the same choice: the teams looked at are kept."""
    query = QueryDict(mutable=True)
    query.setlist("team", request.GET.getlist("team"))
    for name, value in more.items():
        if value:
            query[name] = value
    return f"{path}?{query.urlencode()}" if query else path


def key_of(one: Candidate) -> str:
    """A practitioner in one team, as the pages pass it on."""
    return f"{one.code}|{one.to.team.code}"


def _team_links(request: ActingRequest, case: Case) -> list[tuple[str, str, bool]]:
    """(words, address, whether shown now): the whole unit, each of its teams, then those of other units."""
    within = list(teams_to_choose_from(request.acting, case))
    asked = request.GET.getlist("team")
    own = [t for t in within if t.unit_id == case.team.unit_id]
    links = [(_("All of %(unit)s") % {"unit": case.team.unit.name}, request.path, not asked)] if own else []
    for team in [*own, *(t for t in within if t not in own)]:
        name = team.name if team in own else f"{team.name}, {team.unit.name}"
        links.append((name, f"{request.path}?team={team.code}", asked == [team.code]))
    return links


def _table(request: ActingRequest, rows: list[Candidate], case: Case, rules: Rules) -> Table:
    person = case.person
    return Table(
        request,
        caption=_caption(rows) % {"name": person},
        columns=[
            Column("name", _("Name, grade"), value=lambda c: _radio(c), sort="name"),
            Column("qualified", _("Qualified"), value=lambda c: c.qualified_words, sort="months_qualified"),
            Column("now", _("Load now"), value=lambda c: words.load1(c.percent_now), numeric=True, sort="percent_now"),
            Column(
                "with", _("With %(name)s") % {"name": person.forename},
                value=lambda c: words.load1(c.percent_with), numeric=True, sort="percent_with",
            ),
            Column(
                "highest", highest_heading(weeks_ahead(rules)),
                value=highest_words, numeric=True, sort="highest",
            ),
            Column("new", _("New, %(days)d days") % {"days": rules.value("allocation.recent_days")["cases_in_past_week"]}, value=lambda c: c.new_in_week, numeric=True, sort="new_in_week"),
            Column("high", _("High risk held"), value=lambda c: c.high_risk_held, numeric=True, sort="high_risk_held"),
            Column("place", _("Office"), value=office_words),
            Column("notes", _("Good to know"), value=choice_words, blank=_("Nothing")),
        ],
        rows=rows,
        page_size=PAGE,
        empty=_("Nobody of these teams can be chosen. See below why, or choose other teams."),
        what=lambda n: _("%(count)d practitioners") % {"count": n},
    )  # fmt: skip


def _caption(rows: list[Candidate]) -> str:
    """In what order they stand; those who knew the person only where one of them did."""
    if any(one.knew for one in rows):
        return _("Who can take %(name)s: those who knew them first, then the lowest load with them")
    return _("Who can take %(name)s: the lowest load with them first")


def _radio(one: Candidate) -> SafeString:
    return format_html(
        '<span class="govuk-radios govuk-radios--small"><span class="govuk-radios__item">'
        '<input class="govuk-radios__input" type="radio" form="choose" name="to" value="{}" id="to-{}">'
        '<label class="govuk-label govuk-radios__label" for="to-{}">{}, {}{}</label></span></span>',
        key_of(one), one.pk, one.pk, one.name, one.to.practitioner.short_grade, _knew_tag(one),
    )  # fmt: skip


def _knew_tag(one: Candidate) -> str:
    return format_html(' <strong class="govuk-tag govuk-tag--blue">{}</strong>', _("Knew them")) if one.knew else ""

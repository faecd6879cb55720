"""My load: every line that makes the figure, where it is going, and what was done about it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from rainer.common import clock
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.organisation.models import Practitioner
from rainer.policy.rulebook import Rulebook
from rainer.policy.workload import action_level
from rainer.rulebook.queries import place_of, rulebook_now
from rainer.web import page
from rainer.workforce.models import PractitionerTeam
from rainer.workload.models import CurrentLoad
from rainer.workload.queries.actions import waiting_for
from rainer.workload.queries.age import age_of_one
from rainer.workload.queries.coming import case_changes, coming_weeks, hour_changes
from rainer.workload.queries.history import run_now
from rainer.workload.queries.own import (
    actions_about,
    line_words,
    open_queries,
    own_load,
)
from rainer.workload.queries.people import own_teams
from rainer.workload.views import own_history, own_words
from rainer.workload.views.actions import summary
from rainer.workload.views.common import kept_load, one_of, pages_setting, teams_open_to
from rainer.workload.views.own_history import team_links
from rainer.workload.views.own_lines import change_words, lines_table


@needs(Capability.SEE_OWN_LOAD)
def my_load(request: ActingRequest) -> HttpResponse:
    teams = _my_teams(request)
    if not teams:
        return page.render(request, "workload/no_team.html", title=_("Your load"), as_of=clock.now())
    return _load_page(request, teams, title=_("Your load"), own=True)


def _my_teams(request: ActingRequest) -> list[PractitionerTeam]:
    practitioner = Practitioner.objects.filter(user=request.user).first()
    return list(own_teams(practitioner, on=request.acting.on)) if practitioner else []


@needs(Capability.SEE_OWN_LOAD, Capability.SEE_LOAD_BY_NAME)
def staff_load(request: ActingRequest, code: str) -> HttpResponse:
    """The same page for the practitioner's senior and head; nobody looks sideways."""
    teams = teams_open_to(request.acting, code, Capability.SEE_LOAD_BY_NAME)
    own = teams[0].practitioner.user_id == request.acting.user.pk
    return _load_page(request, teams, title=_("Load of %(name)s") % {"name": teams[0].practitioner}, own=own)


def _load_page(request: ActingRequest, teams: list[PractitionerTeam], *, title: str, own: bool) -> HttpResponse:
    pt = one_of(teams, request.GET.get("team", ""))
    if (day := page.day_asked(request)) is not None:
        return _past_page(request, teams, pt, day, title=title, own=own)
    on, rulebook = request.acting.on, rulebook_now()
    found = own_load(pt, on=on, rulebook=rulebook)
    code = pt.practitioner.code
    load = CurrentLoad.objects.filter(pk=pt.pk).first()
    level = action_level(on=on, place=place_of(pt.team.unit), rulebook=rulebook)
    if found is None:
        return page.render(request, "workload/no_team.html", title=title, as_of=clock.now())
    run = run_now(load, level=level, on=on) if load else None
    table = lines_table(request, pt, found, own=own, on=on, rulebook=rulebook)
    if (download := table.export_response()) is not None:
        return download
    actions = list(actions_about(pt.pk)[:10])
    waiting = None if own else waiting_for(request.acting).filter(practitioner_team=pt).first()
    return page.render(
        request,
        "workload/own.html",
        title=title,
        as_of=clock.now(),
        data_age=age_of_one(pt, on=on, rulebook=rulebook),
        another_day=True,
        sub_nav=team_links(request, teams, pt),
        pt=pt,
        own=own,
        figure=own_words.figure(found, pt),
        sentence=own_words.hours_sentence(found, load, run, level, on=on, place_of_pt=pt, rulebook=rulebook),
        sum_words=own_words.sum_words(found, level),
        no_hours=own_words.no_hours_words(found, own=own),
        table=table,
        chart=own_history.chart_of(pt, load, run, actions, on=on, rulebook=rulebook),
        chart_url=f"{reverse('staff_load', args=[code])}{pt.team.code}/",
        coming=_coming(pt, on=on, rulebook=rulebook),
        hours_words=own_words.hours_words(pt, found, on=on),
        done=[(a, summary(a)) for a in actions if a.chosen],
        waiting=waiting,
        waiting_words=own_words.waiting_words(waiting, on=on) if waiting else "",
        queries=[(line_words(q.line), q) for q in open_queries([pt.pk])[:10]],
        history_url=reverse("load_history", args=[code]) + f"?team={pt.team.code}",
        hours_url=reverse("staff_hours", args=[code]),
    )


def _past_page(
    request: ActingRequest, teams: list[PractitionerTeam], pt: PractitionerTeam, day: date, *, title: str, own: bool
) -> HttpResponse:
    """The load on a past day with its lines, from the facts kept with that night's reading; nothing of now."""
    rulebook = rulebook_now()
    level = action_level(on=day, place=place_of(pt.team.unit), rulebook=rulebook)
    found = kept_load(pt, day, rulebook=rulebook)
    table = lines_table(request, pt, found, own=own, on=day, rulebook=rulebook, is_past=True)
    if (download := table.export_response()) is not None:
        return download
    return page.render(
        request,
        "workload/own.html",
        title=title,
        as_of=day,
        data_age=age_of_one(pt, on=day, rulebook=rulebook),
        looking_at=day,
        another_day=True,
        sub_nav=team_links(request, teams, pt, on=day),
        figure=own_words.figure(found, pt, on=day),
        sentence=own_words.hours_sentence(found, None, None, level, on=day, place_of_pt=pt, rulebook=rulebook),
        sum_words=own_words.sum_words(found, level),
        table=table,
        hours_words=own_words.hours_words(pt, found, on=day),
        history_url=reverse("load_history", args=[pt.practitioner.code]) + f"?team={pt.team.code}",
        hours_url=reverse("staff_hours", args=[pt.practitioner.code]),
    )


def _coming(pt: PractitionerTeam, *, on: date, rulebook: Rulebook) -> list[dict[str, Any]]:
    """Week by week: the load if nothing new comes, and what changes in that week."""
    weeks = pages_setting("coming_weeks", on=on, place=place_of(pt.team.unit), rulebook=rulebook)
    expected = coming_weeks([pt.pk], on=on, weeks=weeks, rulebook=rulebook).get(pt.pk, [])
    until = on + timedelta(weeks=weeks + 1)
    changes = [*case_changes([pt.pk], on=on, until=until, rulebook=rulebook).get(pt.pk, ()),
               *hour_changes(pt.pk, on=on, until=until)]  # fmt: skip
    return [
        {
            "week": week,
            "changes": [
                f"{c.crn} {change_words(c)}".strip()
                for c in changes
                if week.starts - timedelta(days=7) < c.on <= week.starts
            ],
        }
        for week in expected
    ]

"""My load: every line that makes the figure, where it is going, and what was done about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rainer.common import clock
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.organisation.models import Practitioner
from rainer.policy.rulebook import Rulebook
from rainer.policy.workload import action_level
from rainer.rulebook.queries import place_of, rulebook_now
from rainer.web import page, words
from rainer.web.charts import Chart, chart_csv, chart_response
from rainer.web.figures import Figure
from rainer.web.furniture import NavItem
from rainer.web.tables import Column, Table
from rainer.workforce.models import PractitionerTeam
from rainer.workload.charts import days_chart, weight_breaks
from rainer.workload.models import CurrentLoad, LoadReading, WorkloadAction
from rainer.workload.queries.actions import waiting_for
from rainer.workload.queries.coming import case_changes, coming_weeks, hour_changes
from rainer.workload.queries.history import Day, Run, own_days, readings_of, run_now, with_now
from rainer.workload.queries.own import (
    OwnLoad,
    actions_about,
    line_words,
    open_queries,
    own_load,
)
from rainer.workload.queries.people import own_teams
from rainer.workload.views.actions import summary
from rainer.workload.views.common import due_words, in_percent, kept_load, one_of, pages_setting, rounded, teams_open_to
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
        another_day=True,
        sub_nav=_team_links(request, teams, pt),
        pt=pt,
        own=own,
        figure=_figure(found, pt),
        sentence=_hours_sentence(found, load, run, level, on=on, place_of_pt=pt, rulebook=rulebook),
        sum_words=_sum_words(found, level),
        no_hours=_no_hours_words(found, own=own),
        table=table,
        chart=_chart(pt, load, run, actions, on=on, rulebook=rulebook),
        chart_url=f"{reverse('staff_load', args=[code])}{pt.team.code}/",
        coming=_coming(pt, on=on, rulebook=rulebook),
        hours_words=_hours_words(pt, found, on=on),
        done=[(a, summary(a)) for a in actions if a.chosen],
        waiting=waiting,
        waiting_words=_waiting_words(waiting, on=on) if waiting else "",
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
        looking_at=day,
        another_day=True,
        sub_nav=_team_links(request, teams, pt, on=day),
        figure=_figure(found, pt, on=day),
        sentence=_hours_sentence(found, None, None, level, on=day, place_of_pt=pt, rulebook=rulebook),
        sum_words=_sum_words(found, level),
        table=table,
        hours_words=_hours_words(pt, found, on=day),
        history_url=reverse("load_history", args=[pt.practitioner.code]) + f"?team={pt.team.code}",
        hours_url=reverse("staff_hours", args=[pt.practitioner.code]),
    )


def _waiting_words(action: WorkloadAction, *, on: date) -> str:
    if action.due < on:
        return _("A record of what was done about this load is asked for. %(overdue)s.") % {
            "overdue": due_words(action, on=on)
        }
    return _("A record of what was done about this load is due %(day)s.") % {"day": words.day(action.due)}


def _team_links(
    request: ActingRequest, teams: list[PractitionerTeam], now: PractitionerTeam, *, on: date | None = None
) -> Sequence[NavItem]:
    if len(teams) == 1:
        return ()
    day = f"&on={on.isoformat()}" if on else ""
    return [NavItem(str(pt.team), f"{request.path}?team={pt.team.code}{day}", pt.pk == now.pk) for pt in teams]


def _figure(found: OwnLoad, pt: PractitionerTeam, *, on: date | None = None) -> Figure:
    value = words.load1(found.load.percent)
    return Figure(
        value,
        "" if found.load.percent is None else _("of time"),
        why_url=reverse("why_load", args=[pt.practitioner.code, pt.team.code])
        + (f"?on={on.isoformat()}" if on else ""),
        why_text=_("Why %(figure)s?") % {"figure": value},
    )


def _hours_sentence(
    found: OwnLoad,
    load: CurrentLoad | None,
    run: Run | None,
    level: float,
    *,
    on: date,
    place_of_pt: PractitionerTeam,
    rulebook: Rulebook,
) -> str:
    if found.load.percent is None or found.load.hours_of_work is None:
        return ""
    said = _("%(work)s h of work in %(hours)s h, by these weights.") % {
        "work": f"{found.load.hours_of_work:.1f}",
        "hours": f"{found.load.available_hours:.1f}",
    }
    if load is None or run is None:
        return said
    rows = rulebook.value("workload.thresholds", on=on, place=place_of(place_of_pt.team.unit)).value
    period = max(row["period_days"] for row in rows)
    over = ngettext("At or over %(level)s for %(n)s day", "At or over %(level)s for %(n)s days", run.days)
    facts = {"level": f"{level:g}%", "n": run.days, "period": period}
    if load.excessive_since:
        return f"{said} {over % facts}{_('; a stress check is offered.')}"
    return f"{said} {over % facts}{_('; at %(period)s days a stress check is offered.') % facts}"


def _sum_words(found: OwnLoad, level: float) -> str:
    load = found.load
    cases = sum(1 for _line in found.inputs.cases) or load.cases_scored + load.cases_unscored
    said = _(
        "%(cases)s cases %(case_points)s · reports %(reports)s · support work %(cms)s = %(total)s of %(available)s points"
    ) % {
        "cases": cases,
        "case_points": words.whole(load.case_points),
        "reports": words.whole(load.report_points),
        "cms": words.whole(load.cms_points),
        "total": words.whole(load.total_points),
        "available": words.whole(load.available_points),
    }
    if load.percent is None or load.remaining >= 0:
        return said
    over_line = load.total_points - load.available_points * level / 100
    more = _("; %(over)s over") % {"over": words.whole(-load.remaining)}
    if over_line > 0:
        more += _("; %(points)s over the %(level)s line") % {"points": words.whole(over_line), "level": f"{level:g}%"}
    return said + more


def _no_hours_words(found: OwnLoad, *, own: bool) -> str:
    if found.load.percent is not None:
        return ""
    cases = len(found.inputs.cases) or found.load.cases_scored + found.load.cases_unscored
    if own:
        return _(
            "You have no hours available, so load cannot be worked out. %(n)s cases are in your name. Ask your senior for your hours to be recorded."
        ) % {"n": cases}
    return _("They have no hours available, so load cannot be worked out. %(n)s cases are in their name.") % {
        "n": cases
    }


def _chart(
    pt: PractitionerTeam,
    load: CurrentLoad | None,
    run: Run | None,
    actions: Sequence[WorkloadAction],
    *,
    on: date,
    rulebook: Rulebook,
) -> Chart:
    place = place_of(pt.team.unit)
    weeks = pages_setting("history_weeks", on=on, place=place, rulebook=rulebook)
    days = own_days(pt.pk, on=on, weeks=weeks)
    return days_chart(
        with_now(days, Day(on, load.total_points, load.available_points)) if load else days,
        so_far=run.days if run else 0,
        over=action_level(on=on, place=place, rulebook=rulebook),
        what=pt,
        actions=[a for a in actions if a.chosen],
        breaks=weight_breaks(place, rulebook),
        name="own-load",
    )


@needs(Capability.SEE_OWN_LOAD, Capability.SEE_LOAD_BY_NAME)
def own_chart(request: ActingRequest, code: str, team: str, width: int = 0) -> HttpResponse:
    """The year's chart as a picture; its figures as CSV where no width is given."""
    pt = one_of(teams_open_to(request.acting, code, Capability.SEE_LOAD_BY_NAME), team)
    on, rulebook = request.acting.on, rulebook_now()
    load = CurrentLoad.objects.filter(pk=pt.pk).first()
    level = action_level(on=on, place=place_of(pt.team.unit), rulebook=rulebook)
    run = run_now(load, level=level, on=on) if load else None
    chart = _chart(pt, load, run, list(actions_about(pt.pk)[:10]), on=on, rulebook=rulebook)
    return chart_response(chart, width) if width else chart_csv(chart)


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


def _hours_words(pt: PractitionerTeam, found: OwnLoad, *, on: date) -> str:
    load = found.load
    rows = pt.reductions.filter(starts__lte=on, ends__gte=on).exclude(status="DELETED").order_by("ends")
    taken = [
        _("%(hours)s %(reason)s (to %(day)s)") % {"hours": r.hours, "reason": r.reason, "day": words.short_day(r.ends)}
        for r in rows
    ]
    less = f" − {', '.join(taken)}" if taken else ""
    return _("Hours: %(contracted)s contracted%(less)s = %(available)s") % {
        "contracted": f"{load.contracted_hours:.1f}",
        "less": less,
        "available": f"{load.available_hours:.1f}",
    }


@needs(Capability.SEE_OWN_LOAD, Capability.SEE_LOAD_BY_NAME)
def load_history(request: ActingRequest, code: str) -> HttpResponse:
    """Every nightly reading of one load, newest first, each opening its own why page."""
    teams = teams_open_to(request.acting, code, Capability.SEE_LOAD_BY_NAME)
    pt = one_of(teams, request.GET.get("team", ""))
    own = pt.practitioner.user_id == request.acting.user.pk
    table = Table(
        request,
        caption=_("Nightly readings of load, newest first"),
        columns=[
            Column("on", _("Day"), value=lambda r: words.day(r.on), export=lambda r: r.on, sort="on",
                   link=lambda r: _why_on(pt, r)),
            Column("percent", _("Load"), numeric=True, value=lambda r: words.load1(r.percent), sort="percent",
                   export=lambda r: rounded(r.percent), export_heading=in_percent(_("Load")),
                   blank=words.NOT_AVAILABLE),
            Column("total_points", _("Points held"), numeric=True, value=lambda r: words.whole(r.total_points)),
            Column("available_points", _("Points available"), numeric=True,
                   value=lambda r: words.whole(r.available_points)),
            Column("contracted_hours", _("Hours"), numeric=True),
            Column("reduction_hours", _("Hours off"), numeric=True),
            Column("cases", _("Cases"), numeric=True),
        ],
        rows=readings_of(pt.pk),
        empty=_("No reading has been taken yet."),
        export_name=f"load history {code}",
        export_needs=None if own else "export",
    )  # fmt: skip
    if (download := table.export_response()) is not None:
        return download
    return page.render(
        request,
        "workload/table.html",
        title=_("Load day by day: %(name)s") % {"name": pt},
        as_of=clock.now(),
        back=reverse("staff_load", args=[code]),
        sub_nav=_team_links(request, teams, pt),
        table=table,
    )


def _why_on(pt: PractitionerTeam, reading: LoadReading) -> str | None:
    if reading.facts_id is None:
        return None
    return f"{reverse('why_load', args=[pt.practitioner.code, pt.team.code])}?on={reading.on.isoformat()}"

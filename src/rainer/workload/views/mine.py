"""My load: every line that makes the figure, where it is going, and what was done about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html
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
from rainer.workload.queries.coming import Change, case_changes, coming_weeks, hour_changes
from rainer.workload.queries.history import own_days, readings_of
from rainer.workload.queries.own import Line, OwnLoad, actions_about, lines_of, names_shown, open_queries, own_load
from rainer.workload.queries.people import own_teams
from rainer.workload.views.actions import summary
from rainer.workload.views.common import one_of, pages_setting, teams_open_to


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
    on, rulebook = request.acting.on, rulebook_now()
    found = own_load(pt, on=on, rulebook=rulebook)
    code = pt.practitioner.code
    load = CurrentLoad.objects.filter(pk=pt.pk).first()
    level = action_level(on=on, place=place_of(pt.team.unit), rulebook=rulebook)
    if found is None:
        return page.render(request, "workload/no_team.html", title=title, as_of=clock.now())
    table = _lines_table(request, pt, found, own=own, on=on, rulebook=rulebook)
    if (download := table.export_response()) is not None:
        return download
    actions = list(actions_about(pt.pk)[:10])
    return page.render(
        request,
        "workload/own.html",
        title=title,
        as_of=clock.now(),
        sub_nav=_team_links(request, teams, pt),
        pt=pt,
        own=own,
        figure=_figure(found, pt),
        sentence=_hours_sentence(found, load, level, on=on, place_of_pt=pt, rulebook=rulebook),
        sum_words=_sum_words(found, level),
        no_hours=_no_hours_words(found, own=own),
        table=table,
        chart=_chart(pt, actions, on=on, rulebook=rulebook),
        chart_url=f"{reverse('staff_load', args=[code])}{pt.team.code}/",
        coming=_coming(pt, on=on, rulebook=rulebook),
        hours_words=_hours_words(pt, found, on=on),
        done=[(a, summary(a)) for a in actions if a.chosen],
        waiting=next((a for a in actions if not a.chosen), None),
        may_answer=not own and request.acting.may(Capability.RECORD_WORKLOAD_ACTION),
        queries=list(open_queries([pt.pk])[:10]),
        history_url=reverse("load_history", args=[code]) + f"?team={pt.team.code}",
        hours_url=reverse("staff_hours", args=[code]),
    )


def _team_links(request: ActingRequest, teams: list[PractitionerTeam], now: PractitionerTeam) -> Sequence[NavItem]:
    if len(teams) == 1:
        return ()
    return [NavItem(str(pt.team), f"{request.path}?team={pt.team.code}", pt.pk == now.pk) for pt in teams]


def _figure(found: OwnLoad, pt: PractitionerTeam) -> Figure:
    value = words.load1(found.load.percent)
    return Figure(
        value,
        "" if found.load.percent is None else _("of time"),
        why_url=reverse("why_load", args=[pt.practitioner.code, pt.team.code]),
        why_text=_("Why %(figure)s?") % {"figure": value},
    )


def _hours_sentence(
    found: OwnLoad,
    load: CurrentLoad | None,
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
    if load is None or load.over_since is None or found.load.percent < level:
        return said
    days = (on - load.over_since).days + 1
    rows = rulebook.value("workload.thresholds", on=on, place=place_of(place_of_pt.team.unit)).value
    period = max(row["period_days"] for row in rows)
    over = ngettext("At or over %(level)s for %(n)s day", "At or over %(level)s for %(n)s days", days)
    facts = {"level": f"{level:g}%", "n": days, "period": period}
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


def _lines_table(
    request: ActingRequest, pt: PractitionerTeam, found: OwnLoad, *, own: bool, on: date, rulebook: Rulebook
) -> Table:
    weeks = pages_setting("trend_weeks", on=on, place=place_of(pt.team.unit), rulebook=rulebook)
    changes = case_changes([pt.pk], on=on, until=on + timedelta(weeks=weeks), rulebook=rulebook)
    soon = {change.crn: change for change in changes.get(pt.pk, ())}
    names = names_shown(request.acting, [case.crn for case in found.inputs.cases])
    columns = [
        Column("what", _("Case or task"), value=lambda line: _what(line, names), sort="crn"),
        Column("mix", _("Tier, state"), sort=True),
        Column("weight", _("Weight"), numeric=True, value=_weight, blank=_("No weight in force")),
        Column("from", _("From"), value=_from, blank="–"),
        Column("points", _("Points"), numeric=True, sort=True, value=lambda line: _points(line), blank=_("Not counted"),
               export=lambda line: line.points),
        Column("soon", _("Next %(weeks)s weeks") % {"weeks": weeks}, value=lambda line: _soon(soon.get(line.crn)),
               blank=_("No change known")),
    ]  # fmt: skip
    if own:
        columns.append(Column("query", _("Not right?"), value=lambda line: _query_link(line, pt)))
    return Table(
        request,
        caption=_("Every line that makes the figure"),
        columns=columns,
        rows=lines_of(found),
        page_size=100,
        empty=_("No one is in this practitioner's name."),
        export_name=f"load {pt.practitioner.code}",
        export_facts={_("As at"): words.moment(clock.now())},
        export_needs=None if own else "export",
        what=lambda n: _("%(n)s lines") % {"n": n},
    )


def _what(line: Line, names: dict[str, str]) -> Any:
    if not line.crn:
        return line.what or line.mix
    if line.crn not in names:
        return _("Restricted record, %(crn)s") % {"crn": line.crn}
    return format_html(
        '<a class="govuk-link" href="{}">{} {}</a>', reverse("person", args=[line.crn]), names[line.crn], line.crn
    )


def _weight(line: Line) -> Any:
    return None if line.weight is None else words.result(line.weight)


def _points(line: Line) -> Any:
    return None if line.points is None else words.result(line.points)


def _from(line: Line) -> Any:
    return words.day(line.step.value.starts) if line.step.value else None


def _soon(change: Change | None) -> str:
    return change_words(change) if change else ""


def change_words(change: Change) -> str:
    """A coming change in a few words, with what it does to points."""
    day = words.short_day(change.on)
    points = "" if change.points is None else f" ({change.points:+,})".replace("-", "−")
    said = {
        "end": _("Ends before %(day)s") % {"day": day},
        "release": _("Released %(day)s") % {"day": day},
        "reduction_starts": _("%(day)s: %(hours)s hours off begin") % {"day": day, "hours": change.hours},
        "reduction_ends": _("%(day)s: last day of %(hours)s hours off") % {"day": day, "hours": change.hours},
        "hours": _("%(day)s: hours become %(hours)s") % {"day": day, "hours": change.hours},
    }[change.kind]
    return said + points


def _query_link(line: Line, pt: PractitionerTeam) -> Any:
    url = f"{reverse('query_line')}?{urlencode({'team': pt.team.code, 'line': line.key})}"
    return format_html(
        '<a class="govuk-link" href="{}">{}<span class="govuk-visually-hidden"> {}</span></a>',
        url, _("Query this line"), line.what or line.mix,
    )  # fmt: skip


def _chart(pt: PractitionerTeam, actions: Sequence[WorkloadAction], *, on: date, rulebook: Rulebook) -> Chart:
    place = place_of(pt.team.unit)
    weeks = pages_setting("history_weeks", on=on, place=place, rulebook=rulebook)
    return days_chart(
        own_days(pt.pk, on=on, weeks=weeks),
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
    chart = _chart(pt, list(actions_about(pt.pk)[:10]), on=request.acting.on, rulebook=rulebook_now())
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
                   export=lambda r: r.percent),
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

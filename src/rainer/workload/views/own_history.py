"""One's own load over time: the year's chart and its figures, and every nightly reading."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rainer.common import clock
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.policy.rulebook import Rulebook
from rainer.policy.workload import action_level
from rainer.rulebook.queries import place_of, rulebook_now
from rainer.web import page, words
from rainer.web.charts import Chart, chart_csv, chart_response
from rainer.web.furniture import NavItem
from rainer.web.tables import Column, Table
from rainer.workforce.models import PractitionerTeam
from rainer.workload.charts import days_chart, weight_breaks
from rainer.workload.models import CurrentLoad, LoadReading, WorkloadAction
from rainer.workload.queries.history import Day, Run, own_days, readings_of, run_now, with_now
from rainer.workload.queries.own import actions_about
from rainer.workload.views.common import in_percent, one_of, pages_setting, rounded, teams_open_to


def chart_of(
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
    chart = chart_of(pt, load, run, list(actions_about(pt.pk)[:10]), on=on, rulebook=rulebook)
    return chart_response(chart, width) if width else chart_csv(chart)


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
        empty=_("No reading has been taken yet."), what=lambda n: ngettext("%(n)s reading", "%(n)s readings", n) % {"n": f"{n:,}"},
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
        sub_nav=team_links(request, teams, pt),
        table=table,
    )


def _why_on(pt: PractitionerTeam, reading: LoadReading) -> str | None:
    if reading.facts_id is None:
        return None
    return f"{reverse('why_load', args=[pt.practitioner.code, pt.team.code])}?on={reading.on.isoformat()}"


def team_links(
    request: ActingRequest, teams: list[PractitionerTeam], now: PractitionerTeam, *, on: date | None = None
) -> Sequence[NavItem]:
    if len(teams) == 1:
        return ()
    day = f"&on={on.isoformat()}" if on else ""
    return [NavItem(str(pt.team), f"{request.path}?team={pt.team.code}{day}", pt.pk == now.pk) for pt in teams]

"""A unit's front page, and the why page of its causes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rainer.common import clock
from rainer.organisation.access import ActingRequest, get_unit_in_part, needs
from rainer.organisation.capabilities import Capability
from rainer.organisation.models import DeliveryUnit
from rainer.overview.first_today import Task, first_today
from rainer.overview.framework import framework_figure, framework_status, framework_tasks
from rainer.overview.gathering import UnitFront, unit_front
from rainer.overview.sentences import on_day, who_must_not_wait
from rainer.overview.unit_sentences import three_sentences
from rainer.overview.views.figures import front_figures, load_columns, totals
from rainer.policy.framework import StatusOnDay
from rainer.rulebook.queries import rulebook_now
from rainer.web import why
from rainer.web.charts import Chart
from rainer.web.page import day_asked, render
from rainer.web.tables import Column, Table
from rainer.workload.charts import place_spread
from rainer.workload.queries.age import age_of_place
from rainer.workload.queries.people import exact_loads
from rainer.workload.queries.places import Where, as_of


@needs(Capability.SEE_UNIT_PAGE)
def unit_page(request: ActingRequest, unit: str) -> HttpResponse:
    found = get_unit_in_part(request.acting, unit, Capability.SEE_UNIT_PAGE)
    other_day = day_asked(request)
    on = other_day or clock.today()
    front = unit_front(found, on=on, is_past=other_day is not None)
    table = _team_table(request, front, other_day)
    if (download := table.export_response()) is not None:
        return download
    framework = framework_status(found, on=on)
    return render(
        request,
        "overview/front.html",
        title=found.name,
        as_of=other_day or as_of(Where.of_unit(found)),
        looking_at=other_day,
        another_day=True,
        should_be_fresh=True,
        data_age=age_of_place(Where.of_unit(found), on=front.on, rulebook=rulebook_now()),
        breadcrumbs=[(found.region.name, _region_address(request, found)), (found.name, None)],
        front=front,
        parts_heading=_("Teams"),
        sentences=three_sentences(front, other_day=other_day),
        figures=[*front_figures("unit", found.code, front, other_day), framework_figure(found, framework)],
        alert=None if other_day else _alert(request, front),
        tasks=[] if other_day else _tasks(request, front, framework),
        table=table,
        chart=None if other_day else _chart(found, on=front.on),
        # The same picture as on the load page of the unit, at the same address.
        chart_url=reverse("load", args=["unit", found.code]),
        may_name=request.acting.area(Capability.ALLOCATE).holds_unit(found),
    )


def _tasks(request: ActingRequest, front: UnitFront, framework: StatusOnDay) -> list[Task]:
    """Must before should, whatever each is about."""
    tasks = [*first_today(request.acting, front), *framework_tasks(front.unit, framework, on=front.on)]
    return sorted(tasks, key=lambda task: task.kind != "must")


def _region_address(request: ActingRequest, unit: DeliveryUnit) -> str | None:
    if not request.acting.area(Capability.SEE_REGION_PAGE).holds_region(unit.region):
        return None
    return reverse("region_front", args=[unit.region.code])


def _alert(request: ActingRequest, front: UnitFront) -> dict[str, Any] | None:
    counts = front.counts
    if not counts.must_not_wait:
        return None
    text = who_must_not_wait(counts)
    may = request.acting.may(Capability.PROPOSE)
    url = reverse("nobody_named", args=[front.unit.code]) + "?must_not_wait=1"
    action = _("Name someone for the %(people)s") if may else _("See the %(people)s")
    can_open = request.acting.may(Capability.SEE_NOBODY_NAMED)
    return {"text": text, "url": url if can_open else "", "action": action % {"people": counts.must_not_wait}}


def _team_table(request: ActingRequest, front: UnitFront, other_day: date | None) -> Table:
    query = on_day(other_day)
    return Table(
        request,
        caption=_("Teams, highest load first"),
        rows=list(front.teams),
        empty=_("This unit has no teams."), what=lambda n: ngettext("%(n)s team", "%(n)s teams", n) % {"n": f"{n:,}"},
        columns=[
            Column(
                "team", _("Team"), value=lambda r: r.team.name,
                link=lambda r: reverse("load", args=["team", r.team.code]) + query,
            ),
            *load_columns(front.level),
            _nobody_column(front),
        ],
        total_row={"team": _("Unit, summed then divided"), **totals(front.load)},
        export_name=f"teams-{front.unit.code}",
    )  # fmt: skip


def _chart(unit: DeliveryUnit, *, on: date) -> Chart:
    where = Where.of_unit(unit)
    return place_spread(exact_loads(where), where, as_of=as_of(where), on=on, rulebook=rulebook_now())


def _nobody_column(front: UnitFront) -> Column:
    """A past day may have been counted for the unit as a whole only: that is not none."""
    if not front.now.parts_are_kept:
        return Column("nobody", _("Nobody named"), numeric=True, value=lambda _r: None, blank=_("Not kept by team"))
    return Column(
        "nobody", _("Nobody named"), numeric=True, value=lambda r: r.load.nobody.people, sort="load__nobody__people"
    )


@needs(Capability.SEE_UNIT_PAGE)
def why_unit_summary(request: ActingRequest, unit: str) -> HttpResponse:
    found = get_unit_in_part(request.acting, unit, Capability.SEE_UNIT_PAGE)
    other_day = day_asked(request)
    front = unit_front(found, on=other_day or clock.today(), is_past=other_day is not None)
    return why.why_page(
        request,
        front.summary,
        title=_("Why these causes? %(unit)s") % {"unit": found.name},
        sentence=" ".join(s.text for s in three_sentences(front, other_day=other_day)[:2]),
        back=reverse("unit_front", args=[found.code]) + on_day(other_day),
        looking_at=other_day,
    )

"""A unit's front page, and the why page of its causes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rainer.allocation.queries.waiting import WaitingCounts
from rainer.common import clock
from rainer.organisation.access import ActingRequest, get_unit_in_part, needs
from rainer.organisation.capabilities import Capability
from rainer.organisation.models import DeliveryUnit
from rainer.overview.first_today import first_today
from rainer.overview.gathering import UnitFront, unit_front
from rainer.overview.sentences import three_sentences
from rainer.overview.views.columns import load_columns, totals
from rainer.rulebook.queries import rulebook_now
from rainer.web import why
from rainer.web.charts import Chart
from rainer.web.figures import Figure
from rainer.web.page import day_asked, render
from rainer.web.tables import Column, Table
from rainer.web.words import load0, load1
from rainer.workload.charts import place_spread
from rainer.workload.queries.people import exact_loads
from rainer.workload.queries.places import Where


@needs(Capability.SEE_UNIT_PAGE)
def unit_page(request: ActingRequest, unit: str) -> HttpResponse:
    found = get_unit_in_part(request.acting, unit, Capability.SEE_UNIT_PAGE)
    other_day = day_asked(request)
    front = unit_front(found, on=other_day or clock.today(), is_past=other_day is not None)
    return render(
        request,
        "overview/unit.html",
        title=found.name,
        as_of=other_day or clock.now(),
        looking_at=other_day,
        another_day=True,
        breadcrumbs=[(found.region.name, _region_address(request, found)), (found.name, None)],
        front=front,
        sentences=three_sentences(front),
        figures=_figures(front),
        alert=None if other_day else _alert(request, front),
        tasks=[] if other_day else first_today(request.acting, front),
        table=_team_table(request, front, other_day),
        chart=None if other_day else _chart(found, on=front.on),
        # The same picture as on the load page of the unit, at the same address.
        chart_url=reverse("load", args=["unit", found.code]),
        may_name=request.acting.area(Capability.ALLOCATE).holds_unit(found),
    )


def _region_address(request: ActingRequest, unit: DeliveryUnit) -> str | None:
    if not request.acting.area(Capability.SEE_REGION_PAGE).holds_region(unit.region):
        return None
    return reverse("region_front", args=[unit.region.code])


def _alert(request: ActingRequest, front: UnitFront) -> dict[str, Any] | None:
    counts = front.counts
    if not counts.must_not_wait:
        return None
    text = _who_must_not_wait(counts)
    may = request.acting.may(Capability.PROPOSE)
    url = reverse("nobody_named", args=[front.unit.code]) + "?must_not_wait=1"
    action = _("Name someone for the %(people)s") if may else _("See the %(people)s")
    can_open = request.acting.may(Capability.SEE_NOBODY_NAMED)
    return {"text": text, "url": url if can_open else "", "action": action % {"people": counts.must_not_wait}}


def _who_must_not_wait(counts: WaitingCounts) -> str:
    n = counts.must_not_wait
    said = [
        ngettext(
            "%(n)s person who must not wait has nobody named.", "%(n)s people who must not wait have nobody named.", n
        )
        % {"n": n}
    ]
    if counts.mappa:
        said.append(ngettext("%(n)s is MAPPA.", "%(n)s are MAPPA.", counts.mappa) % {"n": counts.mappa})
    if counts.child_at_risk:
        n = counts.child_at_risk
        said.append(ngettext("%(n)s has a child at risk.", "%(n)s have a child at risk.", n) % {"n": n})
    return " ".join(said)


def _figures(front: UnitFront) -> list[Figure]:
    load, code = front.load, front.unit.code
    why_load = reverse("why_place_load", args=["unit", code])
    change = None if front.nobody_ago is None else load.nobody.people - front.nobody_ago
    return [
        Figure(
            f"{load.nobody.people:,}",
            _("people"),
            label=_("Nobody named"),
            trend=_("no earlier count") if change is None else _change(change),
            why_url=reverse("why_nobody_count", args=["unit", code]),
            tone="alert" if load.nobody.must_not_wait else "",
        ),
        Figure(
            load0(load.percent),
            _("of time"),
            label=_("Load, named only"),
            trend=_trend(front.ago.percent if front.ago else None),
            why_url=why_load,
        ),
        Figure(
            load0(load.percent_with_nobody),
            _("of time"),
            label=_("Load, counting all"),
            trend=_trend(front.ago_with_nobody),
            why_url=why_load,
        ),
        _posts_figure(front),
    ]


def _change(change: int) -> str:
    sign = "+" if change > 0 else "−" if change < 0 else ""
    return _("%(change)s in 4 weeks") % {"change": f"{sign}{abs(change):,}"} if change else _("the same as 4 weeks ago")


def _trend(ago: float | None) -> str:
    return _("no earlier reading") if ago is None else _("%(load)s four weeks ago") % {"load": load0(ago)}


def _posts_figure(front: UnitFront) -> Figure:
    staff = front.staffing
    filled = None if not staff.posts else 100 * staff.filled / staff.posts
    return Figure(
        _("Not known") if filled is None else load1(filled),
        _("no posts recorded") if staff.posts is None else f"{staff.filled:.1f} of {staff.posts:.1f}",
        label=_("Posts filled"),
        trend=_("%(present)s present today") % {"present": f"{staff.present:.1f}"},
        why_url=reverse("why_posts", args=[front.unit.code]),
    )


def _team_table(request: ActingRequest, front: UnitFront, other_day: date | None) -> Table:
    query = f"?on={other_day.isoformat()}" if other_day else ""
    return Table(
        request,
        caption=_("Teams, highest load first"),
        rows=list(front.teams),
        empty=_("This unit has no teams."),
        columns=[
            Column(
                "team", _("Team"), value=lambda r: r.team.name,
                link=lambda r: reverse("load", args=["team", r.team.code]) + query,
            ),
            *load_columns(),
            _nobody_column(front),
        ],
        total_row={"team": _("Unit, summed then divided"), **totals(front.load)},
        export_name=f"teams-{front.unit.code}",
    )  # fmt: skip


def _chart(unit: DeliveryUnit, *, on: date) -> Chart:
    where = Where.of_unit(unit)
    return place_spread(exact_loads(where), where, as_of=clock.now(), on=on, rulebook=rulebook_now())


def _nobody_column(front: UnitFront) -> Column:
    """A past day may have been counted for the unit as a whole only: that is not none."""
    if not front.nobody_is_kept:
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
        sentence=" ".join(s.text for s in three_sentences(front)[:2]),
        back=reverse("unit_front", args=[found.code]),
    )

"""A region's front page, and the why page of what it says."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rainer.allocation.queries.proposals import open_proposals
from rainer.allocation.views.shown import proposals_shown
from rainer.common import clock
from rainer.organisation.access import ActingRequest, get_region, needs
from rainer.organisation.capabilities import Capability
from rainer.overview.first_today import first_in_region
from rainer.overview.gathering_region import RegionFront, region_front
from rainer.overview.region_sentences import three_sentences
from rainer.overview.sentences import on_day, who_must_not_wait
from rainer.overview.views.figures import front_figures, load_columns, totals
from rainer.rulebook.queries import rulebook_now
from rainer.web.page import day_asked, render
from rainer.web.tables import Column, Table
from rainer.web.why import why_page
from rainer.web.words import load0
from rainer.workload.charts import place_spread
from rainer.workload.queries.age import age_of_place
from rainer.workload.queries.people import exact_loads
from rainer.workload.queries.places import Where, as_of


@needs(Capability.SEE_REGION_PAGE)
def region_page(request: ActingRequest, region: str) -> HttpResponse:
    found = get_region(request.acting, region, Capability.SEE_REGION_PAGE)
    other_day, where = day_asked(request), Where.of_region(found)
    front = region_front(found, on=other_day or clock.today(), is_past=other_day is not None)
    table = _unit_table(request, front, other_day)
    if (download := table.export_response()) is not None:
        return download
    at = other_day or as_of(where)
    chart = place_spread(exact_loads(where), where, as_of=at, on=front.on, rulebook=rulebook_now())
    return render(
        request,
        "overview/front.html",
        title=found.name,
        as_of=at,
        looking_at=other_day,
        another_day=True,
        should_be_fresh=True,
        data_age=age_of_place(where, on=front.on, rulebook=rulebook_now()),
        front=front,
        parts_heading=_("Units"),
        sentences=three_sentences(front, other_day=other_day),
        figures=front_figures("region", found.code, front, other_day),
        alert=None if other_day else _alert(request, front),
        tasks=[] if other_day else first_in_region(request.acting, front),
        proposals=[] if other_day else proposals_shown(open_proposals(request.acting, found)),
        table=table,
        chart=None if other_day else chart,
        # The same picture as on the load page of the region, at the same address.
        chart_url=reverse("load", args=["region", found.code]),
    )


def _alert(request: ActingRequest, front: RegionFront) -> dict[str, Any] | None:
    if not front.counts.must_not_wait:
        return None
    action = _("Propose who could take the %(people)s") % {"people": f"{front.counts.must_not_wait:,}"}
    url = f"{reverse('propose')}?region={front.region.code}" if request.acting.may(Capability.PROPOSE) else ""
    return {"text": who_must_not_wait(front.counts), "url": url, "action": action}


def _unit_table(request: ActingRequest, front: RegionFront, other_day: date | None) -> Table:
    whole, query = front.load, on_day(other_day)
    return Table(
        request,
        caption=_("Units, highest load counting everyone first"),
        rows=list(front.units),
        empty=_("This region has no units."), what=lambda n: ngettext("%(n)s unit", "%(n)s units", n) % {"n": f"{n:,}"},
        columns=[
            Column("unit", _("Unit"), value=lambda r: r.unit.name,
                   link=lambda r: reverse("unit_front", args=[r.unit.code]) + query),
            Column("people", _("People"), numeric=True, value=lambda r: f"{r.load.everyone:,}", sort="load__everyone"),
            Column("nobody", _("Nobody named"), numeric=True, value=lambda r: f"{r.load.nobody.people:,}",
                   sort="load__nobody__people"),
            Column("urgent", _("Must not wait"), numeric=True, value=lambda r: r.load.nobody.must_not_wait,
                   sort="load__nobody__must_not_wait"),
            *load_columns(front.level),
            Column("everyone", _("Counting everyone"), numeric=True, value=lambda r: load0(r.load.percent_with_nobody),
                   sort="load__percent_with_nobody", export=lambda r: r.load.percent_with_nobody),
        ],
        total_row={
            **totals(whole),
            "unit": _("Region, summed then divided"),
            "people": f"{whole.everyone:,}",
            "urgent": whole.nobody.must_not_wait,
            "everyone": load0(whole.percent_with_nobody),
        },
        export_name=f"units of {front.region.name}",
    )  # fmt: skip


@needs(Capability.SEE_REGION_PAGE)
def why_region_summary(request: ActingRequest, region: str) -> HttpResponse:
    found = get_region(request.acting, region, Capability.SEE_REGION_PAGE)
    other_day = day_asked(request)
    front = region_front(found, on=other_day or clock.today(), is_past=other_day is not None)
    query = on_day(other_day)
    return why_page(
        request,
        front.summary,
        title=_("Why this unit, and these causes? %(region)s") % {"region": found.name},
        sentence=" ".join(s.text for s in three_sentences(front, other_day=other_day)),
        back=reverse("region_front", args=[found.code]) + on_day(other_day),
        looking_at=other_day,
        step_urls={
            f"unit.{line.unit.code}": reverse("unit_front", args=[line.unit.code]) + query for line in front.units
        },
    )

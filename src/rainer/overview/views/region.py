"""A region's front page."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from rainer.common import clock
from rainer.organisation.access import ActingRequest, get_region, needs
from rainer.organisation.capabilities import Capability
from rainer.overview.gathering import UnitLine, unit_lines
from rainer.overview.views.columns import load_columns, totals
from rainer.rulebook.queries import rulebook_now
from rainer.web.figures import Figure
from rainer.web.page import render
from rainer.web.tables import Column, Table
from rainer.web.words import load0
from rainer.workload.queries.places import PlaceLoad, Where, spread


@needs(Capability.SEE_REGION_PAGE)
def region_page(request: ActingRequest, region: str) -> HttpResponse:
    found = get_region(request.acting, region, Capability.SEE_REGION_PAGE)
    where = Where.of_region(found)
    loads = spread(where, rulebook=rulebook_now(), on=clock.today())
    lines = unit_lines(list(found.units.order_by("name")), loads.children)
    return render(
        request,
        "overview/region.html",
        title=found.name,
        as_of=clock.now(),
        region=found,
        load=loads.whole,
        lines=lines,
        hidden=_hidden(loads.whole, lines),
        urgent=sum(line.must_not_wait for line in lines),
        figures=_region_figures(found.code, loads.whole),
        table=_unit_table(request, lines, loads.whole),
        may_propose=request.acting.may(Capability.PROPOSE),
    )


def _hidden(whole: PlaceLoad, lines: list[UnitLine]) -> str:
    """Which unit hides behind the mean."""
    worst = max(lines, key=lambda line: line.load.percent_with_nobody or 0, default=None)
    if worst is None or worst.load.percent_with_nobody is None or whole.percent_with_nobody is None:
        return ""
    if worst.load.percent_with_nobody - whole.percent_with_nobody < 10:
        return ""
    return _("%(unit)s is at %(high)s counting everyone; the region's %(all)s hides it.") % {
        "unit": worst.unit.name,
        "high": load0(worst.load.percent_with_nobody),
        "all": load0(whole.percent_with_nobody),
    }


def _region_figures(code: str, load: PlaceLoad) -> list[Figure]:
    why_url = reverse("why_place_load", args=["region", code])
    return [
        Figure(
            f"{load.nobody.people:,}",
            _("people"),
            label=_("Nobody named"),
            why_url=reverse("why_nobody_count", args=["region", code]),
        ),
        Figure(load0(load.percent), _("of time"), label=_("Load, named only"), why_url=why_url),
        Figure(load0(load.percent_with_nobody), _("of time"), label=_("Load, counting all"), why_url=why_url),
        Figure(
            load0(load.median), _("median of %(n)s people") % {"n": load.with_load}, label=_("In the middle"),
            trend=_("9 in 10 under %(n)s · highest %(h)s") % {"n": load0(load.ninetieth), "h": load0(load.maximum)},
            why_url=why_url, why_text=_("Why these?"),
        ),
    ]  # fmt: skip


def _unit_table(request: ActingRequest, lines: list[UnitLine], whole: PlaceLoad) -> Table:
    return Table(
        request,
        caption=_("Units, highest load counting everyone first"),
        rows=lines,
        empty=_("This region has no units."),
        columns=[
            Column("unit", _("Unit"), value=lambda r: r.unit.name, link=lambda r: reverse("unit_front", args=[r.unit.code])),
            Column("people", _("People"), numeric=True, value=lambda r: f"{r.people:,}", sort="people"),
            Column(
                "nobody", _("Nobody named"), numeric=True, value=lambda r: f"{r.load.nobody.people:,}",
                sort="load__nobody__people",
            ),
            Column("urgent", _("Must not wait"), numeric=True, value=lambda r: r.must_not_wait, sort="must_not_wait"),
            *load_columns(),
            Column(
                "everyone", _("Counting everyone"), numeric=True, value=lambda r: load0(r.load.percent_with_nobody),
                sort="load__percent_with_nobody",
            ),
        ],
        total_row={
            "unit": _("Region, summed then divided"), "people": f"{sum(line.people for line in lines):,}",
            "urgent": sum(line.must_not_wait for line in lines), "everyone": load0(whole.percent_with_nobody), **totals(whole),
        },
        export_name="units",
    )  # fmt: skip

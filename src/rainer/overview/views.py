"""The first screens: where each role starts, the unit, the region, the team."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rainer.allocation.inputs import Rules
from rainer.allocation.queries.waiting import WaitingCounts
from rainer.common import clock
from rainer.organisation.access import ActingRequest, get_region, get_team, get_unit_in_part, needs, signed_in
from rainer.organisation.capabilities import Capability
from rainer.organisation.models import DeliveryUnit, Team
from rainer.overview.first_today import first_today, team_decisions
from rainer.overview.gathering import UnitFront, UnitLine, unit_front, unit_lines
from rainer.overview.sentences import three_sentences
from rainer.rulebook.queries import rulebook_now
from rainer.web import why
from rainer.web.charts import Chart
from rainer.web.figures import Figure
from rainer.web.page import day_asked, render
from rainer.web.tables import Column, Table
from rainer.web.words import load0, load1
from rainer.workload.charts import place_spread
from rainer.workload.queries.people import exact_loads
from rainer.workload.queries.places import PlaceLoad, Where, spread

# The first screen of each role, the first that the user holds wins: (role, address, which place it is of).
FIRST_SCREENS = (
    ("head_of_unit", "unit_front", "unit"),
    ("senior", "team_front", "team"),
    ("regional_director", "region_front", "region"),
    ("chief_officer", "load_nation", ""),
    ("practitioner", "my_load", ""),
    ("pom", "my_load", ""),
    ("court_officer", "my_load", ""),
    ("case_administrator", "nobody_named", "unit"),
    ("analyst", "imports", ""),
    ("information_owner", "access_log", ""),
    ("system_administrator", "health", ""),
    ("quality_officer", "load_nation", ""),
    ("inspector", "load_nation", ""),
)


@signed_in
def home(request: ActingRequest) -> HttpResponse:
    """Where the user starts."""
    for role, name, place in FIRST_SCREENS:
        address = _first_address(request, role, name, place)
        if address:
            return redirect(address)
    return redirect("rulebook" if request.acting.may(Capability.SEE_RULEBOOK) else "help")


def _first_address(request: ActingRequest, role: str, name: str, place: str) -> str:
    for holding in request.acting.holdings:
        if holding.role != role:
            continue
        thing = getattr(holding, place) if place else None
        if place and thing is None:
            continue
        try:
            return reverse(name, args=[thing.code] if thing else [])
        except NoReverseMatch:
            continue
    return ""


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
        table=_team_table(request, front),
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
            tone="alert" if front.counts.must_not_wait else "",
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


def _team_table(request: ActingRequest, front: UnitFront) -> Table:
    return Table(
        request,
        caption=_("Teams, highest load first"),
        rows=list(front.teams),
        empty=_("This unit has no teams."),
        columns=[
            Column(
                "team", _("Team"), value=lambda r: r.team.name,
                link=lambda r: reverse("load", args=["team", r.team.code]),
            ),
            *_load_columns(),
            Column(
                "nobody", _("Nobody named"), numeric=True, value=lambda r: r.load.nobody.people,
                sort="load__nobody__people",
            ),
        ],
        total_row={"team": _("Unit, summed then divided"), **_totals(front.load)},
        export_name=f"teams-{front.unit.code}",
    )  # fmt: skip


def _load_columns() -> list[Column]:
    return [
        Column(
            "load", _("Load"), numeric=True, value=lambda r: load0(r.load.percent),
            sort="load__percent", export=lambda r: r.load.percent,
        ),
        Column(
            "median", _("Median"), numeric=True, value=lambda r: load0(r.load.median),
            sort="load__median", export=lambda r: r.load.median,
        ),
        Column(
            "over", _("At or over 110%"), numeric=True,
            value=lambda r: _("%(n)s of %(all)s") % {"n": r.load.at_or_over, "all": r.load.with_load},
            sort="load__at_or_over",
        ),
    ]  # fmt: skip


def _totals(load: PlaceLoad) -> dict[str, Any]:
    return {
        "load": load0(load.percent),
        "median": load0(load.median),
        "over": _("%(n)s of %(all)s") % {"n": load.at_or_over, "all": load.with_load},
        "nobody": f"{load.nobody.people:,}",
    }


def _chart(unit: DeliveryUnit, *, on: date) -> Chart:
    where = Where.of_unit(unit)
    return place_spread(exact_loads(where), where, as_of=clock.now(), on=on, rulebook=rulebook_now())


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
            *_load_columns(),
            Column(
                "everyone", _("Counting everyone"), numeric=True, value=lambda r: load0(r.load.percent_with_nobody),
                sort="load__percent_with_nobody",
            ),
        ],
        total_row={
            "unit": _("Region, summed then divided"), "people": f"{sum(line.people for line in lines):,}",
            "urgent": sum(line.must_not_wait for line in lines), "everyone": load0(whole.percent_with_nobody), **_totals(whole),
        },
        export_name="units",
    )  # fmt: skip


@needs(Capability.SEE_LOAD_BY_NAME)
def team_page(request: ActingRequest, team: str) -> HttpResponse:
    found = get_team(request.acting, team, Capability.SEE_LOAD_BY_NAME)
    loads = spread(Where.of_team(found), rulebook=rulebook_now(), on=clock.today()).whole
    return render(
        request,
        "overview/team.html",
        title=_("%(team)s: needs a decision") % {"team": found.name},
        as_of=clock.now(),
        team=found,
        load=loads,
        figures=_team_figures(found, loads),
        tasks=team_decisions(request.acting, found, Rules.of(found.unit, on=clock.today())),
    )


def _team_figures(team: Team, load: PlaceLoad) -> list[Figure]:
    why_url = reverse("why_place_load", args=["team", team.code])
    return [
        Figure(load0(load.percent), _("of time"), label=_("Load, named only"), why_url=why_url),
        Figure(load0(load.percent_with_nobody), _("of time"), label=_("Load, counting all"), why_url=why_url),
        Figure(
            _("%(n)s of %(all)s") % {"n": load.at_or_over, "all": load.with_load}, _("people"),
            label=_("At or over 110%"), why_url=why_url, why_text=_("Why these?"),
            trend=_("median %(m)s · highest %(h)s") % {"m": load0(load.median), "h": load0(load.maximum)},
        ),
        Figure(f"{load.nobody.people:,}", _("people"), label=_("Nobody named"), why_url=why_url),
    ]  # fmt: skip

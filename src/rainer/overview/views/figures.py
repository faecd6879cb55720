"""What the front pages of a unit and of a region have in common: their figures, a place's load with its spread, sums."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rainer.overview.gathering import UnitFront
from rainer.overview.gathering_region import RegionFront
from rainer.overview.sentences import level_words, on_day
from rainer.web.figures import Figure
from rainer.web.tables import Column
from rainer.web.words import load0, load1
from rainer.workload.queries.places import PlaceLoad


def load_columns(level: float) -> list[Column]:
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
            "over", _("At or over %(level)s") % {"level": level_words(level)}, numeric=True,
            value=lambda r: _("%(n)s of %(all)s") % {"n": r.load.at_or_over, "all": r.load.with_load},
            sort="load__at_or_over",
        ),
    ]  # fmt: skip


def totals(load: PlaceLoad) -> dict[str, Any]:
    return {
        "load": load0(load.percent),
        "median": load0(load.median),
        "over": _("%(n)s of %(all)s") % {"n": load.at_or_over, "all": load.with_load},
        "nobody": f"{load.nobody.people:,}",
    }


def front_figures(level: str, code: str, front: UnitFront | RegionFront, other_day: date | None) -> list[Figure]:
    load, ago = front.load, front.ago.whole if front.ago else None
    why_load = reverse("why_place_load", args=[level, code]) + on_day(other_day)
    return [
        _nobody_figure(level, code, front, other_day),
        Figure(
            load0(load.percent),
            _("of time") if load.percent is not None else "",
            label=_("Load, named only"),
            trend=_trend(ago.percent if ago else None, front.trend_weeks),
            why_url=why_load,
        ),
        _with_nobody_figure(why_load, front),
        *([_prison_figure(why_load, front.now.prison)] if front.now.prison else []),
        _posts_figure(level, code, front, other_day),
    ]


def _prison_figure(why_load: str, prison: PlaceLoad) -> Figure:
    """Prison teams have weights of their own: a figure beside the others, in none of them."""
    people = ngettext(
        "%(n)s practitioner; in no other figure", "%(n)s practitioners; in no other figure", prison.people
    )
    return Figure(
        load0(prison.percent),
        _("of time") if prison.percent is not None else "",
        label=_("Load of prison teams, apart"),
        trend=people % {"n": prison.people},
        why_url=f"{why_load}{'&' if '?' in why_load else '?'}figure=prison",
    )


def _nobody_figure(level: str, code: str, front: UnitFront | RegionFront, other_day: date | None) -> Figure:
    nobody, label = front.load.nobody, _("Nobody named")
    if not front.now.nobody_is_kept:
        return Figure(_("Not kept"), "", label=label, trend=_("not counted here on that night"))
    known = front.ago is not None and front.ago.nobody_is_kept
    change = nobody.people - front.ago.whole.nobody.people if front.ago and known else None
    return Figure(
        f"{nobody.people:,}",
        _("people"),
        label=label,
        trend=_("no earlier count") if change is None else _change(change, front.trend_weeks),
        why_url=reverse("why_nobody_count", args=[level, code]) + on_day(other_day),
        tone="alert" if nobody.must_not_wait else "",
    )


def _with_nobody_figure(why_load: str, front: UnitFront | RegionFront) -> Figure:
    label, percent = _("Load, counting all"), front.load.percent_with_nobody
    if not front.now.nobody_is_kept:
        return Figure(_("Not kept"), "", label=label, trend=_("not counted here on that night"))
    ago = front.ago.whole.percent_with_nobody if front.ago and front.ago.nobody_is_kept else None
    return Figure(
        load0(percent),
        _("of time") if percent is not None else "",
        label=label,
        trend=_trend(ago, front.trend_weeks),
        why_url=f"{why_load}{'&' if '?' in why_load else '?'}figure=all",
    )


def _change(change: int, weeks: int) -> str:
    if not change:
        same = ngettext("the same as %(weeks)s week ago", "the same as %(weeks)s weeks ago", weeks)
        return same % {"weeks": weeks}
    signed = f"{'+' if change > 0 else '−'}{abs(change):,}"
    said = ngettext("%(change)s in %(weeks)s week", "%(change)s in %(weeks)s weeks", weeks)
    return said % {"change": signed, "weeks": weeks}


def _trend(ago: float | None, weeks: int) -> str:
    if ago is None:
        return _("no earlier reading")
    said = ngettext("%(load)s %(weeks)s week ago", "%(load)s %(weeks)s weeks ago", weeks)
    return said % {"load": load0(ago), "weeks": weeks}


def _posts_figure(level: str, code: str, front: UnitFront | RegionFront, other_day: date | None) -> Figure:
    staff = front.staffing
    filled = None if not staff.posts else 100 * staff.filled / staff.posts
    present = _("%(present)s present that day") if other_day else _("%(present)s present today")
    return Figure(
        _("Not known") if filled is None else load1(filled),
        _("no posts recorded") if staff.posts is None else f"{staff.filled:.1f} of {staff.posts:.1f}",
        label=_("Posts filled"),
        trend=present % {"present": f"{staff.present:.1f}"},
        why_url=reverse("why_posts", args=[level, code]) + on_day(other_day),
    )

"""The load of a team, unit, region or the nation: the spread before the sum, and who needs a decision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rainer.common.errors import NotThereError
from rainer.organisation.access import Acting, ActingRequest, get_region, get_team, get_unit, needs
from rainer.organisation.capabilities import Capability
from rainer.organisation.models import DeliveryUnit, Grade, Region, Team
from rainer.policy.rulebook import Rulebook
from rainer.policy.workload import action_level, load_percent
from rainer.rulebook.queries import rulebook_now
from rainer.web import page, words
from rainer.web.charts import Chart, chart_csv, chart_response
from rainer.web.figures import Figure
from rainer.web.filters import Choice, Filters, Tick
from rainer.workload.charts import days_chart, place_spread, place_weeks, weight_breaks
from rainer.workload.queries.age import age_of_place
from rainer.workload.queries.history import Day, place_days, weekly, with_now
from rainer.workload.queries.people import exact_loads, may_see_names
from rainer.workload.queries.places import NATION_CODE, PlaceLoad, Spread, Where, as_of, before, hidden_by, spread
from rainer.workload.queries.spans import mentor_checks, span_of
from rainer.workload.views.common import NOT_THERE, pages_setting
from rainer.workload.views.place_tables import children_table, not_kept, people_table

GROUP_WORDS = {
    "community": "Community practitioners",
    "prison": "Prison teams",
    "court": "Court teams",
    "senior": "Seniors who hold cases",
}


def place_asked(acting: Acting, level: str, code: str) -> Where:
    """The place, if the reader may see load there; else NotThereError."""
    if level == "team":
        return Where.of_team(get_team(acting, code, Capability.SEE_LOAD_OF_PLACE))
    if level == "unit":
        return Where.of_unit(get_unit(acting, code, Capability.SEE_LOAD_OF_PLACE))
    if level == "region":
        return Where.of_region(get_region(acting, code, Capability.SEE_LOAD_OF_PLACE))
    if code != NATION_CODE or not acting.area(Capability.SEE_LOAD_OF_PLACE).everywhere:
        raise NotThereError(NOT_THERE)
    return Where.of_nation()


@needs(Capability.SEE_LOAD_OF_PLACE)
def load_nation(request: ActingRequest) -> HttpResponse:
    return _place_page(request, place_asked(request.acting, "nation", NATION_CODE))


@needs(Capability.SEE_LOAD_OF_PLACE)
def load(request: ActingRequest, level: str, code: str) -> HttpResponse:
    return _place_page(request, place_asked(request.acting, level, code))


def _place_page(request: ActingRequest, where: Where) -> HttpResponse:
    other_day = page.day_asked(request)
    on, rulebook = other_day or request.acting.on, rulebook_now()
    filters = Filters(request, [Choice("grade", _("Grade"), Grade.choices), Tick("no_hours", _("No hours available"))])
    grades = filters.chosen["grade"]
    found = spread(where, rulebook=rulebook, on=on, grades=grades, reading_of=other_day)
    names = _names(where, found.children)
    named = where.level == "team" and may_see_names(request.acting, where)
    table = (
        people_table(request, where, found.whole, filters, on=on, past=other_day, rulebook=rulebook)
        if named
        else children_table(request, where, found, names, filters, on=on)
    )
    if table is not None and (download := table.export_response()) is not None:
        return download
    weeks = pages_setting("trend_weeks", on=on, place=where.place, rulebook=rulebook)
    ago = before(where, on=on, weeks=weeks, rulebook=rulebook)
    return page.render(
        request,
        "workload/place.html",
        title=_("Load: %(place)s") % {"place": where.name},
        as_of=other_day or as_of(where),
        looking_at=other_day,
        another_day=True,
        should_be_fresh=True,
        data_age=age_of_place(where, on=on, rulebook=rulebook),
        breadcrumbs=_crumbs(request.acting, where),
        where=where,
        whole=found.whole,
        figures=_figures(where, found, ago, weeks, other_day),
        spread_words=_spread_words(found.whole, on=on, where=where, rulebook=rulebook),
        hours_words=_hours_words(found.whole),
        prison_words=_prison_words(found.prison),
        no_hours=_no_hours_words(found.whole),
        level=f"{found.level:g}%",
        hides=_hides(where, found, names, on=on, rulebook=rulebook),
        table=table,
        groups=[(GROUP_WORDS[key], group) for key, group in sorted(found.groups.items())],
        make_up=_make_up(found.whole),
        span=span_of(where, on=on, rulebook=rulebook),
        mentors=mentor_checks(where, on=on, rulebook=rulebook) if may_see_names(request.acting, where) else [],
        charts=_charts(
            where, names, spread(where, rulebook=rulebook, on=on) if grades else found, on=on, rulebook=rulebook
        )
        if not other_day
        else {},
        chart_url=_address(where),
    )


def _address(where: Where) -> str:
    return reverse("load", args=[where.level, where.code])


def _crumbs(acting: Acting, where: Where) -> list[tuple[Any, str | None]]:
    """The places this one lies in, each a link where the reader may open it."""
    crumbs: list[tuple[Any, str | None]] = []
    area = acting.area(Capability.SEE_LOAD_OF_PLACE)
    if area.everywhere and where.level != "nation":
        crumbs.append((Where.of_nation().name, reverse("load_nation")))
    if where.level in ("team", "unit"):
        unit = DeliveryUnit.objects.select_related("region").get(code=where.place.unit)
        if area.holds_region(unit.region):
            crumbs.append((unit.region.name, reverse("load", args=["region", unit.region.code])))
        if where.level == "team" and area.holds_unit(unit):
            crumbs.append((unit.name, reverse("load", args=["unit", unit.code])))
    return [*crumbs, (where.name, None)]


def _names(where: Where, children: dict[int, PlaceLoad]) -> dict[int, tuple[str, str]]:
    """Code and name of each part by row id."""
    models: dict[str, Any] = {"team": Team, "unit": DeliveryUnit, "region": Region}
    if where.below is None:
        return {}
    rows = models[where.below].objects.filter(pk__in=children).values_list("pk", "code", "name")
    return {pk: (code, name) for pk, code, name in rows}


def _figures(where: Where, found: Spread, ago: PlaceLoad | None, weeks: int, day: date | None) -> list[Figure]:
    whole = found.whole
    query = f"?on={day.isoformat()}" if day else ""
    why = reverse("why_place_load", args=[where.level, where.code]) + query
    why_all = f"{why}{'&' if query else '?'}figure=all"
    trend = _("%(then)s %(weeks)s weeks ago") % {"then": words.load0(ago.percent), "weeks": weeks} if ago else ""
    no_day = not found.nobody_is_kept
    return [
        Figure(
            words.load0(whole.percent), _of_time(whole.percent), trend=trend, why_url=why, label=_("Load, named only")
        ),
        Figure(
            not_kept(by_team=where.level == "team") if no_day else words.load0(whole.percent_with_nobody),
            "" if no_day else _of_time(whole.percent_with_nobody),
            trend=_("not counted here on that night") if no_day else _with_nobody_words(whole.nobody.here),
            why_url="" if no_day else why_all,
            label=_("Load, counting all"),
        ),
        Figure(
            words.whole(whole.at_or_over),
            _("of %(n)s") % {"n": whole.with_load},
            why_url=why,
            why_text=_("Who counts as over?"),
            label=_("At or over %(level)s") % {"level": f"{found.level:g}%"},
        ),
    ]


def _with_nobody_words(people: int) -> str:
    return ngettext("with the %(n)s person nobody holds", "with the %(n)s people nobody holds", people) % {
        "n": words.whole(people)
    }


def _of_time(percent: float | None) -> str:
    return "" if percent is None else _("of time")


def _spread_words(whole: PlaceLoad, *, on: date, where: Where, rulebook: Rulebook) -> str:
    level = action_level(on=on, place=where.place, rulebook=rulebook)
    if not whole.people:
        return _("No one holds a case here on this date.")
    return _(
        "Median %(median)s · 9 in 10 under %(ninetieth)s · highest %(maximum)s · at or over %(level)s: %(over)s of %(n)s"
    ) % {
        "median": words.load0(whole.median),
        "ninetieth": words.load0(whole.ninetieth),
        "maximum": words.load0(whole.maximum),
        "level": f"{level:g}%",
        "over": whole.at_or_over,
        "n": whole.with_load,
    }


def _hours_words(whole: PlaceLoad) -> str:
    said = _("Work %(points)s of %(available)s points.") % {
        "points": words.whole(whole.points),
        "available": words.whole(whole.available),
    }
    if whole.hours_of_work is not None:
        said += " " + _("%(load)s of %(hours)s available hours = %(work)s hours of work, by these weights.") % {
            "load": words.load1(whole.percent),
            "hours": f"{whole.hours:,.1f}",
            "work": f"{whole.hours_of_work:,.1f}",
        }
    if whole.unscored:
        lacking = ngettext(
            "%(n)s case has no weight in force: it is not counted as zero.",
            "%(n)s cases have no weight in force: they are not counted as zero.",
            whole.unscored,
        )
        said += " " + lacking % {"n": whole.unscored}
    return said


def _prison_words(prison: PlaceLoad | None) -> str:
    """Prison teams of a place that has others: their own figure, in none of the place's sums."""
    if prison is None:
        return ""
    return ngettext(
        "Prison teams stand apart, with weights of their own: %(load)s of time, %(n)s practitioner, %(cases)s cases. They are in none of the figures above.",
        "Prison teams stand apart, with weights of their own: %(load)s of time, %(n)s practitioners, %(cases)s cases. They are in none of the figures above.",
        prison.people,
    ) % {"load": words.load0(prison.percent), "n": prison.people, "cases": words.whole(prison.cases)}


def _no_hours_words(whole: PlaceLoad) -> str:
    """People with no hours: their work counts, and there is no time to divide it by."""
    if not whole.not_available:
        return ""
    people = ngettext(
        "%(n)s person has no hours; their %(cases)s cases count in work, not in time.",
        "%(n)s people have no hours; their %(cases)s cases count in work, not in time.",
        whole.not_available,
    )
    return people % {"n": whole.not_available, "cases": words.whole(whole.cases_without_time)}


def _hides(
    where: Where,
    found: Spread,
    names: dict[int, tuple[str, str]],
    *,
    on: date,
    rulebook: Rulebook,
) -> str:
    points = pages_setting("hides_points", on=on, place=where.place, rulebook=rulebook)
    inside = {pk: load for pk, load in found.children.items() if pk not in found.prison_alone}
    parts = {names[pk][1]: load for pk, load in inside.items() if pk in names}
    hidden = hidden_by(found.whole, parts, points=points)
    if hidden is None:
        return ""
    return _("%(part)s is %(load)s; the %(whole)s of %(place)s hides it.") % {
        "part": hidden[0],
        "load": words.load0(hidden[1]),
        "whole": words.load0(found.whole.percent),
        "place": where.name,
    }


def _make_up(whole: PlaceLoad) -> list[tuple[Any, str, str]]:
    """What the work is made of: points and share of the whole."""
    parts = [
        (_("Cases"), whole.case_points),
        (_("Court reports"), whole.report_points),
        (_("Support work"), whole.cms_points),
    ]
    return [(name, words.whole(n), words.load1(load_percent(n, whole.points))) for name, n in parts]


def _charts(
    where: Where, names: dict[int, tuple[str, str]], found: Spread, *, on: date, rulebook: Rulebook
) -> dict[str, Chart]:
    return {name: _chart(where, name, names, found, on=on, rulebook=rulebook) for name in _chart_names(where)}


def _chart_names(where: Where) -> Sequence[str]:
    return ("spread", "days") if where.level == "team" else ("spread", "weeks", "days")


def _chart(
    where: Where, name: str, names: dict[int, tuple[str, str]], now: Spread, *, on: date, rulebook: Rulebook
) -> Chart:
    def setting(key: str) -> int:
        return pages_setting(key, on=on, place=where.place, rulebook=rulebook)

    if name == "spread":
        return place_spread(exact_loads(where), where, as_of=as_of(where), on=on, rulebook=rulebook)
    if name == "weeks":
        weeks = setting("heat_map_weeks")
        found = weekly(where, on=on, weeks=weeks)
        labels = {pk: name for pk, (_code, name) in names.items()}
        loads = {pk: part.percent for pk, part in now.children.items()}
        return place_weeks(found, loads, labels, where, on=on, weeks=weeks, rulebook=rulebook)
    return days_chart(
        with_now(
            place_days(where, on=on, weeks=setting("history_weeks")),
            Day(on, now.whole.points, now.whole.available),
        ),
        over=action_level(on=on, place=where.place, rulebook=rulebook),
        what=where.name,
        breaks=weight_breaks(where.place, rulebook),
    )


@needs(Capability.SEE_LOAD_OF_PLACE)
def place_chart(request: ActingRequest, level: str, code: str, name: str, width: str = "") -> HttpResponse:
    """One of the page's charts as a picture; its figures as CSV where no width is given."""
    where = place_asked(request.acting, level, code)
    if name not in _chart_names(where):
        raise NotThereError(NOT_THERE)
    on, rulebook = request.acting.on, rulebook_now()
    now = spread(where, rulebook=rulebook, on=on)
    names = _names(where, now.children) if name == "weeks" else {}
    chart = _chart(where, name, names, now, on=on, rulebook=rulebook)
    return chart_response(chart, int(width)) if width else chart_csv(chart)

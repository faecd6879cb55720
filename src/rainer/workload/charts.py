"""The load pages' charts, made from what the queries give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from rainer.policy.rulebook import Place, Rulebook
from rainer.policy.workload import action_level
from rainer.web import words
from rainer.web.charts import Chart, Line, Mark, heat_map, own_load, spread_of_load
from rainer.workload.models import WorkloadAction
from rainer.workload.queries.coming import mondays
from rainer.workload.queries.history import Day
from rainer.workload.queries.places import Where


def threshold_lines(*, on: date, place: Place, rulebook: Rulebook) -> list[Line]:
    """Where the load bands begin, and what the thresholds there require."""
    bands = rulebook.value("workload.bands", on=on, place=place).value
    requires = {110: _("say what you did"), 125: _("head of unit told"), 140: _("reason for a new case")}
    return [Line(b["from"], requires.get(b["from"], "")) for b in bands if b["from"]]


def place_spread(loads: Sequence[float | None], where: Where, *, as_of: Any, on: date, rulebook: Rulebook) -> Chart:
    return spread_of_load(
        loads,
        lines=threshold_lines(on=on, place=where.place, rulebook=rulebook),
        over=action_level(on=on, place=where.place, rulebook=rulebook),
        what=where.name,
        as_of=as_of,
    )


def place_weeks(
    found: dict[int, dict[date, Day]],
    now: Mapping[int, float | None],
    names: dict[int, str],
    where: Where,
    *,
    on: date,
    weeks: int,
    rulebook: Rulebook,
) -> Chart:
    """Load week by week; the last column is the load as it stands, by part of the place in `now`."""
    days = mondays(on - timedelta(weeks=weeks), weeks)
    rows = {
        name: [
            *(found[pk][day].percent if day in found.get(pk, {}) else None for day in days[:-1]),
            now.get(pk),
        ]
        for pk, name in names.items()
    }
    return heat_map(
        rows,
        days,
        lines=threshold_lines(on=on, place=where.place, rulebook=rulebook),
        over=action_level(on=on, place=where.place, rulebook=rulebook),
        last_is_now=True,
        kind=where.below or "team",
        subtitle=_("Load in per cent of available time, %(place)s, last night of each week, and now")
        % {"place": where.name},
    )


def days_chart(
    days: Iterable[Day],
    *,
    over: float,
    what: Any,
    actions: Iterable[WorkloadAction] = (),
    breaks: Iterable[date] = (),
    name: str = "days",
    so_far: int = 0,
) -> Chart:
    """Load day by day with what was done about it and where weights changed."""
    marks = [Mark(words.local(a.chosen_at).date(), a.get_chosen_display()) for a in actions if a.chosen_at]
    marks += [Mark(day, _("weights changed"), is_break=True) for day in breaks]
    return own_load(
        [(day.on, day.percent) for day in days],
        over=over,
        marks=sorted(marks, key=lambda m: m.on)[-9:],
        name=name,
        so_far=so_far,
        subtitle=_("Load in per cent of available time, %(what)s") % {"what": what},
    )


def weight_breaks(place: Place, rulebook: Rulebook) -> list[date]:
    """Days on which weights that hold in the place came into force."""
    values = rulebook.parameter("workload.weights_v2").values
    return [value.starts for value in values if value.place in place.chain()]

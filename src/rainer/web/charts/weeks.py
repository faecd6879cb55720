"""C2: load by team and week, the figure written in each cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.web import words
from rainer.web.charts.chart import Chart, Line
from rainer.web.charts.drawing import AXIS, BLACK, CHARACTER, FILLS, GREY, WHITE, Drawing

ROW = 32
WIDE = 1.15
WEEKS_NARROW = 5


@dataclass(frozen=True, slots=True)
class Words:
    """What the chart says of parts of one kind."""

    heading: Any
    now: Any
    last_week: Any


WORDS = {
    "team": Words(
        gettext_lazy("Team"),
        gettext_lazy("%(count)s of %(n)s teams are at or over %(over)s now"),
        gettext_lazy("%(count)s of %(n)s teams are at or over %(over)s in the last week"),
    ),
    "unit": Words(
        gettext_lazy("Delivery unit"),
        gettext_lazy("%(count)s of %(n)s delivery units are at or over %(over)s now"),
        gettext_lazy("%(count)s of %(n)s delivery units are at or over %(over)s in the last week"),
    ),
    "region": Words(
        gettext_lazy("Region"),
        gettext_lazy("%(count)s of %(n)s regions are at or over %(over)s now"),
        gettext_lazy("%(count)s of %(n)s regions are at or over %(over)s in the last week"),
    ),
}


def heat_map(
    rows: Mapping[str, Sequence[float | None]],
    weeks: Sequence[date],
    *,
    lines: Sequence[Line],
    over: float,
    name: str = "weeks",
    subtitle: Any = "",
    last_is_now: bool = False,
    kind: str = "team",
) -> Chart:
    """`rows` maps a part's name to its load in each of `weeks` (None: no data). Parts (`kind`: team, unit or region)
    stand by name, not by score.
    `lines` (four) part the five shades; `over` marks cells ▲.
    `last_is_now` heads the last week "Now"."""
    ordered = {team: list(rows[team]) for team in sorted(rows)}
    known = [v for loads in ordered.values() for v in loads if v is not None]
    finding = _finding(ordered, over, WORDS[kind], is_now=last_is_now)
    headings = _headings(weeks, last_is_now)
    return Chart(
        name=name,
        caption=finding,
        subtitle=subtitle or _("Load in per cent of available time, by team and week"),
        alt=f"{finding}. "
        + (
            _("Loads run from %(low)s to %(high)s.") % {"low": words.load0(min(known)), "high": words.load0(max(known))}
            if known
            else ""
        ),
        headings=(WORDS[kind].heading, *headings),
        table=[
            (team, *(words.load0(v) if v is not None else _("No data") for v in loads))
            for team, loads in ordered.items()
        ],
        how_to_read=_(
            "Each cell is one of them in a week, darker for more load; ▲ is at or over %(over)s. A hatched cell has no data. On a narrow screen the picture shows the last five weeks; the table has all."
        )
        % {"over": f"{over:g}%"},
        draw=lambda width: _draw(width, ordered, weeks, [line.at for line in lines], over),
        height=_height(ordered),
    )


def _headings(weeks: Sequence[date], last_is_now: bool) -> list[str]:
    said = [words.short_day(week) for week in weeks]
    return [*said[:-1], _("Now")] if last_is_now else said


def _finding(rows: Mapping[str, Sequence[float | None]], over: float, said: Words, *, is_now: bool) -> str:
    last = [loads[-1] for loads in rows.values() if loads and loads[-1] is not None]
    count = sum(v >= over for v in last)
    facts = {"count": count, "n": len(last), "over": f"{over:g}%"}
    return str(said.now if is_now else said.last_week) % facts


def _height(rows: Mapping[str, Any]) -> int:
    return len(rows) * ROW + 40


def _draw(
    width: int, rows: Mapping[str, Sequence[float | None]], weeks: Sequence[date], limits: Sequence[float], over: float
) -> Drawing:
    shown = len(weeks) if width > 400 else min(WEEKS_NARROW, len(weeks))
    # A name gets room for a wide font too: the reader's need not be the one the chart was measured in.
    names = min(max((len(t) for t in rows), default=0) * CHARACTER * WIDE + 12, width * 0.34)
    cell = (width - names - 4) / max(shown, 1)
    drawing = Drawing(width, _height(rows))
    for number, (team, loads) in enumerate(rows.items()):
        top = 4.0 + number * ROW
        drawing.text(0, top + ROW / 2, _cut(team, names))
        for place, value in enumerate(list(loads)[-shown:]):
            _cell(drawing, names + place * cell, top, cell, value, limits, over)
    every = 1 if cell > 50 else 2
    for place, week in enumerate(list(weeks)[-shown:]):
        if (shown - 1 - place) % every == 0:
            drawing.text(
                names + (place + 0.5) * cell,
                4 + len(rows) * ROW + 14,
                words.short_day(week),
                align="center",
                colour=AXIS,
            )
    return drawing


def _cell(
    drawing: Drawing, x: float, y: float, wide: float, value: float | None, limits: Sequence[float], over: float
) -> None:
    if value is None:
        drawing.rect(x, y, x + wide, y + ROW, fill=WHITE, stroke=AXIS)
        _hatch(drawing, x, y, wide)
        return
    shade = min(sum(value >= limit for limit in limits), len(FILLS) - 1)
    drawing.rect(x, y, x + wide, y + ROW, fill=FILLS[shade], stroke=AXIS)
    figure = f"{value:.0f}" + ("▲" if value >= over else "")
    drawing.text(x + wide / 2, y + ROW / 2, figure, align="center", colour=WHITE if shade > 2 else BLACK)


def _hatch(drawing: Drawing, x: float, y: float, wide: float) -> None:
    """Slanting lines inside the cell, cut at its edges."""
    for start in range(8, int(wide) + ROW, 8):
        left, right = max(0, start - ROW), min(start, wide)
        drawing.rule(x + left, y + start - left, x + right, y + start - right, colour=GREY)


def _cut(text: str, room: float) -> str:
    most = int((room - 8) / (CHARACTER * WIDE))
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"

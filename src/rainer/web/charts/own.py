"""C4: one person's load day by day over a year, for that person and those who manage them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rainer.web import words
from rainer.web.charts.chart import Chart
from rainer.web.charts.drawing import AXIS, BLACK, CHARACTER, FILLS, Drawing

Day = tuple[date, float | None]
Run = tuple[date, date, int]


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened on a day: hours changed, what was done. `is_break` means weights changed, so that
    before and after do not compare."""

    on: date
    words: Any
    is_break: bool = False


def own_load(
    days: Sequence[Day],
    *,
    over: float,
    marks: Sequence[Mark] = (),
    name: str = "own-load",
    subtitle: Any = "",
    so_far: int = 0,
) -> Chart:
    """`days` oldest first, None where load was not available: a gap, never nought. Runs at or over `over` are shaded
    with their length. `so_far` is the length of the run the days end in, where it may have begun before the first
    of them."""
    known = [v for _day, v in days if v is not None]
    runs = runs_over(days, over)
    if so_far and _is_present(runs, days):
        runs[-1] = (*runs[-1][:2], so_far)
    finding = _finding(days, runs, over, is_whole=bool(so_far))
    inside = [m for m in marks if days and days[0][0] <= m.on <= days[-1][0]]
    low, high = _ends(known, over)
    return Chart(
        name=name,
        caption=finding,
        subtitle=subtitle or _("Load in per cent of available time, day by day"),
        alt=f"{finding}. "
        + (
            _("Loads run from %(low)s to %(high)s.") % {"low": words.load0(min(known)), "high": words.load0(max(known))}
            if known
            else ""
        ),
        headings=(_("Week ending"), _("Load")),
        table=[
            (words.day(on), words.load1(value))
            for on, value in reversed(days)
            if on.weekday() == 6 or on == days[-1][0]
        ],
        how_to_read=_(
            "The line is load each day; shaded stretches are at or over %(over)s, with their length in days. The scale starts at %(low)s. A gap means that load was not available. Numbers under the picture say what happened on a day; across a break, before and after do not compare."
        )
        % {"over": f"{over:g}%", "low": f"{low}%"},
        draw=lambda width: _draw(width, days, runs, inside, over, low, high),
        height=_height(inside),
    )


def runs_over(days: Sequence[Day], over: float) -> list[Run]:
    """First day, last day and length of every run at or over the line. A day without a load neither breaks a run nor
    counts in its length."""
    runs: list[Run] = []
    broken = True
    for on, value in days:
        if value is None:
            continue
        if value < over:
            broken = True
        elif broken:
            runs.append((on, on, 1))
            broken = False
        else:
            runs[-1] = (runs[-1][0], on, runs[-1][2] + 1)
    return runs


def _is_present(runs: Sequence[Run], days: Sequence[Day]) -> bool:
    """Whether the last load known is in the last run."""
    known = [on for on, value in days if value is not None]
    return bool(runs) and runs[-1][1] == known[-1]


def _finding(days: Sequence[Day], runs: Sequence[Run], over: float, *, is_whole: bool) -> str:
    if not days:
        return _("There is no history yet")
    facts: dict[str, Any] = {"over": f"{over:g}%", "now": words.load1(days[-1][1])}
    if _is_present(runs, days):
        facts |= {"n": runs[-1][2]}
        if runs[-1][0] == days[0][0] and not is_whole:
            at_least = ngettext(
                "At or over %(over)s for at least %(n)s day, now %(now)s",
                "At or over %(over)s for at least %(n)s days, now %(now)s",
                runs[-1][2],
            )
            return at_least % facts
        return (
            ngettext(
                "At or over %(over)s for %(n)s day, now %(now)s", "At or over %(over)s for %(n)s days, now %(now)s",
                runs[-1][2],
            )  % facts
        )  # fmt: skip
    if runs:
        return _("Now %(now)s; last at or over %(over)s on %(last)s") % {**facts, "last": words.day(runs[-1][1])}
    return _("Now %(now)s; never at or over %(over)s in this time") % facts


def _ends(known: Sequence[float], over: float) -> tuple[int, int]:
    values = [*known, over]
    return int(min(values) // 20 * 20), int(-(-(max(values) + 5) // 20) * 20)


def _height(marks: Sequence[Mark]) -> int:
    return 300 + 20 * len(marks)


def _draw(
    width: int,
    days: Sequence[Day],
    runs: Sequence[Run],
    marks: Sequence[Mark],
    over: float,
    low: int,
    high: int,
) -> Drawing:
    drawing = Drawing(width, _height(marks))
    left, right, top, bottom = 46.0, width - 12.0, 40.0, 262.0
    first = days[0][0] if days else date.min
    span = max((days[-1][0] - first).days, 1) if days else 1

    def x(on: date) -> float:
        return left + (right - left) * (on - first).days / span

    def y(value: float) -> float:
        return bottom - (bottom - top) * (value - low) / (high - low)

    for at in range(low, high + 1, 20):
        drawing.rule(left, y(at), right, y(at))
        drawing.text(left - 6, y(at), f"{at}%", align="right", colour=AXIS)
    for run in runs:
        drawing.rect(x(run[0]), top, max(x(run[1]), x(run[0]) + 2), bottom, fill=FILLS[0], stroke=FILLS[0])
        _run_words(drawing, x(run[0]), x(run[1]), top - 10, run[2])
    drawing.rule(left, y(over), right, y(over), colour=BLACK, thick=2, dash=(6, 4))
    drawing.text(right, y(over) - 11, f"{over:g}%", align="right", ground=True)
    for piece in _pieces(days):
        drawing.path([(x(on), y(value)) for on, value in piece])
    _months(drawing, first, days[-1][0] if days else first, x, bottom, width)
    for number, mark in enumerate(marks, start=1):
        drawing.rule(x(mark.on), top, x(mark.on), bottom, colour=AXIS, thick=1.5, dash=(2, 3))
        drawing.text(x(mark.on), top - 28, number, align="center", bold=True)
        said = f"{number}  {words.short_day(mark.on)}: {mark.words}" + (f" ({_('break')})" if mark.is_break else "")
        drawing.text(8, bottom + 42 + 20 * (number - 1), said)
    return drawing


def _run_words(drawing: Drawing, start: float, stop: float, y: float, length: int) -> None:
    said = ngettext("%(n)s day", "%(n)s days", length) % {"n": length}
    if len(said) * CHARACTER <= stop - start + 10:
        drawing.text((start + stop) / 2, y, said, align="center")


def _pieces(days: Sequence[Day]) -> list[list[tuple[date, float]]]:
    """Unbroken stretches: a day without a figure, or a missing day, breaks the line."""
    pieces: list[list[tuple[date, float]]] = []
    previous: date | None = None
    for on, value in days:
        if value is None:
            previous = None
            continue
        if previous is None or (on - previous).days > 1:
            pieces.append([])
        pieces[-1].append((on, value))
        previous = on
    return pieces


def _months(drawing: Drawing, first: date, last: date, x: Any, bottom: float, width: int) -> None:
    every, month = (2 if width > 400 else 4), first.replace(day=1)
    count = 0
    while month <= last:
        if month >= first and count % every == 0:
            drawing.rule(x(month), bottom, x(month), bottom + 5, colour=AXIS)
            drawing.text(x(month), bottom + 16, words.month(month), align="center", colour=AXIS)
        count += 1
        month = (month + timedelta(days=32)).replace(day=1)

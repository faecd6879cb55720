"""C5: how someone kept to their appointments, a column of marks a week, the newest on the right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.web import words
from rainer.web.charts.chart import Chart
from rainer.web.charts.drawing import AXIS, GREY, Drawing

WEEK = timedelta(days=7)
WEEKS, WEEKS_NARROW = 53, 26
MOST, ROW, TOP = 4, 17, 30
MARKS = {"kept": "●", "acceptable": "○", "unacceptable": "×", "awaiting": "?"}
NOTHING = "▬"
NAMES: dict[str, Any] = {
    "kept": gettext_lazy("Kept"),
    "acceptable": gettext_lazy("Excused"),
    "unacceptable": gettext_lazy("Missed or not complied"),
    "awaiting": gettext_lazy("Waiting for evidence"),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """What came of one appointment: kept, acceptable, unacceptable, awaiting."""

    on: date
    what: str


@dataclass(frozen=True, slots=True)
class Flag:
    """A warning or breach, in a word or two."""

    on: date
    words: Any


def compliance_over_time(
    marks: Sequence[Mark], flags: Sequence[Flag], *, until: date, name: str = "compliance"
) -> Chart:
    """A year of marks; more than four in a week end in a plus. The table counts the same by month."""
    monday = until - timedelta(days=until.weekday())
    weeks = [monday - n * WEEK for n in reversed(range(WEEKS))]
    by_week: dict[date, list[str]] = {week: [] for week in weeks}
    shown = [mark for mark in marks if weeks[0] <= mark.on <= until]
    for mark in sorted(shown, key=lambda one: one.on):
        by_week[mark.on - timedelta(days=mark.on.weekday())].append(mark.what)
    flagged = [flag for flag in flags if weeks[0] <= flag.on <= until]
    counts = Counter(mark.what for mark in shown)
    finding = _finding(counts, len(shown))
    said = "; ".join(f"{flag.words}, {words.day(flag.on)}" for flag in flagged)
    return Chart(
        name=name,
        caption=finding,
        subtitle=_("Appointments with an outcome, by week, in the year to %(day)s") % {"day": words.day(until)},
        alt=f"{finding}. {said}" if said else f"{finding}.",
        headings=(_("Month"), *NAMES.values(), _("Warnings and breach")),
        table=_months(shown, flagged, weeks[0], until),
        how_to_read=_(
            "● kept, ○ excused, × missed or not complied, ? waiting for evidence, ▬ nothing with an outcome that week. "
            "The newest week is on the right. On a narrow screen the picture shows the last half year; the table has all."
        ),
        draw=lambda width: _draw(width, by_week, flagged),
        height=TOP + MOST * ROW + 30,
    )


def _finding(counts: Mapping[str, int], n: int) -> str:
    if not n:
        return _("No appointment of the last year has an outcome")
    facts = {"kept": counts.get("kept", 0), "n": n, "missed": counts.get("unacceptable", 0)}
    return _("%(kept)s of %(n)s kept in the last year, %(missed)s missed or not complied") % facts


def _months(marks: Sequence[Mark], flags: Sequence[Flag], first: date, until: date) -> list[tuple[Any, ...]]:
    """The newest month first."""
    months = {
        (day.year, day.month): day for n in range((until - first).days + 1) for day in [first + timedelta(days=n)]
    }
    rows = []
    for key, day in sorted(months.items(), reverse=True):
        found = Counter(mark.what for mark in marks if (mark.on.year, mark.on.month) == key)
        said = [str(flag.words) for flag in flags if (flag.on.year, flag.on.month) == key]
        rows.append((words.month(day), *(found.get(what, 0) for what in NAMES), ", ".join(said) or _("None")))
    return rows


def _draw(width: int, by_week: Mapping[date, Sequence[str]], flags: Sequence[Flag]) -> Drawing:
    weeks = list(by_week)[-(WEEKS if width > 400 else WEEKS_NARROW) :]
    cell = (width - 8) / len(weeks)
    drawing = Drawing(width, TOP + MOST * ROW + 30)
    floor = TOP + MOST * ROW
    for place, week in enumerate(weeks):
        _column(drawing, 4 + (place + 0.5) * cell, floor, by_week[week])
        if (len(weeks) - 1 - place) % 13 == 0:
            # The newest week stands at the edge: its words end there.
            at, align = (width - 4.0, "right") if place == len(weeks) - 1 else (4 + place * cell, "left")
            drawing.text(at, floor + 16, words.short_day(week), colour=AXIS, align=align)
    _flags(drawing, flags, weeks, cell, floor)
    return drawing


def _column(drawing: Drawing, x: float, floor: float, found: Sequence[str]) -> None:
    if not found:
        drawing.text(x, floor - ROW / 2, NOTHING, align="center", colour=GREY)
        return
    glyphs = [MARKS[what] for what in found]
    if len(glyphs) > MOST:
        glyphs = [*glyphs[: MOST - 1], "+"]
    for number, glyph in enumerate(glyphs):
        drawing.text(x, floor - (number + 0.5) * ROW, glyph, align="center")


def _flags(drawing: Drawing, flags: Sequence[Flag], weeks: Sequence[date], cell: float, floor: float) -> None:
    for flag in flags:
        if flag.on < weeks[0]:
            continue
        x = 4 + ((flag.on - weeks[0]).days // 7 + 0.5) * cell
        drawing.rule(x, TOP - 8, x, floor, colour=AXIS, dash=(2, 2))
        align = "right" if x > drawing.width / 2 else "left"
        drawing.text(x, TOP - 18, flag.words, align=align, bold=True, ground=True)

"""C3: load before and after a proposal, a pair of dots a practitioner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rainer.web import words
from rainer.web.charts.chart import Chart
from rainer.web.charts.drawing import AXIS, BLUE, CHARACTER, WHITE, Drawing, nice_top, percent_axis, threshold_labels

# A picture of more rows than this is too tall to read; one of all a large unit's practitioners is not.
MOST_ROWS = 80


@dataclass(frozen=True, slots=True)
class Move:
    """A practitioner's load in per cent before and after, and how many cases are added. `note` says why someone
    newly passes the line ("for Carl F")."""

    who: str
    before: float
    after: float
    cases: int
    note: Any = ""


def before_after(
    moves: Sequence[Move], *, over: float, name: str = "before-after", subtitle: Any = "", most: int = MOST_ROWS
) -> Chart:
    """Only those whose load changes, the highest after first; `most` of them in the picture, which says so where there
    are more; all in the table."""
    ordered = sorted((m for m in moves if m.cases or m.after != m.before), key=lambda m: (-m.after, m.who))
    finding = _finding(ordered, over)
    shown, more = ordered[:most], len(ordered) - most
    subtitle = subtitle or _("Load in per cent of available time, now and with the proposal")
    return Chart(
        name=name,
        caption=finding,
        subtitle=f"{subtitle}. {_left_out(more)}" if more > 0 else subtitle,
        alt=_alt(finding, ordered),
        headings=(_("Practitioner"), _("Before"), _("After"), _("Change"), _("Cases added")),
        table=[(m.who, words.load1(m.before), words.load1(m.after), _points(m), m.cases) for m in ordered],
        how_to_read=_(
            "Each row is a practitioner. The hollow dot is load now, the filled one load with the proposal. The dashed line is %(over)s."
        )
        % {"over": f"{over:g}%"},
        draw=lambda width: _draw(width, shown, over),
        height=_height(shown, 720),
    )


def _left_out(more: int) -> str:
    return ngettext("%(n)s more in the table", "%(n)s more in the table", more) % {"n": more}


def _points(move: Move) -> str:
    return f"{move.after - move.before:+.1f}".replace("-", "−")


def _finding(moves: Sequence[Move], over: float) -> str:
    if not moves:
        return _("The proposal changes nobody’s load")
    newly = sum(m.before < over <= m.after for m in moves)
    facts = {"n": len(moves), "newly": newly, "over": f"{over:g}%", "top": words.load0(moves[0].after)}
    changed = ngettext("The load of %(n)s person changes", "The load of %(n)s people changes", len(moves)) % facts
    if not newly:
        return _("%(changed)s; nobody newly passes %(over)s") % {**facts, "changed": changed}
    said = ngettext("%(changed)s; %(newly)s newly passes %(over)s", "%(changed)s; %(newly)s newly pass %(over)s", newly)
    return said % {**facts, "changed": changed}


def _alt(finding: str, moves: Sequence[Move]) -> str:
    if not moves:
        return finding
    return _("%(finding)s. The highest after is %(top)s.") % {"finding": finding, "top": words.load0(moves[0].after)}


def _row(width: int) -> int:
    return 28 if width > 400 else 46


def _height(moves: Sequence[Move], width: int) -> int:
    return 34 + len(moves) * _row(width) + 30


def _draw(width: int, moves: Sequence[Move], over: float) -> Drawing:
    wide, row, height = width > 400, _row(width), _height(moves, width)
    drawing = Drawing(width, height)
    names = max((len(m.who) for m in moves), default=0) * CHARACTER + 16 if wide else 16.0
    left, right, top, bottom = min(names, width / 2), width - 24.0, 30.0, height - 28.0
    ends = nice_top(max([over + 10, *(v for m in moves for v in (m.before, m.after))]))
    step = (right - left) / ends
    percent_axis(drawing, left=left, right=right, top=top, bottom=bottom, ends=ends)
    threshold_labels(drawing, [(left + over * step, f"{over:g}%")], top=10, bottom=bottom)
    for number, move in enumerate(moves):
        y = top + number * row + (row / 2 if wide else row - 14)
        drawing.text(0, y if wide else y - 19, _fitted(move.who, left - 16 if wide else right), ground=not wide)
        _dumbbell(drawing, move, left, step, y, right, over)
    return drawing


def _fitted(who: str, room: float) -> str:
    """A name as it fits; where it does not, cut with a mark that says so: the table has it whole."""
    most = int(room / CHARACTER)
    return who if len(who) <= most else f"{who[: most - 1].rstrip()}…"


def _dumbbell(drawing: Drawing, move: Move, left: float, step: float, y: float, right: float, over: float) -> None:
    before, after = left + move.before * step, left + move.after * step
    drawing.rule(before, y, after, y, colour=AXIS, thick=3)
    drawing.point(before, y, fill=WHITE, stroke=BLUE, edge=2, size=11)
    drawing.point(after, y, fill=BLUE, stroke=BLUE, edge=2, size=11)
    label = " ".join(filter(None, (_points(move), str(move.note)))) if move.before < over <= move.after else ""
    if not label:
        return
    room = max(before, after) + 12 + len(label) * CHARACTER <= right + 20
    x = max(before, after) + 12 if room else min(before, after) - 12
    drawing.text(x, y, label, align="left" if room else "right", ground=True)

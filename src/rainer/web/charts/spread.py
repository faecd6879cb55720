"""C1: how load is spread over people. A dot a person, never a name on a dot; columns above 80 people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rainer.policy.workload.rollup import HIGH_CENTILE, centile
from rainer.web import words
from rainer.web.charts.chart import Chart, Line
from rainer.web.charts.drawing import (
    BLUE,
    LABEL_ROW,
    MIDDLE_BLUE,
    WHITE,
    Drawing,
    nice_top,
    percent_axis,
    threshold_labels,
)

MOST_DOTS = 80
BIN = 10


def spread_of_load(
    loads: Sequence[float | None],
    *,
    lines: Sequence[Line],
    over: float,
    what: Any,
    as_of: Any = "",
    name: str = "spread",
    subtitle: Any = "",
) -> Chart:
    """`loads` in per cent, None for "not available". `lines` are the thresholds (90, 110, …) with what they require,
    `over` the one the finding counts from; `what` names whose load it is ("Fellside team")."""
    known = sorted(float(v) for v in loads if v is not None)
    lacking = len(loads) - len(known)
    finding = _finding(known, over)
    return Chart(
        name=name,
        caption=finding,
        subtitle=subtitle
        or ngettext(
            "Load, %(what)s, %(n)s person, as at %(when)s", "Load, %(what)s, %(n)s people, as at %(when)s", len(loads)
        )
        % {"what": what, "n": len(loads), "when": words.moment(as_of) if as_of else _("now")},
        alt=_alt(finding, known, lacking),
        headings=(_("Load"), _("People"), _("Share")),
        table=_table(known, lacking, lines),
        how_to_read=_(
            "Each dot is one person; above 80 people each column is a step of 10 points. Further right is more work for the time there is. Dashed lines say what is required from there on. No dot has a name."
        )
        if len(known) <= MOST_DOTS
        else _(
            "Each column counts people within 10 points of load; the darker ones are at or over the line. Further right is more work for the time there is."
        ),
        draw=lambda width: _draw(width, known, lacking, lines, over),
        height=_height(known, 720, lines),
    )


def _ninetieth(known: Sequence[float]) -> float | None:
    """As the figures beside the chart have it: by the one definition, which the rollup rule holds."""
    return centile(known, HIGH_CENTILE)


def _finding(known: Sequence[float], over: float) -> str:
    if not known:
        return _("Nobody here has a load that can be worked out")
    count = sum(v >= over for v in known)
    facts = {
        "count": count,
        "n": len(known),
        "over": f"{over:g}%",
        "median": words.load0(median(known)),
        "most": words.load0(known[-1]),
    }
    if not count:
        return _("Nobody of %(n)s is at or over %(over)s; the highest is %(most)s") % facts
    said = ngettext(
        "%(count)s of %(n)s people is at or over %(over)s; half are above %(median)s",
        "%(count)s of %(n)s people are at or over %(over)s; half are above %(median)s",
        count,
    )
    return said % facts


def _alt(finding: str, known: Sequence[float], lacking: int) -> str:
    if not known:
        return finding
    facts = {"finding": finding, "low": words.load0(known[0]), "high": words.load0(known[-1]), "lacking": lacking}
    text = _("%(finding)s. Loads run from %(low)s to %(high)s.") % facts
    return text + " " + _("Not available: %(lacking)s.") % facts if lacking else text


def _table(known: Sequence[float], lacking: int, lines: Sequence[Line]) -> list[tuple[Any, ...]]:
    limits = [0.0, *(line.at for line in lines), float("inf")]
    rows: list[tuple[Any, ...]] = []
    for low, high in pairwise(limits):
        count = sum(low <= v < high for v in known)
        rows.append((_band(low, high), count, words.load0(100 * count / len(known)) if known else _("None")))
    if lacking:
        rows.append((_("Not available"), lacking, ""))
    if known:
        rows += [
            (_("Median"), words.load1(median(known)), ""),
            (_("9 in 10 under"), words.load1(_ninetieth(known)), ""),
            (_("Highest"), words.load1(known[-1]), ""),
        ]
    return [tuple(_("Does not apply") if cell == "" else cell for cell in row) for row in rows]


def _band(low: float, high: float) -> str:
    if low == 0:
        return _("Under %(high)s") % {"high": f"{high:g}%"}
    if high == float("inf"):
        return _("%(low)s and over") % {"low": f"{low:g}%"}
    return _("%(low)s to under %(high)s") % {"low": f"{low:g}%", "high": f"{high:g}%"}


def _scale(known: Sequence[float], lines: Sequence[Line]) -> int:
    return nice_top(max([*known, *(line.at + 10 for line in lines)]))


def _dot(width: int) -> int:
    return 11 if width > 400 else 9


def _stacks(known: Sequence[float], width: int, ends: int) -> Counter[int]:
    per = (width - 40) / ends
    return Counter(int(v * per // _dot(width)) for v in known)


def _height(known: Sequence[float], width: int, lines: Sequence[Line]) -> int:
    if len(known) > MOST_DOTS:
        return 340
    tallest = max(_stacks(known, width, _scale(known, lines)).values(), default=1)
    return LABEL_ROW * len(lines) + 20 + max(60, tallest * (_dot(width) + 1)) + 94


def _draw(width: int, known: Sequence[float], lacking: int, lines: Sequence[Line], over: float) -> Drawing:
    height = _height(known, width, lines)
    drawing = Drawing(width, height)
    ends, left, right, bottom = _scale(known, lines), 20.0, width - 20.0, height - 86.0

    def x(value: float) -> float:
        return left + (right - left) * value / ends

    percent_axis(drawing, left=left, right=right, top=LABEL_ROW * len(lines), bottom=bottom, ends=ends)
    if len(known) > MOST_DOTS:
        _columns(drawing, known, over, x, bottom, LABEL_ROW * len(lines) + 16)
    else:
        _dots(drawing, known, over, width, left, bottom, ends)
    labelled = [(x(line.at), _label(line, width)) for line in lines]
    threshold_labels(drawing, labelled, top=10, bottom=bottom)
    _ticks(drawing, known, lacking, x, bottom)
    return drawing


def _label(line: Line, width: int) -> str:
    return f"{line.at:g}% {line.words}" if width > 400 else f"{line.at:g}%"


def _dots(
    drawing: Drawing, known: Sequence[float], over: float, width: int, left: float, bottom: float, ends: int
) -> None:
    size, per = _dot(width), (width - 40) / ends
    stacked: Counter[int] = Counter()
    for value in known:
        place = int(value * per // size)
        y = bottom - size / 2 - 2 - stacked[place] * (size + 1)
        drawing.point(
            left + (place + 0.5) * size, y, fill=BLUE if value >= over else MIDDLE_BLUE, stroke=BLUE, size=size
        )
        stacked[place] += 1


def _columns(drawing: Drawing, known: Sequence[float], over: float, x: Any, bottom: float, top: float) -> None:
    counts = Counter(int(v // BIN) for v in known)
    per = (bottom - top) / max(counts.values())
    for place, count in sorted(counts.items()):
        start, stop = x(place * BIN), x((place + 1) * BIN)
        fill = BLUE if place * BIN >= over else MIDDLE_BLUE
        drawing.rect(start + 1, bottom - count * per, stop - 1, bottom, fill=fill, stroke=WHITE)
        if stop - start > 20:
            drawing.text((start + stop) / 2, bottom - count * per - 10, count, align="center", ground=True)


def _ticks(drawing: Drawing, known: Sequence[float], lacking: int, x: Any, bottom: float) -> None:
    """Median and 90th centile as triangles under the scale, and below the words for them and for what is lacking."""
    said = []
    if known:
        for value in (median(known), centile(known, HIGH_CENTILE) or 0):
            drawing.text(x(value), bottom + 30, "▲", align="center", colour=BLUE)
        facts = {"m": words.load0(median(known)), "p": words.load0(_ninetieth(known))}
        said.append(_("▲ median %(m)s, 9 in 10 under %(p)s") % facts)
    if lacking:
        said.append(_("not available: %(n)s") % {"n": lacking})
    for row, line in enumerate(said):
        drawing.text(10, bottom + 50 + 19 * row, line)

"""C6: the funnel. A dot a team, unlabelled inside the limits; the limits that chance alone gives a team of its size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from rainer.web import words
from rainer.web.charts.chart import Chart
from rainer.web.charts.drawing import AXIS, BLUE, CHARACTER, GREY, ORANGE, WHITE, Drawing, nice_top

HEIGHT = 320
TOP, BOTTOM, RIGHT = 16, 44, 12
STEPS = 60

# Of a team of so many, the share below and above which it lies outside.
Limits = Callable[[int], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Dot:
    """A team: how many there were, the share in per cent; its name where it lies outside the wider limits."""

    of: int
    share: float
    name: str = ""


@dataclass(frozen=True, slots=True)
class Limit:
    """A pair of limits and what they are called ("99.8%")."""

    words: str
    of: Limits
    dash: tuple[int, ...] = ()


def funnel_chart(
    dots: Sequence[Dot],
    *,
    base: float | None,
    limits: Sequence[Limit],
    headings: Sequence[Any],
    table: Sequence[Sequence[Any]],
    caption: Any,
    subtitle: Any,
    name: str = "funnel",
) -> Chart:
    """`base` is the share of all together, in per cent. `limits` come narrower first. `table` holds the same figures."""
    shares = [dot.share for dot in dots]
    reach = (
        _("Shares run from %(low)s to %(high)s.") % {"low": words.load1(min(shares)), "high": words.load1(max(shares))}
        if shares
        else ""
    )
    return Chart(
        name=name,
        caption=caption,
        subtitle=subtitle,
        alt=f"{caption} {reach}".strip(),
        headings=headings,
        table=table,
        how_to_read=_(
            "Each dot is a team: further right it looked at more levels, higher up it lowered a larger share of them. The level line is the share of all together. A team whose levels go down as often as everyone’s lies between the inner lines 95 times in 100 and between the outer lines 998 times in 1,000; small teams swing more, so the lines open to the left. Only teams outside the outer lines are named."
        ),
        draw=lambda width: _draw(width, dots, base, limits),
        height=HEIGHT,
    )


def _draw(width: int, dots: Sequence[Dot], base: float | None, limits: Sequence[Limit]) -> Drawing:
    drawing = Drawing(width, HEIGHT)
    if base is None or not dots:
        drawing.text(width / 2, HEIGHT / 2, _("Too few to show"), align="center", colour=AXIS)
        return drawing
    most = _end(max(dot.of for dot in dots))
    smallest = max(1, min(dot.of for dot in dots) // 2)
    highest = max([dot.share for dot in dots] + [limits[0].of(min(dot.of for dot in dots))[1]])
    top = min(_end(highest * 1.1), 100)
    left = 46.0

    def x(of: float) -> float:
        return left + (width - left - RIGHT) * of / most

    def y(share: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - min(share, top) / top)

    _axes(drawing, width, most, top, x, y, left)
    drawing.rule(left, y(base), width - RIGHT, y(base), colour=GREY, thick=2)
    for limit in limits:
        _limit(drawing, limit, smallest, most, top, x, y)
    for dot in dots:
        drawing.point(
            x(dot.of), y(dot.share), fill=ORANGE if dot.name else BLUE, stroke=WHITE, size=13 if dot.name else 9,
            shape="triangle-up" if dot.name else "circle",
        )  # fmt: skip
        if dot.name:
            fits = x(dot.of) + 10 + len(dot.name) * CHARACTER < width
            drawing.text(
                x(dot.of) + (10 if fits else -10),
                y(dot.share),
                dot.name,
                align="left" if fits else "right",
                bold=True,
                ground=True,
            )
    return drawing


def _step(end: float) -> int:
    """Whole steps of 1, 2 or 5 times a power of ten, at most six of them."""
    size = 1
    while end / size > 6:
        size = size * 5 // 2 if str(size)[0] == "2" else size * 2
    return size


def _end(largest: float) -> int:
    return nice_top(largest, _step(largest))


def _axes(
    drawing: Drawing,
    width: int,
    most: int,
    top: float,
    x: Callable[[float], float],
    y: Callable[[float], float],
    left: float,
) -> None:
    for share in range(0, int(top) + 1, _step(top)):
        drawing.rule(left, y(share), width - RIGHT, y(share))
        drawing.text(left - 6, y(share), f"{share}%", align="right", colour=AXIS)
    for of in range(0, most + 1, _step(most)):
        last = of + _step(most) > most
        drawing.text(x(of), HEIGHT - BOTTOM + 14, f"{of:,}", align="right" if last else "center", colour=AXIS)
    drawing.text(left, HEIGHT - 10, _("Levels looked at"), colour=AXIS)


def _limit(
    drawing: Drawing,
    limit: Limit,
    smallest: int,
    most: int,
    top: float,
    x: Callable[[float], float],
    y: Callable[[float], float],
) -> None:
    sizes = sorted({max(1, round(smallest + (most - smallest) * n / STEPS)) for n in range(STEPS + 1)})
    for side in (0, 1):
        points = [(x(of), y(limit.of(of)[side])) for of in sizes if limit.of(of)[side] <= top]
        if limit.dash:
            for (x1, y1), (x2, y2) in zip(points[::2], points[1::2], strict=False):
                drawing.rule(x1, y1, x2, y2, colour=AXIS, thick=1.5)
        elif len(points) > 1:
            drawing.path(points, colour=AXIS, thick=1.5)
    drawing.text(x(most), y(limit.of(most)[1]) - 9, limit.words, align="right", colour=AXIS, ground=True)

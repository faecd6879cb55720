"""Marks laid out in pixels and drawn by Altair. Colours, text size and ground are the same for every chart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from html import escape
from typing import Any

BLACK, AXIS, GRID, GREY, WHITE = "#0b0c0c", "#484949", "#cecece", "#858686", "#ffffff"
BLUE, ORANGE, TEAL, PURPLE = "#0f385c", "#b7592a", "#158187", "#54319f"
MIDDLE_BLUE = "#5694ca"
FILLS = ("#d2e2f1", "#8eb8dc", "#5694ca", "#1d70b8", "#0f385c")
TEXT = 14
# Rough width of a character of 14 px in the widest of the usual fonts, for deciding where a label fits.
CHARACTER = 8.2
LABEL_ROW = 19


class Drawing:
    """A picture `width` by `height`. Coordinates are pixels from the top left."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._marks: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)

    def rect(
        self, x: float, y: float, x2: float, y2: float, *, fill: str, stroke: str = WHITE, edge: float = 1
    ) -> None:
        self._marks[("rect", edge)].append({"x": x, "y": y, "x2": x2, "y2": y2, "fill": fill, "stroke": stroke})

    def rule(
        self,
        x: float,
        y: float,
        x2: float,
        y2: float,
        *,
        colour: str = GRID,
        thick: float = 1,
        dash: tuple[int, ...] = (),
    ) -> None:
        self._marks[("rule", thick, dash)].append({"x": x, "y": y, "x2": x2, "y2": y2, "stroke": colour})

    def path(self, points: Sequence[tuple[float, float]], *, colour: str = BLUE, thick: float = 2) -> None:
        marks = self._marks[("path", colour, thick, len(self._marks))]
        marks.extend({"x": x, "y": y, "n": n} for n, (x, y) in enumerate(points))

    def point(
        self,
        x: float,
        y: float,
        *,
        fill: str = BLUE,
        stroke: str = WHITE,
        size: float = 9,
        shape: str = "circle",
        edge: float = 1,
    ) -> None:
        self._marks[("point", shape, size, edge)].append({"x": x, "y": y, "fill": fill, "stroke": stroke})

    def text(
        self,
        x: float,
        y: float,
        words: Any,
        *,
        align: str = "left",
        colour: str = BLACK,
        bold: bool = False,
        ground: bool = False,
    ) -> None:
        """Words whose middle line is at `y`; `ground` puts white behind them where lines pass."""
        if ground:
            wide = len(str(words)) * CHARACTER + 4
            left = {"left": x - 2, "right": x - wide + 2, "center": x - wide / 2}[align]
            self._marks[("ground",)].append(
                {"x": left, "y": y - 9, "x2": left + wide, "y2": y + 9, "fill": WHITE, "stroke": WHITE}
            )
        self._marks[("text", align, bold)].append({"x": x, "y": y, "text": str(words), "fill": colour})

    def contents(self) -> tuple[Any, ...]:
        """All that decides the picture."""
        return self.width, self.height, sorted(self._marks.items(), key=repr)

    def svg(self, alt: str) -> str:
        """The picture with its text alternative inside, so that it is not lost when the file is passed on."""
        import altair
        import vl_convert

        layers = [_layer(altair, kind, values) for kind, values in sorted(self._marks.items(), key=_order)]
        whole = altair.layer(*layers).properties(
            width=self.width, height=self.height, padding=0, autosize="none", background=WHITE
        )
        whole = whole.configure_view(stroke=None)
        drawn = vl_convert.vegalite_to_svg(whole.to_dict(validate=False))
        head, rest = drawn.split(">", 1)
        label = escape(alt, quote=True)
        return f'{head} role="img" aria-label="{label}"><title>{escape(alt)}</title>{rest}'


_LAYERS = ("rect", "rule", "path", "point", "ground", "text")


def _order(item: tuple[tuple[Any, ...], Any]) -> tuple[int, str]:
    kind = item[0]
    if kind[0] == "rule" and kind[2:] == ((),) and kind[1] == 1:
        return 0, "z"
    return _LAYERS.index(kind[0]), repr(kind)


def _layer(altair: Any, kind: tuple[Any, ...], values: list[dict[str, Any]]) -> Any:
    base = altair.Chart(altair.Data(values=values))
    x, y = altair.X("x:Q", scale=None, axis=None), altair.Y("y:Q", scale=None, axis=None)
    fill, stroke = altair.Fill("fill:N", scale=None), altair.Stroke("stroke:N", scale=None)
    span = {"x": x, "y": y, "x2": "x2:Q", "y2": "y2:Q"}
    name = kind[0]
    if name in ("rect", "ground"):
        return base.mark_rect(strokeWidth=kind[1] if name == "rect" else 0).encode(**span, fill=fill, stroke=stroke)
    if name == "rule":
        return base.mark_rule(strokeWidth=kind[1], strokeDash=list(kind[2])).encode(**span, stroke=stroke)
    if name == "path":
        return base.mark_line(color=kind[1], strokeWidth=kind[2]).encode(x=x, y=y, order="n:Q")
    if name == "point":
        size = kind[2] ** 2 * 0.785
        return base.mark_point(shape=kind[1], size=size, strokeWidth=kind[3], opacity=1).encode(
            x=x, y=y, fill=fill, stroke=stroke
        )
    weight = "bold" if kind[2] else "normal"
    font = {"font": "Arial, Helvetica, sans-serif", "fontSize": TEXT, "fontWeight": weight}
    return base.mark_text(align=kind[1], baseline="middle", **font).encode(x=x, y=y, text="text:N", fill=fill)


def nice_top(largest: float, step: int = 20) -> int:
    """The end of a scale: the next whole step above the largest value."""
    return int(-(-largest // step) * step) or step


def percent_axis(drawing: Drawing, *, left: float, right: float, top: float, bottom: float, ends: int) -> None:
    """A horizontal scale from 0 to `ends` per cent, with lines and figures."""
    step = 20 if (right - left) / max(ends, 1) * 20 > 44 else 50
    for at in range(0, ends + 1, step):
        x = left + (right - left) * at / ends
        drawing.rule(x, top, x, bottom)
        drawing.text(x, bottom + 14, f"{at}%", align="center", colour=AXIS)


def threshold_labels(drawing: Drawing, lines: Sequence[tuple[float, str]], *, top: float, bottom: float) -> None:
    """Dashed lines down from their labels. The rightmost stands highest and every label left of its line, so that
    no label crosses another line; one without room at the left stands right."""
    for row, (x, words) in enumerate(sorted(lines, reverse=True)):
        y = top + row * LABEL_ROW
        drawing.rule(x, y, x, bottom, colour=BLACK, thick=2, dash=(6, 4))
        if len(words) * CHARACTER + 6 <= x:
            drawing.text(x - 6, y + 4, words, align="right", ground=True)
        else:
            drawing.text(x + 6, y + 4, words, ground=True)

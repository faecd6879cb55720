"""What every chart is, and how it is answered as a picture and as figures."""

from __future__ import annotations

import csv
import hashlib
import io
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse

from rainer.common.errors import NotThereError
from rainer.web import downloads
from rainer.web.charts.drawing import Drawing

WIDTHS = (720, 328)
# All rows stand beside the picture up to the first number; of more, the second, with a link to all.
ALL_ROWS, KEY_ROWS = 15, 8
COLUMNS_BESIDE = 5
_KEPT = 256
# Pictures by what is in them: a page asked for again draws nothing. Per process, the oldest dropped first.
_pictures: OrderedDict[str, str] = OrderedDict()


@dataclass(frozen=True, slots=True)
class Line:
    """A threshold in per cent and what it requires, in a few words."""

    at: float
    words: Any


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of a page.

    `caption` is the finding in a sentence, `subtitle` measure, place, period, n, source and as-of, `alt` the
    finding and the range. `table` with `headings` is the same data, rounded the same. `draw(width)` draws it.
    `height` is that of the wide picture, in pixels.
    """

    name: str
    caption: Any
    alt: Any
    headings: Sequence[Any]
    table: Sequence[Sequence[Any]]
    how_to_read: Any
    draw: Callable[[int], Drawing]
    height: int
    subtitle: Any = ""

    @property
    def table_shown(self) -> Sequence[Sequence[Any]]:
        return self.table[:KEY_ROWS] if self.has_more else self.table

    @property
    def has_more(self) -> bool:
        return len(self.table) > ALL_ROWS

    @property
    def is_wide(self) -> bool:
        """A table too wide to stand beside its picture stands under it."""
        return len(self.headings) > COLUMNS_BESIDE

    def svg(self, width: int) -> str:
        """The picture at 720 or 328 pixels. Drawing it the first time takes some hundredths of a second."""
        drawing = self.draw(width)
        key = hashlib.sha256(repr(drawing.contents()).encode()).hexdigest()
        if key not in _pictures:
            _pictures[key] = drawing.svg(str(self.alt))
            while len(_pictures) > _KEPT:
                _pictures.popitem(last=False)
        _pictures.move_to_end(key)
        return _pictures[key]


def chart_response(chart: Chart, width: int) -> HttpResponse:
    """The picture as SVG. Raises NotThereError for another width than the two."""
    if width not in WIDTHS:
        raise NotThereError("There is no picture of that width.")
    return HttpResponse(chart.svg(width), content_type="image/svg+xml")


def chart_csv(chart: Chart) -> HttpResponse:
    """All figures of the chart."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([str(h) for h in chart.headings])
    writer.writerows([downloads.guarded(str(cell)) for cell in row] for row in chart.table)
    response = HttpResponse(out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{chart.name}.csv"'
    return response

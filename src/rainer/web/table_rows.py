"""The rows of a table as markup. Made here and not in a template because a page has hundreds of cells."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import conditional_escape as escape
from django.utils.html import format_html
from django.utils.safestring import SafeString

from rainer.web.columns import Column
from rainer.web.downloads import text

_TICK = (
    '<td class="govuk-table__cell rainer-table__tick"><div class="govuk-checkboxes govuk-checkboxes--small">'
    '<div class="govuk-checkboxes__item"><input class="govuk-checkboxes__input" type="checkbox" id="{name}-{value}"'
    ' name="{name}" value="{value}" form="{form}"{checked}><label class="govuk-label govuk-checkboxes__label"'
    ' for="{name}-{value}"><span class="govuk-visually-hidden">{label}</span></label></div></div></td>'
)


@dataclass(frozen=True, slots=True)
class Ticks:
    """The checkboxes of a table: their name, the form they belong to, the value of a row, those that begin ticked."""

    name: str
    form: str
    value: Callable[[Any], Any]
    ticked: Collection[Any]


@dataclass(frozen=True, slots=True)
class Look:
    """How rows are drawn: their columns, which of them heads the row, and the checkboxes where there are any."""

    columns: Sequence[Column]
    row_header: int
    ticks: Ticks | None


def body(rows: Iterable[Any], look: Look) -> SafeString:
    """The rows of the page shown: the head cell is a `th`, others carry their heading for the cards of a phone."""
    frames = _frames(look)
    return SafeString("".join(_row(look, row, frames) for row in rows))


def total(given: Mapping[str, Any], look: Look) -> SafeString:
    """The row of totals; a cell without one says nothing and is left out of the card."""
    frames = _frames(look)
    empty = '<td class="govuk-table__cell">', "</td>"
    cells = (_framed(frames[n] if c.key in given else empty, given.get(c.key, "")) for n, c in enumerate(look.columns))
    tick = '<td class="govuk-table__cell rainer-table__tick"></td>' if look.ticks else ""
    return SafeString(f'<tr class="govuk-table__row rainer-table__total">{tick}{"".join(cells)}</tr>')


def _row(look: Look, row: Any, frames: Sequence[tuple[str, str]]) -> str:
    contents = [content(column, row) for column in look.columns]
    cells = "".join(map(_framed, frames, contents))
    tick = _tick(look.ticks, row, contents[look.row_header]) if look.ticks else ""
    return f'<tr class="govuk-table__row">{tick}{cells}</tr>'


def _framed(frame: tuple[str, str], inner: Any) -> str:
    return f"{frame[0]}{escape(inner)}{frame[1]}"


def _frames(look: Look) -> list[tuple[str, str]]:
    """What stands before and after the content of each column's cells."""
    frames = []
    for number, column in enumerate(look.columns):
        if number == look.row_header:
            frames.append(('<th scope="row" class="govuk-table__header">', "</th>"))
            continue
        numeric = " govuk-table__cell--numeric" if column.numeric else ""
        label = escape(column.heading)
        frames.append((f'<td class="govuk-table__cell{numeric}" data-label="{label}"><div>', "</div></td>"))
    return frames


def _tick(ticks: Ticks, row: Any, head: Any) -> str:
    value = ticks.value(row)
    return _TICK.format(
        name=ticks.name,
        value=escape(value),
        form=ticks.form,
        checked=" checked" if value in ticks.ticked else "",
        label=escape(text(head)),
    )


def content(column: Column, row: Any) -> Any:
    """What a cell shows: the value, its link, its template, or the words for nothing there."""
    value = column.of(row)
    if column.template:
        return column.rendered(row, value)
    if value is None or value == "":
        return column.blank
    url = column.link(row) if column.link else None
    return format_html('<a class="govuk-link" href="{}">{}</a>', url, value) if url else value

"""The rows of a table as markup. Made here and not in a template because a page has hundreds of cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.html import conditional_escape as escape
from django.utils.html import format_html
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from rainer.web.tables import Column, Table

_TICK = (
    '<td class="govuk-table__cell rainer-table__tick"><div class="govuk-checkboxes govuk-checkboxes--small">'
    '<div class="govuk-checkboxes__item"><input class="govuk-checkboxes__input" type="checkbox" id="{name}-{value}"'
    ' name="{name}" value="{value}" form="{form}"{checked}><label class="govuk-label govuk-checkboxes__label"'
    ' for="{name}-{value}"><span class="govuk-visually-hidden">{label}</span></label></div></div></td>'
)


def body(table: Table) -> SafeString:
    """The rows of the page shown: the head cell is a `th`, others carry their heading for the cards of a phone."""
    frames = _frames(table.columns, table.row_header)
    return SafeString("".join(_row(table, row, frames) for row in table.page.object_list))


def total(table: Table) -> SafeString:
    """The row of totals; a cell without one says nothing and is left out of the card."""
    given = table.total_row or {}
    frames = _frames(table.columns, table.row_header)
    empty = '<td class="govuk-table__cell">', "</td>"
    cells = (_framed(frames[n] if c.key in given else empty, given.get(c.key, "")) for n, c in enumerate(table.columns))
    tick = '<td class="govuk-table__cell rainer-table__tick"></td>' if table.selectable else ""
    return SafeString(f'<tr class="govuk-table__row rainer-table__total">{tick}{"".join(cells)}</tr>')


def _row(table: Table, row: Any, frames: Sequence[tuple[str, str]]) -> str:
    contents = [content(column, row) for column in table.columns]
    cells = "".join(map(_framed, frames, contents))
    return f'<tr class="govuk-table__row">{_tick(table, row, contents)}{cells}</tr>'


def _framed(frame: tuple[str, str], inner: Any) -> str:
    return f"{frame[0]}{escape(inner)}{frame[1]}"


def _frames(columns: Iterable[Column], row_header: int) -> list[tuple[str, str]]:
    """What stands before and after the content of each column's cells."""
    frames = []
    for number, column in enumerate(columns):
        if number == row_header:
            frames.append(('<th scope="row" class="govuk-table__header">', "</th>"))
            continue
        numeric = " govuk-table__cell--numeric" if column.numeric else ""
        label = escape(column.heading)
        frames.append((f'<td class="govuk-table__cell{numeric}" data-label="{label}"><div>', "</div></td>"))
    return frames


def _tick(table: Table, row: Any, contents: Sequence[Any]) -> str:
    if not table.selectable:
        return ""
    from rainer.web.downloads import text

    value = table.checkbox_value(row)
    return _TICK.format(
        name=table.selectable,
        value=escape(value),
        form=table.select_form,
        checked=" checked" if value in table.ticked else "",
        label=escape(text(contents[table.row_header])),
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

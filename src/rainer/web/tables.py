"""Tables: ordered, filtered and paged by the server through the address, and downloaded with the same rows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, OrderBy, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from rainer.web import downloads, table_rows
from rainer.web.address import with_parameters
from rainer.web.columns import Column, Row, look_up
from rainer.web.filters import Filters
from rainer.web.paging import Pages, pages_of

__all__ = ["Column", "Table"]


@dataclass(frozen=True, slots=True)
class Heading:
    text: Any
    numeric: bool
    url: str = ""
    order: str = ""


class Table:
    """A table of a page.

    Its address parameters are `sort`, `dir`, `page` and `download` (after `<name>-` where a page has two). A
    QuerySet is ordered by the database with its primary key last, so that pages never overlap. Queries: one count
    and one page of rows, whatever the number of rows.
    """

    def __init__(
        self,
        request: HttpRequest,
        *,
        caption: Any,
        columns: Sequence[Column],
        rows: QuerySet[Any] | Sequence[Row],
        empty: Any,
        default_sort: str = "",
        page_size: int = 50,
        filters: Filters | None = None,
        total_row: Mapping[str, Any] | None = None,
        row_header: int = 0,
        export_name: str = "",
        export_facts: Mapping[str, Any] | None = None,
        export_needs: str | None = "export",
        selectable: str | None = None,
        select_form: str = "ticked",
        select_value: Callable[[Row], Any] | None = None,
        ticked: Collection[Any] = (),
        what: Callable[[int], Any] | None = None,
        name: str = "",
        key: str = "",
        visible_caption: bool = True,
    ) -> None:
        """`default_sort` is a column key, "-" before it for downwards ("" keeps the order of `rows`). `total_row`
        maps column keys to cells. `key` is a line under the caption. `selectable` names the checkboxes, which
        belong to the form whose id is `select_form`, so that the table itself need not stand inside it; their values
        are `select_value(row)` (default: `pk`), those in `ticked` begin ticked."""
        self.request, self.caption, self.columns, self._rows, self.empty = request, caption, tuple(columns), rows, empty
        self.default_sort, self.page_size, self.filters, self.total_row = default_sort, page_size, filters, total_row
        self.row_header, self.name, self.key, self.visible_caption = row_header, name, key, visible_caption
        self.export_name, self.export_facts, self.export_needs = export_name, dict(export_facts or {}), export_needs
        self.selectable, self.select_form, self._select_value = selectable, select_form, select_value
        self.ticked = ticked
        self._what = what or (lambda n: ngettext("%(count)s row", "%(count)s rows", n) % {"count": f"{n:,}"})

    def parameter(self, name: str) -> str:
        return f"{self.name}-{name}" if self.name else name

    @cached_property
    def sorted_by(self) -> tuple[str, bool]:
        """The column key the table is ordered by, and whether downwards; "" for the order of the rows given."""
        asked = self.request.GET.get(self.parameter("sort"), "")
        if any(c.key == asked and c.sort for c in self.columns):
            return asked, self.request.GET.get(self.parameter("dir")) == "desc"
        return self.default_sort.removeprefix("-"), self.default_sort.startswith("-")

    @cached_property
    def rows(self) -> QuerySet[Any] | Sequence[Row]:
        """All rows of the filter, in order."""
        key, downwards = self.sorted_by
        column = next((c for c in self.columns if c.key == key), None)
        if column is None or not column.sort:
            return self._rows
        field = column.key if column.sort is True else column.sort
        if isinstance(self._rows, QuerySet):
            return self._rows.order_by(_ordering(field, downwards), "pk")
        known = [r for r in self._rows if look_up(r, field) is not None]
        unknown = [r for r in self._rows if look_up(r, field) is None]
        return sorted(known, key=lambda r: look_up(r, field), reverse=downwards) + unknown

    @cached_property
    def page(self) -> Page[Any]:
        return Paginator(self.rows, self.page_size).get_page(self.request.GET.get(self.parameter("page")))

    @property
    def pages(self) -> Pages:
        return pages_of(self.request, self.page, self.parameter("page"))

    @property
    def count(self) -> int:
        return self.page.paginator.count

    @property
    def count_words(self) -> str:
        return str(self._what(self.count))

    @cached_property
    def headings(self) -> list[Heading]:
        return [self._heading(c) for c in self.columns]

    def _heading(self, column: Column) -> Heading:
        if not column.sort:
            return Heading(column.heading, column.numeric)
        key, downwards = self.sorted_by
        order = "none" if key != column.key else "descending" if downwards else "ascending"
        return Heading(column.heading, column.numeric, self.sort_url(column.key, desc=order == "ascending"), order)

    def sort_url(self, key: str, *, desc: bool) -> str:
        changes = {"sort": key, "dir": "desc" if desc else "asc", "page": None}
        return with_parameters(self.request, {self.parameter(k): v for k, v in changes.items()})

    @property
    def sort_options(self) -> list[Column]:
        return [c for c in self.columns if c.sort]

    @property
    def is_sorted_by_column(self) -> bool:
        """False where the rows stand in an order of their own that no column gives."""
        return any(c.key == self.sorted_by[0] for c in self.sort_options)

    @property
    def kept_parameters(self) -> list[tuple[str, str]]:
        """The address's other parameters, for the form that changes the order."""
        changing = {self.parameter(n) for n in ("sort", "dir", "page")}
        return [(n, v) for n, values in self.request.GET.lists() if n not in changing for v in values]

    @property
    def body(self) -> SafeString:
        return table_rows.body(self.page.object_list, self._look)

    @property
    def total(self) -> SafeString:
        return table_rows.total(self.total_row or {}, self._look)

    @property
    def _look(self) -> table_rows.Look:
        ticks = None
        if self.selectable:
            ticks = table_rows.Ticks(self.selectable, self.select_form, self.checkbox_value, self.ticked)
        return table_rows.Look(self.columns, self.row_header, ticks)

    def checkbox_value(self, row: Row) -> Any:
        return self._select_value(row) if self._select_value else look_up(row, "pk")

    @property
    def may_download(self) -> bool:
        return bool(self.export_name) and downloads.may(self.request, self.export_needs)

    @property
    def download_links(self) -> list[tuple[str, str]]:
        parameter = self.parameter("download")
        return [(f.upper(), with_parameters(self.request, {parameter: f, "page": None})) for f in downloads.FORMATS]

    def export_response(self) -> HttpResponse | None:
        """The file asked for (`?download=csv|xlsx|ods`), the page that asks why, or None when no file is asked for."""
        if self.parameter("download") not in self.request.GET:
            return None
        return downloads.respond(
            self.request, self._sheet(), self.request.GET[self.parameter("download")], self.export_needs
        )

    def _sheet(self) -> downloads.Sheet:
        chosen = self.filters.in_words if self.filters else ""
        facts: dict[Any, Any] = {_("What"): self.caption, _("Rows"): self.count, **self.export_facts}
        if self.filters:
            facts[_("Filter")] = chosen or _("None")
        return downloads.Sheet(
            name=self.export_name,
            count_words=self.count_words,
            count=self.count,
            headings=[str(c.export_heading or c.heading) for c in self.columns],
            rows=lambda: ([c.plain(row) for c in self.columns] for row in _all(self.rows)),
            facts=facts,
        )


def _all(rows: QuerySet[Any] | Sequence[Row]) -> Iterable[Row]:
    """Every row; a QuerySet with prefetches keeps them by reading in pieces."""
    return rows.iterator(chunk_size=2000) if isinstance(rows, QuerySet) else rows


def _ordering(field: str, downwards: bool) -> OrderBy:
    expression = F(field)
    return expression.desc(nulls_last=True) if downwards else expression.asc(nulls_last=True)

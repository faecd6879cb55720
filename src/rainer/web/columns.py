"""The columns of a table: what each shows, orders by, links to and gives to a download."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from rainer.web import downloads

Row = Any
NOT_KNOWN = _("Not known")


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    `value(row)` gives what is shown (default: the attribute or key `key`); it may be a SafeString. `sort` names
    the order: a field path for a QuerySet; for a list True, or the key to order by. `link(row)` makes the cell a
    link. `template` renders the cell with `row` and `value`. `export(row)` gives the plain value for a download
    (default: what is shown, without markup), under `export_heading` where that names the unit. `blank` is written
    where there is nothing.
    """

    key: str
    heading: Any
    value: Callable[[Row], Any] | None = None
    numeric: bool = False
    sort: str | bool | None = None
    link: Callable[[Row], str | None] | None = None
    template: str | None = None
    export: Callable[[Row], Any] | None = None
    blank: Any = NOT_KNOWN
    export_heading: Any = None

    def of(self, row: Row) -> Any:
        return self.value(row) if self.value else look_up(row, self.key)

    def plain(self, row: Row) -> Any:
        """The value for a download."""
        return downloads.plain(self.export(row) if self.export else self.of(row), blank=self.blank)

    def rendered(self, row: Row, value: Any) -> SafeString:
        """The cell by its own template."""
        return SafeString(get_template(str(self.template)).render({"row": row, "value": value}))


def look_up(row: Row, key: str) -> Any:
    """An attribute or key of a row; `a__b` goes through a to b."""
    for part in key.split("__"):
        row = row.get(part) if isinstance(row, Mapping) else getattr(row, part, None)
        if row is None:
            return None
    return row

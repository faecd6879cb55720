"""What the tables of the front pages have in common: a place's load with its spread, and its sums."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from rainer.web.tables import Column
from rainer.web.words import load0
from rainer.workload.queries.places import PlaceLoad


def load_columns() -> list[Column]:
    return [
        Column(
            "load", _("Load"), numeric=True, value=lambda r: load0(r.load.percent),
            sort="load__percent", export=lambda r: r.load.percent,
        ),
        Column(
            "median", _("Median"), numeric=True, value=lambda r: load0(r.load.median),
            sort="load__median", export=lambda r: r.load.median,
        ),
        Column(
            "over", _("At or over 110%"), numeric=True,
            value=lambda r: _("%(n)s of %(all)s") % {"n": r.load.at_or_over, "all": r.load.with_load},
            sort="load__at_or_over",
        ),
    ]  # fmt: skip


def totals(load: PlaceLoad) -> dict[str, Any]:
    return {
        "load": load0(load.percent),
        "median": load0(load.median),
        "over": _("%(n)s of %(all)s") % {"n": load.at_or_over, "all": load.with_load},
        "nobody": f"{load.nobody.people:,}",
    }

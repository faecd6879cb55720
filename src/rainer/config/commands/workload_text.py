"""What `rainer workload` prints: the spread beside every sum, "not available" where there is no time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from rainer.importers.wmt.answers import on_command_line
from rainer.importers.wmt.faults import SHOWN, Fault
from rainer.importers.wmt.output import Report
from rainer.importers.wmt.report import Table
from rainer.importers.wmt.rollup import Level

NOT_AVAILABLE = "not available"
_KINDS = {"standard": "", "omic": "prison"}
_SPREAD_HEADS = ("Load", "Median", "9 in 10 at most", "Highest", "Points", "Of", "People", "No time", "Cases")


def heading_lines(report: Report, datestamp: date | None, *, is_today: bool) -> list[str]:
    """Which file, which day, and what to know before reading on."""
    day = f"{_words(report.on)}{', today' if is_today else ''}"
    of = f"; the extract is of {_words(datestamp)}" if datestamp and datestamp != report.on else ""
    lines = [f"Load from {report.source}, as at {day}{of}", f"Values in force in {report.place.words}."]
    return lines + [f"  {note}" for note in report.notes]


def _words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def body_lines(report: Report, *, levels: Sequence[str]) -> Iterator[str]:
    """The tables asked for, the widest places first. Regions end with the whole extract."""
    if "region" in levels:
        yield from _rollup("Regions, summed then divided", report, ("region", "overall"), ("region",))
    if "unit" in levels:
        yield from _rollup("Units, summed then divided", report, ("unit",), ("region", "unit"))
    if "team" in levels:
        yield from _rollup("Teams, summed then divided", report, ("team",), ("unit", "team", "team_code"))
    if "practitioner" in levels:
        yield from _practitioners(report.practitioners)


def _rollup(title: str, report: Report, levels: Sequence[Level], names: Sequence[str]) -> Iterator[str]:
    rows: list[Sequence[str]] = []
    over = ""
    for level in levels:
        table = report.rollups[level]
        over = next(name for name in table if name.startswith("at_or_over_"))
        rows += _rollup_rows(table, names, over)
    line = over.removeprefix("at_or_over_")
    heads = [
        *(name.replace("_", " ").capitalize() for name in names),
        "",
        f"At or over {line}%",
        *_SPREAD_HEADS,
    ]
    yield from _table(title, heads, rows, texts=len(names) + 1)


def _rollup_rows(table: Table, names: Sequence[str], over: str) -> Iterator[list[str]]:
    identity = [table[name] for name in names]
    percents = [
        table[c] for c in ("capacity_percent", "median_percent", "ninetieth_centile_percent", "highest_percent")
    ]
    case_columns = [c for name, c in table.items() if name.startswith(("filtered_", "t2a_"))]
    for at, variant in enumerate(table["variant"]):
        named = [column[at] for column in identity]
        people, without = (
            table["practitioner_teams"][at],
            table["practitioner_teams_without_available_points"][at],
        )
        yield [
            *(named if any(named) else ["All", *named[1:]]),
            _KINDS[variant],
            f"{table[over][at]:,} of {people - without:,}",
            *(_percent(column[at]) for column in percents),
            _points(table["total_points"][at]),
            _points(table["available_points"][at]),
            f"{people:,}",
            f"{without:,}",
            f"{sum(column[at] for column in case_columns):,}",
        ]


def _practitioners(table: Table) -> Iterator[str]:
    heads = ("Team", "Staff code", "Name", "Grade", "", "Load", "Points", "Of", "Remaining", "Cases")
    case_columns = [c for name, c in table.items() if name.startswith(("filtered_", "t2a_"))]
    cases = [sum(counts) for counts in zip(*case_columns, strict=True)]
    people = zip(table["surname"], table["forename"], strict=True)
    columns: list[Iterable[str]] = [
        table["team"],
        table["om_key"],
        [f"{surname}, {forename}" for surname, forename in people],
        table["grade"],
        [_KINDS[variant] for variant in table["variant"]],
        map(_percent, table["capacity_percent"]),
        map(_points, table["total_points"]),
        map(_points, table["available_points"]),
        map(_points, table["remaining_points"]),
        [f"{count:,}" for count in cases],
    ]
    return _table("Practitioners, in the order of the extract", heads, list(zip(*columns, strict=True)), texts=5)


def _table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], *, texts: int) -> Iterator[str]:
    """Aligned columns: the first `texts` to the left, figures to the right."""
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    form = "  ".join(f"{{:{'<' if at < texts else '>'}{width}}}" for at, width in enumerate(widths) if width)
    kept = [at for at, width in enumerate(widths) if width]
    yield from ("", title, "  " + form.format(*(heads[at] for at in kept)))
    for row in rows:
        yield "  " + form.format(*(row[at] for at in kept))


def _percent(value: float | None) -> str:
    return NOT_AVAILABLE if value is None else f"{value:,.1f}%"


def _points(value: Any) -> str:
    return f"{value:,}"


def grade_warning_lines(warnings: Sequence[Fault]) -> list[str]:
    """A line for each grade code that is not listed, then where they stand."""
    if not warnings:
        return []
    number = len(warnings)
    rows = f"{number:,} rows have a grade code" if number > 1 else "1 row has a grade code"
    lines = [f"{rows} that is not listed. It counts as grade not known, with no available time."]
    lines += [f"  {on_command_line(warning)}" for warning in warnings[:SHOWN]]
    return lines + ([f"  {number - SHOWN:,} more like this"] if number > SHOWN else [])

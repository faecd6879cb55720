"""The report as files: CSV, XLSX or JSON, from the same tables."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from rainer.importers.wmt.no_load import report_notes
from rainer.importers.wmt.report import VARIANTS, Lines, Table, practitioner_table
from rainer.importers.wmt.rollup import LEVELS, Level, rollup_table
from rainer.importers.wmt.rows import Extract
from rainer.policy.outcome import value_data
from rainer.policy.rulebook import NATION, Place, Rulebook, Value
from rainer.policy.workload.weights import bulk_parameters

TOTALS_LEVELS: tuple[Level, ...] = ("region", "overall")
PLACES_LEVELS: tuple[Level, ...] = ("unit", "team")


@dataclass(frozen=True)
class Report:
    """The tables of one extract on one day, what to know about them, and every value they rest on."""

    source: str
    on: date
    place: Place
    practitioners: Table
    rollups: dict[Level, Table]
    notes: tuple[str, ...]
    values: tuple[Value, ...]


def build(
    extract: Extract,
    lines: Lines,
    *,
    source: str,
    on: date,
    place: Place = NATION,
    rulebook: Rulebook | None = None,
) -> Report:
    """Every table of the report, from what was worked out for each practitioner-team."""
    where: dict[str, Any] = {"on": on, "place": place, "rulebook": rulebook}
    used = [value for variant in VARIANTS for value in bulk_parameters(variant=variant, **where).values]
    values = {value.key: value for value in used}
    return Report(
        source=source,
        on=on,
        place=place,
        practitioners=practitioner_table(lines, **where),
        rollups={level: rollup_table(lines, level, **where) for level in LEVELS},
        notes=tuple(_notes(extract, lines, tuple(values.values()))),
        values=tuple(values.values()),
    )


def _cases_have(number: int) -> str:
    return "1 case has" if number == 1 else f"{number:,} cases have"


def _notes(extract: Extract, lines: Lines, values: tuple[Value, ...]) -> Iterator[str]:
    if extract.guard.overridden:
        yield (
            f"The import guard was overridden: {extract.guard.t2a_total:,} T2A cases against "
            f"{extract.guard.filtered_total:,} filtered cases."
        )
    yield from (f"Counted nowhere: {leftover.words}." for leftover in extract.leftovers)
    yield from report_notes(lines.without_load)
    if unscored := int(lines.without_weight.sum()):
        yield f"{_cases_have(unscored)} a tier with no weight set: not scored, and not zero."
    if untiered := int(lines.untiered.sum()):
        yield f"{_cases_have(untiered)} no tier: not scored."
    assumed = sum(value.is_assumed for value in values)
    if assumed:
        firmness = "are assumed, or in force from an assumed day"
        yield f"{assumed} of the {len(values)} values behind these figures {firmness}."


def rows(table: Table) -> list[dict[str, Any]]:
    """The table as one dictionary a row."""
    return [dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)]


def write(report: Report, path: Path) -> list[Path]:
    """Write the report in the form the name ends in (see `WRITERS`); the files written. Raises OSError."""
    return WRITERS[path.suffix.lower()](report, path)


def _write_csv(report: Report, path: Path) -> list[Path]:
    """Practitioner rows in the file named; beside it totals (regions, overall) and places (units, teams)."""
    files = {
        path: [report.practitioners],
        path.with_suffix(".totals.csv"): [report.rollups[level] for level in TOTALS_LEVELS],
        path.with_suffix(".places.csv"): [report.rollups[level] for level in PLACES_LEVELS],
    }
    for name, tables in files.items():
        with _replacing(name) as part, part.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(tables[0])
            for table in tables:
                writer.writerows(zip(*table.values(), strict=True))
    return list(files)


def _write_json(report: Report, path: Path) -> list[Path]:
    data = {
        "source": report.source,
        "on": report.on.isoformat(),
        "place": report.place.words,
        "notes": list(report.notes),
        "values": [value_data(value) for value in report.values],
        "practitioners": rows(report.practitioners),
        **{_PLURALS[level]: rows(table) for level, table in report.rollups.items()},
    }
    with _replacing(path) as part:
        part.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return [path]


_PLURALS: dict[Level, str] = {"team": "teams", "unit": "units", "region": "regions", "overall": "overall"}


def _write_xlsx(report: Report, path: Path) -> list[Path]:
    import xlsxwriter

    sheets: dict[str, Iterable[Table]] = {
        "Practitioners": [report.practitioners],
        "Teams": [report.rollups["team"]],
        "Units": [report.rollups["unit"]],
        "Regions": [report.rollups["region"], report.rollups["overall"]],
    }
    # Text from the extract stays text, whatever character it begins with.
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with _replacing(path) as part, xlsxwriter.Workbook(str(part), options) as book:
        bold = book.add_format({"bold": True})
        for name, tables in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            line = 1
            for table in tables:
                sheet.write_row(0, 0, list(table), bold)
                for line, row in enumerate(zip(*table.values(), strict=True), start=line):  # noqa: B020
                    sheet.write_row(line, 0, row)
                line += 1
        _write_notes(report, book.add_worksheet("Notes"), bold)
    return [path]


def _write_notes(report: Report, sheet: Any, bold: Any) -> None:
    lines = [("Extract", report.source), ("As at", report.on.isoformat()), ("Place", report.place.words)]
    lines += [("Note", note) for note in report.notes]
    for at, line in enumerate(lines):
        sheet.write_row(at, 0, line)
    heads = ("Value", "From", "Place", "Status", "Status of the date", "Source", "Address", "Read on")
    sheet.write_row(len(lines) + 1, 0, heads, bold)
    for at, value in enumerate(report.values, start=len(lines) + 2):
        sheet.write_row(at, 0, list(value_data(value).values()))
    sheet.set_column(0, 7, 24)


WRITERS: dict[str, Callable[[Report, Path], list[Path]]] = {
    ".csv": _write_csv,
    ".xlsx": _write_xlsx,
    ".json": _write_json,
}


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """A file beside the one meant, put in its place at the end, so that a half-written one is never left."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.touch()
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)

"""`rainer workload` on a workbook of 16,000 practitioner-teams, against a bare read of the same file.

Both are whole processes, so that start-up, checking and printing are inside the time. The floor opens the
same workbook with the same reader, turns the same sheets into Python rows, and does nothing else.
"""

from __future__ import annotations

import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from itertools import count
from pathlib import Path

from rainer.config.benchmarks import Reading
from rainer.importers.wmt.columns import (
    ALL_CASES,
    CASE_COUNT,
    CONTACTS,
    COURT_REPORTS,
    FILTERED,
    OMIC,
    PLAIN_TIERS,
    SHEETS,
    T2A,
    tier_columns,
)

NAME = "extract"
SUMMARY = "the workload report of 16,000 practitioner-teams straight from a workbook"
PRACTITIONERS = 16_000
PRISON_PRACTITIONERS = 700
LIMIT, MEMORY_LIMIT_MB = 2.5, 1024
RUNS = 3
DAY = "2026-11-09"
_SEED = 20261109
_GRADES = ("NPSM", "NPSQ", "NPSP", "NPSB", " ")
_GRADE_SHARES = (45, 38, 9, 3, 5)
_FLOOR = """
import sys
from python_calamine import CalamineWorkbook
workbook = CalamineWorkbook.from_path(sys.argv[1])
for name in sys.argv[2:]:
    workbook.get_sheet_by_name(name).to_python()
"""


def run() -> list[Reading]:
    """Time the command and the bare read, turn about, and keep the medians; also the peak memory."""
    path = workbook()
    command = [sys.executable, "-m", "rainer.config.cli", "workload", str(path), "--on", DAY]
    floor = [sys.executable, "-c", _FLOOR, str(path), *SHEETS]
    times: dict[str, list[float]] = {"command": [], "floor": []}
    for warm_up in (floor, command):
        _seconds(warm_up)
    for _ in range(RUNS):
        times["floor"].append(_seconds(floor))
        times["command"].append(_seconds(command))
    megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / _RSS_UNITS_A_MEGABYTE
    return [
        Reading(
            name="rainer workload, 16,000 practitioner-teams",
            seconds=statistics.median(times["command"]),
            floor_seconds=statistics.median(times["floor"]),
            floor_name="bare calamine read of the same sheets",
            limit=LIMIT,
            met=megabytes < MEMORY_LIMIT_MB,
            facts=(
                ("workbook", f"{path.stat().st_size / 1e6:.1f} MB"),
                ("peak memory", f"{megabytes:.0f} MB (limit {MEMORY_LIMIT_MB})"),
            ),
        )
    ]


# ru_maxrss is in kilobytes on Linux and in bytes on macOS.
_RSS_UNITS_A_MEGABYTE = 1024 * 1024 if sys.platform == "darwin" else 1024


def _seconds(command: list[str]) -> float:
    # As installed: with its modules compiled once, whatever this shell asks of Python.
    with_bytecode = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment = {**with_bytecode, "PYTHONPYCACHEPREFIX": str(_folder() / "rainer-bytecode")}
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)  # noqa: S603 - our own interpreter and script
    return time.perf_counter() - started


def _folder() -> Path:
    return Path(tempfile.gettempdir())


def workbook(practitioners: int = PRACTITIONERS) -> Path:
    """The benchmark's workbook, made once a machine and kept in the folder for temporary files."""
    path = _folder() / f"rainer-extract-{practitioners}-{_SEED}.xlsx"
    if not path.exists():
        part = path.with_suffix(".part")
        write_workbook(part, practitioners=practitioners)
        part.rename(path)
    return path


def write_workbook(path: Path, *, practitioners: int) -> None:
    """A seeded extract of invented staff: counts, court reports, contacts; other sheets are headings only."""
    import xlsxwriter

    rng = random.Random(_SEED)  # noqa: S311 - a repeatable workbook, nothing secret
    prison = max(1, practitioners * PRISON_PRACTITIONERS // PRACTITIONERS)
    everyone = [_identity(rng, number) for number in range(practitioners + prison)]
    standard, prison_staff = everyone[:practitioners], everyone[practitioners:]
    all_rows = [_count_row(rng, person, cases=40) for person in standard]
    rows: dict[str, list[dict[str, object]]] = {
        ALL_CASES: all_rows,
        FILTERED: [_without_some(rng, row) for row in all_rows],
        T2A: [_count_row(rng, person, cases=3) for person in standard],
        OMIC: [_count_row(rng, person, cases=60) for person in prison_staff],
        COURT_REPORTS: [_report_row(rng, person) for person in rng.sample(standard, practitioners // 3)],
        CONTACTS: [_contact_row(rng, standard, number) for number in range(practitioners // 4)],
    }
    with xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy"}) as book:
        for name, columns in SHEETS.items():
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, columns.known)
            places = {column: place for place, column in enumerate(columns.known)}
            for line, row in zip(count(1), rows.get(name, ())):
                for column, value in row.items():
                    sheet.write(line, places[column], value)


def _identity(rng: random.Random, number: int) -> dict[str, object]:
    team = number // 10
    unit, region = team // 15, team // 135
    return {
        "trust": "PS", "region_desc": f"Region {region}", "region_code": f"R{region:02}",
        "pdu_desc": f"Unit {unit}", "pdu_code": f"R{region:02}U{unit:03}",
        "ldu_desc": f"District {unit}", "ldu_code": f"D{unit:03}",
        "team_desc": f"Team {team}", "team_code": f"T{team:05}",
        "om_surname": f"Surname {number % 997}", "om_forename": f"Forename {number % 331}",
        "om_key": f"K{number:06}", "om_grade_code": rng.choices(_GRADES, _GRADE_SHARES)[0],
        "datestamp": datetime(2026, 11, 9, 0, 32),  # noqa: DTZ001 - a spreadsheet cell has no zone
    }  # fmt: skip


_TIER_COLUMNS = tier_columns(PLAIN_TIERS)
_ALL_TIER_COLUMNS = tier_columns()


def _count_row(rng: random.Random, person: dict[str, object], *, cases: int) -> dict[str, object]:
    counts: dict[str, int] = {}
    for _ in range(rng.randint(cases // 2, cases * 3 // 2)):
        column = rng.choice(_TIER_COLUMNS if rng.random() < 0.9 else _ALL_TIER_COLUMNS)
        counts[column] = counts.get(column, 0) + 1
    return {**person, **counts, CASE_COUNT: sum(counts.values())}


def _without_some(rng: random.Random, row: dict[str, object]) -> dict[str, object]:
    """The same practitioner once inactive cases are taken out."""
    counts = {c: n for c in _ALL_TIER_COLUMNS if isinstance(n := row.get(c), int)}
    kept = {column: number for column, number in counts.items() if rng.random() < 0.92}
    person = {column: value for column, value in row.items() if column not in counts}
    return {**person, **kept, CASE_COUNT: sum(kept.values())}


def _report_row(rng: random.Random, person: dict[str, object]) -> dict[str, object]:
    reports = {"sdr_last_30": rng.randint(0, 3), "sdr_conv_last_30": rng.randint(0, 4), "oral_reports": 1}
    return {**person, **reports}


def _contact_row(rng: random.Random, staff: list[dict[str, object]], number: int) -> dict[str, object]:
    doer, holder = rng.sample(staff, 2)
    return {
        "contact_id": 1_000_000 + number, "crn": f"X{number:06}",
        "contact_date": datetime(2026, 11, rng.randint(1, 9)),  # noqa: DTZ001 - a spreadsheet cell has no zone
        "contact_type_code": f"CMS{rng.randint(1, 36):02}",
        "contact_staff_key": doer["om_key"], "contact_team_key": doer["team_code"],
        "om_key": holder["om_key"], "om_team_key": holder["team_code"],
    }  # fmt: skip

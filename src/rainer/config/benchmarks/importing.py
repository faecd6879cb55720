"""`rainer import wmt` of 16,000 practitioner-teams into PostgreSQL, against a bare COPY of the rows it writes.

The import is the whole operation: read, checks, plan, places, people, counts, kept facts, the day's readings, the
load now, and the log. The floor puts the very same rows, all tables of them, into the same tables with COPY alone. Both
are rolled back, with references checked first, as a commit would.
"""

from __future__ import annotations

import io
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from rainer.config.benchmarks import Reading
from rainer.config.benchmarks.own_database import own_database

NAME = "importing"
SUMMARY = "a nightly extract of 16,000 practitioner-teams into PostgreSQL, checks and history included"
LIMIT = 4.0
RUNS = 3
TABLES = (
    "organisation_region", "organisation_deliveryunit", "organisation_team", "organisation_practitioner",
    "workforce_practitionerteam", "workforce_contractedhours", "workload_extractcount", "workload_supportcontact",
    "workload_loadfacts", "workload_loadreading", "workload_currentload", "importers_importrun", "common_logentry",
)  # fmt: skip


T = TypeVar("T")


class _RolledBackError(Exception):
    """Ends the transaction without a trace."""


def run() -> list[Reading]:
    """Import and floor turn about, and keep the medians."""
    from rainer.config.benchmarks import extract
    from rainer.config.boot import boot

    boot()
    workbook = extract.workbook()
    with own_database("importing"):
        _once(workbook)
        runs = [_once(workbook) for _ in range(RUNS)]
    seconds, floors, rows = zip(*runs, strict=True)
    return [
        Reading(
            name="rainer import wmt, 16,000 practitioner-teams",
            seconds=statistics.median(seconds),
            floor_seconds=statistics.median(floors),
            floor_name="bare COPY of the rows it writes",
            limit=LIMIT,
            facts=(("rows written", f"{rows[-1]:,} in {len(TABLES)} tables"),),
        )
    ]


def _once(workbook: Path) -> tuple[float, float, int]:
    """Seconds of the import, seconds of the floor, rows written."""
    from django.test.utils import override_settings

    with tempfile.TemporaryDirectory() as folder, override_settings(MEDIA_ROOT=folder):
        seconds, written = _rolled_back(lambda: _timed_import(workbook))
    floor, rows = _rolled_back(lambda: _timed_copy(written))
    return seconds, floor, rows


def _rolled_back(work: Callable[[], T]) -> T:
    from django.db import connection, transaction

    result: list[T] = []
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            # What an earlier extract left would be replaced, and a replaced row cannot be copied in beside itself.
            for table in ("workload_currentload", "workload_extractcount", "workload_supportcontact"):
                cursor.execute(f"DELETE FROM {table}")  # noqa: S608
            result.append(work())
            raise _RolledBackError
    except _RolledBackError:
        return result[0]


def _timed_import(workbook: Path) -> tuple[float, dict[str, bytes]]:
    """Seconds, and by table what was written as COPY text. References are checked inside the time, as at a commit."""
    from django.db import connection

    from rainer.common import clock
    from rainer.importers import command

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint % (2::bigint ^ 32)::bigint")
        (first,) = cursor.fetchone()
        started = time.perf_counter()
        result = command.bring_in("wmt", workbook, covers=clock.today(), reason="", say=lambda _text: None)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        seconds = time.perf_counter() - started
        assert result.plan is not None, result.faults and result.faults.lines()
        return seconds, {table: _rows(cursor, table, int(first)) for table in TABLES}


def _rows(cursor: Any, table: str, first: int) -> bytes:
    """The rows this transaction wrote: they carry its id, or the later one of a savepoint in it."""
    held = io.BytesIO()
    with cursor.copy(f"COPY (SELECT * FROM {table} WHERE xmin::text::bigint >= {first}) TO STDOUT") as out:  # noqa: S608
        for block in out:
            held.write(block)
    return held.getvalue()


def _timed_copy(written: dict[str, bytes]) -> tuple[float, int]:
    """The same rows into the same tables with COPY alone, references checked."""
    from django.db import connection

    with connection.cursor() as cursor:
        started = time.perf_counter()
        for table, text in written.items():
            with cursor.copy(f"COPY {table} FROM STDIN") as into:
                into.write(text)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        seconds = time.perf_counter() - started
    return seconds, sum(text.count(b"\n") for text in written.values())

"""A nation's contacts in bulk, 500,000 of them, against a bare COPY of the same rows.

The work is the whole of it: drawing who is seen when, the rows as CSV, COPY, and then every index and every reference
made again and checked. The floor puts the very same rows into a table of the same columns that has neither. The tables are
copies, made for the measuring in a schema of their own and rolled back with it: nobody's rows are locked or scanned.
"""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from rainer.config.benchmarks import Reading

if TYPE_CHECKING:
    from rainer.demo.contacts.bulk import Head

NAME = "loading"
SUMMARY = "500,000 contacts in bulk, indexes and references included"
PEOPLE, EACH, HELD_BY_ONE = 6_250, 80, 40
RUNS = 3
LIMIT = 5.0
REFERENCES = """
SELECT confrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
 WHERE conrelid = 'supervision_contact'::regclass AND contype = 'f' ORDER BY conname"""


class _RolledBackError(Exception):
    """Ends the transaction without a trace."""


def run() -> list[Reading]:
    """Work and floor turn about, and keep the medians."""
    from rainer.config.boot import boot

    boot()
    times: dict[str, list[float]] = {"work": [], "floor": []}
    rows = 0
    for turn in range(RUNS + 1):
        work, floor, rows = _rolled_back(_once)
        if turn:  # the first warms up
            times["work"].append(work)
            times["floor"].append(floor)
    work, floor = statistics.median(times["work"]), statistics.median(times["floor"])
    return [
        Reading(
            name=f"{rows:,} contacts loaded",
            seconds=work,
            floor_seconds=floor,
            floor_name="bare COPY of the same rows",
            limit=LIMIT,
            facts=(("rows a second", f"{rows / work:,.0f} (bare COPY {rows / floor:,.0f})"),),
        )
    ]


def _rolled_back(work: Callable[[], tuple[float, float, int]]) -> tuple[float, float, int]:
    from django.db import transaction

    result: list[tuple[float, float, int]] = []
    try:
        with transaction.atomic():
            result.append(work())
            raise _RolledBackError
    except _RolledBackError:
        return result[0]


def _once() -> tuple[float, float, int]:
    """Seconds of the load, seconds of the floor, rows."""
    from django.db import connection

    from rainer.common import clock
    from rainer.common.bulk import bare
    from rainer.demo.contacts import bulk
    from rainer.supervision.models import Contact

    on = clock.today()
    _own_tables()
    heads = _people(on)
    started = time.perf_counter()
    with bare(Contact):
        rows = bulk.write(heads, on=on, each=EACH, say=lambda _text: None)
    seconds = time.perf_counter() - started
    with connection.cursor() as cursor:
        return seconds, _floor(cursor, rows), rows


def _own_tables() -> None:
    """Empty copies of the contacts and all they refer to, with their indexes and references, found before the real ones."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(REFERENCES)
        references = cursor.fetchall()
        tables = {"organisation_region", "organisation_deliveryunit", "organisation_team", "organisation_practitioner"}
        tables |= {"supervision_contact", *(table for table, _name, _definition in references)}
        cursor.execute("CREATE SCHEMA bench")
        for table in sorted(tables):
            cursor.execute(f"CREATE TABLE bench.{table} (LIKE public.{table} INCLUDING ALL)")
        cursor.execute("SET LOCAL search_path = bench, public")
        for _table, name, definition in references:
            cursor.execute(f'ALTER TABLE supervision_contact ADD CONSTRAINT "{name}" {definition}')


def _people(on: date) -> list[Head]:
    """People with a court event each, and practitioners who hold all but a few of them."""
    from rainer.cases.models import Person, SentenceEvent
    from rainer.demo.contacts.bulk import EPOCH, Head
    from rainer.demo.rows import Rows
    from rainer.organisation.models import DeliveryUnit, Practitioner, Region, Team
    from rainer.workforce.models import PractitionerTeam

    rows, today = Rows(), (on - EPOCH).days
    rows.table(Region, "code", "name")
    rows.table(DeliveryUnit, "code", "name", "region_id")
    rows.table(Team, "code", "name", "unit_id", "kind", "office")
    rows.table(Practitioner, "code", "forename", "surname", "grade", "email")
    rows.table(PractitionerTeam, "practitioner_id", "team_id", "starts", "is_placeholder")
    rows.table(
        Person, "crn", "forename", "middle_names", "surname", "preferred_name", "sex", "pnc", "pnc_as_given", "cro",
        "prison_number", "postcode", "no_fixed_abode", "version",
    )  # fmt: skip
    rows.table(SentenceEvent, "person_id", "number", "court", "main_offence", "offence_code", "is_active")
    unit = rows.add(DeliveryUnit, "BENCH", "Bench", rows.add(Region, "BENCH", "Bench"))
    team = rows.add(Team, "BENCH", "Bench", unit, "community", "", "", "")
    heads, holder = [], 0
    for n in range(PEOPLE):
        if n % HELD_BY_ONE == 0:
            practitioner = rows.add(Practitioner, f"BENCH{n}", "Bench", str(n), "PO", "bench@example.org")
            holder = rows.add(PractitionerTeam, practitioner, team, on - timedelta(days=3_000), False)
        person = rows.add(Person, f"B{900_000 + n:06d}", "Bench", "", f"Row {n}", *[""] * 7, False, 1)
        event = rows.add(SentenceEvent, person, 1, "", "", "", True)
        heads.append(
            Head(person, event, 0 if n % 30 == 0 else holder, today - 60 - n % 900, today - 1 - n % 30, is_open=True)
        )
    rows.write()
    return heads


def _floor(cursor: Any, rows: int) -> float:
    """The rows as COPY text, into a table of the same columns and nothing else."""
    held = io.BytesIO()
    with cursor.copy(f"COPY (SELECT * FROM supervision_contact ORDER BY id DESC LIMIT {rows}) TO STDOUT") as out:  # noqa: S608
        for block in out:
            held.write(block)
    cursor.execute("CREATE TABLE bench_bare_contact AS SELECT * FROM supervision_contact LIMIT 0")
    started = time.perf_counter()
    with cursor.copy("COPY bench_bare_contact FROM STDIN") as into:
        into.write(held.getbuffer())
    return time.perf_counter() - started

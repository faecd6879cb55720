"""Fast ways into PostgreSQL for importers and the demo: COPY, and tables filled before their indexes are made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.models import Model

# What can be made again over rows that are there: references, constraints of uniqueness, and indexes that belong to none.
CONSTRAINTS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
 WHERE conrelid = ANY(%s::regclass[]) AND contype IN ('f', 'u') AND conparentid = 0 ORDER BY contype DESC, conname"""
INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
 WHERE i.indrelid = ANY(%s::regclass[])
   AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid) ORDER BY 1"""


def copy_rows(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """COPY rows into a model's table. `columns` are field attnames ("person_id"); returns how many rows."""
    count = 0
    with connection.cursor() as cursor, cursor.copy(copy_statement(model, columns)) as copy:
        for row in rows:
            copy.write_row(row)
            count += 1
    return count


def copy_statement(model: type[Model], columns: Sequence[str], options: str = "") -> str:
    """The COPY statement for some of a model's columns."""
    quote = connection.ops.quote_name
    of = {field.attname: field.column or field.attname for field in model._meta.concrete_fields}
    names = ", ".join(quote(of[column]) for column in columns)
    return f"COPY {quote(model._meta.db_table)} ({names}) FROM STDIN {options}".rstrip()


@contextmanager
def bare(*models: type[Model], memory: str = "256MB") -> Iterator[None]:
    """Fill tables without their references, unique constraints and indexes; all come back, checked, at the end.

    For a load that only the loading transaction sees: it locks the tables, and those they refer to, until it ends.
    Checking each reference once for all rows costs a tenth of checking it row by row, and a made index is denser.
    """
    tables = [connection.ops.quote_name(model._meta.db_table) for model in models]
    with connection.cursor() as cursor:
        # What earlier statements put off would be in the way of the statements below.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(CONSTRAINTS, [tables])
        constraints = cursor.fetchall()
        cursor.execute(INDEXES, [tables])
        indexes = cursor.fetchall()
        for table, name, _definition in reversed(constraints):
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {connection.ops.quote_name(name)}")
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SELECT set_config('maintenance_work_mem', %s, true)", [memory])
        for _name, definition in indexes:
            cursor.execute(definition)
        for table, name, definition in constraints:
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {connection.ops.quote_name(name)} {definition}")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")

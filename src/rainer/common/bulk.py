"""Fast ways into PostgreSQL for importers and the demo: COPY, with Django's own column names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model


def copy_rows(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """COPY rows into a model's table. `columns` are field attnames ("person_id"); returns how many rows."""
    quote = connection.ops.quote_name
    of = {field.attname: field.column or field.attname for field in model._meta.concrete_fields}
    statement = f"COPY {quote(model._meta.db_table)} ({', '.join(quote(of[c]) for c in columns)}) FROM STDIN"
    count = 0
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
            count += 1
    return count

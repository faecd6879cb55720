"""Fast ways into PostgreSQL for importers and the demo: COPY, with Django's own column names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model


def copy_rows(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """COPY rows into a model's table. `columns` are field attnames ("person_id"); returns how many rows."""
    quote = connection.ops.quote_name
    names = [model._meta.get_field(c.removesuffix("_id") if _is_relation(model, c) else c).column or c for c in columns]
    statement = f"COPY {quote(model._meta.db_table)} ({', '.join(map(quote, names))}) FROM STDIN"
    count = 0
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
            count += 1
    return count


def _is_relation(model: type[Model], attname: str) -> bool:
    return any(f.attname == attname and f.name != attname for f in model._meta.concrete_fields)

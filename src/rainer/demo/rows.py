"""Rows gathered in memory and written with COPY, in the order that foreign keys ask for."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import Model

from rainer.common.bulk import copy_rows


class Rows:
    """Rows by model. `add` returns the new row's id; ids continue after what the table holds."""

    def __init__(self) -> None:
        self._columns: dict[type[Model], tuple[str, ...]] = {}
        self._rows: dict[type[Model], list[tuple[Any, ...]]] = {}
        self._next: dict[type[Model], int] = {}
        self._written: dict[type[Model], int] = {}

    def table(self, model: type[Model], *columns: str, has_id: bool = True) -> None:
        """Declare the columns that `add` will be given for a model."""
        self._columns[model] = (("id",) if has_id else ()) + columns
        self._rows[model] = []
        self._written[model] = 0
        if has_id:
            self._next[model] = self._highest(model) + 1

    def add(self, model: type[Model], *values: Any) -> int:
        rows = self._rows[model]
        if model not in self._next:
            rows.append(values)
            return 0
        number = self._next[model]
        self._next[model] = number + 1
        rows.append((number, *values))
        return number

    def count(self, model: type[Model]) -> int:
        """Rows added, written already or not."""
        return self._written[model] + len(self._rows[model])

    def flush(self) -> None:
        """COPY what there is, in the order the tables were declared, and let go of it."""
        for model, columns in self._columns.items():
            self._written[model] += copy_rows(model, columns, self._rows[model])
            self._rows[model] = []

    def write(self) -> dict[str, int]:
        """COPY everything; returns rows written by model name."""
        self.flush()
        for model in self._next:
            self._move_sequence(model)
        return {model.__name__: count for model, count in self._written.items()}

    @staticmethod
    def _highest(model: type[Model]) -> int:
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT coalesce(max(id), 0) FROM "{model._meta.db_table}"')  # noqa: S608
            return int(cursor.fetchone()[0])

    def _move_sequence(self, model: type[Model]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, 'id'), greatest(%s, 1))",
                [model._meta.db_table, self._next[model] - 1],
            )

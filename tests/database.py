"""The database under the tests: the one DATABASE_URL names, or the embedded server. Imported before Django's settings."""

from __future__ import annotations

import os
from pathlib import Path

TODAY = "2026-11-09"
FOLDER = Path(__file__).resolve().parents[1] / ".rainer" / "test-postgres"


def prepare() -> None:
    """Set the environment the settings read. Workers of a parallel run inherit it and start nothing."""
    os.environ["RAINER_MODE"] = "test"
    os.environ["RAINER_TODAY"] = TODAY
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rainer.config.settings")
    if not os.environ.get("DATABASE_URL"):
        from rainer.common import embedded_postgres

        os.environ["DATABASE_URL"] = embedded_postgres.start(FOLDER)
    import django

    django.setup()


def allow_flush() -> None:
    """Let tests that need real commits empty the database after them, which the log's guards refuse.

    Only the owner of the tables can do this, and only by taking the guards off by name.
    """
    from django.db import connection
    from django.test import TransactionTestCase

    flush = TransactionTestCase._fixture_teardown
    guarded = ("common_logentry", "common_logseal", "common_logsealedentry")

    def teardown(case: TransactionTestCase) -> None:
        with connection.cursor() as cursor:
            for table in guarded:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute("SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = 'common_logentry'::regclass")
            partitions = [name for (name,) in cursor.fetchall()]
            for partition in partitions:
                cursor.execute(f"ALTER TABLE {partition} DISABLE TRIGGER USER")
            cursor.execute("TRUNCATE common_logentry, common_logsealedentry, common_logseal CASCADE")
        flush(case)
        with connection.cursor() as cursor:
            for table in (*guarded, *partitions):
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")

    if flush.__name__ != "teardown":
        TransactionTestCase._fixture_teardown = teardown  # type: ignore[method-assign]

"""A database made for one benchmark and dropped after: nothing of the service is read, and none need be built first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def own_database(purpose: str) -> Iterator[None]:
    """An empty database with every table, beside the configured one, without the pool: each connection is really opened."""
    from django.db import connection

    name, options = connection.settings_dict["NAME"], connection.settings_dict["OPTIONS"]
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    pool = options.pop("pool", None)
    connection.settings_dict["TEST"]["NAME"] = f"{name}_{purpose}"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
        if pool is not None:
            options["pool"] = pool

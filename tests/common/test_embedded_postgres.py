"""The server that comes with Rainer: its data outlive a kill -9 of everything."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

STARTS = """
import sys
from pathlib import Path
import psycopg
from rainer.common import embedded_postgres
with psycopg.connect(embedded_postgres.start(Path(sys.argv[1]))) as connection:
    connection.execute("CREATE TABLE IF NOT EXISTS kept (n int)")
    connection.execute("INSERT INTO kept VALUES (1)")
    print(connection.execute("SELECT count(*) FROM kept").fetchone()[0], flush=True)
    connection.commit()
    print("ready", flush=True)
if sys.argv[2] == "stay":
    sys.stdin.read()
"""


def start(folder: Path, how: str) -> subprocess.Popen[str]:
    words = [sys.executable, "-c", STARTS, str(folder), how]
    return subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.fixture
def folder() -> Iterator[Path]:
    """Not pytest's own: it shuts its folders to other users, and as root the server runs as another."""
    with tempfile.TemporaryDirectory(prefix="rainer-", ignore_cleanup_errors=True) as name:
        yield Path(name) / "data"


@pytest.mark.slow
def test_data_outlive_a_kill_of_everything(folder):
    first = start(folder, "stay")
    assert (said(first), said(first)) == ("1", "ready")
    server = psutil.Process(int((folder / "postmaster.pid").read_text().splitlines()[0]))
    for process in (first, server, *server.children(recursive=True)):
        os.kill(process.pid, signal.SIGKILL)
    first.wait(10)
    second = start(folder, "go")
    assert said(second) == "2"
    second.communicate(timeout=30)
    assert second.returncode == 0


@pytest.mark.slow
def test_the_server_stops_with_its_last_living_user(folder):
    """A killed process stays on the server's list of users, and its number may be another's by now."""
    first = start(folder, "stay")
    assert (said(first), said(first)) == ("1", "ready")
    server = psutil.Process(int((folder / "postmaster.pid").read_text().splitlines()[0]))
    users = folder / ".handle_pids.json"
    with subprocess.Popen([sys.executable, "-c", ""]) as dead:
        dead.wait(10)
    before = users.stat().st_mtime - 90
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as another:
        users.write_text(json.dumps([dead.pid, another.pid, first.pid]))
        os.utime(users, (before, before))
        first.communicate("", timeout=30)
        another.communicate(b"\n")
    assert first.returncode == 0
    server.wait(10)
    assert not (folder / "postmaster.pid").exists()

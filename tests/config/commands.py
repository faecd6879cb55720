"""Runs `rainer` as a person would, against databases of its own beside the tests'."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg


def rainer(*words: str, url: str, mode: str = "demo", **environment: str) -> subprocess.CompletedProcess[str]:
    # A key that a test of this process made is not one that someone set.
    inherited = {name: value for name, value in os.environ.items() if name != "RAINER_SECRET_KEY"}
    env = {**inherited, "DATABASE_URL": url, "RAINER_MODE": mode, **environment}
    return subprocess.run([sys.executable, "-m", "rainer.config.cli", *words], env=env, capture_output=True, text=True)


def address(database: str) -> str:
    """The tests' server, another database."""
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}"))


@contextmanager
def databases(*names: str) -> Iterator[list[str]]:
    """New, empty databases for as long as the block lasts; their addresses."""
    full = [f"{name}_{os.getpid()}" for name in names]
    with psycopg.connect(address("postgres"), autocommit=True) as connection:
        for name in full:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        try:
            yield [address(name) for name in full]
        finally:
            for name in full:
                connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

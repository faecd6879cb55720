"""A real Chromium, and a demo world of its own being served to it, as a newcomer would have it.

Playwright is installed with the tools of development only, so it is imported where it is used.
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

import psycopg

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, ViewportSize

ROOT = Path(__file__).resolve().parents[4]
PEOPLE = 1200
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
STDERR = 2
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 740}


def chromium() -> str | None:
    """The machine's Chromium, or None. RAINER_CHROMIUM names one elsewhere."""
    named = os.environ.get("RAINER_CHROMIUM")
    found = (named, *map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))
    return next((path for path in found if path), None)


@dataclass(frozen=True)
class Site:
    """Where the demo world is served, and its database."""

    address: str
    database: str

    def url(self, path: str) -> str:
        return self.address + path

    def ask(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        with psycopg.connect(self.database, autocommit=True) as connection:
            return connection.execute(sql, values).fetchall()


@contextmanager
def served(server: str, *, database: str, people: int = PEOPLE) -> Iterator[Site]:
    """Build a small demo world in a database of its own beside the tests' one, and serve it with its worker."""
    address = _fresh_database(server, database)
    port = _free_port()
    environment = os.environ | {"DATABASE_URL": address, "RAINER_MODE": "demo"}
    for name in ("RAINER_TODAY", "RAINER_SECRET_KEY"):
        environment.pop(name, None)
    environment["RAINER_SECRET_KEY"] = secrets.token_urlsafe(50)  # one for the server's processes
    command = [sys.executable, "-m", "rainer.config.cli"]
    # What they say goes beside what is measured, not among it.
    build = [*command, "demo", "--people", str(people), "--no-serve"]
    subprocess.run(build, env=environment, check=True, cwd=ROOT, stdout=STDERR)  # noqa: S603
    children = [
        subprocess.Popen([*command, *words], env=environment, cwd=ROOT, stdout=STDERR)  # noqa: S603
        for words in (["worker"], ["serve", "--port", str(port)])
    ]
    try:
        site = Site(f"http://127.0.0.1:{port}", address)
        _wait(site.url("/healthz"))
        yield site
    finally:
        for child in children:
            child.terminate()
        for child in children:
            child.wait(timeout=20)


def _fresh_database(server: str, database: str) -> str:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
        connection.execute(f"CREATE DATABASE \"{database}\" TEMPLATE template0 ENCODING 'UTF8'")
    return beside(server, database)


def beside(server: str, database: str) -> str:
    """The address of another database on the same server; a socket's folder may stand among the options."""
    return urlunsplit(urlsplit(server)._replace(path=f"/{database}"))


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait(url: str, *, seconds: float = 40) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


@contextmanager
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), headless=True, args=FLAGS)
        try:
            yield started
        finally:
            started.close()


def sign_in(page: Page, site: Site, username: str) -> None:
    from rainer.demo.cast import PASSWORD

    page.goto(site.url("/sign-in/"))
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)

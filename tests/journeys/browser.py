"""A real Chromium, and a demo world being served to it, as a newcomer would have it."""

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
from urllib.parse import urlsplit, urlunsplit

import psycopg
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
DATABASE = "rainer_journeys"
PEOPLE = 1200
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}


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
            return connection.execute(sql, values).fetchall()  # type: ignore[arg-type]


@contextmanager
def served(server: str, *, people: int = PEOPLE, database: str = DATABASE) -> Iterator[Site]:
    """Build a small demo world in a database of its own beside the tests' one, and serve it with its worker."""
    address = _fresh_database(server, database)
    port = _free_port()
    environment = os.environ | {"DATABASE_URL": address, "RAINER_MODE": "demo"}
    for name in ("RAINER_TODAY", "RAINER_SECRET_KEY"):
        environment.pop(name, None)
    environment["RAINER_SECRET_KEY"] = secrets.token_urlsafe(50)  # one for the server's processes
    command = [sys.executable, "-m", "rainer.config.cli"]
    subprocess.run([*command, "demo", "--people", str(people), "--no-serve"], env=environment, check=True, cwd=ROOT)
    children = [
        subprocess.Popen([*command, *words], env=environment, cwd=ROOT)
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
    parts = urlsplit(server)
    return urlunsplit(parts._replace(path=f"/{database}"))


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait(url: str, *, seconds: float = 40) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


@contextmanager
def browser() -> Iterator[Browser]:
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


def axe_faults(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA on the page as it stands: rule, how many, and the first place."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "async () => (await axe.run(document, {runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']}))"
        ".violations.map(v => [v.id, v.nodes.length, v.nodes[0].html.slice(0, 160), v.nodes[0].failureSummary])"
    )
    return [f"{rule} × {count}: {html} {why}" for rule, count, html, why in found]

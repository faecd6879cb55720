"""`rainer doctor`: what is missing or unsafe, in plain words, and what to do about each."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rainer.common.health import Finding

OLDEST_POSTGRESQL = 15
EXTENSIONS = {"pg_trgm", "btree_gist", "unaccent"}
SEALS_LOOKED_AT = 50
MODES = {
    "service": "service",
    "demo": "demo: invented people, for this machine alone. What is marked “look” below is right for it, not for service",
    "test": "test",
}
WORDS = {"well": "well ", "look": "look ", "wrong": "WRONG"}


def add_arguments(commands: Any) -> None:
    commands.add_parser("doctor", help="say in plain words what is missing or unsafe")


def run(arguments: argparse.Namespace) -> int:
    """Exit status 1 when something is wrong and Rainer is in service; elsewhere it is only said."""
    from rainer.config.boot import boot

    had_address = bool(os.environ.get("DATABASE_URL"))
    boot(mode=_mode_found())
    from django.conf import settings

    found = [*look(had_address=had_address)]
    for finding in found:
        print(f"{WORDS[finding.level]}  {finding.name}: {finding.says}")
        if finding.do:
            print(f"         → {finding.do}")
    wrong = sum(finding.level == "wrong" for finding in found)
    print("\nNothing is wrong." if not wrong else f"\n{wrong} wrong." if wrong > 1 else "\nOne thing is wrong.")
    return 1 if wrong and settings.IS_SERVICE else 0


def _mode_found() -> str | None:
    """The mode of the database at hand where nothing says which: beside a demo, Rainer looks at it as at a demo."""
    if os.environ.get("RAINER_MODE") or os.environ.get("DATABASE_URL"):
        return None
    import psycopg

    from rainer.common import embedded_postgres
    from rainer.config.boot import data_folder

    os.environ["DATABASE_URL"] = embedded_postgres.start(data_folder() / "postgres")
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection, connection.cursor() as cursor:
        return "demo" if holds_demo(cursor) else None


def holds_demo(cursor: Any) -> bool:
    """Whether the database says of itself that it is the demo's."""
    cursor.execute("SELECT to_regclass('public.common_logentry') IS NOT NULL")
    if not cursor.fetchone()[0]:
        return False
    cursor.execute("SELECT EXISTS (SELECT FROM common_logentry WHERE name = 'demo_world_built')")
    return bool(cursor.fetchone()[0])


def look(*, had_address: bool) -> Iterator[Finding]:
    """Every finding, in the order a newcomer would put things right."""
    yield from _settings(had_address=had_address)
    yield from _files()
    database = _database()
    yield from database
    if all(finding.level != "wrong" for finding in database):
        yield from _log()
        yield from _factors()
        from rainer.common import health

        yield from health.findings()


def _finding(name: str, level: str, says: str, do: str = "") -> Finding:
    from rainer.common.health import Finding, Level

    return Finding(name, Level(level), says, do)


def _judge(name: str, is_well: bool, well: str, wrong: str, do: str, *, worst: str = "wrong") -> Finding:
    return _finding(name, "well", well) if is_well else _finding(name, worst, wrong, do)


def _settings(*, had_address: bool) -> Iterator[Finding]:
    from django.conf import settings

    in_service = settings.IS_SERVICE
    worst = "wrong" if in_service else "look"
    yield _finding("Mode", "well", MODES[settings.MODE])
    key = os.environ.get("RAINER_SECRET_KEY", "")
    yield _judge("Secret key", len(key) >= 40 or not in_service, "set" if key else "made up at each start",
                 "not set, or under 40 characters", "Set RAINER_SECRET_KEY to 50 random characters")  # fmt: skip
    yield _judge("Debugging", not settings.DEBUG, "off", "on: errors show their insides", "Leave DEBUG off")
    own = set(settings.ALLOWED_HOSTS) - {"127.0.0.1", "localhost", "testserver"}
    yield _judge("Hosts", bool(own) and "*" not in own, ", ".join(sorted(own)), "only this machine's, or any",
                 "Set RAINER_HOSTS to the names users type", worst=worst)  # fmt: skip
    safe = settings.SECURE_SSL_REDIRECT or settings.SECURE_PROXY_SSL_HEADER
    yield _judge("HTTPS", bool(safe and settings.SESSION_COOKIE_SECURE), "asked for", "not asked for",
                 "Run in service mode; behind a proxy that ends HTTPS set RAINER_BEHIND_PROXY=1", worst=worst)  # fmt: skip
    yield _judge("Database address", had_address, "given", "not given: Rainer's own server is used",
                 "Set DATABASE_URL to a server that is backed up", worst=worst)  # fmt: skip
    sends = settings.NOTIFY_API_KEY or "smtp" in settings.EMAIL_BACKEND
    yield _judge("Mail", bool(sends), "by GOV.UK Notify" if settings.NOTIFY_API_KEY else f"by {settings.EMAIL_HOST}",
                 "kept in memory, sent nowhere", "Set RAINER_EMAIL_HOST, or RAINER_NOTIFY_API_KEY", worst=worst)  # fmt: skip
    yield _scanner(settings.DOCUMENT_SCANNER)


def _scanner(chosen: str) -> Finding:
    from rainer.cases.documents.scanning import scanner

    if not chosen:
        return _finding("Document scanner", "look", "none: documents are kept and marked as not scanned",
                        "Set RAINER_DOCUMENT_SCANNER to clamd:/path/of/its/socket or clamd:host:3310")  # fmt: skip
    asked = scanner()
    answer = asked.scan(b"Is anyone there?") if asked else None
    return _judge("Document scanner", bool(answer and answer.is_clean), "answers",
                  f"does not answer: {answer.says if answer else ''}", "Start it. Documents wait closed until then",
                  worst="look")  # fmt: skip


def _files() -> Iterator[Finding]:
    from django.contrib.staticfiles import finders

    needed = ("govuk/govuk-frontend.min.css", "moj/moj-frontend.min.css", "web/rainer.css")
    lacking = [name for name in needed if not finders.find(name)]
    yield _judge("Style sheets", not lacking, "there", f"missing: {', '.join(lacking)}", "Run `npm ci`, or `make demo`")


def _database() -> list[Finding]:
    from django.db import OperationalError, connection

    name = "Database"
    try:
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version_num")
            version = int(cursor.fetchone()[0]) // 10_000
            cursor.execute("SELECT extname FROM pg_extension")
            extensions = {row[0] for row in cursor.fetchall()}
    except OperationalError as error:
        return [_finding(name, "wrong", f"does not answer: {str(error).strip()}", "Check DATABASE_URL and the server")]
    lacking = ", ".join(sorted(EXTENSIONS - extensions))
    return [
        _judge(name, version >= OLDEST_POSTGRESQL, f"PostgreSQL {version}", f"PostgreSQL {version} is too old",
               f"Use PostgreSQL {OLDEST_POSTGRESQL} or newer"),
        _judge("Extensions", not lacking, "there", f"missing: {lacking}", "Run `rainer migrate` as the database's owner"),
        _migrations(),
    ]  # fmt: skip


def _migrations() -> Finding:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    return _judge("Tables", not waiting, "up to date", f"{waiting} migrations wait", "Run `rainer migrate`")


def _log() -> Iterator[Finding]:
    from rainer.common import clock, sealing

    open_tables = sealing.unguarded_tables()
    yield _judge("Log guards", not open_tables, "every table of the log refuses changes",
                 f"off or missing on {', '.join(open_tables)}", "Find out who took them off; then `rainer log verify`")  # fmt: skip
    yield _judge("Log months", sealing.has_month(clock.today()), "made ahead", "this month has no partition",
                 "Run `rainer migrate`, and see that a worker runs", worst="look")  # fmt: skip
    found = sealing.verify(newest=SEALS_LOOKED_AT)
    yield _judge("Log chain", found.is_whole, f"the last {found.seals} seals are whole",
                 found.faults[0] if found.faults else "", "Run `rainer log verify`; tell the information owner")  # fmt: skip


def _factors() -> Iterator[Finding]:
    from django.conf import settings

    from rainer.common import clock
    from rainer.organisation.queries import without_second_factor

    lacking = without_second_factor(on=clock.today()).count()
    if not settings.SECOND_FACTOR_REQUIRED:
        yield _finding("Second factors", "well", "not asked for here; in service administrators and information owners "
                       "set one up before anything else opens")  # fmt: skip
        return
    who = "administrator or information owner has" if lacking == 1 else "administrators and information owners have"
    yield _judge("Second factors", not lacking, "every administrator and information owner has one",
                 f"{lacking} {who} none", "They are sent to set one up when they next sign in", worst="look")  # fmt: skip

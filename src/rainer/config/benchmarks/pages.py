"""The busiest pages on a nation of 250,000 people, against their own SQL run bare and an empty page of the site.

The nation lives in a database of its own beside the configured one, `<database>_bench_national`, made once and kept.
The measuring runs in a process of its own, since Django reads its database once. Each page is asked for as its
reader would, signed in, in process. Its statements are noted once, then run bare on the same connection, every row
fetched; the empty page is the help page, in the same frame, for the same reader.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from rainer.config.benchmarks import Reading, served

if TYPE_CHECKING:
    from django.test import Client

    from rainer.organisation.models import User

NAME = "pages"
SUMMARY = "the busiest pages on a nation of 250,000 people"
PEOPLE = 250_000
RUNS, WARM_UP = 25, 3
LIMIT, LIMIT_95TH = 3.0, 0.150


def run() -> list[Reading]:
    """Make sure the nation is there, then measure in a process that has it as its database."""
    from rainer.config.boot import boot

    boot()
    url = _national_database()
    command = [sys.executable, "-m", "rainer.config.benchmarks.pages"]
    environment = {**os.environ, "DATABASE_URL": url, "RAINER_MODE": "demo"}
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=environment, text=True)  # noqa: S603
    return [
        Reading(**{**given, "facts": tuple(map(tuple, given["facts"]))})
        for given in json.loads(done.stdout.splitlines()[-1])
    ]


def _national_database() -> str:
    """The address of the nation's database, made empty where it is not there."""
    from django.db import connection
    from psycopg import connect, sql
    from psycopg.conninfo import make_conninfo

    here = connection.get_connection_params()
    name = f"{connection.settings_dict['NAME']}_bench_national"
    ours = {key: here[key] for key in ("host", "port", "user", "password", "dbname") if here.get(key)}
    with connect(make_conninfo(**ours), autocommit=True) as server:
        if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return served.beside(os.environ["DATABASE_URL"], name)


def measure() -> list[dict[str, Any]]:
    """In the process of the nation: build it if it is not there, and time the pages on the day it was built."""
    from rainer.config.boot import boot

    boot(mode="demo")
    from django.test import override_settings

    from rainer.config.commands.migrate import bring_up_to_date
    from rainer.demo import start

    bring_up_to_date()
    if start.built_on() is None:
        started = time.perf_counter()
        _say(f"No nation here yet: making one of {PEOPLE:,} people (once) …")
        start.build(people=PEOPLE, say=_say)
        _settle()
        _say(f"Made in {time.perf_counter() - started:.0f} s.")
    with override_settings(FIXED_TODAY=f"{start.built_on():%Y-%m-%d}"):
        return [asdict(_read(page)) for page in _pages()]


def _say(text: str) -> None:
    print(f"  {text}", file=sys.stderr, flush=True)


def _settle() -> None:
    """What the server does by itself in its first hours with new rows."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


@dataclass(frozen=True, slots=True)
class _Page:
    name: str
    reader: User
    url: str


def _pages() -> list[_Page]:
    from django.urls import reverse

    from rainer.cases.models import Case
    from rainer.organisation.models import DeliveryUnit, Team, User
    from rainer.workforce.models import PractitionerTeam

    unit = DeliveryUnit.objects.select_related("region").order_by("id")[0]
    team = Team.objects.filter(unit=unit).order_by("id")[0]
    head, senior, region = (User.objects.get(username=name) for name in ("head", "senior", "region"))
    waiting = Case.objects.filter(team=team, practitioner_team=None, closed_on=None).select_related("person")
    crn = waiting.order_by("waiting_group", "id")[0].person.crn
    at_work = PractitionerTeam.objects.filter(team=team).select_related("practitioner__user").order_by("id")[0]
    surname = max(
        Case.objects.filter(team__unit=unit).values_list("person__surname", flat=True).order_by("id")[:50], key=len
    )
    nobody = reverse("nobody_named", args=[unit.code])
    officer, held = _signs_in(at_work), _most_seen(at_work)
    return [
        _Page("unit front page", head, reverse("unit_front", args=[unit.code])),
        _Page("nobody named", head, nobody),
        _Page("nobody named, filtered", head, f"{nobody}?must_not_wait=on&team={team.code}"),
        _Page("load of a team", senior, reverse("load", args=["team", team.code])),
        _Page("load of a unit", head, reverse("load", args=["unit", unit.code])),
        _Page("load of a region", region, reverse("load", args=["region", unit.region.code])),
        _Page("my load", officer, reverse("my_load")),
        _Page("today", officer, reverse("today")),
        _Page("today of a team", senior, reverse("team_today", args=[team.code])),
        _Page("diary", officer, reverse("diary")),
        _Page("a person at a glance", officer, reverse("person", args=[held])),
        _Page("timeline", officer, reverse("timeline", args=[held])),
        _Page("timeline, by words", officer, f"{reverse('timeline', args=[held])}?q=work"),
        _Page("choose a practitioner", senior, reverse("allocate", args=[crn])),
        _Page("a person nobody is named for", senior, reverse("person", args=[crn])),
        _Page("find by a misspelt name", head, f"{reverse('find')}?q={surname[:3]}{surname[4:]}"),
        *_assessments(at_work, officer, senior),
        _Page("why this load", senior, reverse("why_load", args=[at_work.practitioner.code, team.code])),
    ]


def _assessments(at_work: Any, officer: User, senior: User) -> Iterator[_Page]:
    """One being written, with the longest section, and the finished one before it. Made where there is none yet."""
    from django.urls import reverse

    from rainer.assessments.models import AssessmentRecord
    from rainer.common import clock
    from rainer.demo import assessed

    records = AssessmentRecord.objects.filter(case__practitioner_team=at_work).select_related("person")
    if not records.exists():
        assessed.write(on=clock.today(), whose=at_work.practitioner.code)
    written = records.filter(state="UNSIGNED").order_by("pk")[0]
    signed = records.filter(person=written.person_id).exclude(state="UNSIGNED").order_by("pk")[0]
    crn = written.person.crn
    yield _Page("an assessment being written", officer, reverse("assessment", args=[written.pk]))
    yield _Page("a section of it", officer, reverse("assessment_section", args=[written.pk, "drugs"]))
    yield _Page("an assessment on one page", officer, reverse("assessment_summary", args=[signed.pk]))
    yield _Page("risk of serious harm", officer, reverse("person_risk", args=[crn]))
    yield _Page("scores", officer, reverse("scores", args=[crn]))
    yield _Page("waiting for a second person", senior, reverse("countersign_list"))


def _most_seen(at_work: Any) -> str:
    """The CRN of the one of the practitioner's people with the longest timeline."""
    from django.db.models import Count

    from rainer.cases.models import Case

    held = Case.objects.filter(practitioner_team=at_work, closed_on=None).annotate(many=Count("person__contacts"))
    return str(held.order_by("-many").values_list("person__crn", flat=True)[0])


def _signs_in(at_work: Any) -> User:
    """The user of a practitioner, who in a nation has none until somebody needs it."""
    from rainer.common import clock
    from rainer.organisation.models import RoleHolding, User

    practitioner = at_work.practitioner
    if practitioner.user is None:
        user = User.objects.create(username=practitioner.code.lower(), name=str(practitioner), email=practitioner.email)
        RoleHolding.objects.create(
            user=user, role=RoleHolding.Role.PRACTITIONER, team=at_work.team, starts=clock.today()
        )
        practitioner.user = user
        practitioner.save(update_fields=["user"])
    user_of: User = practitioner.user
    return user_of


def _read(page: _Page) -> Reading:
    from django.urls import reverse

    client = _client(page.reader)
    statements = _Statements()
    for _ in range(WARM_UP):
        size = len(_get(client, page.url))
        _get(client, reverse("help"))
    with statements.noted():
        _get(client, page.url)
    times: dict[str, list[float]] = {"page": [], "sql": [], "empty": []}
    # Turn about, so that whatever else the machine does falls on all three alike.
    for _ in range(RUNS):
        times["page"].append(_seconds(lambda: _get(client, page.url)))
        times["sql"].append(_seconds(statements.run_bare))
        times["empty"].append(_seconds(lambda: _get(client, reverse("help"))))
    sql, empty = statistics.median(times["sql"]), statistics.median(times["empty"])
    ninety_fifth = statistics.quantiles(times["page"], n=20)[-1]
    return Reading(
        name=page.name,
        seconds=statistics.median(times["page"]),
        floor_seconds=sql + empty,
        floor_name=f"its SQL bare {sql * 1000:.1f} ms + an empty page {empty * 1000:.1f} ms",
        limit=LIMIT,
        met=ninety_fifth <= LIMIT_95TH,
        facts=(
            ("95th centile", f"{ninety_fifth * 1000:.1f} ms (promised within {LIMIT_95TH * 1000:.0f})"),
            ("queries", str(len(statements.list))),
            ("page", f"{size / 1000:.0f} kB"),
        ),
    )


def _client(user: User) -> Client:
    from django.test import Client

    client = Client()
    client.force_login(user)
    return client


def _get(client: Client, url: str) -> bytes:
    response = client.get(url)
    if response.status_code != 200:
        raise RuntimeError(f"{url} answered {response.status_code}.")
    return bytes(response.content)


def _seconds(work: Callable[[], object]) -> float:
    """Wall time, the collector of garbage left to itself as in a server."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


@dataclass
class _Statements:
    """What a page asks of the database: statements with their values, and rows put in with COPY."""

    list: list[tuple[Any, ...]] = field(default_factory=list)

    @contextmanager
    def noted(self) -> Iterator[None]:
        from django.db import connection

        from rainer.common import log
        from rainer.common.bulk import copy_rows

        def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            self.list.append((sql, params))
            return execute(sql, params, many, context)

        def note_copy(model: Any, columns: Any, rows: Any) -> int:
            rows = list(rows)
            self.list.append((model, columns, rows))
            return copy_rows(model, columns, rows)

        with connection.execute_wrapper(note), patch.object(log, "copy_rows", note_copy):
            yield

    def run_bare(self) -> None:
        from django.db import connection

        from rainer.common.bulk import copy_rows

        with connection.connection.cursor() as cursor:
            for statement in self.list:
                if len(statement) == 3:
                    copy_rows(*statement)
                    continue
                cursor.execute(*statement)
                if cursor.description:
                    cursor.fetchall()


if __name__ == "__main__":
    print(json.dumps(measure()))

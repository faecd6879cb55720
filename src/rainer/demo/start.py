"""Make sure the demo world is there: built once, kept, and brought up to today when it is started again."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rainer.common import clock, log
from rainer.common.errors import NotAllowedError
from rainer.common.models import LogEntry
from rainer.demo import history, plan, story, world
from rainer.demo.contacts.bulk import EACH

BUILT = log.event_type("demo_world_built", _("Rainer built the demo world"), kind=LogEntry.Kind.SYSTEM)
NATIONAL_FROM = 20_000
NORTHMARCH_PEOPLE = 7_800


def ensure_world(
    *, people: int | None, say: Callable[[str], None], migrate: Callable[[], None], contacts_each: int = EACH
) -> None:
    """Migrate, build the world if it is not there, and bring its readings up to today."""
    if settings.MODE not in ("demo", "test"):
        raise NotAllowedError("The demo world is only made in demo mode.")
    built = _built_with() if _has_tables() else None
    if built is not None and people is not None and people != built:
        say(f"The world here has about {built:,} people: making it again with {people:,}.")
        _empty()
        built = None
    migrate()
    if built is None:
        started = time.perf_counter()
        say("Building the demo world (once) …")
        build(people=people or NORTHMARCH_PEOPLE, say=say, contacts_each=contacts_each)
        say(f"Built in {time.perf_counter() - started:.0f} s.")
    else:
        say("The demo world is here. Bringing it up to today …")
        story.catch_up()


@transaction.atomic
def build(*, people: int, say: Callable[[str], None], contacts_each: int = EACH) -> None:
    token = log.way_in.set("demo")
    today = clock.today()
    try:
        is_national = people >= NATIONAL_FROM
        regions: tuple[Any, ...] = plan.national(people) if is_national else (scaled(people),)
        world.build(on=today, regions=regions, is_national=is_national, contacts_each=contacts_each, say=say)
        _analyze()
        say("People and practitioners are in. A year of readings …")
        story.score(on=today)
        history.write(on=today, days=28 if is_national else history.DAYS)
        _analyze()
        say("What happened lately …")
        story.tell(is_national=is_national)
        log.record(BUILT, actor=None, subject="demo:world", data={"people": people})
    finally:
        log.way_in.reset(token)


def scaled(people: int) -> tuple[str, str, tuple[plan.UnitPlan, ...]]:
    """Northmarch, smaller or larger in proportion."""
    if people == NORTHMARCH_PEOPLE:
        return plan.NORTHMARCH
    factor = people / NORTHMARCH_PEOPLE
    name, code, units = plan.NORTHMARCH

    def team(t: plan.TeamPlan) -> plan.TeamPlan:
        return replace(t, practitioners=max(2, round(t.practitioners * factor)), nobody=round(t.nobody * factor))

    return (
        name,
        code,
        tuple(
            replace(
                u,
                teams=tuple(team(t) for t in u.teams),
                posts=u.posts * factor,
                left_in_a_year=round(u.left_in_a_year * factor),
                must_not_wait=max(1, round(u.must_not_wait * factor)),
            )
            for u in units
        ),
    )


def _analyze() -> None:
    """Of our own tables: the catalogues that all databases share would stay locked until the end of the build."""
    ours = [m for m in apps.get_models() if m._meta.managed and m.__module__.startswith("rainer.")]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE " + ", ".join(f'"{m._meta.db_table}"' for m in ours))


def _has_tables() -> bool:
    return LogEntry._meta.db_table in connection.introspection.table_names()


def built_on() -> date | None:
    """The day the world here was built; None where there is no demo world."""
    entry = _built()
    return None if entry is None else timezone.localdate(entry.at)


def _built() -> LogEntry | None:
    return LogEntry.objects.filter(name=BUILT.name).order_by("-at").first()


def _built_with() -> int | None:
    """How many people the world here was asked for; None where there is no demo world."""
    entry = _built()
    if entry is not None:
        return int(entry.data["people"])
    if connection.introspection.table_names() and _has_people():
        raise NotAllowedError("This database holds people who are not the demo's. Nothing was touched.")
    return None


def _has_people() -> bool:
    from rainer.cases.models import Person

    return Person.objects.exists()


def _empty() -> None:
    """Only ever called on a database that says of itself that it is the demo's."""
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    connection.close()

"""Write to the event log. Every operation writes one event in its own transaction; every read of a person's
record writes one too.

An event type is declared next to the operation that writes it: a stable name, one sentence shown to people, and
which of its data are personal (so that one way to remove them exists).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils import formats, timezone
from psycopg.types.json import Jsonb

from rainer.common import clock
from rainer.common.bulk import copy_rows
from rainer.common.models import LogEntry

if TYPE_CHECKING:
    from rainer.organisation.models import User


@dataclass(frozen=True, slots=True)
class EventType:
    """A kind of event. `sentence` is a translatable template over the entry's data, with `{actor}` allowed."""

    name: str
    sentence: Any
    personal: tuple[str, ...] = ()
    kind: str = LogEntry.Kind.CHANGE


_TYPES: dict[str, EventType] = {}
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}.*)?")


def event_type(
    name: str, sentence: Any, *, personal: Iterable[str] = (), kind: str = LogEntry.Kind.CHANGE
) -> EventType:
    """Declare an event type. The name is for ever: it stands in the log."""
    declared = EventType(name, sentence, tuple(personal), kind)
    _TYPES[name] = declared
    return declared


def event_types() -> dict[str, EventType]:
    return dict(_TYPES)


_COLUMNS = (
    "at", "kind", "name", "actor_id", "person_id", "subject", "unit_id", "data", "way_in", "request_id",
)  # fmt: skip
# One statement, without the work a model's save does around it: every read of a record passes here.
_INSERT = (
    f"INSERT INTO common_logentry ({', '.join(_COLUMNS)}) VALUES ({', '.join(['%s'] * len(_COLUMNS))}) RETURNING id"  # noqa: S608
)

# Which way the present work came in (page, api, job, import, demo) and the id of its request.
way_in: ContextVar[str] = ContextVar("way_in", default="job")
request_id: ContextVar[str] = ContextVar("request_id", default="")


def record(
    event: EventType,
    *,
    actor: User | None,
    subject: str,
    person_id: int | None = None,
    unit_id: int | None = None,
    data: dict[str, Any] | None = None,
) -> LogEntry:
    """Add one event. Call it inside the transaction that makes the change. `data` is plain JSON."""
    from rainer.common import reactions

    row = _row(event, actor, subject, person_id, unit_id, data)
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [*row.values()])
        (entry_id,) = cursor.fetchone()
    entry = LogEntry(id=entry_id, **{**row, "data": data or {}})
    reactions.react(event.name, entry)
    return entry


def record_many(event: EventType, *, actor: User | None, rows: Iterable[dict[str, Any]]) -> int:
    """Add many events of one type at once (importers, bulk reads); each row has subject, person_id, unit_id, data.

    No reaction follows: bulk work ends with its own jobs.
    """
    values = (
        tuple(_row(event, actor, r["subject"], r.get("person_id"), r.get("unit_id"), r.get("data")).values())
        for r in rows
    )
    return copy_rows(LogEntry, _COLUMNS, values)


def _row(
    event: EventType, actor: User | None, subject: str, person_id: int | None, unit_id: int | None, data: Any
) -> dict[str, Any]:
    return {
        "at": clock.now(),
        "kind": event.kind,
        "name": event.name,
        "actor_id": actor.pk if actor else None,
        "person_id": person_id,
        "subject": subject,
        "unit_id": unit_id,
        "data": Jsonb(data or {}),
        "way_in": way_in.get(),
        "request_id": request_id.get(),
    }


def sentence(entry: LogEntry) -> str:
    """What the entry says, for a timeline."""
    known = _TYPES.get(entry.name)
    if known is None:
        return entry.name
    said = {name: _in_words(fact) for name, fact in entry.data.items()}
    facts = {"actor": str(entry.actor) if entry.actor_id and entry.actor else "Rainer", **said}
    return str(known.sentence).format_map(_Blank(facts))


def _in_words(fact: Any) -> Any:
    """Days and moments are kept as ISO 8601; a sentence says them as pages do: "Tue 24 Nov 2026"."""
    if not isinstance(fact, str) or not _ISO.fullmatch(fact):
        return fact
    try:
        if len(fact) == len("2026-11-24"):
            return formats.date_format(date.fromisoformat(fact), "D j M Y")
        moment = datetime.fromisoformat(fact)
    except ValueError:
        return fact
    return formats.date_format(timezone.localtime(moment) if timezone.is_aware(moment) else moment, "H:i D j M Y")


class _Blank(dict[str, Any]):
    """A template over old data never fails: what the entry lacks reads as a dash."""

    def __missing__(self, key: str) -> str:
        return "–"

"""Write to the event log. Every operation writes one event in its own transaction; every read of a person's
record writes one too.

An event type is declared next to the operation that writes it: a stable name, one sentence shown to people, and
which of its data are personal (so that one way to remove them exists).
"""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rainer.common import clock
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


def event_type(name: str, sentence: Any, *, personal: Iterable[str] = (), kind: str = LogEntry.Kind.CHANGE) -> EventType:
    """Declare an event type. The name is for ever: it stands in the log."""
    declared = EventType(name, sentence, tuple(personal), kind)
    _TYPES[name] = declared
    return declared


def event_types() -> dict[str, EventType]:
    return dict(_TYPES)


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

    entry = LogEntry.objects.create(**_row(event, actor, subject, person_id, unit_id, data))
    reactions.react(event.name, entry)
    return entry


def record_many(event: EventType, *, actor: User | None, rows: Iterable[dict[str, Any]]) -> int:
    """Add many events of one type at once (importers, bulk reads); each row has subject, person_id, unit_id, data.

    No reaction follows: bulk work ends with its own jobs.
    """
    entries = [
        LogEntry(**_row(event, actor, r["subject"], r.get("person_id"), r.get("unit_id"), r.get("data"))) for r in rows
    ]
    LogEntry.objects.bulk_create(entries, batch_size=2000)
    return len(entries)


def _row(
    event: EventType, actor: User | None, subject: str, person_id: int | None, unit_id: int | None, data: Any
) -> dict[str, Any]:
    return {
        "at": clock.now(),
        "kind": event.kind,
        "name": event.name,
        "actor": actor,
        "person_id": person_id,
        "subject": subject,
        "unit_id": unit_id,
        "data": data or {},
        "way_in": way_in.get(),
        "request_id": request_id.get(),
    }


def sentence(entry: LogEntry) -> str:
    """What the entry says, for a timeline."""
    known = _TYPES.get(entry.name)
    if known is None:
        return entry.name
    facts = {"actor": str(entry.actor) if entry.actor_id and entry.actor else "Rainer", **entry.data}
    return str(known.sentence).format_map(_Blank(facts))


class _Blank(dict[str, Any]):
    """A template over old data never fails: what the entry lacks reads as a dash."""

    def __missing__(self, key: str) -> str:
        return "–"

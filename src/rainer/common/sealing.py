"""Seal the event log in batches, and check that nothing sealed has changed since.

Writers never wait for a seal: they only insert. The seal takes every entry it can see that no seal holds yet,
whatever its number, so an entry that commits late is taken by a later seal. Seals are made one at a time, under an
advisory lock, and each is chained to the one before.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from rainer.common import clock
from rainer.common.models import LogSeal

BATCH = 5_000
LOCK = 7_204_281
NO_SEAL_BEFORE = "0" * 64
# How far behind the last seal the frequent job looks for late entries. The daily sweep looks at everything.
LATE = timedelta(hours=36)

FIELDS = (
    "id", "at", "kind", "name", "actor_id", "person_id", "subject", "unit_id", "data", "way_in", "request_id",
)  # fmt: skip
_ENTRY = ", ".join(f"e.{name}" for name in FIELDS)
_UNSEALED = f"""
SELECT {_ENTRY} FROM common_logentry e
WHERE e.at >= %s AND NOT EXISTS (
    SELECT 1 FROM common_logsealedentry s WHERE s.entry_id = e.id AND s.entry_at >= %s)
ORDER BY e.id LIMIT %s
"""  # noqa: S608 - column names of our own
_SEALED = f"""
SELECT s.entry_id, s.entry_at, s.hash, {_ENTRY} FROM common_logsealedentry s
LEFT JOIN common_logentry e ON e.id = s.entry_id AND e.at = s.entry_at
WHERE s.seal_id = %s ORDER BY s.position
"""  # noqa: S608 - column names of our own
_OUTSIDE = """
SELECT count(*), min(e.at) FROM common_logentry e
WHERE NOT EXISTS (SELECT 1 FROM common_logsealedentry s WHERE s.entry_id = e.id)
"""
# Each table and each month needs two guards that are on: one for its rows, one against TRUNCATE.
_UNGUARDED = """
SELECT t.relname FROM pg_class t
WHERE (t.relname IN ('common_logentry', 'common_logseal', 'common_logsealedentry')
       OR t.oid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = 'common_logentry'::regclass))
  AND t.relkind IN ('r', 'p')
  AND (SELECT count(*) FROM pg_trigger g
       WHERE g.tgrelid = t.oid AND g.tgenabled <> 'D' AND g.tgfoid = 'common_log_refuse'::regproc) < 2
ORDER BY 1
"""


@dataclass
class Verification:
    """What a check of the log found. `faults` are sentences, in the log's order; empty when the log is whole."""

    seals: int = 0
    sealed: int = 0
    last_hash: str = NO_SEAL_BEFORE
    waiting: int = 0
    oldest_waiting: datetime | None = None
    faults: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return not self.faults


def entry_hash(values: Iterable[Any]) -> str:
    """The SHA-256 of an entry's canonical JSON: its columns by name, sorted, UTC, no spaces."""
    row = dict(zip(FIELDS, values, strict=True))
    if isinstance(row["data"], str):
        row["data"] = json.loads(row["data"])
    row["at"] = row["at"].astimezone(UTC).isoformat(timespec="microseconds")
    return _sha(json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=True))


def seal_hash(previous: str, sealed_at: datetime, hashes: list[str]) -> str:
    """The SHA-256 of the seal before, the moment of sealing, and every entry's hash in order."""
    moment = sealed_at.astimezone(UTC).isoformat(timespec="microseconds")
    return _sha("\n".join([previous, moment, str(len(hashes)), *hashes]))


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def seal(*, everything: bool = False) -> int:
    """Seal what is not sealed yet; returns how many entries. Another seal at work: 0, and it does the work.

    `everything` also looks behind the last seal further than `LATE` (the daily sweep).
    """
    total = 0
    while True:
        with transaction.atomic():
            sealed = _seal_batch(everything=everything)
        total += sealed
        if sealed < BATCH:
            return total


def _seal_batch(*, everything: bool) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
        last = LogSeal.objects.order_by("-id").first()
        since = datetime.min.replace(tzinfo=UTC) if everything or last is None else last.sealed_at - LATE
        cursor.execute(_UNSEALED, [since, since, BATCH])
        rows = cursor.fetchall()
    if rows:
        _write(last.hash if last else NO_SEAL_BEFORE, rows)
    return len(rows)


def _write(previous: str, rows: list[tuple[Any, ...]]) -> None:
    hashes = [entry_hash(row) for row in rows]
    now = clock.now()
    made = LogSeal.objects.create(
        sealed_at=now, entries=len(rows), previous_hash=previous, hash=seal_hash(previous, now, hashes)
    )
    statement = "COPY common_logsealedentry (entry_id, entry_at, seal_id, position, hash) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for position, (row, hash_) in enumerate(zip(rows, hashes, strict=True)):
            copy.write_row((row[0], row[1], made.pk, position, hash_))


def verify(*, expect: str = "", newest: int | None = None) -> Verification:
    """Work every hash of the log out again and say exactly where it breaks.

    `expect` is a hash written down earlier, outside the database: the chain must still hold it, so that a log cut
    short shows too. `newest` looks at that many of the last seals only.
    """
    found, met = Verification(), not expect
    for each in _seals(newest, found):
        _verify_seal(each, found)
        met = met or each.hash == expect
    if not met:
        found.faults.append(f"No seal has the hash {expect}: the log was cut short, or another log stands here.")
    with connection.cursor() as cursor:
        cursor.execute(_OUTSIDE)
        found.waiting, found.oldest_waiting = cursor.fetchone()
    return found


def _seals(newest: int | None, found: Verification) -> Iterable[LogSeal]:
    """The seals to look at, in order. When only the newest are wanted, the one before them is taken at its word."""
    seals = LogSeal.objects.order_by("id")
    if newest is None:
        return seals.iterator()
    last = list(reversed(LogSeal.objects.order_by("-id")[:newest]))
    if last:
        found.last_hash = last[0].previous_hash
    return last


def _verify_seal(made: LogSeal, found: Verification) -> None:
    if made.previous_hash != found.last_hash:
        found.faults.append(f"Seal {made.pk} does not follow the seal before it: one was removed, added or changed.")
    hashes = []
    for entry_id, entry_at, kept, *values in _sealed_rows(made.pk):
        hashes.append(kept)
        if values[0] is None:
            found.faults.append(f"Entry {entry_id} of {entry_at:%Y-%m-%d %H:%M:%S} is missing (seal {made.pk}).")
        elif entry_hash(values) != kept:
            found.faults.append(f"Entry {entry_id} of {entry_at:%Y-%m-%d %H:%M:%S} was changed (seal {made.pk}).")
    if len(hashes) != made.entries:
        found.faults.append(f"Seal {made.pk} was made over {made.entries} entries and now holds {len(hashes)}.")
    elif seal_hash(made.previous_hash, made.sealed_at, hashes) != made.hash:
        found.faults.append(f"Seal {made.pk} was changed: its hash does not fit what it holds.")
    found.seals += 1
    found.sealed += len(hashes)
    found.last_hash = made.hash


def _sealed_rows(seal_id: int) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_SEALED, [seal_id])
        yield from cursor.fetchall()


def make_months(*, on: date, ahead: int = 3) -> int:
    """Make the log's partitions for the month of `on` and the months after it; returns how many were new."""
    made = 0
    with connection.cursor() as cursor:
        for months in range(ahead + 1):
            year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
            cursor.execute("SELECT common_log_make_month(%s)", [date(year, month + 1, 1)])
            made += cursor.fetchone()[0]
    return made


def has_month(day: date) -> bool:
    """Whether the log has a partition of its own for the month of a day."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('common_logentry_' || to_char(%s::date, 'YYYY_MM')) IS NOT NULL", [day])
        return bool(cursor.fetchone()[0])


def unguarded_tables() -> list[str]:
    """Tables of the log whose guards are missing or switched off."""
    with connection.cursor() as cursor:
        cursor.execute(_UNGUARDED)
        return [name for (name,) in cursor.fetchall()]

"""The contacts of a nation, in bulk: drawn as arrays, put in order of time, written as CSV by Arrow, taken in by COPY.

They come in the order in which they happened, as they would in years of use, so that the contacts of one person lie
scattered over the table and a page that reads them costs what it will cost in service.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
from django.conf import settings
from django.db import connection
from pyarrow import csv

from rainer.common.bulk import copy_statement
from rainer.demo.chance import SEED
from rainer.demo.contacts.bulk_columns import COLUMNS, DAY, Columns, Stage
from rainer.demo.diary import SLOTS
from rainer.supervision.models import Contact

CHUNK = 250_000
EACH = 80
MANY, SHARE_WITH_MANY = 2_000, 0.0008
EPOCH = date(1970, 1, 1)
SHARE_LATELY, SHARE_AHEAD = 0.4, 0.93


class Head(NamedTuple):
    """What the contacts of one person are drawn from. Days are counted from 1970; `holder` is 0 for nobody."""

    person_id: int
    event_id: int
    holder: int
    starts: int
    last: int
    is_open: bool


@dataclass(frozen=True)
class Drawn:
    """Every contact of the nation, oldest first: its person's place among the heads, its minute (UTC, from 1970), and
    at which stage it is."""

    who: np.ndarray
    minute: np.ndarray
    stage: np.ndarray


def write(heads: list[Head], *, on: date, each: int, say: Callable[[str], None]) -> int:
    """COPY about `each` contacts for every person; more for those whom somebody holds. Returns how many."""
    started = time.perf_counter()
    rng = np.random.default_rng([SEED, 20])
    table = np.array(heads, dtype=np.int64)
    drawn = draw(table, on=on, each=each, rng=rng)
    total = len(drawn.who)
    say(f"{total:,} contacts drawn in {time.perf_counter() - started:.0f} s")
    started = time.perf_counter()
    first = _highest() + 1
    columns = Columns(table, on, rng, first=first)
    with connection.cursor() as cursor, cursor.copy(copy_statement(Contact, COLUMNS, "(FORMAT csv)")) as copy:
        done = 0
        for block, rows in _blocks(drawn, columns):
            copy.write(block)
            done += rows
            if done % (8 * CHUNK) == 0 or done == total:
                say(f"{done:,} contacts, {done / (time.perf_counter() - started):,.0f} a second")
    _move_sequence(first + total - 1)
    return total


def draw(table: np.ndarray, *, on: date, each: int, rng: np.random.Generator) -> Drawn:
    """Who is seen when. The last contact of everyone is on the day their case says; an open case has one to come."""
    parts = (_past(table, _counts(table, each, rng), rng), _lately(table, on, rng), _ahead(table, on, rng))
    who, minute, stage = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    del parts
    order = np.argsort(minute, kind="stable").astype(np.int32)
    return Drawn(who[order], minute[order], stage[order])


def _past(table: np.ndarray, counts: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """So many for each, spread evenly back from the last one. Small numbers throughout: there are millions of them."""
    who = np.repeat(np.arange(len(table), dtype=np.int32), counts)
    ends = np.cumsum(counts)
    after = (np.repeat(ends, counts) - 1 - np.arange(len(who))).astype(np.int32)
    stage = np.where(after == 0, np.int8(Stage.LAST), np.int8(Stage.PAST))
    span = np.clip(np.minimum(counts * 9, np.maximum(table[:, 4] - table[:, 3], counts * 3)), 30, 2_200)
    back = (after + rng.random(len(who), dtype=np.float32)) * np.repeat((span / counts).astype(np.float32), counts)
    back[stage == Stage.LAST] = 0
    del after
    day = table[:, 4].astype(np.int32)[who] - back.astype(np.int32)
    del back
    _to_working_days(day, rng, where=stage == Stage.PAST)
    return who, _minutes(day, rng), stage


def _counts(table: np.ndarray, each: int, rng: np.random.Generator) -> np.ndarray:
    """One for those with nobody named; for the others what makes `each` on average, and for a few very many."""
    held = table[:, 2] > 0
    counts = np.ones(len(table), dtype=np.int64)
    shares = rng.gamma(2.2, 1, len(table)) * held
    many = held & (rng.random(len(table)) < SHARE_WITH_MANY)
    shares[many] = 0
    left = each * len(table) - MANY * many.sum() - len(table)
    if left > 0 and shares.sum() > 0:
        counts += np.rint(shares / shares.sum() * left).astype(np.int64)
        counts[many] = MANY
    return counts


def _lately(table: np.ndarray, on: date, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What was not kept since the last contact, or of which nobody has said yet what came of it."""
    gap = (on - EPOCH).days - table[:, 4]
    since = (table[:, 2] > 0) & (table[:, 5] > 0) & (gap > 7) & (rng.random(len(table)) < SHARE_LATELY)
    who = np.flatnonzero(since).astype(np.int32)
    day = (on - EPOCH).days - rng.integers(1, np.minimum(gap[who], 12))
    _to_working_days(day, rng)
    after = day > table[who, 4]
    who, day = who[after], day[after]
    return who, _minutes(day, rng), np.full(len(who), Stage.LATELY, dtype=np.int8)


def _ahead(table: np.ndarray, on: date, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The next appointment of nearly everyone who is held."""
    held = (table[:, 2] > 0) & (table[:, 5] > 0) & (rng.random(len(table)) < SHARE_AHEAD)
    who = np.flatnonzero(held).astype(np.int32)
    day = (on - EPOCH).days + rng.integers(0, 26, len(who))
    day = np.where(_weekday(day) >= 5, day + 7 - _weekday(day), day)
    return who, _minutes(day, rng), np.full(len(who), Stage.AHEAD, dtype=np.int8)


def _weekday(day: np.ndarray) -> np.ndarray:
    """0 is Monday; 1 January 1970 was a Thursday."""
    found: np.ndarray = (day + 3) % 7
    return found


def _to_working_days(day: np.ndarray, rng: np.random.Generator, *, where: np.ndarray | bool = True) -> None:
    """What falls on a weekend came on some day of the week before it."""
    places = np.flatnonzero((_weekday(day) >= 5) & where)
    day[places] += (rng.integers(0, 5, len(places)) - _weekday(day[places])).astype(day.dtype)


def _minutes(day: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A time of the diary on each day, in minutes of UTC."""
    if not len(day):
        return day
    slots = np.array([60 * hour + minute for hour, minute in SLOTS], dtype=np.int32)
    first = int(day.min())
    summer = _summer(first, int(day.max()) + 1)
    of_slot = slots[rng.integers(0, len(slots), len(day), dtype=np.int8)]
    found: np.ndarray = day.astype(np.int32) * np.int32(DAY) + of_slot - summer[day - first]
    return found


def _summer(first: int, until: int) -> np.ndarray:
    """Minutes that the clocks are ahead of UTC at noon, by day from `first`."""
    zone = ZoneInfo(settings.TIME_ZONE)
    noons = (
        datetime.combine(EPOCH, datetime.min.time(), zone) + timedelta(days=d, hours=12) for d in range(first, until)
    )
    return np.array([int((noon.utcoffset() or timedelta()).total_seconds()) // 60 for noon in noons], dtype=np.int32)


def _blocks(drawn: Drawn, columns: Columns) -> Iterator[tuple[memoryview, int]]:
    """Each chunk as CSV, the next one being made while one is sent."""
    starts = range(0, len(drawn.who), CHUNK)
    with ThreadPoolExecutor(max_workers=1) as maker:
        ahead = None
        for start in starts:
            being_made = maker.submit(_block, drawn, columns, start)
            if ahead is not None:
                yield ahead.result()
            ahead = being_made
        if ahead is not None:
            yield ahead.result()


def _block(drawn: Drawn, columns: Columns, start: int) -> tuple[memoryview, int]:
    part = slice(start, start + CHUNK)
    table = pa.table(columns.of(start, drawn.who[part], drawn.minute[part], drawn.stage[part]))
    sink = pa.BufferOutputStream()
    csv.write_csv(table, sink, csv.WriteOptions(include_header=False, batch_size=16_384))
    return memoryview(sink.getvalue()), table.num_rows


def _highest() -> int:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT coalesce(max(id), 0) FROM "{Contact._meta.db_table}"')  # noqa: S608
        return int(cursor.fetchone()[0])


def _move_sequence(highest: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence(%s, 'id'), greatest(%s, 1))", [Contact._meta.db_table, highest]
        )

"""The columns of a nation's contacts, drawn a chunk at a time."""

from __future__ import annotations

from datetime import date
from enum import IntEnum
from typing import Any

import numpy as np
import pyarrow as pa

from rainer.demo.texts import texts

COLUMNS = (
    "id", "person_id", "event_id", "practitioner_team_id", "type_code", "at", "ends_at", "made_at", "is_appointment",
    "is_first_appointment", "outcome_code", "attended", "complied", "outcome_at", "notes", "is_sensitive",
    "counts_for_rar",
)  # fmt: skip
APPOINTMENTS = (("COAP", 0.42), ("COPT", 0.12), ("CHVS", 0.06), ("COVC", 0.04), ("COOO", 0.02))
OTHERS = (("CTOA", 0.08), ("CTOB", 0.12), ("CMOA", 0.05), ("CMOB", 0.09))
FROM_PERSON_KINDS = (len(APPOINTMENTS), len(APPOINTMENTS) + 2)
# Outcome, share, attended, complied.
OUTCOMES = (
    ("ATTC", 0.86, "yes", "yes"), ("AAME", 0.03, "no", "yes"), ("AAEM", 0.03, "no", "yes"), ("AAFC", 0.02, "no", "yes"),
    ("UAAB", 0.035, "no", "no"), ("AFTC", 0.01, "yes", "no"), ("RSOF", 0.015, "not_known", ""),
)  # fmt: skip
AWAITED, NOT_YET, FROM_PERSON = ("AFTA", "no", ""), ("", "not_known", ""), ("", "yes", "")
# Of what was not kept lately: no word yet in the first days, waiting for its decision, decided.
NO_WORD_DAYS, SHARE_NO_WORD, SHARE_AWAITED = 3, 0.5, 0.7
SHARE_NOTED, SHARE_LONG, SHARE_SENSITIVE = 0.6, 0.01, 0.01
KINDS_OF_NOTES = ("kept", "call", "call_out", "text_in", "agencies", "internal")
# For notes that name nobody in particular.
HE = {"first": "he", "First": "He", "they": "he", "them": "him", "their": "his", "They": "He", "Their": "His"}
DAY = 24 * 60  # minutes


class Stage(IntEnum):
    PAST, LAST, LATELY, AHEAD = range(4)


class Columns:
    """Draws what a chunk of contacts says, from who and when."""

    def __init__(self, table: np.ndarray, on: date, rng: np.random.Generator, *, first: int) -> None:
        self.table, self.rng, self.first = table, rng, first
        self.today = (on - date(1970, 1, 1)).days * DAY
        pool = [text for kind in KINDS_OF_NOTES for text in texts("notes")[kind] if "{" not in text]
        long = texts("notes")["long"]
        self.notes = pa.array(["", *pool, *(text.format(**HE) for text in long)])
        self.short, self.long = len(pool), len(long)
        self.types = pa.array([code for code, _share in (*APPOINTMENTS, *OTHERS)])
        shares = np.array([share for _code, share in (*APPOINTMENTS, *OTHERS)])
        self.type_edges = np.cumsum(shares / shares.sum())
        answers = [(code, attended, complied) for code, _share, attended, complied in OUTCOMES]
        self.answers = [pa.array(column) for column in zip(*answers, AWAITED, NOT_YET, FROM_PERSON, strict=True)]
        self.outcome_edges = np.cumsum([share for _code, share, _a, _c in OUTCOMES])

    def of(self, start: int, who: np.ndarray, minute: np.ndarray, stage: np.ndarray) -> dict[str, Any]:
        """The columns of the chunk that begins at `start`."""
        rng, count = self.rng, len(who)
        heads = self.table[who]
        kind = np.minimum(np.searchsorted(self.type_edges, rng.random(count)), len(self.types) - 1)
        kind = np.where(stage == Stage.PAST, kind, kind % len(APPOINTMENTS))
        is_appointment = kind < len(APPOINTMENTS)
        outcome = self._outcomes(minute, stage, kind)
        has_outcome = is_appointment & (outcome < len(OUTCOMES) + 1)
        is_office = kind == 0
        return dict(zip(COLUMNS, (
            pa.array(np.arange(self.first + start, self.first + start + count)),
            pa.array(heads[:, 0]),
            pa.array(heads[:, 1], mask=(minute // DAY) < heads[:, 3]),  # before this sentence it was another's
            pa.array(heads[:, 2], mask=heads[:, 2] == 0),
            self.types.take(pa.array(kind)),
            _moments(minute),
            _moments(minute + 45, ~is_appointment),
            _moments(minute - np.where(is_appointment, 7 * DAY, 0)),
            pa.array(is_appointment),
            pa.array(np.zeros(count, dtype=bool)),
            *(answer.take(pa.array(outcome)) for answer in self.answers),
            _moments(minute + 60, ~has_outcome),
            self.notes.take(pa.array(self._notes(stage))),
            pa.array(rng.random(count) < SHARE_SENSITIVE),
            pa.array(is_office & (outcome == 0) & (rng.random(count) < 0.4)),
        ), strict=True))  # fmt: skip

    def _outcomes(self, minute: np.ndarray, stage: np.ndarray, kind: np.ndarray) -> np.ndarray:
        """Each one's place among the answers: the last was kept, what came after it was not, what is ahead has none."""
        count, drawn = len(stage), self.rng.random(len(stage))
        awaited, none = len(OUTCOMES), len(OUTCOMES) + 1
        past = np.minimum(np.searchsorted(self.outcome_edges, self.rng.random(count)), len(OUTCOMES) - 1)
        fresh = minute >= self.today - NO_WORD_DAYS * DAY
        lately = np.where(drawn < SHARE_AWAITED, awaited, 1 + (drawn * 1_000).astype(np.int64) % 5)
        lately = np.where(fresh & (drawn < SHARE_NO_WORD), none, lately)
        outcome = np.select([stage == Stage.LAST, stage == Stage.LATELY, stage == Stage.AHEAD], [0, lately, none], past)
        from_person = np.isin(kind, FROM_PERSON_KINDS)
        found: np.ndarray = np.select([from_person, kind >= len(APPOINTMENTS)], [none + 1, none], outcome)
        return found

    def _notes(self, stage: np.ndarray) -> np.ndarray:
        count, drawn = len(stage), self.rng.random(len(stage))
        short = 1 + self.rng.integers(0, self.short, count)
        long = 1 + self.short + self.rng.integers(0, self.long, count)
        noted = np.where(drawn < SHARE_LONG, long, np.where(drawn < SHARE_NOTED, short, 0))
        found: np.ndarray = np.where(stage == Stage.AHEAD, 0, noted)
        return found


def _moments(minutes: np.ndarray, without: np.ndarray | None = None) -> pa.Array:
    """Minutes from 1970 as text, empty where `without`. Each moment is written once: many contacts share one."""
    moments, place = np.unique(minutes, return_inverse=True)
    written = np.datetime_as_string(moments.astype("datetime64[m]"), timezone="UTC")
    return pa.array(written.tolist()).take(pa.array(place, mask=without))

"""Offence codes: the actuarial category the predictors give each, and whether it counts as violent or sexual."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from rainer.policy import tables
from rainer.policy.rulebook import NATION, Place, Rulebook, Value, national

KEY = "predictors.offences"
CATEGORIES = "predictors.offence_categories"
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Offence:
    """One five-digit code. `is_violent_sanction`: a sanction for it counts in the number of violent sanctions.

    `is_violent_or_sexual` is another flag, of the screen for the personality disorder pathway.
    """

    code: str
    category: str
    is_violent_or_sexual: bool
    is_violent_sanction: bool
    group: str
    heading: str
    description: str

    @property
    def is_known(self) -> bool:
        return self.category != UNKNOWN


@dataclass(frozen=True, slots=True)
class OffenceTable:
    """Every code on a day, with the words of the categories."""

    value: Value
    by_code: dict[str, Offence]
    categories: dict[str, str]

    def get(self, code: str | None) -> Offence | None:
        return self.by_code.get(code) if code else None

    def find(self, words: str) -> tuple[Offence, ...]:
        """Offences whose code begins with the words, or whose description and headings hold every one of them."""
        wanted = words.casefold().split()
        if not wanted:
            return ()
        return tuple(offence for offence in self.by_code.values() if _matches(offence, wanted))

    def violent_sanctions(self, occasions: Iterable[Iterable[str]]) -> int:
        """Of occasions of being sanctioned, each the codes sanctioned on it: how many count as violent."""
        return sum(any(self._is_violent(code) for code in codes) for codes in occasions)

    def _is_violent(self, code: str) -> bool:
        offence = self.by_code.get(code)
        return offence is not None and offence.is_violent_sanction


def offences(*, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> OffenceTable:
    """The table in force on the day; its file is read when it is first asked for."""
    return _table(rulebook or national(), on, place)


@lru_cache(maxsize=16)
def _table(rulebook: Rulebook, on: date, place: Place) -> OffenceTable:
    value = rulebook.value(KEY, on=on, place=place)
    categories = rulebook.value(CATEGORIES, on=on, place=place).value
    return OffenceTable(value, _by_code(value), categories)


_READ: dict[str, dict[str, Offence]] = {}


def _by_code(value: Value) -> dict[str, Offence]:
    """Made once for a file, by its checksum, whatever the days and places it is asked for."""
    rows, checksum = tables.rows(value), value.value["sha256"]
    if checksum not in _READ:
        _READ[checksum] = {row["code"]: _offence(row) for row in rows}
    return _READ[checksum]


def _offence(row: dict[str, str]) -> Offence:
    return Offence(
        code=row["code"],
        category=row["category"],
        is_violent_or_sexual=row["violent_or_sexual"] == "yes",
        is_violent_sanction=row["violent_sanction"] == "yes",
        group=row["group"],
        heading=row["heading"],
        description=row["description"],
    )


def _matches(offence: Offence, wanted: list[str]) -> bool:
    text = f"{offence.description} {offence.heading} {offence.group}".casefold()
    return all(offence.code.startswith(word) or word in text for word in wanted)

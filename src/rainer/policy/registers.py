"""The register's types, "flags" on pages: what each code is called, how serious it is, when its review is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from rainer.policy.dates import add_months
from rainer.policy.rulebook import NATION, Place, Rulebook, national

KEY = "cases.registers"
Level = Literal["high", "medium", "low", "information"]
LEVELS: tuple[Level, ...] = ("high", "medium", "low", "information")


@dataclass(frozen=True, slots=True)
class RegisterType:
    """A type of flag. `graded` ones carry a level and a category of their own, as MAPPA does."""

    code: str
    name: str
    level: Level
    review_months: int | None = None
    is_staff_safety: bool = False
    graded: bool = False

    def next_review(self, *, after: date) -> date | None:
        """The review that is suggested after this day; None for a type that needs none."""
        return add_months(after, self.review_months) if self.review_months else None


def register_types(*, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> dict[str, RegisterType]:
    """The types that can be set on the day, by code, in the order they are offered."""
    value = (rulebook or national()).value(KEY, on=on, place=place)
    return {row["code"]: RegisterType(**row) for row in value.value}


@cache
def names_of_types() -> dict[str, str]:
    """What every code there has ever been is called; of two names of one code, the newest."""
    return {row["code"]: row["name"] for value in national().parameter(KEY).values for row in value.value}


def grades(
    *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> tuple[dict[str, int], dict[str, int]]:
    """Levels and categories of MAPPA by their codes; 0 is nominal or unknown."""
    value = (rulebook or national()).value("mappa.codes", on=on, place=place)
    return dict(value.value["level"]), dict(value.value["category"])

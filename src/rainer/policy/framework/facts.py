"""A framework status, and the facts of a case that keep its tasks from being paused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from rainer.policy.allocation.facts import Rosh, risk_words
from rainer.policy.rulebook import NATION, Place, Rulebook, Value, national

Colour = Literal["green", "amber", "red"]
ColourInForce = Literal["green", "amber", "red", "lapsed"]
ReasonKind = Literal["workload", "vacancy", "sickness", "other"]

PROTECTED_CASES = "framework.protected_cases"
ROLE_WORDS = {
    "senior": "senior",
    "head_of_unit": "head of unit",
    "regional_director": "regional director",
    "chief_officer": "Chief Probation Officer",
}


@dataclass(frozen=True, slots=True)
class Support:
    """One thing promised to a unit at Red (staff lent, cases moved, help with reports), and who owes it."""

    what: str
    owner: str


@dataclass(frozen=True, slots=True)
class FrameworkStatus:
    """The status of a delivery unit from a day on. `review_by` is the last day it holds."""

    colour: Colour
    starts: date
    review_by: date | None
    authoriser_role: str
    authorised_by: str = ""
    reason: ReasonKind | None = None
    reason_words: str = ""
    exit_tests: tuple[str, ...] = ()
    support: tuple[Support, ...] = ()

    @property
    def words(self) -> str:
        return f"{self.colour.capitalize()} status"

    @property
    def authority(self) -> str:
        """The role that authorised it, as a page says it."""
        return ROLE_WORDS.get(self.authoriser_role, self.authoriser_role)


@dataclass(frozen=True, slots=True)
class CaseRisk:
    """The risk of a case. `registrations` are codes of active ones.

    `task_bears_on_risk`: this task does in this case, whatever the table says of its kind.
    """

    rosh: Rosh = "not_recorded"
    mappa_level: int | None = None
    registrations: frozenset[str] = frozenset()
    task_bears_on_risk: bool = False


def colour_in_force(status: FrameworkStatus | None, *, on: date) -> ColourInForce:
    """The colour a status gives on a day, or `lapsed`: no review day, or past it.

    A lapsed status neither continues nor ends in silence: nothing may be paused under it, and it alarms. A unit
    for which nothing was ever set is green.
    """
    if status is None or status.starts > on:
        return "green"
    if status.review_by is None or status.review_by < on:
        return "lapsed"
    return status.colour


def applies_as(colour: ColourInForce) -> Colour:
    """The colour whose column of the table holds: that of green while a status is lapsed."""
    return "green" if colour == "lapsed" else colour


def protecting_facts(
    case: CaseRisk, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> tuple[tuple[str, ...], Value | None]:
    """The facts, in words, for which nothing in the case may be paused; and the value that lists them."""
    value = (rulebook or national()).get(PROTECTED_CASES, on=on, place=place)
    if value is None:
        return (), None
    words = risk_words(rosh=case.rosh, mappa_level=case.mappa_level, row=value.value)
    codes = value.value["registrations"]
    words += [codes[code] for code in codes if code in case.registrations]
    return tuple(words), value

"""Lists to choose from in a recall record: alternatives tried, vulnerabilities, tests, standard conditions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from rainer.policy.rulebook import NATION, Place, Rulebook, national

ListName = Literal["alternatives_tried", "vulnerabilities", "standard_conditions"]
Fault = Literal["none_chosen", "unknown", "not_alone", "no_details"]
FAULT_WORDS: Mapping[str, str] = {
    "none_chosen": "nothing is chosen",
    "unknown": "there is no such choice",
    "not_alone": "it cannot be chosen with others",
    "no_details": "it has no details",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice. `is_alone`: it shuts out all others. `needs_details`: it counts only with details."""

    key: str
    label: str
    needs_details: bool = False
    is_alone: bool = False


@dataclass(frozen=True, slots=True)
class ChoiceFault:
    """What is wrong with a choice, or with having chosen nothing (then `key` is empty)."""

    key: str
    fault: Fault


def choices(name: ListName, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> tuple[Choice, ...]:
    """The choices of a list in force, in order."""
    return read_choices((rulebook or national()).value(f"recall.{name}", on=on, place=place).value)


def read_choices(rows: list[dict[str, Any]]) -> tuple[Choice, ...]:
    return tuple(Choice(**row) for row in rows)


def faults_in(chosen: Mapping[str, str], offered: tuple[Choice, ...]) -> tuple[ChoiceFault, ...]:
    """What is wrong with what was chosen, from each key to its details. No fault: the part is complete."""
    if not chosen:
        return (ChoiceFault("", "none_chosen"),)
    by_key = {choice.key: choice for choice in offered}
    return tuple(ChoiceFault(key, fault) for key in chosen if (fault := _fault(by_key.get(key), chosen)) is not None)


def _fault(choice: Choice | None, chosen: Mapping[str, str]) -> Fault | None:
    if choice is None:
        return "unknown"
    if choice.is_alone and len(chosen) > 1:
        return "not_alone"
    if choice.needs_details and not chosen[choice.key].strip():
        return "no_details"
    return None

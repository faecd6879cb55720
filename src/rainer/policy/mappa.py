"""MAPPA codes of the register as numbers. A code that says nothing is 0, nominal or unknown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national

UNKNOWN = 0


@dataclass(frozen=True, slots=True)
class MappaCode:
    """The code as the register has it, None or empty where it has none."""

    code: str | None


@rule("mappa.level", reads=("mappa.codes",))
def mappa_level(
    inputs: MappaCode, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[int]:
    """The MAPPA level, 1 to 3, that a register code stands for; 0 for nominal, unknown or none."""
    return _number("level", inputs, on=on, place=place, rulebook=rulebook)


@rule("mappa.category", reads=("mappa.codes",))
def mappa_category(
    inputs: MappaCode, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[int]:
    """The MAPPA category, 1 to 4, that a register code stands for; 0 for nominal, unknown or none."""
    return _number("category", inputs, on=on, place=place, rulebook=rulebook)


def _number(what: str, inputs: MappaCode, *, on: date, place: Place, rulebook: Rulebook | None) -> Outcome[int]:
    value = (rulebook or national()).value("mappa.codes", on=on, place=place)
    number: int = value.value[what].get(inputs.code, UNKNOWN)
    found = inputs.code or "none"
    step = Step(f"mappa.{what}", f"MAPPA {what} code", found, number, value)
    sentence = f"MAPPA {what} {number}." if number else f"No MAPPA {what} is known."
    return Outcome(f"mappa.{what}", on, place, number, (step,), sentence=sentence)

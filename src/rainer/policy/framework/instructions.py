"""Instructions that contradict each other: which one stands, and which it replaces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from rainer.policy.dates import date_words
from rainer.policy.framework.facts import ROLE_WORDS
from rainer.policy.framework.permission import Doing
from rainer.policy.framework.status import AUTHORITY
from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national


@dataclass(frozen=True, slots=True)
class Instruction:
    """What somebody with authority said about a task, on a day, for a place and all that lies in it.

    `says` is do, reduce or pause; `words` are their own. `until` is the last day it holds, None while open.
    """

    ref: str
    dated: date
    authority: str
    task: str
    says: Doing
    words: str = ""
    until: date | None = None
    place: Place = NATION

    @property
    def in_full(self) -> str:
        said = f"{self.says}, {self.words}" if self.words else self.says
        return f"{said} ({ROLE_WORDS.get(self.authority, self.authority)}, {date_words(self.dated)})"

    def holds(self, *, on: date, place: Place) -> bool:
        return self.dated <= on and (self.until is None or on <= self.until) and self.place in place.chain()


@dataclass(frozen=True, slots=True)
class InstructionsInputs:
    """Every instruction given, in any order. Those for other places or other days are not looked at."""

    instructions: tuple[Instruction, ...]


@dataclass(frozen=True, slots=True)
class Replaced:
    """An instruction that no longer holds, and the ref of the one it was replaced by."""

    instruction: Instruction
    replaced_by: str


@dataclass(frozen=True, slots=True)
class Settled:
    """The instruction that stands for a task, and those it replaced.

    `stands` is None where two of the same authority and day contradict each other: `tied` then holds them, and
    they must be asked.
    """

    task: str
    stands: Instruction | None
    replaced: tuple[Replaced, ...] = ()
    tied: tuple[Instruction, ...] = ()


@dataclass(frozen=True, slots=True)
class SettledInstructions:
    """One answer a task, in the order of their names."""

    tasks: tuple[Settled, ...]


@rule("framework.settle_instructions", reads=(AUTHORITY,))
def settle_instructions(
    inputs: InstructionsInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[SettledInstructions]:
    """Which instruction stands for each task: that of the highest authority, and of those the latest."""
    value = (rulebook or national()).value(AUTHORITY, on=on, place=place)
    ranks: list[str] = value.value["ranks"]
    heard = [one for one in inputs.instructions if one.holds(on=on, place=place)]
    by_task = groupby(sorted(heard, key=lambda one: one.task), key=lambda one: one.task)
    settled = tuple(_settle(task, tuple(group), ranks) for task, group in by_task)
    steps = tuple(
        Step(
            one.task, f"Instructions on {one.task}", _found(one), one.stands.ref if one.stands else "not settled", value
        )
        for one in settled
    )
    missing = tuple(f"which of two instructions on {one.task} holds: ask who gave them" for one in settled if one.tied)
    sentence = " ".join(_sentence(one) for one in settled) or "There is no instruction."
    return Outcome(
        "framework.settle_instructions", on, place, SettledInstructions(settled), steps, missing, sentence=sentence
    )


def _settle(task: str, given: tuple[Instruction, ...], ranks: list[str]) -> Settled:
    def weight(one: Instruction) -> tuple[int, date]:
        return (ranks.index(one.authority) if one.authority in ranks else -1, one.dated)

    strongest = max(weight(one) for one in given)
    top = sorted((one for one in given if weight(one) == strongest), key=lambda one: one.ref)
    if len({_meaning(one) for one in top}) > 1:
        return Settled(task, None, tied=tuple(top))
    stands = top[0]
    # Those that say the same are not contradicted: nothing replaces them.
    losers = sorted(
        (one for one in given if _meaning(one) != _meaning(stands)),
        key=lambda one: (weight(one), one.ref),
        reverse=True,
    )
    return Settled(task, stands, tuple(Replaced(one, stands.ref) for one in losers))


def _meaning(one: Instruction) -> tuple[str, str]:
    return (one.says, one.words.strip())


def _found(one: Settled) -> str:
    heard = (*(r.instruction for r in one.replaced), *one.tied, *((one.stands,) if one.stands else ()))
    return "; ".join(instruction.in_full for instruction in sorted(heard, key=lambda i: (i.dated, i.ref)))


def _sentence(one: Settled) -> str:
    if one.stands is None:
        return f"On {one.task} two instructions of one authority and day contradict each other: ask."
    replaced = "".join(f" It replaces: {loser.instruction.in_full}." for loser in one.replaced)
    return f"On {one.task}: {one.stands.in_full}.{replaced}"

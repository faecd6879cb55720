"""Management oversight: a second signature says what was tested and what changed, and is nobody's own."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national

EMPTY_WORDS = "assessments.empty_oversight_words"
# A word may hold a stroke ("n/a") or an apostrophe; any writing system counts.
_WORD = re.compile(r"\w+(?:[/’']\w+)*")


@dataclass(frozen=True, slots=True)
class OversightInputs:
    """A second signature as somebody would give it. `has_signed_before`: they wrote the assessment or signed it."""

    decision: Literal["signed", "sent back"]
    tested: str = ""
    changed: str = ""
    needed: str = ""
    wrote_it: bool = False
    has_signed_before: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """What stands in the way: the field it is about, "" for none of them, and what to do."""

    field: str
    words: str


@rule("oversight.problems", reads=(EMPTY_WORDS,))
def problems(
    inputs: OversightInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[tuple[Problem, ...]]:
    """What stands in the way of a second signature: one's own work, or words that say nothing.

    Signing needs what was tested and what changed because of it; sending back needs what is needed.
    """
    empty = (rulebook or national()).value(EMPTY_WORDS, on=on, place=place)
    found = tuple(_problems(inputs, frozenset(empty.value)))
    steps = tuple(Step(f"problem.{one.field or 'person'}", one.words, "refused", one.field, empty) for one in found)
    sentence = "" if found else f"It can be {inputs.decision}."
    return Outcome("oversight.problems", on, place, found, steps, sentence=sentence)


def _problems(inputs: OversightInputs, empty: Collection[str]) -> Iterator[Problem]:
    if inputs.wrote_it:
        yield Problem("", "You wrote this. Someone else must sign.")
    elif inputs.has_signed_before:
        yield Problem("", "You have signed this already. Someone else must give the other signature.")
    if inputs.decision == "sent back":
        if says_nothing(inputs.needed, empty):
            yield Problem("needed", "Say what is needed before it can be signed.")
        return
    if says_nothing(inputs.tested, empty):
        yield Problem("tested", "Say what you tested. “Agreed” is not enough.")
    if says_nothing(inputs.changed, empty):
        yield Problem("changed", "Say what changed because of it, or why nothing did.")


def says_nothing(text: str, empty: Collection[str]) -> bool:
    """Whether a text has no word but those that alone say nothing."""
    return all(word in empty for word in _WORD.findall(text.lower()))

"""Whether a reason for closing a prompt says anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rainer.policy.assessment.oversight import EMPTY_WORDS, says_nothing
from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national

REASONS = "watch.reasons"


@dataclass(frozen=True, slots=True)
class Reason:
    """What somebody wrote."""

    words: str


@dataclass(frozen=True, slots=True)
class ReasonChecked:
    """Whether it is enough, and the words that say something."""

    is_enough: bool
    said: tuple[str, ...]


@rule("watch.reason", reads=(REASONS, EMPTY_WORDS))
def check_reason(
    inputs: Reason, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[ReasonChecked]:
    """A reason is enough where enough words are left without those that say nothing: "Agreed" is not."""
    book = rulebook or national()
    value = book.value(REASONS, on=on, place=place)
    empty, least = frozenset(book.value(EMPTY_WORDS, on=on, place=place).value), value.value["least_words"]
    words = (word.strip('.,;:!?()“”"') for word in inputs.words.lower().split())
    said = tuple(dict.fromkeys(word for word in words if not says_nothing(word, empty)))
    enough = len(said) >= least
    step = Step("said", "Words that say something", f"{len(said)}, at least {least}", enough, value)
    sentence = "It says why." if enough else "Say what you weighed, in a sentence. “Agreed” is not enough."
    return Outcome("watch.reason", on, place, ReasonChecked(enough, said), (step,), sentence=sentence)

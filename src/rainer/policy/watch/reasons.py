"""Whether a reason for closing a prompt says anything."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

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


@rule("watch.reason", reads=(REASONS,))
def check_reason(
    inputs: Reason, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[ReasonChecked]:
    """A reason is enough where enough words are left without those that say nothing: "Agreed" is not."""
    value = (rulebook or national()).value(REASONS, on=on, place=place)
    empty, least = {str(word) for word in value.value["empty"]}, value.value["least_words"]
    words = re.findall(r"[\w/’'-]+", inputs.words.lower())
    said = tuple(dict.fromkeys(word for word in words if word not in empty))
    enough = len(said) >= least
    step = Step("said", "Words that say something", f"{len(said)}, at least {least}", enough, value)
    sentence = "It says why." if enough else "Say what you weighed, in a sentence. “Agreed” is not enough."
    return Outcome("watch.reason", on, place, ReasonChecked(enough, said), (step,), sentence=sentence)

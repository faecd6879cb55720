"""A rate with its count and its interval, or nothing where there are too few."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national
from rainer.policy.watch.chance import wilson

SMALLEST, STATISTICS = "watch.smallest_shown", "watch.statistics"


@dataclass(frozen=True, slots=True)
class Counted:
    """So many of so many."""

    count: int
    of: int

    def __post_init__(self) -> None:
        if not 0 <= self.count <= self.of:
            raise ValueError(f"{self.count} of {self.of} is no share.")


@dataclass(frozen=True, slots=True)
class Rate:
    """A share in per cent with its interval; None all three where `of` is too small to show."""

    count: int
    of: int
    share: float | None
    low: float | None
    high: float | None

    @property
    def is_shown(self) -> bool:
        return self.share is not None


@rule("watch.rate", reads=(SMALLEST, STATISTICS))
def rate(inputs: Counted, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> Outcome[Rate]:
    """The share of levels looked at that were lowered, with Wilson's interval; none of a number too small to show."""
    book = rulebook or national()
    smallest = book.value(SMALLEST, on=on, place=place)
    settings = book.value(STATISTICS, on=on, place=place)
    enough = inputs.of >= smallest.value and inputs.of > 0
    steps = [Step("enough", "Enough to show?", f"{inputs.of}, at least {smallest.value}", enough, smallest)]
    if not enough:
        sentence = f"Too few to show (under {smallest.value})."
        return Outcome(
            "watch.rate", on, place, Rate(inputs.count, inputs.of, None, None, None), tuple(steps), sentence=sentence
        )
    confidence = settings.value["confidence"]
    share = 100 * inputs.count / inputs.of
    low, high = wilson(inputs.count, inputs.of, confidence)
    steps += [
        Step("share", "Share", f"{inputs.count} of {inputs.of}", share),
        Step("interval", f"Wilson’s interval, {confidence}%", f"{inputs.count} of {inputs.of}", [low, high], settings),
    ]
    sentence = f"{inputs.count} of {inputs.of}: {share:.1f}% ({low:.1f}% to {high:.1f}%)."
    return Outcome(
        "watch.rate", on, place, Rate(inputs.count, inputs.of, share, low, high), tuple(steps), sentence=sentence
    )

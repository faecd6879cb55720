"""A permutation test: are there more lowered levels in some circumstance than each team's own rate would give?"""

from __future__ import annotations

import random
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national
from rainer.policy.watch.chance import how_often, hypergeometric_at_most, years_between
from rainer.policy.watch.rates import SMALLEST, STATISTICS


@dataclass(frozen=True, slots=True)
class Stratum:
    """One team: levels looked at, of them lowered, of them in the circumstance, and both."""

    reviewed: int
    lowered: int
    near: int
    seen: int

    def __post_init__(self) -> None:
        least = max(0, self.lowered + self.near - self.reviewed)
        if not least <= self.seen <= min(self.lowered, self.near) or max(self.lowered, self.near) > self.reviewed:
            raise ValueError("More were lowered there than were lowered, or were there at all.")


@dataclass(frozen=True, slots=True)
class Pattern:
    """The teams looked at, each shuffled within itself; how many tests are made at the same look; the seed."""

    strata: tuple[Stratum, ...]
    seed: str
    tests: int = 1


@dataclass(frozen=True, slots=True)
class PatternTest:
    """`low` to `high` is what chance gives in `confidence` per cent of shuffles; `p` the chance of as many or more.

    `years` is how often, by chance alone, any of the tests of a look finds as much.
    """

    seen: int
    expected: float
    low: int
    high: int
    p: float
    years: float
    is_shown: bool


@rule("watch.pattern", reads=(SMALLEST, STATISTICS))
def pattern(
    inputs: Pattern, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[PatternTest]:
    """How often shuffling which levels were lowered, within each team, gives as many in the circumstance as were seen.

    p is (1 + shuffles with as many or more) ÷ (1 + shuffles). The same seed gives the same answer.
    """
    book = rulebook or national()
    smallest = book.value(SMALLEST, on=on, place=place)
    settings = book.value(STATISTICS, on=on, place=place)
    shuffles, confidence = settings.value["shuffles"], settings.value["confidence"]
    seen = sum(one.seen for one in inputs.strata)
    expected = sum(one.lowered * one.near / one.reviewed for one in inputs.strata if one.reviewed)
    counts = shuffled(inputs.strata, inputs.seed, shuffles)
    as_many = sum(times for count, times in counts if count >= seen)
    p = (1 + as_many) / (1 + shuffles)
    low, high = _middle(counts, shuffles, confidence)
    years = years_between(p, tests=inputs.tests, looks_a_year=settings.value["looks_a_year"])
    answer = PatternTest(seen, expected, low, high, p, years, seen >= smallest.value)
    steps = (
        Step("enough", "Enough to show?", f"{seen}, at least {smallest.value}", answer.is_shown, smallest),
        Step(
            "expected",
            "Expected by the teams’ own rates",
            "lowered × in the circumstance ÷ looked at, added up",
            expected,
        ),
        Step("by_chance", f"What {confidence}% of shuffles give", f"{shuffles:,} shuffles", [low, high], settings),
        Step("p", "As many or more by chance", f"{as_many:,} of {shuffles:,} shuffles, and one for what was seen", p),
        Step(
            "years",
            "By chance alone",
            f"{inputs.tests} tests at each look, {settings.value['looks_a_year']} looks a year",
            how_often(years),
            settings,
        ),
    )
    sentence = f"{seen} seen; {expected:.1f} ({low} to {high}) expected by chance; p {p:.4f}, {shuffles:,} shuffles."
    if not answer.is_shown:
        sentence = f"Too few to show (under {smallest.value})."
    return Outcome("watch.pattern", on, place, answer, steps, sentence=sentence)


@lru_cache(maxsize=2048)
def shuffled(strata: tuple[Stratum, ...], seed: str, shuffles: int) -> tuple[tuple[int, int], ...]:
    """How often each count came up. A shuffle of labels within a team gives a hypergeometric count, so that is drawn."""
    chance = random.Random(seed)  # noqa: S311 - a test of chance, no secret
    draws = [_draws(one, chance, shuffles) for one in strata if one.lowered and one.near]
    totals = Counter(map(sum, zip(*draws, strict=True))) if draws else Counter({0: shuffles})
    return tuple(sorted(totals.items()))


def _draws(one: Stratum, chance: random.Random, shuffles: int) -> Iterator[int]:
    fewest, sums = hypergeometric_at_most(one.reviewed, one.lowered, one.near)
    number = chance.random
    return iter([fewest + bisect_left(sums, number()) for _ in range(shuffles)])


def _middle(counts: tuple[tuple[int, int], ...], shuffles: int, confidence: float) -> tuple[int, int]:
    """The counts between which so many per cent of shuffles lie, as much left out below as above."""
    tail = shuffles * (100 - confidence) / 200
    low = high = counts[-1][0]
    below = 0
    for count, times in counts:
        below += times
        if below > tail:
            low = count
            break
    above = 0
    for count, times in reversed(counts):
        above += times
        if above > tail:
            high = count
            break
    return low, high

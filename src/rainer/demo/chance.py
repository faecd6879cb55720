"""One person's dice: seeded by their number, so that a person's record stays the same whatever is made beside it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")
SEED = 1876


class Chance(random.Random):
    """`random.Random` with the few questions that an invented life asks."""

    @classmethod
    def of(cls, number: int, *, part: int = 0) -> Chance:
        """The dice of a numbered person; `part` keeps the parts of a record apart, so that one can change alone."""
        return cls(SEED + 1_000_003 * number + 7 * part)

    def likely(self, share: float) -> bool:
        return self.random() < share

    def pick(self, choices: Sequence[T]) -> T:
        return choices[int(self.random() * len(choices))]

    def some(self, choices: Sequence[T], count: int) -> list[T]:
        return self.sample(choices, min(count, len(choices)))

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both in it."""
        return low + int(self.random() * (high - low + 1))

    def weighted(self, choices: Sequence[tuple[T, float]]) -> T:
        """One of (value, share); the last takes what the shares leave."""
        left = self.random()
        for value, share in choices:
            left -= share
            if left < 0:
                return value
        return choices[-1][0]

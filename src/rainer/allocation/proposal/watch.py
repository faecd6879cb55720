"""What is told of the work on a proposal: how far each aim is, how near its bound, and when to stop."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the work stands: which objective, the best plan so far for it and its proven bound, seconds gone."""

    level: str
    value: float
    bound: float
    seconds: float

    @property
    def gap(self) -> float:
        return relative_gap(self.value, self.bound)


@dataclass(frozen=True, slots=True)
class Level:
    """One objective of the order as settled: its value, the proven bound, and whether it was stopped early."""

    name: str
    value: float
    bound: float
    seconds: float
    stopped: bool = False

    @property
    def gap(self) -> float:
        return relative_gap(self.value, self.bound)


@dataclass(slots=True)
class Watch:
    """The clock, the reader of progress and the hand on the brake."""

    deadline: float
    started: float
    report: Callable[[Progress], None] | None = None
    should_stop: Callable[[], bool] | None = None

    def left(self) -> float:
        return self.deadline - time.perf_counter()

    def seconds(self) -> float:
        return time.perf_counter() - self.started

    @contextmanager
    def only(self, share: float) -> Iterator[None]:
        """Let what is done here take no more than this share of the time left."""
        whole = self.deadline
        self.deadline = time.perf_counter() + share * max(0.0, self.left())
        try:
            yield
        finally:
            self.deadline = whole

    def is_over(self) -> bool:
        return self.left() <= 0 or (self.should_stop is not None and self.should_stop())


def relative_gap(value: float, bound: float) -> float:
    """Distance to the bound as a share of the value; 0 when they agree to a millionth."""
    distance = abs(value - bound)
    return 0.0 if distance < 1e-6 else distance / max(abs(value), abs(bound), 1.0)

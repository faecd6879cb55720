"""Benchmarks: each measures a piece of work and, in the same run, the floor of that same work.

A benchmark is a module here with `NAME`, `SUMMARY` and `run() -> list[Reading]`. The ratio is what is promised;
the absolute times depend on the machine.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

MODULES = (
    "national",
    "practitioner",
    "extract",
    "importing",
    "loading",
    "proposal",
    "pages",
    "allocation_race",
    "burden",
    "predictors",
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One measured figure: seconds of the work, seconds of its floor (None where there is none), and the promise.

    `limit` is the largest ratio promised (or None), `limit_seconds` the largest time promised (or None),
    `facts` other figures to print (rows a second, megabytes, gap to the bound).
    """

    name: str
    seconds: float
    floor_seconds: float | None = None
    floor_name: str = ""
    limit: float | None = None
    limit_seconds: float | None = None
    facts: tuple[tuple[str, str], ...] = ()
    met: bool | None = None

    @property
    def ratio(self) -> float | None:
        return None if not self.floor_seconds else self.seconds / self.floor_seconds

    @property
    def is_met(self) -> bool:
        if self.met is not None and not self.met:
            return False
        if self.limit is not None and (self.ratio is None or self.ratio > self.limit):
            return False
        return self.limit_seconds is None or self.seconds <= self.limit_seconds


def median_seconds(work: Callable[[], object], *, runs: int = 5, warm_up: int = 1) -> float:
    """The median wall time of `work`, with the garbage collector run before each go."""
    for _ in range(warm_up):
        work()
    times = []
    for _ in range(runs):
        gc.collect()
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return statistics.median(times)

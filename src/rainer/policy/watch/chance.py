"""Chance: Wilson's interval, exact binomial and hypergeometric distributions, and how often in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from rainer.policy import proportions


def wilson(count: int, of: int, confidence: float) -> tuple[float, float]:
    """Wilson's score interval of a share, in per cent. `confidence` is in per cent; `of` is above 0."""
    low, high = proportions.wilson(count, of, confidence / 100)
    return 100 * low, 100 * high


@lru_cache(maxsize=4096)
def binomial_at_most(of: int, share: float) -> tuple[float, ...]:
    """The chance of at most 0, 1, … `of` when each comes with chance `share`."""
    if share <= 0:
        return (1.0,) * (of + 1)
    if share >= 1:
        return (0.0,) * of + (1.0,)
    logs = math.log(share), math.log1p(-share)
    return _summed([math.exp(_log_choose(of, k) + k * logs[0] + (of - k) * logs[1]) for k in range(of + 1)])


@lru_cache(maxsize=4096)
def hypergeometric_at_most(of: int, marked: int, drawn: int) -> tuple[int, tuple[float, ...]]:
    """The fewest marked there can be among `drawn` of `of`, and from there on the chance of at most so many."""
    fewest, most = max(0, drawn + marked - of), min(drawn, marked)
    whole = _log_choose(of, drawn)
    shares = [
        math.exp(_log_choose(marked, k) + _log_choose(of - marked, drawn - k) - whole) for k in range(fewest, most + 1)
    ]
    return fewest, _summed(shares)


def _log_choose(of: int, k: int) -> float:
    return math.lgamma(of + 1) - math.lgamma(k + 1) - math.lgamma(of - k + 1)


def _summed(shares: Sequence[float]) -> tuple[float, ...]:
    total, sums = 0.0, []
    for share in shares:
        total += share
        sums.append(min(total, 1.0))
    sums[-1] = 1.0
    return tuple(sums)


def years_between(p: float, *, tests: int, looks_a_year: int) -> float:
    """Years from one such finding to the next by chance alone, where so many tests are made at each look."""
    return 1 / (p * max(tests, 1) * looks_a_year)


def how_often(years: float) -> str:
    """As a page says it: "once in about 40 years"."""
    if years < 0.75:
        return "more than once a year"
    if years < 1.5:
        return "about once a year"
    if years >= 1000:
        return "less than once in 1,000 years"
    step = 10 ** max(0, int(math.log10(years)) - (0 if years >= 10 else 1))
    rounded = max(2, round(years / step) * step)
    return f"once in about {rounded:,} years"

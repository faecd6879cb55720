"""Shares of a whole: whole per cents, intervals, and the counts behind published per cents."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from statistics import NormalDist

from rainer.policy.outcome import Outcome, Step
from rainer.policy.refusals import RefusedInputError, is_whole, need_within, refusing
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook

Pair = tuple[float, float]


def whole_percent(part: float, whole: float) -> int:
    """A share to the nearest whole per cent, halves up. Exact, so that 129 of 200 is 65."""
    return math.floor(Fraction(str(part)) * 100 / Fraction(str(whole)) + Fraction(1, 2))


def percent_text(share: float, places: int = 1) -> str:
    """A share from 0 to 1 as a page says it: 6.6%."""
    return f"{100 * share:.{places}f}%"


def normal_quantile(confidence: float) -> float:
    """How many standard errors to either side hold so large a share of a normal distribution."""
    return NormalDist().inv_cdf(0.5 + confidence / 2)


def wilson(events: float, n: float, confidence: float) -> Pair:
    """Wilson's score interval. `n` may be an effective number, and need not be whole."""
    z2 = normal_quantile(confidence) ** 2
    share = events / n
    middle = share + z2 / (2 * n)
    half = math.sqrt(z2 * (share * (1 - share) / n + z2 / (4 * n * n)))
    low, high = (middle - half) / (1 + z2 / n), (middle + half) / (1 + z2 / n)
    # Rounding of floats must not take nought or one out of an interval that holds them.
    return (0.0 if events <= 0 else max(low, 0.0)), (1.0 if events >= n else min(high, 1.0))


def clopper_pearson(events: float, n: float, confidence: float) -> Pair:
    """The exact interval of a binomial share: each end leaves half of what is left over beyond it."""
    tail = (1 - confidence) / 2
    low = 0.0 if events == 0 else _solve(lambda p: _beta_share(p, events, n - events + 1), tail)
    high = 1.0 if events == n else _solve(lambda p: _beta_share(p, events + 1, n - events), 1 - tail)
    return low, high


def _solve(rising: Callable[[float], float], wanted: float) -> float:
    """Where a rising function of 0 to 1 reaches a value."""
    low, high = 0.0, 1.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < wanted else (low, middle)
    return (low + high) / 2


def _beta_share(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function, by its continued fraction on the side where that is quick."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    log_choose = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    log_front = log_choose + a * math.log(x) + b * math.log1p(-x)
    if x < (a + 1) / (a + b + 2):
        return math.exp(log_front) * _fraction(x, a, b) / a
    return 1 - math.exp(log_front) * _fraction(1 - x, b, a) / b


def _fraction(x: float, a: float, b: float) -> float:
    """The continued fraction of the incomplete beta function, by Lentz's method."""
    tiny = 1e-300
    c, d = 1.0, 1 / _away(1 - (a + b) * x / (a + 1), tiny)
    value = d
    for m in range(1, 10_000):
        before = value
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _away(1 + term * d, tiny)
            c = _away(1 + term / c, tiny)
            value *= c * d
        if abs(value - before) <= 1e-15 * abs(value):
            break
    return value


def _away(number: float, tiny: float) -> float:
    """A number kept off nought, so that it can be divided by."""
    return number if abs(number) > tiny else tiny


METHODS: Mapping[str, tuple[str, Callable[[float, float, float], Pair]]] = {
    "wilson": ("Wilson’s score interval", wilson),
    "clopper-pearson": ("exact interval (Clopper and Pearson)", clopper_pearson),
}


@dataclass(frozen=True, slots=True)
class IntervalInputs:
    """So many events among `n`, the confidence as a proportion, and which interval."""

    events: int
    n: int
    confidence: float
    method: str = "wilson"


@dataclass(frozen=True, slots=True)
class Interval:
    """A share and its interval, as proportions."""

    estimate: float
    low: float
    high: float

    @property
    def words(self) -> str:
        return f"{percent_text(self.estimate)} ({percent_text(self.low)} to {percent_text(self.high)})"


def need_confidence(confidence: float) -> None:
    """A confidence is a proportion strictly between 0 and 1."""
    if not 0 < confidence < 1:
        raise RefusedInputError(
            "confidence_out_of_range", f"A confidence lies between 0 and 1; {confidence:g} does not."
        )


def interval(inputs: IntervalInputs) -> Interval:
    """A share with its interval. Raises RefusedInputError."""
    if inputs.n < 1:
        raise RefusedInputError("no_cases", "There are no cases, so there is no share of them.")
    need_within(inputs.events, low=0, high=inputs.n, code="events_out_of_range", what="How many of the cases")
    if inputs.method not in METHODS:
        words = f"No interval is called {inputs.method}: use {' or '.join(METHODS)}."
        raise RefusedInputError("unknown_method", words)
    need_confidence(inputs.confidence)
    low, high = METHODS[inputs.method][1](inputs.events, inputs.n, inputs.confidence)
    return Interval(inputs.events / inputs.n, low, high)


@rule("proportion.interval")
@refusing("proportion.interval")
def proportion_interval(
    inputs: IntervalInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Interval]:
    """A share with the interval it lies in; none of nothing, since nought of nought is no share."""
    answer = interval(inputs)
    found = f"{inputs.events} of {inputs.n}"
    label = f"{100 * inputs.confidence:g}% {METHODS[inputs.method][0]}"
    steps = (
        Step("share", "Share", found, answer.estimate),
        Step("interval", label, found, [answer.low, answer.high]),
    )
    return Outcome("proportion.interval", on, place, answer, steps, sentence=f"{found}: {answer.words}.")


@dataclass(frozen=True, slots=True)
class RoundedShares:
    """Published whole per cents of `n`, by label."""

    n: int
    percent: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Counts:
    """The only whole counts that round to published per cents, and how many of `n` they leave out."""

    counts: Mapping[str, int]
    unaccounted: int


def counts_behind(inputs: RoundedShares) -> Counts:
    """The whole counts behind published per cents, where only one set is possible. Raises RefusedInputError."""
    if not is_whole(inputs.n) or inputs.n < 1:
        raise RefusedInputError("no_cases", "There are no cases to take per cents of.")
    for percent in inputs.percent.values():
        need_within(percent, low=0, high=100, code="percent_out_of_range", what="A per cent")
    ranges = {label: _rounding_to(percent, inputs.n) for label, percent in inputs.percent.items()}
    fewest = sum(possible[0] for possible in ranges.values() if possible)
    if not all(ranges.values()) or fewest > inputs.n:
        raise RefusedInputError("no_whole_count", f"No whole counts of {inputs.n} have these per cents.")
    # Several counts may round to one per cent; but where the fewest already use up all of n, no other set fits.
    if fewest < inputs.n and any(len(possible) > 1 for possible in ranges.values()):
        raise RefusedInputError("counts_not_unique", f"Several counts of {inputs.n} have these per cents.")
    return Counts({label: possible[0] for label, possible in ranges.items()}, inputs.n - fewest)


def _rounding_to(percent: int, n: int) -> range:
    """Every count of `n` that is so many whole per cent."""
    first = -((n - 2 * n * percent) // 200)
    after = -((-n - 2 * n * percent) // 200)
    return range(max(first, 0), min(after, n + 1))

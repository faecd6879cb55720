"""Load bands and the thresholds that bind: who must act, and by when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, Value, national
from rainer.policy.workload.rounding import percent_words

Comparison = Literal["above", "at_or_above"]
DAYS_IN_WEEK = 7


@dataclass(frozen=True, slots=True)
class Reading:
    """One nightly reading of a load, unrounded per cent; None where no time was available."""

    day: date
    percent: float | None


@dataclass(frozen=True, slots=True)
class ThresholdInputs:
    """Nightly readings of one practitioner-team, in any order, and the load after a case on offer."""

    readings: tuple[Reading, ...] = ()
    percent_after_case: float | None = None


@dataclass(frozen=True, slots=True)
class Streak:
    """Readings in a row, back from the latest, that are over a level. `since` is the first of them."""

    days: int
    since: date | None

    @property
    def weeks(self) -> int:
        """Whole weeks' worth of readings."""
        return self.days // DAYS_IN_WEEK


@dataclass(frozen=True, slots=True)
class ThresholdState:
    """One threshold: whether it is reached, and what follows if it is."""

    name: str
    reached: bool
    level: float
    comparison: Comparison
    period_days: int
    streak_days: int
    since: date | None
    who: str
    act_within_working_days: int
    repeat_every_days: int | None
    what: str


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Every threshold in force, and the names of those `reached`.

    `percent` is the latest reading, None where the load is not available.
    """

    percent: float | None
    read_on: date | None
    reached: tuple[str, ...]
    states: tuple[ThresholdState, ...]

    def state(self, name: str) -> ThresholdState:
        """Raises KeyError for a name that is not in force."""
        return {state.name: state for state in self.states}[name]


def is_over(percent: float | None, level: float, comparison: Comparison) -> bool:
    """Whether an unrounded percentage is over a level; no percentage never is."""
    if percent is None:
        return False
    return percent > level if comparison == "above" else percent >= level


def streak(readings: Iterable[Reading], *, level: float, comparison: Comparison, on: date) -> Streak:
    """The run of readings over a level that lasts up to the day.

    A day without a reading, or without a percentage, neither breaks the run nor counts in it. Where one day
    has several readings the last given holds.
    """
    by_day = {r.day: r.percent for r in readings if r.percent is not None and r.day <= on}
    days, since = 0, None
    for day in sorted(by_day, reverse=True):
        if not is_over(by_day[day], level, comparison):
            break
        days, since = days + 1, day
    return Streak(days, since)


def threshold_rows(
    *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> tuple[tuple[dict[str, Any], ...], Value]:
    """The rows of thresholds in force, and the value they come from."""
    value = (rulebook or national()).value("workload.thresholds", on=on, place=place)
    return tuple(value.value), value


def action_level(*, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> float:
    """The load at or above which a senior must act: what `share at or over` counts."""
    rows, _ = threshold_rows(on=on, place=place, rulebook=rulebook)
    return next(float(row["level"]) for row in rows if row["name"] == "act")


@rule("workload.threshold", reads=("workload.thresholds",))
def threshold(
    inputs: ThresholdInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Thresholds]:
    """Which load thresholds are reached on a day, from the nightly readings up to it, unrounded."""
    rows, value = threshold_rows(on=on, place=place, rulebook=rulebook)
    latest = max((r for r in inputs.readings if r.day <= on), key=lambda r: r.day, default=None)
    states = tuple(_state(row, inputs, latest, on) for row in rows)
    answer = Thresholds(
        percent=latest.percent if latest else None,
        read_on=latest.day if latest else None,
        reached=tuple(state.name for state in states if state.reached),
        states=states,
    )
    steps = tuple(_step(state, answer, inputs, value) for state in states)
    return Outcome("workload.threshold", on, place, answer, steps, sentence=_sentence(answer))


def _state(row: dict[str, Any], inputs: ThresholdInputs, latest: Reading | None, on: date) -> ThresholdState:
    level, comparison, period = row["level"], row["comparison"], row["period_days"]
    run = Streak(0, None)
    if row["reads"] == "after_case":
        reached = is_over(inputs.percent_after_case, level, comparison)
    else:
        run = streak(inputs.readings, level=level, comparison=comparison, on=on)
        # One reading speaks for its own night only; a long run outlasts a night without a percentage.
        speaks = period > 1 or (latest is not None and latest.percent is not None)
        reached = speaks and run.days >= period
    return ThresholdState(
        name=row["name"],
        reached=reached,
        level=level,
        comparison=comparison,
        period_days=period,
        streak_days=run.days,
        since=run.since,
        who=row["who"],
        act_within_working_days=row["act_within_working_days"],
        repeat_every_days=row["repeat_every_days"],
        what=row["what"],
    )


def _step(state: ThresholdState, answer: Thresholds, inputs: ThresholdInputs, value: Value) -> Step:
    words = "at or above" if state.comparison == "at_or_above" else "above"
    label = f"{state.name.replace('_', ' ').capitalize()}: {words} {state.level:g}%"
    if state.period_days > 1:
        label += f" in {state.period_days} readings in a row"
        found = f"{state.streak_days} readings in a row"
    elif state.name == "allocation_stop":
        found = percent_words(inputs.percent_after_case) + " after the case"
    else:
        found = percent_words(answer.percent)
    return Step(state.name, label, found, state.reached, value)


def _sentence(answer: Thresholds) -> str:
    if answer.read_on is None:
        return "There is no reading yet."
    if not answer.reached:
        return f"No threshold is reached; the load is {percent_words(answer.percent)}."
    whats = " ".join(answer.state(name).what for name in answer.reached)
    return f"The load is {percent_words(answer.percent)}. {whats}"


@dataclass(frozen=True, slots=True)
class BandInputs:
    """A load to put in its band, unrounded per cent; None where none is available."""

    percent: float | None


@dataclass(frozen=True, slots=True)
class Band:
    """A load band and its words."""

    band: str
    label: str


NOT_AVAILABLE = Band("not_available", "Not available")


@rule("workload.band", reads=("workload.bands",))
def workload_band(
    inputs: BandInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Band]:
    """The band a load is shown in; a load that is not available is in none of them."""
    value = (rulebook or national()).value("workload.bands", on=on, place=place)
    band = band_of(inputs.percent, value.value)
    step = Step("band", "Load band", percent_words(inputs.percent), band.band, value, said=band.label)
    return Outcome("workload.band", on, place, band, (step,), sentence=f"{band.label}.")


def band_of(percent: float | None, bands: Sequence[dict[str, Any]]) -> Band:
    """The band of a percentage among rows of the parameter `workload.bands`."""
    if percent is None:
        return NOT_AVAILABLE
    row = max((b for b in bands if b["from"] <= percent), key=lambda b: float(b["from"]), default=bands[0])
    return Band(row["band"], row["label"])


def public_tool_colour(
    percent: float, *, tool: str, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Literal["over", "under"]:
    """How a public tool colours a load, to compare with. Raises KeyError for a tool that is not listed."""
    row = (rulebook or national()).value("workload.colours_of_public_tools", on=on, place=place).value[tool]
    return "over" if is_over(percent, row["level"], row["comparison"]) else "under"

"""What one more case does to a load."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook
from rainer.policy.workload.capacity import load_percent
from rainer.policy.workload.lines import case_words
from rainer.policy.workload.load import case_points
from rainer.policy.workload.load_types import CaseInputs, CaseLine
from rainer.policy.workload.rounding import number_words, percent_words
from rainer.policy.workload.weights import READS, Variant


@dataclass(frozen=True, slots=True)
class OneMoreCaseInputs:
    """A practitioner's load now and a case to add.

    `held_points` is what the case already counts for in `total_points`, at the tier it was counted with; None
    where the practitioner does not hold it.
    """

    total_points: float
    available_points: int
    case: CaseLine
    held_points: float | None = None
    variant: Variant = "standard"


@dataclass(frozen=True, slots=True)
class Effect:
    """Load before and after, unrounded per cent; None is not available."""

    case_points: float
    percent_before: float | None
    percent_after: float | None
    total_after: float
    remaining_after: float


def effect_of(
    *, total_points: float, available_points: float, points: float, held_points: float | None = None
) -> Effect:
    """The effect of a case of so many points, on plain numbers."""
    after = total_points - (held_points or 0) + points
    return Effect(
        case_points=points,
        percent_before=load_percent(total_points, available_points),
        percent_after=load_percent(after, available_points),
        total_after=after,
        remaining_after=available_points - after,
    )


@rule("workload.one_more_case", reads=READS)
def one_more_case(
    inputs: OneMoreCaseInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Effect]:
    """The load after one more case, at the case's weight on the day."""
    name = "workload.one_more_case"
    scored = case_points(CaseInputs(inputs.case, inputs.variant), on=on, place=place, rulebook=rulebook)
    if scored.answer is None or scored.answer.points is None:
        reason = scored.answer.reason if scored.answer else "not scored"
        missing = (f"points of the case: {reason}",)
        return Outcome(name, on, place, None, scored.steps, missing, "The effect cannot be worked out.")
    effect = effect_of(
        total_points=inputs.total_points,
        available_points=inputs.available_points,
        points=scored.answer.points,
        held_points=inputs.held_points,
    )
    held = "not held yet" if inputs.held_points is None else f"already counted at {inputs.held_points:g}"
    after, room = number_words(effect.total_after), number_words(inputs.available_points)
    steps = (
        Step("case", "The case", case_words(inputs.case), effect.case_points, None, scored.steps),
        Step("before", "Load now", f"{number_words(inputs.total_points)} ÷ {room}", effect.percent_before),
        Step("after", "Load with it", f"{after} ÷ {room}; {held}", effect.percent_after),
    )
    return Outcome(name, on, place, effect, steps, sentence=_sentence(effect, inputs.held_points is not None))


def _sentence(effect: Effect, is_held: bool) -> str:
    before, after = percent_words(effect.percent_before), percent_words(effect.percent_after)
    if effect.percent_after is None:
        return "No hours are available, so the load is not available."
    if is_held and before == after:
        return f"The load stays at {after}."
    return f"The load goes from {before} to {after}."

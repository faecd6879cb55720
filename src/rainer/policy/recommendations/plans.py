"""Action plans: cause against remedy, whose action it is, what was measured, and what is said about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rainer.policy.outcome import Outcome, Step
from rainer.policy.proportions import Interval, IntervalInputs, interval
from rainer.policy.recommendations.closing import KINDS, Evidence, is_seen
from rainer.policy.refusals import RefusedInputError, refusing
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national

CAUSES, MEASURES = "recommendations.causes", "recommendations.measures"


@dataclass(frozen=True, slots=True)
class PlanInputs:
    """The causes found and the kinds of action planned."""

    causes: tuple[str, ...]
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Codes of what does not fit: a plan may go on with them, and they are shown."""

    flags: tuple[str, ...]


@rule("recommendation.plan", reads=(CAUSES,))
@refusing("recommendation.plan")
def plan_fits(
    inputs: PlanInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Plan]:
    """Whether a plan's remedy fits the cause: training alone does not help where staff or time are lacking."""
    value = (rulebook or national()).value(CAUSES, on=on, place=place)
    labels: Mapping[str, str] = value.value["causes"]
    if not inputs.causes:
        raise RefusedInputError("cause_required", f"Name a cause: {', '.join(labels.values()).lower()}.")
    unknown = next((cause for cause in inputs.causes if cause not in labels), None)
    if unknown is not None:
        raise RefusedInputError("unknown_cause", f"No cause is called {unknown}: {', '.join(labels)}.")
    only = set(inputs.actions) == {value.value["remedy"]}
    lacking = [labels[cause] for cause in inputs.causes if cause in value.value["not_helped"]]
    flags = ("training_for_a_staffing_cause",) if only and lacking else ()
    steps = (
        Step("causes", "Causes", ", ".join(labels[cause] for cause in inputs.causes), list(inputs.causes), value),
        Step("actions", "Actions planned", ", ".join(inputs.actions) or "none", list(inputs.actions)),
        Step("fits", "Remedy fits the cause", "no" if flags else "yes", not flags, value),
    )
    sentence = (
        "The remedy fits the cause."
        if not flags
        else f"Training alone is planned; the cause is {' and '.join(lacking).lower()}."
    )
    return Outcome("recommendation.plan", on, place, Plan(flags), steps, sentence=sentence)


@dataclass(frozen=True, slots=True)
class DoneInputs:
    """Who marks an action done, who owns it here, and every other level that must act first and by whom."""

    marked_by: str
    owner: str
    needs_above: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class MayBeDone:
    """Whether the action may be marked done; `blocked_above` names levels at which nobody owns it."""

    allowed: bool
    blocked_above: tuple[str, ...]


@rule("recommendation.mark_done")
@refusing("recommendation.mark_done")
def may_mark_done(
    inputs: DoneInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[MayBeDone]:
    """Whether a local owner may mark an action done: not while a partner or a level above has nobody who owns its part."""
    blocked = tuple(level for level, owner in inputs.needs_above.items() if not (owner or "").strip())
    is_owner = inputs.marked_by == inputs.owner
    steps = (
        Step("owner", "Marked by its owner", inputs.marked_by, is_owner),
        Step("above", "Everybody above has an owner", ", ".join(blocked) or "yes", not blocked),
    )
    if blocked:
        sentence = f"Blocked above: nobody owns it at {', '.join(blocked)}."
    else:
        sentence = "It may be marked done." if is_owner else "Only its owner marks it done."
    answer = MayBeDone(is_owner and not blocked, blocked)
    return Outcome("recommendation.mark_done", on, place, answer, steps, sentence=sentence)


@dataclass(frozen=True, slots=True)
class MeasureInputs:
    """What a sample found, and the target: at least so much, with the lower end of its interval above so much."""

    met: int
    sampled: int
    target: float
    lower_end_above: float | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """The share found with its interval, and whether the target is met."""

    share: Interval
    is_met: bool


@rule("recommendation.measure", reads=(MEASURES,))
@refusing("recommendation.measure")
def measure(
    inputs: MeasureInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Measured]:
    """Whether a sample of cases meets the target of an action, chance allowed for."""
    value = (rulebook or national()).value(MEASURES, on=on, place=place)
    settings: dict[str, Any] = value.value
    share = interval(
        IntervalInputs(inputs.met, inputs.sampled, settings["confidence_percent"] / 100, settings["method"])
    )
    reaches = share.estimate >= inputs.target
    surely = inputs.lower_end_above is None or share.low > inputs.lower_end_above
    steps = (
        Step("share", f"At least {100 * inputs.target:g}%", f"{inputs.met} of {inputs.sampled}", reaches, value),
        Step("lower_end", "Lower end of the interval", share.words, surely, value),
    )
    is_met = reaches and surely
    sentence = f"{inputs.met} of {inputs.sampled}: {share.words}. The target is {'met' if is_met else 'not met'}."
    return Outcome("recommendation.measure", on, place, Measured(share, is_met), steps, sentence=sentence)


@dataclass(frozen=True, slots=True)
class StatementInputs:
    """A sentence to a minister, board or committee, and the evidence it cites."""

    cites: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """`unverified` is printed with the sentence itself."""

    unverified: bool


@rule("recommendation.statement", reads=(KINDS,))
@refusing("recommendation.statement")
def statement(
    inputs: StatementInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Statement]:
    """Whether a statement that things improve cites anything seen by somebody outside the line; if not it says so."""
    kinds = (rulebook or national()).value(KINDS, on=on, place=place)
    seen = [one for one in inputs.cites if one.same_line is False and is_seen(one.kind, kinds)]
    step = Step("seen", "Cited and seen from outside the line", f"{len(seen)} of {len(inputs.cites)}", len(seen), kinds)
    sentence = "It rests on evidence seen from outside the line." if seen else "Unverified."
    return Outcome("recommendation.statement", on, place, Statement(not seen), (step,), sentence=sentence)

"""The protect axis of a v2 tier: points from RSR, RoSH, MAPPA, complexity and, for women, three more."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, Value, national
from rainer.policy.tiering.inputs import Answer, ProtectInputs, Rosh, WomensAnswers, WomensFactors

POINTS, LEVELS, COMPLEXITY = "tiering.protect_points", "tiering.protect_levels", "tiering.registration_codes"


@dataclass(frozen=True, slots=True)
class Protect:
    """Protect points and level A to D."""

    points: int
    level: str


@rule("tiering.v2.protect", reads=(POINTS, LEVELS, COMPLEXITY))
def protect_level(
    inputs: ProtectInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Protect]:
    """The protect level (A to D) of a v2 tier: how much there is to protect the public from.

    Adds the points for RSR, RoSH, MAPPA level, complexity and women's factors, and takes off the smaller of
    the RSR and RoSH points, so that only the larger of those two counts.
    """
    book = rulebook or national()
    points, levels, factors = (book.value(key, on=on, place=place) for key in (POINTS, LEVELS, COMPLEXITY))
    steps = _steps(inputs, points, factors)
    total = _total(steps)
    level = band(total, levels.value)
    return Outcome(
        rule="tiering.v2.protect",
        on=on,
        place=place,
        answer=Protect(total, level),
        steps=(*steps, Step("protect.level", "Protect level", f"{total} points in all", level, levels)),
        missing=("no RSR score",) if inputs.rsr is None else (),
        sentence=f"Protect {level}: {total} points.",
        notes=_what_would_change_it(inputs, level, points, levels, factors),
    )


@rule("tiering.v2.womens_factors", reads=(POINTS,))
def womens_factors(
    inputs: WomensFactors, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[int]:
    """Protect points that count for women only: parenting, impulsivity or temper, and enforcement before."""
    value = (rulebook or national()).value(POINTS, on=on, place=place)
    step = _womens_step(inputs, value)
    return Outcome("tiering.v2.womens_factors", on, place, step.result, (step,))


def band(points: int, lower_bounds: dict[Any, int]) -> Any:
    """The first key, highest bound first, whose lower bound the points reach."""
    ordered = sorted(lower_bounds.items(), key=lambda item: item[1], reverse=True)
    return next(key for key, bound in ordered if points >= bound)


def rsr_points(rsr: float | None, table: dict[str, Any]) -> int:
    """Points for an RSR score; one above the upper limit (999.99 stands for a failed score) gives none."""
    if rsr is None or rsr > table["upper_limit"]:
        return 0
    return int(next((row["points"] for row in table["at_least"] if rsr >= row["score"]), 0))


def _total(steps: tuple[Step, ...]) -> int:
    return sum(step.result for step in steps)


def _steps(inputs: ProtectInputs, value: Value, factors: Value) -> tuple[Step, ...]:
    table = value.value
    rsr = rsr_points(inputs.rsr, table["rsr"])
    rosh = table["rosh"][inputs.rosh] if inputs.rosh else 0
    mappa = table["mappa_level"].get(inputs.mappa_level, 0)
    women = WomensFactors(inputs.gender, inputs.womens_answers, inputs.previous_enforcement_activity)
    score = "no score, counted as 0" if inputs.rsr is None else f"{inputs.rsr:g}%"
    return (
        Step("protect.rsr", "RSR", score, rsr, value),
        Step("protect.rosh", "RoSH", inputs.rosh.words if inputs.rosh else "not recorded", rosh, value),
        Step("protect.larger_only", "Only the larger of RSR and RoSH counts", f"{rsr} and {rosh} points",
             -min(rsr, rosh), value),
        Step("protect.mappa", "MAPPA level", inputs.mappa_level or "none", mappa, value),
        _complexity_step(inputs.complexity_factors, value, factors),
        _womens_step(women, value),
    )  # fmt: skip


def _complexity_step(codes: frozenset[str], value: Value, factors: Value) -> Step:
    names = factors.value["complexity"]
    known = sorted(codes & names.keys())
    each = value.value["complexity_factor"]
    found = ", ".join(names[code] for code in known) or "none"
    return Step("protect.complexity", "Complexity factors", found, len(known) * each, value)


def _womens_step(inputs: WomensFactors, value: Value) -> Step:
    label = "Factors counted for women"
    if (inputs.gender or "").lower() != "female":
        return Step("protect.women", label, "not recorded as female", 0, value)
    table = value.value["women"]
    answers = inputs.answers or WomensAnswers()
    parenting = answers.parenting_responsibilities == Answer.YES
    impulsive = _scores(answers.impulsivity) or _scores(answers.temper_control)
    enforced = inputs.previous_enforcement_activity
    parts = tuple(
        Step(f"protect.women.{name}", words, "yes" if holds else "no", table[name] if holds else 0, value)
        for name, words, holds in (
            ("parenting", "Parenting responsibilities", parenting),
            ("impulsivity_or_temper", "Impulsivity or temper control", impulsive),
            ("enforcement", "Breach or recall before", enforced),
        )
    )
    found = "counted" if inputs.answers else "no eligible assessment: only breach or recall can count"
    return Step("protect.women", label, found, sum(part.result for part in parts), value, parts)


def _scores(answer: Answer | None) -> bool:
    return answer in (Answer.SOME, Answer.SIGNIFICANT)


def _what_would_change_it(
    inputs: ProtectInputs, level: str, points: Value, levels: Value, factors: Value
) -> tuple[str, ...]:
    """What recording a fact that is lacking could do to the level."""
    notes = []
    if inputs.rosh is None:
        reached = {
            rosh: band(_total(_steps(replace(inputs, rosh=rosh), points, factors)), levels.value)
            for rosh in reversed(Rosh)
        }
        changes = [f"{rosh.words} gives {new}" for rosh, new in reached.items() if new != level]
        if changes:
            effect = ", ".join(changes)
            notes.append(f"RoSH is not recorded. Recording it could change protect {level}: {effect}.")
    if inputs.rsr is None:
        best = max(row["score"] for row in points.value["rsr"]["at_least"])
        highest = band(_total(_steps(replace(inputs, rsr=best), points, factors)), levels.value)
        effect = f"could raise protect to {highest}" if highest != level else "cannot raise protect"
        notes.append(f"There is no RSR score, and it counts as 0. A score {effect}.")
    return tuple(notes)

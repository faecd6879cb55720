"""The change axis of a v2 tier: is there a mandate to work on change, and how much is there to change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, Value, national
from rainer.policy.tiering.inputs import ChangeInputs, Conviction, Convictions, NeedSection, Severity
from rainer.policy.tiering.protect import band

POINTS, LEVELS, MANDATE = "tiering.change_points", "tiering.change_levels", "tiering.mandate_codes"


@dataclass(frozen=True, slots=True)
class Change:
    """Change points and level 0 to 3."""

    points: int
    level: int


@rule("tiering.v2.change", reads=(POINTS, LEVELS))
def change_level(
    inputs: ChangeInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Change]:
    """The change level (0 to 3) of a v2 tier: how much work there is to do on needs.

    Without a mandate it is 0; without an eligible assessment 2; otherwise points for needs, OGRS and
    integrated offender management give 1, 2 or 3.
    """
    book = rulebook or national()
    levels = book.value(LEVELS, on=on, place=place)
    if not inputs.has_mandate:
        return _fixed("no mandate for change", levels.value["no_mandate"], levels, on, place)
    if inputs.needs is None:
        note = "A completed Layer 3 assessment would replace this level by one worked out from needs."
        return _fixed("no eligible assessment", levels.value["no_assessment"], levels, on, place, note)
    steps = _steps(inputs, book.value(POINTS, on=on, place=place))
    points = sum(step.result for step in steps)
    level = int(band(points, levels.value["at_least"]))
    return Outcome(
        rule="tiering.v2.change",
        on=on,
        place=place,
        answer=Change(points, level),
        steps=(*steps, Step("change.level", "Change level", f"{points} points in all", level, levels)),
        missing=("no OGRS score",) if inputs.ogrs is None else (),
        sentence=f"Change {level}: {points} points.",
        notes=_what_would_change_it(inputs, points, level, levels),
    )


@rule("tiering.v2.mandate", reads=(MANDATE,))
def mandate(inputs: Convictions, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> Outcome[bool]:
    """Whether a current sentence gives a mandate to work on change.

    It does if any conviction whose sentence has not ended is custodial, or has a requirement that neither
    restricts nor is unpaid work.
    """
    value = (rulebook or national()).value(MANDATE, on=on, place=place)
    current = [c for c in inputs.convictions if c.terminated_on is None]
    steps = tuple(_conviction_step(conviction, value) for conviction in current)
    if not steps:
        steps = (Step("mandate.conviction", "Current sentences", "none", False, value),)
    answer = any(step.result for step in steps)
    sentence = "There is a mandate for change." if answer else "There is no mandate for change."
    return Outcome("tiering.v2.mandate", on, place, answer, steps, sentence=sentence)


def _fixed(why: str, level: int, levels: Value, on: date, place: Place, *notes: str) -> Outcome[Change]:
    step = Step("change.level", "Change level", why, level, levels)
    sentence = f"Change {level}: {why}."
    return Outcome("tiering.v2.change", on, place, Change(0, level), (step,), sentence=sentence, notes=notes)


def _steps(inputs: ChangeInputs, value: Value) -> tuple[Step, ...]:
    table = value.value
    needs = tuple(_need_step(section, severity, value) for section, severity in (inputs.needs or {}).items())
    worst = sum(need.result for need in needs)
    ogrs = int((inputs.ogrs or 0) // table["ogrs_per_point"])
    score = "no score, counted as 0" if inputs.ogrs is None else f"{inputs.ogrs:g}%"
    iom = table["iom"] if inputs.iom else 0
    return (
        Step("change.needs", "Needs", f"sections scored: {len(needs)}", worst, value, needs),
        Step("change.ogrs", "OGRS, 2 years", score, ogrs, value),
        Step("change.iom", "Integrated offender management", "yes" if inputs.iom else "no", iom, value),
    )


def _need_step(section: NeedSection, severity: Severity, value: Value) -> Step:
    weight = value.value["needs"].get(section, 0)
    found = f"{severity.words}, weight {weight}"
    points = weight * value.value["severity"][severity]
    return Step(f"change.needs.{section.lower()}", section.words.capitalize(), found, points, value)


def _conviction_step(conviction: Conviction, value: Value) -> Step:
    label = f"Sentence of type {conviction.sentence_type}"
    if conviction.sentence_type in value.value["custodial_sentence_types"]:
        return Step("mandate.conviction", label, "custodial", True, value)
    working = [
        r.main_type
        for r in conviction.requirements
        if not r.is_restrictive and r.main_type not in value.value["unpaid_work_requirement_types"]
    ]
    found = f"requirement {', '.join(working)}" if working else "only restrictive or unpaid work, or none"
    return Step("mandate.conviction", label, found, bool(working), value)


def _what_would_change_it(inputs: ChangeInputs, points: int, level: int, levels: Value) -> tuple[str, ...]:
    notes = []
    higher = [(bound, one) for one, bound in levels.value["at_least"].items() if bound > points]
    if higher:
        bound, one = min(higher)
        notes.append(f"{bound - points} more points would make it change {one}.")
    if inputs.ogrs is None:
        notes.append("There is no OGRS score, and it counts as 0.")
    return tuple(notes)

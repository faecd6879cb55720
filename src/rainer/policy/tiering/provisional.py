"""Whether a v3 tier is provisional: could a fuller assessment still raise it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, Value, national
from rainer.policy.tiering.inputs import Letter, MappaCategory, Predictor, Rosh
from rainer.policy.tiering.steps_v3 import LETTERS, highest, is_at_least

SETTLED, TABLE = "tiering.provisional", "tiering.reoffending_table"


@dataclass(frozen=True, slots=True)
class ProvisionalInputs:
    """Inputs of the provisional flag. `step_tiers`: the letter of each step that gave one, by step name."""

    arp: Predictor
    csrp: Predictor
    rosh: Rosh | None
    mappa_category: MappaCategory | None
    step_tiers: Mapping[str, Letter]


@rule("tiering.v3.provisional", reads=(SETTLED, TABLE))
def provisional_status(
    inputs: ProvisionalInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[bool]:
    """Whether a v3 tier is provisional, because a predictor is static or RoSH is not recorded.

    Either leaves the tier open, unless the other steps already reach as high as the missing fact could.
    """
    book = rulebook or national()
    settled = book.value(SETTLED, on=on, place=place)
    table = book.value(TABLE, on=on, place=place)
    steps = (_static_step(inputs, settled, table), _rosh_step(inputs, settled))
    answer = any(step.result for step in steps)
    sentence = "The tier is provisional." if answer else "The tier is final."
    return Outcome("tiering.v3.provisional", on, place, answer, steps, sentence=sentence)


def _static_step(inputs: ProvisionalInputs, settled: Value, table: Value) -> Step:
    name, label = "provisional.static", "Predictors without assessment answers"
    static = [words for words, p in (("ARP", inputs.arp), ("CSRP", inputs.csrp)) if p.is_static]
    if not static:
        return Step(name, label, "none: ARP and CSRP are dynamic", False, settled)
    bound, value = _best_possible(inputs, settled, table)
    rest = _highest_without(inputs.step_tiers, "reoffending")
    found = f"{' and '.join(static)} static: could give {bound}; the other steps give {rest}"
    return Step(name, label, found, not is_at_least(rest, bound), value)


def _best_possible(inputs: ProvisionalInputs, settled: Value, table: Value) -> tuple[str, Value]:
    """The highest tier the reoffending table could still give, and the parameter that says so."""
    if inputs.arp.is_static and inputs.csrp.is_static:
        return settled.value["both_static"], settled
    if inputs.arp.is_static:
        row = next(row for row in table.value["rows"] if inputs.csrp.score >= row["csrp"])
        return row["tiers"][0], table
    column = next(i for i, bound in enumerate(table.value["arp"]) if inputs.arp.score >= bound)
    return table.value["rows"][0]["tiers"][column], table


def _rosh_step(inputs: ProvisionalInputs, settled: Value) -> Step:
    name, label = "provisional.rosh", "RoSH not recorded"
    if inputs.rosh is not None:
        return Step(name, label, f"recorded: {inputs.rosh.words}", False, settled)
    bound = settled.value["rosh_with_mappa" if inputs.mappa_category else "rosh_without_mappa"]
    # A static predictor's tier may still fall, so it settles nothing here.
    dynamic = not (inputs.arp.is_static or inputs.csrp.is_static)
    left_out = ("mappa_rosh",) if dynamic else ("mappa_rosh", "reoffending")
    rest = _highest_without(inputs.step_tiers, *left_out)
    found = f"RoSH could give {bound}; the other steps give {rest}"
    return Step(name, label, found, not is_at_least(rest, bound), settled)


def _highest_without(step_tiers: Mapping[str, Letter], *left_out: str) -> str:
    return highest(letter for name, letter in step_tiers.items() if name not in left_out) or LETTERS[-1]

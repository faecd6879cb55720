"""The eight steps of a v3 tier. Each gives a letter or nothing; the highest letter is the tier."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, cast

from rainer.policy.outcome import Step
from rainer.policy.rulebook import Value
from rainer.policy.tiering.inputs import DcSrp, DcSrpBand, Predictor, V3Inputs
from rainer.policy.tiering.years import years_before

LETTERS = "ABCDEFG"  # A is the highest

STEP_PARAMETERS = {
    "reoffending": "tiering.reoffending_table",
    "sexual_reoffending": "tiering.sexual_reoffending",
    "mappa_rosh": "tiering.mappa_rosh",
    "lifer_ipp": "tiering.lifer_release",
    "domestic_abuse": "tiering.single_facts",
    "stalking": "tiering.single_facts",
    "child_protection": "tiering.single_facts",
    "sexual_offences": "tiering.single_facts",
}


class InconsistentScoreError(ValueError):
    """A predictor's score and band cannot occur together."""


def highest(letters: Iterable[str | None]) -> str | None:
    """The highest tier among those given (A is the highest), or None if there is none."""
    return min((letter for letter in letters if letter), default=None)


def is_at_least(letter: str, bound: str) -> bool:
    """Whether a tier is as high as another, or higher."""
    return letter <= bound


def tier_steps(inputs: V3Inputs, values: Mapping[str, Value], *, on: date) -> tuple[Step, ...]:
    """All eight steps in order. Raises InconsistentScoreError for a DC-SRP score its band cannot have."""
    return tuple(_STEPS[name](name, inputs, values[key], on) for name, key in STEP_PARAMETERS.items())


def _reoffending(name: str, inputs: V3Inputs, value: Value, on: date) -> Step:
    arp, csrp = cast(Predictor, inputs.arp), cast(Predictor, inputs.csrp)  # MISSING was answered before
    letter = cell(value.value, arp=arp.score, csrp=csrp.score)
    found = f"ARP {_score(arp)}, CSRP {_score(csrp)}"
    return Step(name, "Likelihood of reoffending", found, letter, value)


def _score(predictor: Predictor) -> str:
    return f"{predictor.score:g}% ({predictor.type.lower()})"


def cell(table: Mapping[str, Any], *, arp: float, csrp: float) -> str:
    """The tier in the reoffending table: the first row and column whose lower bound is met."""
    row = next(row for row in table["rows"] if csrp >= row["csrp"])
    column = next(i for i, bound in enumerate(table["arp"]) if arp >= bound)
    return str(row["tiers"][column])


def _sexual_reoffending(name: str, inputs: V3Inputs, value: Value, on: date) -> Step:
    label = "Sexual reoffending predictor"
    score = inputs.dc_srp
    if score is None or not score.score or score.score <= 0 or score.band in (None, DcSrpBand.NOT_APPLICABLE):
        return Step(name, label, "no score that applies", None, value)
    found = f"DC-SRP {score.score:g}%, {_words(score.band)}"
    return Step(name, label, found, _sexual(score, value.value), value)


def _sexual(score: DcSrp, table: Mapping[str, Any]) -> str:
    if score.band != DcSrpBand.MEDIUM:
        return str(table[str(score.band)])
    for row in table["MEDIUM"]:
        if (score.score or 0) >= row["score"]:
            return str(row["tier"])
    raise InconsistentScoreError(f"a DC-SRP score of {score.score:g}% cannot be in the medium band")


def _mappa_rosh(name: str, inputs: V3Inputs, value: Value, on: date) -> Step:
    rosh = inputs.rosh.words if inputs.rosh else "not recorded"
    category = inputs.mappa_category
    column = value.value["with_category" if category else "without_category"]
    letter = column.get(inputs.rosh if inputs.rosh else "NOT_RECORDED")
    found = f"RoSH {rosh}, {f'MAPPA category {category}' if category else 'no MAPPA category'}"
    return Step(name, "MAPPA and RoSH", found, letter, value)


def _lifer_ipp(name: str, inputs: V3Inputs, value: Value, on: date) -> Step:
    label, released = "Life sentence or imprisonment for public protection", inputs.latest_release_on
    if not inputs.lifer_ipp:
        return Step(name, label, "no", None, value)
    if released is None:
        return Step(name, label, "yes, no release date", None, value)
    found = f"yes, released {released.isoformat()}"
    for row in value.value["released_within"]:
        if released >= years_before(on, row["years"]):
            return Step(name, label, found, row["tier"], value)
    return Step(name, label, found, value.value["earlier"], value)


def _single(label: str, holds: Callable[[V3Inputs], bool]) -> Callable[[str, V3Inputs, Value, date], Step]:
    def step(name: str, inputs: V3Inputs, value: Value, on: date) -> Step:
        yes = holds(inputs)
        return Step(name, label, "yes" if yes else "no", value.value[name] if yes else None, value)

    return step


def _words(code: str | None) -> str:
    return (code or "").lower().replace("_", " ")


_STEPS: dict[str, Callable[[str, V3Inputs, Value, date], Step]] = {
    "reoffending": _reoffending,
    "sexual_reoffending": _sexual_reoffending,
    "mappa_rosh": _mappa_rosh,
    "lifer_ipp": _lifer_ipp,
    "domestic_abuse": _single("Domestic abuse", lambda i: i.domestic_abuse),
    "stalking": _single("Stalking", lambda i: i.stalking),
    "child_protection": _single("Child protection", lambda i: i.child_protection),
    "sexual_offences": _single("Ever committed a sexual offence", lambda i: i.ever_committed_sexual_offence),
}

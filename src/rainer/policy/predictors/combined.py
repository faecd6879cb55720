"""CSRP: serious violence, contact sexual offending and images or indirect contact, added up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from rainer.policy.outcome import Outcome, Step
from rainer.policy.predictors import checks, words
from rainer.policy.predictors.answers import Band, Sex
from rainer.policy.predictors.facts import Facts
from rainer.policy.predictors.faults import Fault, FaultCode
from rainer.policy.predictors.reoffending import READS, SVRP, svrp
from rainer.policy.predictors.scoring import (
    HUNDRED,
    HUNDREDTH,
    BandLimits,
    PointScore,
    Score,
    band_limits,
    band_of,
    number,
)
from rainer.policy.predictors.sexual import IIC, POINTS, REDUCTION, dc_srp, iic_srp
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, Value, national

KEY = "predictors.csrp"
NEEDED = ("sex", "has_sexual_history")
ADDITION = "woman_with_sexual_history"


@dataclass(frozen=True, slots=True)
class CombinedScore(Score):
    """The sum, and the three scores it is made of. `parts` are in per cent."""

    dc_srp: PointScore | None = None
    iic_srp: Score | None = None
    svrp: Score | None = None


@dataclass(frozen=True, slots=True)
class Combining:
    """What CSRP itself reads, on a day."""

    value: Value
    bands: BandLimits
    most_percent: Decimal


@lru_cache(maxsize=64)
def combining(rulebook: Rulebook, on: date, place: Place) -> Combining:
    value = rulebook.value(KEY, on=on, place=place)
    most = checks.standards(rulebook, on, place).most_percent
    return Combining(value, band_limits(value.value["bands"]), most)


@rule("csrp", reads=(KEY, SVRP, POINTS, REDUCTION, IIC, *READS))
def csrp(
    facts: Facts, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[CombinedScore]:  # fmt: skip
    """Combined serious reoffending predictor: SVRP, DC-SRP and IIC-SRP added up."""
    book = rulebook or national()
    contact, images, violent = (one(facts, on=on, place=place, rulebook=book) for one in (dc_srp, iic_srp, svrp))
    assert isinstance(contact.answer, PointScore)
    assert images.answer
    assert violent.answer
    read = combining(book, on, place)
    answer = combined(facts, contact.answer, images.answer, violent.answer, read)
    steps = (
        _nested("svrp", violent),
        _nested("dc_srp", contact),
        _nested("iic_srp", images),
        *_own_steps(answer, read),
    )
    said = words.outcome("csrp", on, place, answer, steps=lambda _: steps)
    if answer.percent is not None:
        return said
    lacking = dict.fromkeys((*contact.missing, *images.missing, *violent.missing, *said.missing))
    return replace(said, missing=tuple(lacking))


def combined(facts: Facts, contact: PointScore, images: Score, violent: Score, read: Combining) -> CombinedScore:
    """The answer without its steps, as it is worked out for many people."""
    three = {"dc_srp": contact, "iic_srp": images, "svrp": violent}
    in_error = tuple(name for name, score in three.items() if score.percent is None)
    lacking = checks.missing(facts, NEEDED, FaultCode.MISSING_MANDATORY_INPUT)
    faults = (*((Fault(FaultCode.COMPONENT, in_error),) if in_error else ()), *((lacking,) if lacking else ()))
    if faults:
        return CombinedScore(None, None, faults=faults, dc_srp=contact, iic_srp=images, svrp=violent)
    share = addition(facts, read)
    percents = [score.percent for score in (violent, contact, images) if score.percent is not None]
    percent = total(percents, share or 0.0, read)
    parts = {"svrp": float(percents[0]), "dc_srp": float(percents[1]), "iic_srp": float(percents[2])}
    parts[ADDITION] = float(HUNDRED) * (share or 0.0)
    return CombinedScore(percent, band(percent, read), violent.form, parts, (), contact, images, violent)


def addition(facts: Facts, read: Combining) -> float | None:
    """The share a woman with a sexual history adds; None for anybody else."""
    if facts.sex is Sex.FEMALE and facts.has_sexual_history:
        return float(read.value.value[ADDITION])
    return None


def total(percents: Iterable[Decimal], share: float, read: Combining) -> Decimal:
    """Percentages and a share added up, to two decimals, never above the most that is shown."""
    exact = sum(percents, Decimal(str(share)) * HUNDRED)
    return min(exact.quantize(HUNDREDTH, rounding=ROUND_HALF_UP), read.most_percent)


def band(percent: Decimal, read: Combining) -> Band:
    return Band.NOT_APPLICABLE if percent < 0 else band_of(percent, read.bands)


def _nested(name: str, outcome: Outcome[Score] | Outcome[PointScore]) -> Step:
    assert outcome.answer is not None
    return Step(name, words.NAMES[name], outcome.sentence, number(outcome.answer.percent), None, outcome.steps)


def _own_steps(answer: CombinedScore, read: Combining) -> tuple[Step, ...]:
    added = answer.parts.get(ADDITION)
    woman = (Step(ADDITION, "A woman with a sexual history", "added for every such woman", added, read.value),)
    return (
        *(woman if added else ()),
        Step(
            "percent", "Share who reoffend seriously in two years", "all added up", number(answer.percent), read.value
        ),
        Step("band", "Band", f"{answer.percent}%", answer.band, read.value),
    )

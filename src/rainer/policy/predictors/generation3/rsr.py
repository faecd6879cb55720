"""RSR: the risk of serious recidivism, SNSV and both OSP scores together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from rainer.policy.outcome import Outcome, Step
from rainer.policy.predictors.answers import Sex
from rainer.policy.predictors.combined import Combining, total
from rainer.policy.predictors.faults import Fault, FaultCode
from rainer.policy.predictors.generation3 import checks
from rainer.policy.predictors.generation3.facts import Facts3
from rainer.policy.predictors.generation3.sexual import DC_READS, IMAGES, osp_dc, osp_iic
from rainer.policy.predictors.generation3.snsv import KEY as SNSV
from rainer.policy.predictors.generation3.snsv import snsv
from rainer.policy.predictors.scoring import PointScore, Score, band_limits, band_of, number
from rainer.policy.predictors.shared import known
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national

KEY = "predictors.generation3.rsr"
ADDITION = "woman_with_sexual_history"
NAMES = {"osp_dc": "OSP/DC", "osp_iic": "OSP/IIC", "snsv": "SNSV"}
Parts = dict[str, Outcome[Any]]


@dataclass(frozen=True, slots=True)
class RsrScore(Score):
    """The sum, and the three scores it is made of. `parts` are in per cent."""

    osp_dc: PointScore | None = None
    osp_iic: Score | None = None
    snsv: Score | None = None


@rule("rsr", reads=(KEY, SNSV, IMAGES, *DC_READS))
def rsr(inputs: Facts3, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> Outcome[RsrScore]:
    """Risk of serious recidivism in two years: SNSV, OSP/DC and OSP/IIC added up, and a part for some women (RSR).

    No score unless all three can be worked out; a static SNSV may stand.
    """
    book = rulebook or national()
    found: Parts = {
        "osp_dc": osp_dc(inputs, on=on, place=place, rulebook=book),
        "osp_iic": osp_iic(inputs, on=on, place=place, rulebook=book),
        "snsv": snsv(inputs, on=on, place=place, rulebook=book),
    }
    value, against = book.value(KEY, on=on, place=place), checks.standards(book, on, place)
    read = Combining(value, band_limits(value.value["bands"]), against.most_percent)
    answer = _combined(inputs, found, read)
    steps = tuple(_nested(name, outcome) for name, outcome in found.items())
    if answer.percent is None or answer.band is None:
        missing = tuple(dict.fromkeys(one for outcome in found.values() for one in outcome.missing))
        return Outcome("rsr", on, place, answer, steps, missing, "Cannot be calculated.")
    own = _own_steps(answer, read)
    sentence = f"{answer.percent}% of people with these characteristics reoffend seriously within two years: {answer.band.value}."
    return Outcome("rsr", on, place, answer, (*steps, *own), sentence=sentence, notes=found["snsv"].notes)


def _combined(facts: Facts3, found: Parts, read: Combining) -> RsrScore:
    scores: dict[str, Any] = {name: outcome.answer for name, outcome in found.items()}
    percents: dict[str, Decimal] = {name: one.percent for name, one in scores.items() if one.percent is not None}
    without = tuple(name for name in scores if name not in percents)
    if without:
        return RsrScore(None, None, faults=(Fault(FaultCode.COMPONENT, without),), **scores)
    applies = facts.sex is Sex.FEMALE and facts.has_sexual_history
    share = read.value.value[ADDITION] if applies else 0.0
    percent = total(percents.values(), share, read)
    parts = {name: float(one) for name, one in percents.items()}
    if applies:
        parts[ADDITION] = 100 * share
    return RsrScore(percent, band_of(percent, read.bands), scores["snsv"].form, parts, (), **scores)


def _nested(name: str, outcome: Outcome[Any]) -> Step:
    return Step(name, NAMES[name], outcome.sentence, number(known(outcome.answer).percent), None, outcome.steps)


def _own_steps(answer: RsrScore, read: Combining) -> tuple[Step, ...]:
    added = answer.parts.get(ADDITION)
    woman = (Step(ADDITION, "A woman with a sexual history", "added for every such woman", added, read.value),)
    return (
        *(woman if added else ()),
        Step(
            "percent", "Share who reoffend seriously in two years", "all added up", number(answer.percent), read.value
        ),
        Step("band", "Band", f"{answer.percent}%", answer.band, read.value),
    )

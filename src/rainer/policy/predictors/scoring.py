"""What every predictor's answer looks like, and the arithmetic they share."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from rainer.policy.predictors.answers import Band, Form
from rainer.policy.predictors.faults import Fault


@dataclass(frozen=True, slots=True)
class Score:
    """A predictor's answer.

    `percent` is the estimated share of people with these characteristics who reoffend in two years, to two
    decimals, never a fact about one person; None with a `Fault` that is no warning. `parts` holds what each part
    added on the logit scale, or its points, by its name.
    """

    percent: Decimal | None
    band: Band | None
    form: Form | None = None
    parts: Mapping[str, float] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()


def logistic(z: float) -> float:
    """A probability from a logit, sure of itself at both ends."""
    if z >= 0:
        return 1 / (1 + math.exp(-z))
    power = math.exp(z)
    return power / (1 + power)


def rounded(number: float, places: int = 2) -> Decimal:
    """Half up, as the published tables are."""
    return Decimal(str(number)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)

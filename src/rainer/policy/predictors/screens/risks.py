"""Risk, for the programme needs identifier: the predictors and SARA, as one level."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from rainer.policy.outcome import Step
from rainer.policy.predictors.answers import Band
from rainer.policy.predictors.screens.needs import Need
from rainer.policy.predictors.shared import said
from rainer.policy.rulebook import Value

if TYPE_CHECKING:
    from rainer.policy.predictors.screens.pni import PniInputs

Table = Mapping[str, Any]
OF_BAND = {Band.MEDIUM: Need.MEDIUM, Band.HIGH: Need.HIGH, Band.VERY_HIGH: Need.HIGH}
ORDER = list(Need)


@dataclass(frozen=True, slots=True)
class Sara:
    """The two judgements of the spousal assault assessment: of risk to a partner, and to others."""

    answers: tuple[Band | None, Band | None]

    @property
    def is_high(self) -> bool:
        return Band.HIGH in self.answers

    @property
    def is_raised(self) -> bool:
        """Medium or high, of either."""
        return self.is_high or Band.MEDIUM in self.answers

    @property
    def is_any_missing(self) -> bool:
        return None in self.answers

    @property
    def is_wholly_missing(self) -> bool:
        return self.answers == (None, None)


def sara(inputs: PniInputs) -> Sara:
    return Sara((inputs.sara_partner, inputs.sara_others))


def of_percent(percent: Decimal | None, limits: Mapping[str, int]) -> Need:
    """The level a percentage gives; one that is not known gives the lowest."""
    if percent is None:
        return Need.LOW
    return Need.HIGH if percent >= limits["high"] else Need.MEDIUM if percent >= limits["medium"] else Need.LOW


def level(inputs: PniInputs, table: Table) -> Need:
    """The highest level that any predictor or judgement gives. CSRP counts only where neither sexual band does."""
    limits = table["risk"]
    found = [of_percent(inputs.arp, limits["arp"]), of_percent(inputs.vrp, limits["vrp"])]
    bands = (inputs.dc, inputs.iic)
    found += [OF_BAND.get(band, Need.LOW) for band in (*bands, *sara(inputs).answers) if band is not None]
    if all(band in (None, Band.NOT_APPLICABLE) for band in bands):
        found.append(of_percent(inputs.csrp, limits["csrp"]))
    return max(found, key=ORDER.index)


def worst(inputs: PniInputs, table: Table) -> Need:
    """The level if every sexual band and CSRP not known were the worst."""
    band = Band(table["worst"]["band"])
    csrp = Decimal(table["worst"]["csrp"]) if inputs.csrp is None else inputs.csrp
    return level(replace(inputs, dc=inputs.dc or band, iic=inputs.iic or band, csrp=csrp), table)


def step(inputs: PniInputs, risk: Need, judged: Sara, value: Value) -> Step:
    known = {"ARP": inputs.arp, "VRP": inputs.vrp, "CSRP": inputs.csrp, "DC-SRP": inputs.dc, "IIC-SRP": inputs.iic}
    found = [f"{name} {said(thing)}" for name, thing in known.items() if thing is not None]
    found += [f"SARA {said(answer)}" for answer in judged.answers if answer is not None]
    return Step("pni.risk", "Risk", ", ".join(found) or "nothing known", risk.value, value)

"""PNI: the programme needs identifier, which programme pathway somebody's needs and risks point to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from rainer.policy.outcome import Outcome, Step
from rainer.policy.predictors.answers import Band, Problem, Where
from rainer.policy.predictors.faults import Fault, FaultCode
from rainer.policy.predictors.screens import needs, risks
from rainer.policy.predictors.screens.needs import Need
from rainer.policy.predictors.shared import known, lacking, refused
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national

KEY = "predictors.screens.pni"


class Pathway(StrEnum):
    HIGH = "high intensity"
    MODERATE = "moderate intensity"
    ALTERNATIVE = "alternative"
    OMISSION = "cannot be said"


@dataclass(frozen=True, slots=True)
class PniInputs:
    """Where somebody is, the answers of four domains, and what is known of risk; None is not known.

    `arp`, `vrp` and `csrp` are percentages; `dc` and `iic` the bands of the sexual predictors; `sara_*` the
    judgement of the spousal assault assessment.
    """

    where: Where | None = None
    has_sexual_history: bool | None = None
    is_risk_of_sexual_harm: bool | None = None
    sexual_preoccupation: Problem | None = None
    sexual_interests: Problem | None = None
    congruence_with_children: Problem | None = None
    pro_criminal_attitudes: Problem | None = None
    hostile_orientation: Problem | None = None
    family_relationships: Problem | None = None
    previous_relationships: Problem | None = None
    influence_of_associates: Problem | None = None
    is_controlling: Problem | None = None
    impulsivity: Problem | None = None
    temper: Problem | None = None
    problem_solving: Problem | None = None
    coping: Problem | None = None

    arp: Decimal | None = None
    vrp: Decimal | None = None
    csrp: Decimal | None = None
    dc: Band | None = None
    iic: Band | None = None
    sara_partner: Band | None = None
    sara_others: Band | None = None


@dataclass(frozen=True, slots=True)
class ProgrammeNeed:
    """The pathway, with the levels of need and risk behind it. Faults name the answers that are lacking."""

    pathway: Pathway
    need: Need | None = None
    risk: Need | None = None
    faults: tuple[Fault, ...] = ()


@rule("pni", reads=(KEY,))
def pni(
    inputs: PniInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[ProgrammeNeed]:
    """Which programme pathway needs and risks point to (PNI): high, moderate, an alternative, or it cannot be said."""
    value = (rulebook or national()).value(KEY, on=on, place=place)
    table = value.value
    if inputs.where is None:
        faults: tuple[Fault, ...] = (Fault(FaultCode.MISSING_MANDATORY_INPUT, ("where",)),)
        return refused("pni", ProgrammeNeed(Pathway.OMISSION, faults=faults), faults, on, place)
    sara = risks.sara(inputs)
    domains = needs.domains(inputs, table)
    missing = needs.missing(domains)
    faults = (Fault(FaultCode.MISSING_MANDATORY_INPUT, missing),) if missing else ()
    need = needs.level(domains, table, sara, is_community=inputs.where is Where.COMMUNITY)
    risk = risks.level(inputs, table)
    pathway = Pathway.OMISSION if need is None else _pathway(inputs, need, risk, sara, table["risk"])
    steps = [*needs.steps(domains, need, value), risks.step(inputs, risk, sara, value)]
    steps.append(Step("pni.pathway", "Pathway of need and risk", _found(need, risk), pathway.value, value))
    if missing and need is not None and _is_omission(inputs, pathway, risk, sara, risks.worst(inputs, table)):
        pathway = Pathway.OMISSION
        steps.append(Step("pni.omission", "What is lacking could change it", str(len(missing)), pathway.value, value))
    answer = ProgrammeNeed(pathway, need, risk, faults)
    said = f"Pathway: {pathway.value}."
    return Outcome("pni", on, place, answer, tuple(steps), lacking(faults), said)


def _found(need: Need | None, risk: Need) -> str:
    return f"need {need.value if need else 'not determined'}, risk {risk.value}"


def _pathway(inputs: PniInputs, need: Need, risk: Need, sara: risks.Sara, limits: dict[str, dict[str, int]]) -> Pathway:
    """The first that fits. High-intensity programmes are in prisons only; remand does not count as one here."""
    arp, vrp = (risks.of_percent(getattr(inputs, name), limits[name]) is Need.HIGH for name in ("arp", "vrp"))
    is_highest = need is Need.HIGH and risk is Need.HIGH
    if known(inputs.where) is Where.CUSTODY and ((arp and vrp) or (arp and sara.is_high) or is_highest):
        return Pathway.HIGH
    in_community = known(inputs.where) is Where.COMMUNITY and ((arp and vrp) or is_highest)
    is_moderate = (need, risk) in ((Need.MEDIUM, Need.HIGH), (Need.MEDIUM, Need.MEDIUM), (Need.HIGH, Need.MEDIUM))
    if in_community or sara.is_raised or is_moderate:
        return Pathway.MODERATE
    return Pathway.ALTERNATIVE


def _is_omission(inputs: PniInputs, pathway: Pathway, risk: Need, sara: risks.Sara, worst: Need) -> bool:
    """With an answer lacking: whether the lacking SARA, or the sexual predictors at their worst, could change it."""
    is_open = sara.is_any_missing and pathway is Pathway.ALTERNATIVE
    is_unseen = sara.is_wholly_missing and inputs.where is not Where.COMMUNITY
    return is_open or is_unseen or worst is not risk

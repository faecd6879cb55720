"""Need, for the programme needs identifier: four domains, as answered and as they might be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from rainer.policy.outcome import Step
from rainer.policy.predictors.shared import known, question, reached
from rainer.policy.rulebook import Value

if TYPE_CHECKING:
    from rainer.policy.predictors.screens.pni import PniInputs
    from rainer.policy.predictors.screens.risks import Sara

Table = Mapping[str, Any]


class Need(StrEnum):
    """A level of need or of risk."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Domain:
    """`projected` takes every lacking answer at its worst."""

    name: str
    label: str
    score: int
    projected: int
    missing: tuple[str, ...]


def domains(inputs: PniInputs, table: Table) -> list[Domain]:
    return [_domain(name, own, inputs, table) for name, own in table["domains"].items()]


def missing(found: list[Domain]) -> tuple[str, ...]:
    return tuple(name for domain in found for name in domain.missing)


def _domain(name: str, own: Table, inputs: PniInputs, table: Table) -> Domain:
    """A domain that does not apply scores nothing, yet its answers are still asked for."""
    answers = {item: getattr(inputs, item) for item in own["items"]}
    lacking = tuple(item for item, answer in answers.items() if answer is None)
    if not any(getattr(inputs, flag) for flag in own.get("only_if", ())) and "only_if" in own:
        return Domain(name, own["label"], 0, 0, lacking)
    if "decisive" in own and answers[own["decisive"]] == table["missing_as"]:
        return Domain(name, own["label"], table["most"], table["most"], lacking)
    total = sum(answer or 0 for answer in answers.values())
    counts = not lacking or total >= own.get("counts_incomplete_from", 0)
    projected = total + table["missing_as"] * len(lacking)
    return Domain(name, own["label"], _score(total, own) if counts else 0, _score(projected, own), lacking)


def _score(total: int, own: Table) -> int:
    return int(known(reached(own["scores"], total)))


def of_total(total: int, table: Table) -> Need:
    limits = table["need"]
    return Need.HIGH if total >= limits["high"] else Need.MEDIUM if total >= limits["medium"] else Need.LOW


def level(found: list[Domain], table: Table, sara: Sara, *, is_community: bool) -> Need | None:
    """The level of need; None where the lacking answers leave it open.

    High stands whatever is lacking, medium does in the community. Otherwise what is lacking must not be able to
    change the level, unless SARA settles it.
    """
    actual = of_total(sum(domain.score for domain in found), table)
    projected = of_total(sum(domain.projected for domain in found), table)
    if actual is Need.HIGH or (actual is Need.MEDIUM and is_community) or actual is projected or not missing(found):
        return actual
    if all(domain.missing for domain in found) and not is_community:
        return None
    if actual is Need.MEDIUM and not sara.is_raised:
        return None
    if sara.is_raised and not sara.is_any_missing:
        return Need.MEDIUM if is_community else Need.HIGH
    return actual


def steps(found: list[Domain], need: Need | None, value: Value) -> list[Step]:
    parts = [Step(f"pni.{domain.name}", domain.label, _found(domain), domain.score, value) for domain in found]
    said = (
        f"{sum(d.score for d in found)} points, {sum(d.projected for d in found)} if every lacking answer is the worst"
    )
    return [*parts, Step("pni.need", "Need", said, need.value if need else None, value)]


def _found(domain: Domain) -> str:
    if not domain.missing:
        return "all answered"
    return f"lacking: {', '.join(map(question, domain.missing))}; at worst {domain.projected}"

"""A v2 tier: a protect letter and a change digit, such as B2, with S when contact is suspended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook
from rainer.policy.tiering.change import Change, change_level, mandate
from rainer.policy.tiering.inputs import (
    AssessmentFacts,
    ChangeInputs,
    Convictions,
    ProtectInputs,
    RegistrationFacts,
    Registrations,
    V2Inputs,
)
from rainer.policy.tiering.protect import Protect, protect_level
from rainer.policy.tiering.registrations import registration_facts


@dataclass(frozen=True, slots=True)
class TierV2:
    """A v2 tier. `tier` is as shown, with its S: contact is suspended, never that the tier is provisional."""

    tier: str
    protect: Protect
    change: Change
    is_contact_suspended: bool


def display(*, protect_level: str, change_level: int, is_contact_suspended: bool) -> str:
    """The tier as people say it: `B2`, or `B2S` with contact suspended."""
    return f"{protect_level}{change_level}{'S' if is_contact_suspended else ''}"


@rule(
    "tiering.v2",
    reads=(
        "tiering.registration_codes",
        "tiering.protect_points",
        "tiering.protect_levels",
        "tiering.mandate_codes",
        "tiering.change_points",
        "tiering.change_levels",
    ),
)
def calculate_v2(
    inputs: V2Inputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[TierV2]:
    """The v2 tier of a case: protect A to D joined with change 0 to 3, and S when contact is suspended.

    A case without an RSR or OGRS score is tiered as if it were 0; `missing` says so.
    """
    asked: dict[str, Any] = {"on": on, "place": place, "rulebook": rulebook}
    register = registration_facts(Registrations(inputs.registrations), **asked)
    facts = cast(RegistrationFacts, register.answer)
    mandated = mandate(Convictions(inputs.convictions), **asked)
    protected = protect_level(_protect_inputs(inputs, facts), **asked)
    changed = change_level(_change_inputs(inputs, facts, bool(mandated.answer)), **asked)
    axis, other = cast(Protect, protected.answer), cast(Change, changed.answer)  # both always have an answer
    tier = display(protect_level=axis.level, change_level=other.level, is_contact_suspended=facts.unsupervised)
    return Outcome(
        rule="tiering.v2",
        on=on,
        place=place,
        answer=TierV2(tier, axis, other, facts.unsupervised),
        steps=(
            Step("registrations", "What the register says", f"registrations: {len(inputs.registrations)}",
                 None, parts=register.steps),
            Step("protect", "Protect", f"{axis.points} points", axis.level, parts=protected.steps),
            Step("mandate", "Mandate for change", f"convictions: {len(inputs.convictions)}", mandated.answer,
                 parts=mandated.steps),
            Step("change", "Change", f"{other.points} points", other.level, parts=changed.steps),
        ),
        missing=_scores_missing(inputs),
        sentence=f"Tier {tier}: protect {axis.level} from {axis.points} points, "
        f"change {other.level} from {other.points}.",
        notes=(*protected.notes, *changed.notes),
    )  # fmt: skip


def _protect_inputs(inputs: V2Inputs, facts: RegistrationFacts) -> ProtectInputs:
    assessment = inputs.assessment or AssessmentFacts()
    return ProtectInputs(
        gender=inputs.gender,
        rsr=inputs.rsr,
        rosh=facts.rosh,
        mappa_level=facts.mappa_level,
        complexity_factors=facts.complexity_factors,
        womens_answers=assessment.womens_answers,
        previous_enforcement_activity=inputs.previous_enforcement_activity,
    )


def _change_inputs(inputs: V2Inputs, facts: RegistrationFacts, has_mandate: bool) -> ChangeInputs:
    needs = inputs.assessment.needs if inputs.assessment else None
    return ChangeInputs(has_mandate=has_mandate, needs=needs, ogrs=inputs.ogrs, iom=facts.iom)


def _scores_missing(inputs: V2Inputs) -> tuple[str, ...]:
    scores = {"no RSR score": inputs.rsr, "no OGRS score": inputs.ogrs}
    return tuple(words for words, score in scores.items() if score is None)

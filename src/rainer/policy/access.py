"""Limited-access records: whether a user may open one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook

Waiver = Literal["EXCLUSIONS", "RESTRICTIONS"]
Refusal = Literal["EXCLUDED", "RESTRICTED"]


@dataclass(frozen=True, slots=True)
class AccessRequest:
    """A request to open a record.

    `username` is None for a caller with no known user. `is_excluded`: the user is named among those kept out.
    `is_restricted`: only named users may see the record, and this one is not among them. `waives`: the
    lists that the caller's privileges set aside, each on its own.
    """

    username: str | None
    is_excluded: bool
    is_restricted: bool
    waives: frozenset[Waiver] = frozenset()


@dataclass(frozen=True, slots=True)
class AccessDecision:
    """Whether the record may be opened; if not, which list refuses it."""

    is_allowed: bool
    reason: Refusal | None = None


def check_access(request: AccessRequest) -> AccessDecision:
    """Exclusion is tested first, and only for a known user; then restriction, for everybody."""
    if request.username is not None and request.is_excluded and "EXCLUSIONS" not in request.waives:
        return AccessDecision(False, "EXCLUDED")
    if request.is_restricted and "RESTRICTIONS" not in request.waives:
        return AccessDecision(False, "RESTRICTED")
    return AccessDecision(True)


@rule("access.check")
def access_check(
    inputs: AccessRequest, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[AccessDecision]:
    """Whether a user may open a limited-access record: exclusions first, then restrictions."""
    decision = check_access(inputs)
    user = inputs.username or "no known user"
    exclusion = _effect(decision, "EXCLUDED", "EXCLUSIONS" in inputs.waives)
    restriction = _effect(decision, "RESTRICTED", "RESTRICTIONS" in inputs.waives)
    excluded, restricted = _words(inputs.is_excluded), _words(inputs.is_restricted)
    steps = (
        Step("access.exclusion", "Named among those kept out", f"{user}: {excluded}", exclusion),
        Step("access.restriction", "Not among the only ones let in", f"{user}: {restricted}", restriction),
    )
    sentence = "The record may be opened." if decision.is_allowed else "The record may not be opened."
    return Outcome("access.check", on, place, decision, steps, sentence=sentence)


def _words(holds: bool) -> str:
    return "yes" if holds else "no"


def _effect(decision: AccessDecision, refusal: Refusal, is_waived: bool) -> str:
    if decision.reason == refusal:
        return "refused"
    return "waived" if is_waived else "not refused"

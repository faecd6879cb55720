"""One case with both tiers worked out by the rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from rainer.policy import tiering as policy
from rainer.policy.outcome import Outcome
from rainer.policy.rulebook import Rulebook
from rainer.tiering.inputs import TierFacts


@dataclass(frozen=True, slots=True)
class Tiered:
    """One case with both tiers worked out, and the next day on which each may change with time alone."""

    facts: TierFacts
    v2: Outcome[policy.TierV2]
    v3: Outcome[policy.TierV3]
    v2_next: date | None
    v3_next: date | None

    @property
    def tiers(self) -> tuple[str, str, bool]:
        """The rule's own: v2 tier, v3 tier ("" where the rule has no answer), provisional."""
        v2, v3 = self.v2.answer, self.v3.answer
        return v2.tier if v2 else "", v3.tier if v3 else "", bool(v3 and v3.is_provisional)


def work_out(facts: TierFacts, *, on: date, rulebook: Rulebook) -> Tiered:
    asked: dict[str, Any] = {"on": on, "place": facts.place, "rulebook": rulebook}
    return Tiered(
        facts,
        policy.calculate_v2(facts.v2, **asked),
        policy.calculate_v3(facts.v3, **asked),
        policy.next_change_by_time(facts.v2_clocks, **asked).answer,
        policy.next_change_by_time(facts.v3_clocks, **asked).answer,
    )

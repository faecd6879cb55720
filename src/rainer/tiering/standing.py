"""Overrides beside the rule's own tiers: which stand, what each puts on the case, what the rule reads by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from rainer.policy.outcome import Outcome, plain
from rainer.policy.tier_override import bare
from rainer.tiering.inputs import TierFacts
from rainer.tiering.models import TierOverride

Overrides = Mapping[str, TierOverride]
State = TierOverride.State
OF_THE_REGISTER = ("rosh", "mappa_level", "complexity_factors", "iom")


def standing_of(case_ids: Collection[int], *, lock: bool = False) -> dict[int, dict[str, TierOverride]]:
    """By case and scheme, those in force. One query."""
    rows = TierOverride.objects.filter(case__in=case_ids, state=State.STANDING)
    rows = rows.select_for_update(of=("self",)) if lock else rows
    found: dict[int, dict[str, TierOverride]] = defaultdict(dict)
    for row in rows.select_related("proposed_by", "decided_by"):
        found[row.case_id][row.scheme] = row
    return found


def facts_read(scheme: str, facts: TierFacts, v2: Outcome[Any]) -> dict[str, Any]:
    """What the rule of a scheme reads of a case, as plain data by name. An override ends when any of it changes.

    Whether there is a mandate for change is taken from the rule's own step: which requirement gives it is no matter.
    """
    if scheme == "v3":
        read: dict[str, Any] = plain(facts.v3)
        return read
    read = {name: value for name, value in plain(facts.v2).items() if name not in ("registrations", "convictions")}
    of_register = {name: value for name, value in plain(facts.register).items() if name in OF_THE_REGISTER}
    mandate = next((step.result for step in v2.steps if step.name == "mandate"), None)
    return {**read, **of_register, "mandate": mandate}


def tiers_with(
    overrides: Overrides, v2: str, v3: str, is_provisional: bool
) -> tuple[tuple[str, str, bool], dict[str, Any]]:
    """What the case keeps: the tiers that count, and what is said of each that is overridden."""
    said = {scheme: said_of(row, rule=v2 if scheme == "v2" else v3) for scheme, row in overrides.items()}
    if "v2" in overrides:
        v2 = overrides["v2"].tier + v2[len(bare(v2)) :]  # contact suspended follows the register
    if "v3" in overrides:
        v3, is_provisional = overrides["v3"].tier, False
    return (v2, v3, is_provisional), said


def said_of(row: TierOverride, *, rule: str) -> dict[str, str]:
    """As the case keeps it, for every place that shows the tier."""
    return {
        "tier": row.tier,
        "rule": rule,
        "by": str(row.proposed_by),
        "agreed_by": str(row.decided_by),
        "why": row.reason,
        "until": row.until.isoformat(),
    }


# What a fact is called where people read that it changed.
WORDS = {
    "gender": "sex", "rsr": "RSR score", "ogrs": "OGRS score", "rosh": "risk of serious harm",
    "mappa_level": "MAPPA level", "mappa_category": "MAPPA category", "complexity_factors": "flags of complexity",
    "iom": "integrated offender management", "mandate": "what the sentence asks", "assessment": "the assessment",
    "previous_enforcement_activity": "breach or recall before", "has_active_event": "a sentence in force",
    "arp": "ARP score", "csrp": "CSRP score", "dc_srp": "DC-SRP score", "lifer_ipp": "life or IPP sentence",
    "latest_release_on": "the last release", "domestic_abuse": "flag of domestic abuse", "stalking": "flag of stalking",
    "child_protection": "flag of child protection", "ever_committed_sexual_offence": "a sexual offence ever",
}  # fmt: skip

"""Tiers and states as the workload tables know them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Literal

Scheme = Literal["v2", "v3"]

V2_PLAIN = tuple(letter + digit for letter in "ABCD" for digit in "3210")
V2_TIERS = (*V2_PLAIN, *(tier + "S" for tier in V2_PLAIN))
V3_TIERS = tuple("ABCDEFG")
TIERS: Mapping[Scheme, tuple[str, ...]] = {"v2": V2_TIERS, "v3": V3_TIERS}
UNTIERED = "UNTIERED"


class CaseState(StrEnum):
    """Which table of weights a case uses. A case with no active sentence has no state."""

    COMMUNITY = "community"
    CUSTODY = "custody"
    LICENCE = "licence"


def tier_from_number(number: int) -> str:
    """The v2 tier of an extract's tier number: 0 untiered, 1 to 16 A3 to D0, 17 to 32 the same with S.

    Raises ValueError for any other number.
    """
    if number == 0:
        return UNTIERED
    if not 1 <= number <= len(V2_TIERS):
        raise ValueError(f"{number} is not a tier number; they run from 0 to {len(V2_TIERS)}.")
    return V2_TIERS[number - 1]


def is_contact_suspended(tier: str) -> bool:
    return tier in V2_TIERS and tier.endswith("S")


def letter_totals(per_state: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Cases by protect letter, contact-suspended apart (`AS`), from one {tier: cases} of each state."""
    totals = dict.fromkeys(("A", "B", "C", "D", "AS", "BS", "CS", "DS", "untiered"), 0)
    for tiers in per_state:
        for tier, cases in tiers.items():
            totals[_group(tier)] += cases
    return totals


def _group(tier: str) -> str:
    if tier == UNTIERED:
        return "untiered"
    return tier[0] + ("S" if is_contact_suspended(tier) else "")

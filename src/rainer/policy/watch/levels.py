"""Whether a level went up or down: of serious harm, or a tier of either scheme."""

from __future__ import annotations

from typing import Literal

Direction = Literal["first", "same", "raised", "lowered", "removed"]
ROSH_LEVELS = ("low", "medium", "high", "very_high")
# A level was looked at: what the rates count. A first level and one taken off are neither.
COUNTED: tuple[Direction, ...] = ("same", "raised", "lowered")


def direction(before: str, after: str) -> Direction:
    """Of RoSH levels ("high"), or of tiers of one scheme ("B2", "C"); "" where there is none."""
    if not after:
        return "removed"
    if not before:
        return "first"
    one, other = _height(before), _height(after)
    if one == other:
        return "same"
    return "raised" if other > one else "lowered"


def _height(level: str) -> tuple[int, int]:
    """Higher is graver. Of a tier, A is above B; within a letter the digit counts upwards."""
    if level in ROSH_LEVELS:
        return ROSH_LEVELS.index(level), 0
    digit = level[1:2]
    return -ord(level[0]), int(digit) if digit.isdigit() else 0

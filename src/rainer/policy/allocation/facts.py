"""Risk facts of a case that allocation rules look at. Characteristics of staff are never among them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

Rosh = Literal["very_high", "high", "medium", "low", "not_recorded"]
Known = Literal["yes", "no", "not_known"]

ROSH_WORDS: Mapping[str, str] = {
    "very_high": "RoSH very high",
    "high": "RoSH high",
    "medium": "RoSH medium",
    "low": "RoSH low",
    "not_recorded": "RoSH not recorded",
}


def risk_words(*, rosh: Rosh, mappa_level: int | None, row: Mapping[str, Any]) -> list[str]:
    """The facts of MAPPA level and RoSH that a row of a table names, in words, MAPPA first."""
    words = []
    if mappa_level in row.get("mappa_levels", ()):
        words.append(f"MAPPA level {mappa_level}")
    if rosh in row.get("rosh", ()):
        words.append(ROSH_WORDS[rosh])
    return words

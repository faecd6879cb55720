"""How many must sign an assessment and why, and what a second person's words lack."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass


@dataclass(frozen=True, slots=True)
class Needed:
    """Second signatures: how many, why in sentences, within how many working days; and the level it is signed at."""

    count: int
    reasons: tuple[str, ...]
    days: int
    rosh: str

"""The areas of life that an assessment looks at and a plan works on, and where somebody stands in each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Area(StrEnum):
    """An area of need. A goal of a plan belongs to one of them."""

    ACCOMMODATION = "accommodation"
    EMPLOYMENT = "employment"
    FINANCES = "finances"
    DRUGS = "drugs"
    ALCOHOL = "alcohol"
    HEALTH = "health"
    RELATIONSHIPS = "relationships"
    THINKING = "thinking"


@dataclass(frozen=True, slots=True)
class AreaStanding:
    """Where somebody stands in one area, from the newest answers.

    `score` is None where the area is not scored or was not answered; `highest` and `high_above` are the scale's
    top and the score above which need is high, both None where the area is not scored. The three flags are the
    practitioner's analysis; `wants_change` is the person's own answer by its code, "" where not asked. `above` is
    how far the score is above `high_above`, or that of a part of the area with a limit of its own, whichever is
    further; `why` says in words what makes it high.
    """

    area: Area
    score: int | None = None
    highest: int | None = None
    high_above: int | None = None
    is_high: bool = False
    is_complete: bool = False
    has_strengths: bool = False
    linked_to_harm: bool = False
    linked_to_reoffending: bool = False
    wants_change: str = ""
    above: int | None = None
    why: str = ""

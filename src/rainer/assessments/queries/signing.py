"""How many must sign an assessment and why, and what a second person's words lack."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rainer.assessments.models import AssessmentRecord
from rainer.organisation.access import Acting

if TYPE_CHECKING:
    from rainer.assessments.operations.signing import Look


@dataclass(frozen=True, slots=True)
class Needed:
    """Second signatures: how many, why in sentences, within how many working days; and the level it is signed at."""

    count: int
    reasons: tuple[str, ...]
    days: int
    rosh: str


def needed_signatures(record: AssessmentRecord, acting: Acting) -> Needed:
    return Needed(0, (), 5, "")


def oversight_faults(look: Look, record: AssessmentRecord, acting: Acting) -> dict[str, str]:
    return {}

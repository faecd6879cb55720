"""How many must sign an assessment and why, and what a second person's words lack."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from rainer.assessments.models import AssessmentRecord
from rainer.assessments.queries.records import newest_finished
from rainer.cases.models import Registration
from rainer.organisation.access import Acting
from rainer.organisation.models import Practitioner
from rainer.policy import assessment as policy
from rainer.rulebook.queries import place_of, rulebook_now

if TYPE_CHECKING:
    from rainer.assessments.operations.signing import Look


@dataclass(frozen=True, slots=True)
class Needed:
    """Second signatures: how many, why in sentences, within how many working days; and the level it is signed at."""

    count: int
    reasons: tuple[str, ...]
    days: int
    rosh: str

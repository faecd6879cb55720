"""Parole: reviews, their outcomes, and the reports written for them.

The public face of the package. Import from here.
"""

from rainer.policy.parole.reports import (
    AUTHOR_WORDS,
    ReportDuty,
    ReportInputs,
    Responsibility,
    report_duty,
    report_move,
)
from rainer.policy.parole.reviews import (
    DATE_WORDS,
    Approaching,
    ApproachingInputs,
    OutcomeImportInputs,
    OutcomeTextInputs,
    ReceivedOn,
    ReviewInputs,
    approaching,
    has_outcome,
    import_outcome_received_on,
    outcome_text,
    review_is_current,
    review_order,
)
from rainer.policy.transitions import Move, MoveAnswer

__all__ = [
    "AUTHOR_WORDS",
    "DATE_WORDS",
    "Approaching",
    "ApproachingInputs",
    "Move",
    "MoveAnswer",
    "OutcomeImportInputs",
    "OutcomeTextInputs",
    "ReceivedOn",
    "ReportDuty",
    "ReportInputs",
    "Responsibility",
    "ReviewInputs",
    "approaching",
    "has_outcome",
    "import_outcome_received_on",
    "outcome_text",
    "report_duty",
    "report_move",
    "review_is_current",
    "review_order",
]

"""Assessments, the scores made from them, and the plans made with people."""

from rainer.assessments.models.record import (
    AnswerChange,
    AssessmentRecord,
    AssessmentSnapshot,
    Countersignature,
    NotMine,
)
from rainer.assessments.models.scored import Assessment, PredictorScore

__all__ = [
    "AnswerChange",
    "Assessment",
    "AssessmentRecord",
    "AssessmentSnapshot",
    "Countersignature",
    "NotMine",
    "PredictorScore",
]

"""Assessments, the scores made from them, and the plans made with people."""

from rainer.assessments.models.plan import (
    Agreement,
    Goal,
    GoalNote,
    Plan,
    PlanVersion,
    ProgressNote,
    Step,
    WorkedOn,
)
from rainer.assessments.models.record import (
    AnswerChange,
    AssessmentRecord,
    AssessmentSnapshot,
    Countersignature,
    NotMine,
)
from rainer.assessments.models.scored import Assessment, PredictorScore

__all__ = [
    "Agreement",
    "AnswerChange",
    "Assessment",
    "AssessmentRecord",
    "AssessmentSnapshot",
    "Countersignature",
    "Goal",
    "GoalNote",
    "NotMine",
    "Plan",
    "PlanVersion",
    "PredictorScore",
    "ProgressNote",
    "Step",
    "WorkedOn",
]

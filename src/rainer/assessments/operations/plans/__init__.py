"""What people do with a plan: one file per thing."""

from rainer.assessments.operations.plans.agreeing import Answer, agree_plan
from rainer.assessments.operations.plans.ending import (
    achieve_goal,
    delete_goal,
    readd_goal,
    remove_goal,
)
from rainer.assessments.operations.plans.evidence import keep_evidence, withdraw_evidence
from rainer.assessments.operations.plans.goals import GoalWords, add_goal, change_goal, order_goal
from rainer.assessments.operations.plans.progress import note_progress
from rainer.assessments.operations.plans.reviewing import Decision, Review, review_plan
from rainer.assessments.operations.plans.steps import StepWords, add_step, change_step, move_step

__all__ = [
    "Answer",
    "Decision",
    "GoalWords",
    "Review",
    "StepWords",
    "achieve_goal",
    "add_goal",
    "add_step",
    "agree_plan",
    "change_goal",
    "change_step",
    "delete_goal",
    "keep_evidence",
    "move_step",
    "note_progress",
    "order_goal",
    "readd_goal",
    "remove_goal",
    "review_plan",
    "withdraw_evidence",
]

"""The plan made with the person: what they may say of it, what may be done with a goal, when it is looked at again.

The public face of the package. Import from here.
"""

from rainer.policy.plan.agreement import (
    AGREEMENT,
    DRAFT,
    Agree,
    AgreeAnswer,
    agreement_labels,
    may_agree,
)
from rainer.policy.plan.days import Offer, Offers, ReviewAnswer, ReviewDay, SetOn, review_day, target_days
from rainer.policy.plan.goals import (
    Act,
    Allowed,
    GoalAct,
    GoalDays,
    GoalStatus,
    GoalSteps,
    goal_act,
    goal_status,
    offer_achieved,
)
from rainer.policy.plan.quiet import (
    AREA_WORDS,
    QUIET_DAYS,
    AreaNeed,
    GoalMoves,
    NeedsInputs,
    Quiet,
    QuietNeeds,
    nothing_happening,
)
from rainer.policy.plan.texts import GoalText, Lack, Lacks, NoteText, StepText, goal_lacks, note_lacks, step_lacks

__all__ = [
    "AGREEMENT",
    "AREA_WORDS",
    "DRAFT",
    "QUIET_DAYS",
    "Act",
    "Agree",
    "AgreeAnswer",
    "Allowed",
    "AreaNeed",
    "GoalAct",
    "GoalDays",
    "GoalMoves",
    "GoalStatus",
    "GoalSteps",
    "GoalText",
    "Lack",
    "Lacks",
    "NeedsInputs",
    "NoteText",
    "Offer",
    "Offers",
    "Quiet",
    "QuietNeeds",
    "ReviewAnswer",
    "ReviewDay",
    "SetOn",
    "StepText",
    "agreement_labels",
    "goal_act",
    "goal_lacks",
    "goal_status",
    "may_agree",
    "note_lacks",
    "nothing_happening",
    "offer_achieved",
    "review_day",
    "step_lacks",
    "target_days",
]

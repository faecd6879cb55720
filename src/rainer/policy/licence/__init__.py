"""Licences: conditions by version and code, dates, kinds, statuses, and for whom none is made.

The public face of the package. Import from here.
"""

from rainer.policy.licence.conditions import (
    Category,
    PolicyVersion,
    StandardCondition,
    additional_categories,
    coming_conditions,
    current_version,
    policy_versions,
    standard_condition,
    standard_conditions,
)
from rainer.policy.licence.dates import (
    HardStopInputs,
    Kind,
    StartInputs,
    hard_stop_date,
    hard_stop_warning_date,
    last_working_day,
    start_date,
)
from rainer.policy.licence.making import (
    NotFor,
    NotForInputs,
    licence_kinds,
    licence_statuses,
    not_for,
    status_move,
)
from rainer.policy.licence.release import (
    EarliestReleaseInputs,
    LateAllocationInputs,
    earliest_release_date,
    late_allocation,
)
from rainer.policy.transitions import Move, MoveAnswer

__all__ = [
    "Category",
    "EarliestReleaseInputs",
    "HardStopInputs",
    "Kind",
    "LateAllocationInputs",
    "Move",
    "MoveAnswer",
    "NotFor",
    "NotForInputs",
    "PolicyVersion",
    "StandardCondition",
    "StartInputs",
    "additional_categories",
    "coming_conditions",
    "current_version",
    "earliest_release_date",
    "hard_stop_date",
    "hard_stop_warning_date",
    "last_working_day",
    "late_allocation",
    "licence_kinds",
    "licence_statuses",
    "not_for",
    "policy_versions",
    "standard_condition",
    "standard_conditions",
    "start_date",
    "status_move",
]

"""Everything that can be done about priorities: a unit's framework status, and instructions about tasks."""

from rainer.priorities.operations.instructions import Order, give_instruction, reaches_of, withdraw_instruction
from rainer.priorities.operations.status import Promise, review_status, set_status, support_came
from rainer.priorities.operations.suspended import Waiting, close_suspended, keep_suspended

__all__ = [
    "Order",
    "Promise",
    "Waiting",
    "close_suspended",
    "give_instruction",
    "keep_suspended",
    "reaches_of",
    "review_status",
    "set_status",
    "support_came",
    "withdraw_instruction",
]

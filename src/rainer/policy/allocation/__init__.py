"""Allocation: who must not wait, who may be given a case, and who may teach and oversee.

The public face of the package. Import from here.
"""

from rainer.policy.allocation.facts import ROSH_WORDS, Known, Rosh
from rainer.policy.allocation.guard import (
    COLUMN_WORDS,
    DECISION_WORDS,
    Decision,
    GuardAnswer,
    GuardInputs,
    GuardRow,
    allocation_guard,
    whole_months,
)
from rainer.policy.allocation.mentors import (
    Mentor,
    MentorInputs,
    Span,
    SpanInputs,
    mentor,
    seniors_needed,
    span_of_control,
)
from rainer.policy.allocation.waiting_order import (
    FirstAppointment,
    WaitingGroup,
    WaitingInputs,
    must_not_wait_groups,
    waiting_group,
    waiting_key,
)

__all__ = [
    "COLUMN_WORDS",
    "DECISION_WORDS",
    "ROSH_WORDS",
    "Decision",
    "FirstAppointment",
    "GuardAnswer",
    "GuardInputs",
    "GuardRow",
    "Known",
    "Mentor",
    "MentorInputs",
    "Rosh",
    "Span",
    "SpanInputs",
    "WaitingGroup",
    "WaitingInputs",
    "allocation_guard",
    "mentor",
    "must_not_wait_groups",
    "seniors_needed",
    "span_of_control",
    "waiting_group",
    "waiting_key",
    "whole_months",
]

"""Everything that writes load: worked out and kept, read each night, acted on, questioned, explained to the future."""

from rainer.workload.operations.actions import Answer, did_it_help, may_answer, record_action
from rainer.workload.operations.case_flags import refresh_case_flags
from rainer.workload.operations.case_points import refresh_case_points
from rainer.workload.operations.circumstances import circumstances_now, keep_circumstances
from rainer.workload.operations.hours import (
    ReductionFacts,
    add_reduction,
    change_reduction,
    delete_reduction,
    end_reduction,
    hours_on,
    roll_reductions,
    set_contracted_hours,
    suggested,
)
from rainer.workload.operations.load import refresh_load, take_readings
from rainer.workload.operations.places import take_place_readings
from rainer.workload.operations.questions import (
    add_unweighted_work,
    answer_line,
    answer_unweighted_work,
    query_line,
)
from rainer.workload.operations.thresholds import evaluate_thresholds

__all__ = [
    "Answer",
    "ReductionFacts",
    "add_reduction",
    "add_unweighted_work",
    "answer_line",
    "answer_unweighted_work",
    "change_reduction",
    "circumstances_now",
    "delete_reduction",
    "did_it_help",
    "end_reduction",
    "evaluate_thresholds",
    "hours_on",
    "keep_circumstances",
    "may_answer",
    "query_line",
    "record_action",
    "refresh_case_flags",
    "refresh_case_points",
    "refresh_load",
    "roll_reductions",
    "set_contracted_hours",
    "suggested",
    "take_place_readings",
    "take_readings",
]

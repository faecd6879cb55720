"""Recall: which types are available, how long they last, whether the record is ready, and by when it is sent.

The public face of the package. Import from here.
"""

from rainer.policy.due import NOBODY_HAS_SET
from rainer.policy.moves import Move, Moves, StateInputs
from rainer.policy.recall.available import (
    GROUP_WORDS,
    TYPE_WORDS,
    AvailableTypes,
    NewOffence,
    Question,
    RecallType,
    SentenceGroup,
    TypeInputs,
    available_types,
    questions,
)
from rainer.policy.recall.choices import FAULT_WORDS, Choice, ChoiceFault, choices, faults_in
from rainer.policy.recall.clocks import ClockInputs, RecallClocks, recall_clocks
from rainer.policy.recall.documents import DocumentInputs, Documents, part_a_documents
from rainer.policy.recall.indeterminate import IndeterminateInputs, IndeterminateTests, indeterminate_tests
from rainer.policy.recall.record import (
    SIGNATORY_WORDS,
    Part,
    Readiness,
    RecordInputs,
    mandatory_parts,
    ready_for_countersignature,
)
from rainer.policy.recall.release import FixedTermInputs, ReleaseInputs, fixed_term_days, fixed_term_release_date
from rainer.policy.recall.statuses import recall_moves, recall_transitions

__all__ = [
    "FAULT_WORDS",
    "GROUP_WORDS",
    "NOBODY_HAS_SET",
    "SIGNATORY_WORDS",
    "TYPE_WORDS",
    "AvailableTypes",
    "Choice",
    "ChoiceFault",
    "ClockInputs",
    "DocumentInputs",
    "Documents",
    "FixedTermInputs",
    "IndeterminateInputs",
    "IndeterminateTests",
    "Move",
    "Moves",
    "NewOffence",
    "Part",
    "Question",
    "Readiness",
    "RecallClocks",
    "RecallType",
    "RecordInputs",
    "ReleaseInputs",
    "SentenceGroup",
    "StateInputs",
    "TypeInputs",
    "available_types",
    "choices",
    "faults_in",
    "fixed_term_days",
    "fixed_term_release_date",
    "indeterminate_tests",
    "mandatory_parts",
    "part_a_documents",
    "questions",
    "ready_for_countersignature",
    "recall_clocks",
    "recall_moves",
    "recall_transitions",
]

"""Enforcement: what an absence counts as, what may lawfully follow a failure, and by when.

The public face of the package. Import from here.
"""

from rainer.policy.due import NOBODY_HAS_SET
from rainer.policy.enforcement.actions import (
    ActionInputs,
    EnforcementActionRow,
    SuggestedActions,
    enforcement_actions,
    suggested_actions,
)
from rainer.policy.enforcement.breach import breach_moves, breach_transitions
from rainer.policy.enforcement.clocks import (
    BreachClock,
    BreachInputs,
    EvidenceClock,
    EvidenceInputs,
    breach_clock,
    evidence_clock,
)
from rainer.policy.enforcement.duty import (
    OPTION_WORDS,
    DutyInputs,
    StatutoryOptions,
    WarningCheck,
    WarningText,
    statutory_options,
    warning_must_say,
)
from rainer.policy.enforcement.kinds import ENDS_IN, KIND_WORDS, SentenceKind
from rainer.policy.enforcement.outcomes import (
    AppointmentOutcomeRow,
    OutcomeInputs,
    appointment_outcome,
    appointment_outcomes,
)
from rainer.policy.enforcement.prompts import (
    STATUS_WORDS,
    ComplianceInputs,
    ComplianceStatus,
    Prompt,
    PromptInputs,
    compliance_status,
    prompt,
    prompt_words,
)
from rainer.policy.enforcement.reasons import AbsenceReason, absence_reasons
from rainer.policy.enforcement.record import Contact, GivenWarning, Proceeding, StandingInputs
from rainer.policy.enforcement.standing import Standing, standing
from rainer.policy.moves import Move, Moves, StateInputs

__all__ = [
    "ENDS_IN",
    "KIND_WORDS",
    "NOBODY_HAS_SET",
    "OPTION_WORDS",
    "STATUS_WORDS",
    "AbsenceReason",
    "ActionInputs",
    "AppointmentOutcomeRow",
    "BreachClock",
    "BreachInputs",
    "ComplianceInputs",
    "ComplianceStatus",
    "Contact",
    "DutyInputs",
    "EnforcementActionRow",
    "EvidenceClock",
    "EvidenceInputs",
    "GivenWarning",
    "Move",
    "Moves",
    "OutcomeInputs",
    "Proceeding",
    "Prompt",
    "PromptInputs",
    "SentenceKind",
    "Standing",
    "StandingInputs",
    "StateInputs",
    "StatutoryOptions",
    "SuggestedActions",
    "WarningCheck",
    "WarningText",
    "absence_reasons",
    "appointment_outcome",
    "appointment_outcomes",
    "breach_clock",
    "breach_moves",
    "breach_transitions",
    "compliance_status",
    "enforcement_actions",
    "evidence_clock",
    "prompt",
    "prompt_words",
    "standing",
    "statutory_options",
    "suggested_actions",
    "warning_must_say",
]

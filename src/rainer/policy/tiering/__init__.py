"""Tiering: how a case gets its tier, v2 (such as B2) and v3 (a letter), step by step.

The names others import are here; the rest of the package is inside.
"""

from rainer.policy.tiering.change import Change, change_level, mandate
from rainer.policy.tiering.eligibility import (
    AssessmentRecord,
    AssessmentRecords,
    EnforcedConviction,
    EnforcedConvictions,
    PredictorResult,
    PredictorResults,
    eligible_assessment,
    predictor_result,
    previous_enforcement,
)
from rainer.policy.tiering.inputs import (
    Answer,
    AssessmentFacts,
    ChangeInputs,
    Conviction,
    Convictions,
    DcSrp,
    DcSrpBand,
    NeedSection,
    Predictor,
    ProtectInputs,
    Registration,
    RegistrationFacts,
    Registrations,
    RequirementFact,
    Rosh,
    Severity,
    V2Inputs,
    V3Inputs,
    WomensAnswers,
    WomensFactors,
)
from rainer.policy.tiering.needs import NeedAnswers, NeedScore, need_severity
from rainer.policy.tiering.protect import Protect, protect_level, womens_factors
from rainer.policy.tiering.provisional import ProvisionalInputs, provisional_status
from rainer.policy.tiering.registrations import registration_facts
from rainer.policy.tiering.timing import Clocks, StoredTier, is_worth_a_notice, next_change_by_time
from rainer.policy.tiering.v2 import TierV2, calculate_v2, display
from rainer.policy.tiering.v3 import MISSING, NOT_SUPERVISED, TierV3, calculate_v3

__all__ = [
    "MISSING",
    "NOT_SUPERVISED",
    "Answer",
    "AssessmentFacts",
    "AssessmentRecord",
    "AssessmentRecords",
    "Change",
    "ChangeInputs",
    "Clocks",
    "Conviction",
    "Convictions",
    "DcSrp",
    "DcSrpBand",
    "EnforcedConviction",
    "EnforcedConvictions",
    "NeedAnswers",
    "NeedScore",
    "NeedSection",
    "Predictor",
    "PredictorResult",
    "PredictorResults",
    "Protect",
    "ProtectInputs",
    "ProvisionalInputs",
    "Registration",
    "RegistrationFacts",
    "Registrations",
    "RequirementFact",
    "Rosh",
    "Severity",
    "StoredTier",
    "TierV2",
    "TierV3",
    "V2Inputs",
    "V3Inputs",
    "WomensAnswers",
    "WomensFactors",
    "calculate_v2",
    "calculate_v3",
    "change_level",
    "display",
    "eligible_assessment",
    "is_worth_a_notice",
    "mandate",
    "need_severity",
    "next_change_by_time",
    "predictor_result",
    "previous_enforcement",
    "protect_level",
    "provisional_status",
    "registration_facts",
    "womens_factors",
]

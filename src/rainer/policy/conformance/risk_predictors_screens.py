"""Adapter of the predictor set, the screens: LDS, MST, OPD and PNI."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any, TypeVar

from rainer.policy.conformance import ConformanceRefusal, Explained
from rainer.policy.conformance.risk_predictor_shapes import INPUTS, PROBLEMS, day_of, facts_of
from rainer.policy.conformance.risk_predictors_generation3 import FLAG, MORE
from rainer.policy.predictors.answers import Band
from rainer.policy.predictors.faults import Fault, FaultCode
from rainer.policy.predictors.reoffending import arp, vrp
from rainer.policy.predictors.screens.lds import LdsInputs, lds
from rainer.policy.predictors.screens.mst import MstInputs, mst
from rainer.policy.predictors.screens.opd import OpdInputs, OpdResult, opd
from rainer.policy.predictors.screens.pni import Pathway, PniInputs, pni
from rainer.policy.predictors.shared import known

Data = dict[str, Any]
T = TypeVar("T")


def _level(key: str, ours: str) -> dict[str, tuple[str, Callable[[Any], Any]]]:
    return {key: (ours, PROBLEMS.__getitem__)}


def _yes(key: str, ours: str) -> dict[str, tuple[str, Callable[[Any], Any]]]:
    return {key: (ours, FLAG)}


QUALIFICATIONS = {"ANY_QUALIFICATION": True, "NO_QUALIFICATIONS": False}
SCREENS: Mapping[str, tuple[str, Callable[[Any], Any]]] = {
    **INPUTS,
    **MORE,
    **_level("workRelatedSkills", "work_skills"),
    **_level("problemsWithReadingWritingNumeracy", "reading_writing_numeracy"),
    **_yes("hasProblemsWithReading", "has_reading_problems"),
    **_yes("hasProblemsWithNumeracy", "has_numeracy_problems"),
    **_level("learningDifficulties", "learning_difficulties"),
    "professionalOrVocationalQualifications": ("has_qualifications", QUALIFICATIONS.__getitem__),
    **_yes("hasPeerGroupInfluences", "has_peer_group_influence"),
    **_level("recklessnessAndRiskTakingBehaviour", "recklessness"),
    **_level("difficultiesCoping", "coping"),
    **_level("attitudesTowardsSelf", "attitude_to_self"),
    "overallRiskForAssessment": ("rosh", lambda text: Band[text]),
    "highestRiskLevelOverAllAssessments": ("highest_rosh", lambda text: Band[text]),
    **_yes("hasCustodialSentence", "is_custodial"),
    **_yes("isEligibleForMappa", "is_mappa_eligible"),
    **_yes("applyOPDOverride", "wants_override"),
    **_yes("didOffenceInvolveViolenceOrThreatOfViolence", "violence"),
    **_yes("didOffenceInvolveExcessiveUseOfViolence", "excessive_violence"),
    **_yes("didOffenceInvolveArson", "arson"),
    **_yes("offenceMotivationEmotionalState", "is_emotional_motive"),
    **_yes("domesticAbuseAgainstFamily", "domestic_abuse_against_family"),
    **_level("experienceOfChildhood", "childhood"),
    **_yes("isEvidenceOfChildhoodBehaviouralProblems", "had_childhood_behaviour_problems"),
    **_level("overRelianceOnOthersForFinancialSupport", "financial_reliance"),
    **_level("manipulativeOrPredatoryBehaviour", "is_manipulative"),
    **_level("controllingOrAggressiveBehaviour", "is_controlling"),
    **_level("currentPsychologicalProblems", "psychological_problems"),
    **_level("currentPsychiatricProblems", "psychiatric_problems"),
    **_yes("hasHistoryOfPsychiatricTreatment", "had_psychiatric_treatment"),
    **_yes("hasBeenOnMedicationForMentalHealthProblems", "has_had_medication"),
    **_yes("hasEverBeenInSpecialHospitalOrRegionalSecureUnit", "has_been_in_secure_hospital"),
    **_yes("hasDisplayedObsessiveBehaviourLinkedToOffending", "is_obsessive"),
    **_yes("hasSelfHarmOrAttemptedSuicide", "self_harm"),
    **_level("attitudeTowardsSupervisionOrLicence", "attitude_to_supervision"),
    **_yes("hasAssaultedOrThreatenedStaff", "has_assaulted_staff"),
    **_yes("hasEscapedOrAbsconded", "has_absconded"),
    **_yes("hasControlIssues", "has_control_issues"),
    **_yes("isAnalysisOfOffenceIssuesLinkedToRisk", "is_offence_linked_to_risk"),
    **_yes("hasAccommodationIssuesLinkedToRisk", "is_accommodation_linked_to_risk"),
    **_yes("relationshipIssuesLinkedToRisk", "are_relationships_linked_to_risk"),
    **_yes("areEmotionalIssuesLinkedToRisk", "is_wellbeing_linked_to_risk"),
    **_yes("areThinkingAndBehaviourIssuesLinkedToRisk", "is_thinking_linked_to_risk"),
    **_yes("isARiskOfSexualHarm", "is_risk_of_sexual_harm"),
    **_level("sexualPreoccupation", "sexual_preoccupation"),
    **_level("offenceRelatedSexualInterests", "sexual_interests"),
    **_level("emotionalCongruenceWithChildren", "congruence_with_children"),
    **_level("hostileOrientation", "hostile_orientation"),
    **_level("currentRelationshipWithFamilyMembers", "family_relationships"),
    **_level("previousCloseRelationships", "previous_relationships"),
    "saraRiskToPartner": ("sara_partner", lambda text: Band[text]),
    "saraRiskToOthers": ("sara_others", lambda text: Band[text]),
    "arp_score": ("arp", lambda number: Decimal(str(number))),
    "vrp_score": ("vrp", lambda number: Decimal(str(number))),
    "csrp_score": ("csrp", lambda number: Decimal(str(number))),
    "dc_band": ("dc", lambda text: Band[text]),
    "iic_band": ("iic", lambda text: Band[text]),
}
# The set asks one thing under two names.
MST_INPUTS = {**SCREENS, **_level("influenceFromCriminalAssociates", "influence_of_associates")}
PNI_INPUTS = {**SCREENS, **_level("easilyInfluencedByCriminalAssociates", "influence_of_associates")}
PATHWAYS = {pathway: pathway.name for pathway in Pathway}
RESULTS = {OpdResult.IN: "SCREEN_IN", OpdResult.OUT: "SCREEN_OUT", None: None}
Inputs = Mapping[str, tuple[str, Callable[[Any], Any]]]


def _inputs(kind: type[T], given: Data, inputs: Inputs) -> T:
    """The inputs of a rule from a case: what is not supplied is not known, what is no answer is refused."""
    asked = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    found = {key: one for key, one in inputs.items() if one[0] in asked and given.get(key) is not None}
    try:
        return kind(**{ours: read(given[key]) for key, (ours, read) in found.items()})
    except (KeyError, ValueError, TypeError) as error:
        raise ConformanceRefusal(f"not an answer: {error}") from None


def _errors(faults: tuple[Fault, ...], inputs: Inputs) -> list[Data]:
    names = {ours: key for key, (ours, _) in inputs.items()}
    return [{"type": fault.code.value, "fields": [names[name] for name in fault.fields]} for fault in faults]


def _lds(given: Data) -> Explained:
    outcome = lds(_inputs(LdsInputs, given, SCREENS), on=day_of(given))
    assert outcome.answer is not None
    errors = [_lds_error(fault) for fault in outcome.answer.faults]
    return Explained({"lds_score": outcome.answer.score, "errors": errors}, outcome)


def _lds_error(fault: Fault) -> Data:
    """For a mark without its question the set gives a sentence for each mark, not the name of a field."""
    error = _errors((fault,), SCREENS)[0]
    if fault.code is FaultCode.MISSING_MANDATORY_INPUT:
        parent, *marks = error["fields"]
        error["fields"] = [f"{parent} Field Not Present But {mark} Present" for mark in marks]
    return error


def _mst(given: Data) -> Explained:
    outcome = mst(_inputs(MstInputs, given, MST_INPUTS), on=day_of(given))
    answer = outcome.answer
    assert answer is not None
    result = {
        "maturity_score": answer.score,
        "maturity_flag": answer.is_flagged,
        "applicable": answer.is_applicable,
        "errors": _errors(answer.faults, MST_INPUTS),
    }
    return Explained(result, outcome)


def _opd(given: Data) -> Explained:
    outcome = opd(_inputs(OpdInputs, given, SCREENS), on=day_of(given))
    answer = outcome.answer
    assert answer is not None
    result = {
        "opd_check": answer.was_screened,
        "opd_result": RESULTS[answer.result],
        "opd_override": answer.override,
        "errors": _errors(answer.faults, SCREENS),
    }
    return Explained(result, outcome)


def _pni(given: Data) -> Explained:
    """Without a score of its own a case is scored from its other facts, as the service does before it screens."""
    inputs, facts, on = _inputs(PniInputs, given, PNI_INPUTS), facts_of(given), day_of(given)
    if inputs.arp is None:
        inputs = replace(inputs, arp=known(arp(facts, on=on).answer).percent)
    if inputs.vrp is None:
        inputs = replace(inputs, vrp=known(vrp(facts, on=on).answer).percent)
    outcome = pni(inputs, on=on)
    answer = outcome.answer
    assert answer is not None
    return Explained(
        {"pathway": PATHWAYS[answer.pathway], "errors": _errors(answer.faults, PNI_INPUTS)},
        outcome,
    )


CASES: dict[str, Callable[[Data], Any]] = {"lds": _lds, "mst": _mst, "opd": _opd, "pni": _pni}

# Only the keys a case names are compared.
COMPARE: dict[str, Any] = {}

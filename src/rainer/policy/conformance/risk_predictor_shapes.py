"""The shapes of the predictor set: its names of inputs, parts and errors, and ours. Its adapters share them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from rainer.policy.conformance import ConformanceRefusal
from rainer.policy.predictors import sexual
from rainer.policy.predictors.answers import (
    Band,
    Drug,
    Motivation,
    PastConviction,
    Problem,
    Relationship,
    Sex,
    Where,
)
from rainer.policy.predictors.facts import Facts
from rainer.policy.predictors.faults import Fault

Data = dict[str, Any]

# Cases without a day of their own are read on the day the set was made for.
DAY = date(2026, 6, 15)

RELATIONSHIPS = {
    "NOT_IN_RELATIONSHIP": Relationship.NONE,
    "IN_RELATIONSHIP_LIVING_TOGETHER": Relationship.LIVING_TOGETHER,
    "IN_RELATIONSHIP_NOT_LIVING_TOGETHER": Relationship.APART,
}
PROBLEMS = {"NO_PROBLEMS": Problem.NONE, "SOME_PROBLEMS": Problem.SOME, "SIGNIFICANT_PROBLEMS": Problem.SIGNIFICANT}
MOTIVATIONS = {
    "FULL_MOTIVATION": Motivation.FULL,
    "PARTIAL_MOTIVATION": Motivation.PARTIAL,
    "NO_MOTIVATION": Motivation.NONE,
}
DRUGS = {
    "hasHeroinUsage": Drug.HEROIN,
    "hasMethadoneUsage": Drug.METHADONE,
    "hasOtherOpiateUsage": Drug.OTHER_OPIATE,
    "hasCrackCocaineUsage": Drug.CRACK,
    "hasPowderCocaineUsage": Drug.POWDER_COCAINE,
    "hasMisusedPrescriptionDrugUsage": Drug.PRESCRIPTION,
    "hasBenzodiazepinesUsage": Drug.BENZODIAZEPINES,
    "hasCannabisUsage": Drug.CANNABIS,
    "hasSteroidsUsage": Drug.STEROIDS,
    "hasOtherDrugsUsage": Drug.OTHER,
    "hasKetamineUsage": Drug.KETAMINE,
    "hasSpiceUsage": Drug.SPICE,
    "hasHallucinogensUsage": Drug.HALLUCINOGENS,
    "hasSolventsUsage": Drug.SOLVENTS,
}


def _past_conviction(text: str) -> PastConviction:
    return PastConviction[text.replace("WOUNDING_GBH", "WOUNDING")]


def _past_convictions(texts: list[str]) -> frozenset[PastConviction]:
    return frozenset(_past_conviction(text) for text in texts)


def _of(kind: type) -> Callable[[Any], Any]:
    """An answer of one kind and no other: 1 is no yes."""

    def read(answer: Any) -> Any:
        if type(answer) is not kind:
            raise TypeError(f"{answer!r} is no {kind.__name__}")
        return answer

    return read


_flag, _count, _text = _of(bool), _of(int), _of(str)


# The set's name of an input, ours, and how it is read.
INPUTS: Mapping[str, tuple[str, Callable[[Any], Any]]] = {
    "gender": ("sex", lambda text: Sex[text]),
    "dateOfBirth": ("born_on", date.fromisoformat),
    "supervisionStatus": ("where", lambda text: Where[text]),
    "dateOfCurrentConviction": ("convicted_on", date.fromisoformat),
    "dateAtStartOfFollowup": ("follow_up_from", date.fromisoformat),
    "mostRecentOffenceDate": ("last_offence_on", date.fromisoformat),
    "currentOffenceCode": ("offence_code", _text),
    "ageAtFirstSanction": ("age_at_first_sanction", _count),
    "totalNumberOfSanctionsForAllOffences": ("sanctions", _count),
    "totalNumberOfViolentSanctions": ("violent_sanctions", _count),
    "didOffenceInvolveCarryingOrUsingWeapon": ("weapon_in_offence", _flag),
    "suitabilityOfAccommodation": ("accommodation", PROBLEMS.__getitem__),
    "isUnemployed": ("is_unemployed", _flag),
    "currentRelationshipWithPartner": ("partner_relationship", PROBLEMS.__getitem__),
    "evidenceOfDomesticAbuse": ("domestic_abuse", _flag),
    "currentRelationshipStatus": ("relationship", RELATIONSHIPS.__getitem__),
    "regularOffendingActivities": ("activities", PROBLEMS.__getitem__),
    "motivationToTackleDrugMisuse": ("drug_motivation", MOTIVATIONS.__getitem__),
    "currentAlcoholUseProblems": ("chronic_drinking", PROBLEMS.__getitem__),
    "excessiveAlcoholUse": ("binge_drinking", PROBLEMS.__getitem__),
    "impulsivityProblems": ("impulsivity", PROBLEMS.__getitem__),
    "temperControl": ("temper", PROBLEMS.__getitem__),
    "proCriminalAttitudes": ("pro_criminal_attitudes", PROBLEMS.__getitem__),
    "previousConvictions": ("past_convictions", _past_convictions),
    "hasEverCommittedSexualOffence": ("has_sexual_history", _flag),
    "dateOfMostRecentSexualOffence": ("last_sexual_offence_on", date.fromisoformat),
    "totalIndecentImageSanctions": ("images", _count),
    "totalContactAdultSexualSanctions": ("contact_adult", _count),
    "totalContactChildSexualSanctions": ("contact_child", _count),
    "totalNonContactSexualOffences": ("non_contact", _count),
    "isCurrentOffenceAgainstVictimStranger": ("against_stranger", _flag),
}
FIELDS = {
    **{ours: theirs for theirs, (ours, _) in INPUTS.items()},
    **{f"drugs.{drug.name.lower()}": theirs for theirs, drug in DRUGS.items()},
    "on": "assessmentDate",
    "svrp": "SERIOUS_VIOLENT_REOFFENDING_PREDICTOR",
    "dc_srp": "DIRECT_CONTACT_SEXUAL_REOFFENDING_PREDICTOR",
    "iic_srp": "IMAGES_AND_INDIRECT_CONTACT_SEXUAL_REOFFENDING_PREDICTOR",
}

# Our names of parts by the set's: of the three sums, where two of them differ in what they call violence; of points.
SUM_PARTS = {
    "twoYearInterceptWeight": "intercept",
    "ageGenderPolynomialWeight": "age",
    "genderWeight": "sex",
    "offenceGroupWeight": "offence",
    "firstSanctionWeight": "first_sanction",
    "secondSanctionWeight": "second_sanction",
    "totalNumberOfSanctionsForAllOffencesWeight": "sanctions",
    "secondSanctionGapWeight": "gap",
    "offenceFreeMonthsWeight": "offence_free_months",
    "copasScore": "rate",
    "copasScoreSquared": "rate_squared",
    "neverViolentWeight": "never_violent",
    "onceViolentWeight": "once_violent",
    "totalNumberOfViolentSanctionsWeight": "violent_sanctions",
    "copasViolentOffencesScore": "violent_rate",
    "violentSanctionsWeight": "violent_sanctions",
    "violenceRateWeight": "violent_rate",
    "suitableAccommodationWeight": "accommodation",
    "unemployedWeight": "is_unemployed",
    "liveInRelationshipWeight": "lives_with_partner",
    "relationshipQualityWeight": "partner_relationship",
    "multiplicativeRelationshipWeight": "partner_relationship_living_together",
    "domesticViolenceWeight": "domestic_abuse",
    "regularOffendingActivitiesWeight": "activities",
    "drugMotivationWeight": "drug_motivation",
    "chronicDrinkingProblemsWeight": "chronic_drinking",
    "bingeDrinkingProblemsWeight": "binge_drinking",
    "impulsivityProblemsWeight": "impulsivity",
    "temperControlWeight": "temper",
    "proCriminalAttitudesWeight": "pro_criminal_attitudes",
    "offenceInvolveCarryingOrUsingWeaponsWeight": "weapon_in_offence",
    "heroinUsageWeight": "drugs.heroin",
    "methadoneUsageWeight": "drugs.methadone",
    "otherOpiateUsageWeight": "drugs.other_opiate",
    "crackCocaineUsageWeight": "drugs.crack",
    "powderCocaineUsageWeight": "drugs.powder_cocaine",
    "misusedPrescriptionDrugUsageWeight": "drugs.prescription",
    "benzodiazepinesUsageWeight": "drugs.benzodiazepines",
    "cannabisUsageWeight": "drugs.cannabis",
    "steroidUsageWeight": "drugs.steroids",
    "otherDrugUsageWeight": "drugs.other",
    "pastHomicideOffenceWeight": "past_convictions.homicide",
    "pastWoundingGrievousBodilyHarmOffenceWeight": "past_convictions.wounding",
    "pastKidnappingOffenceWeight": "past_convictions.kidnapping",
    "pastFirearmsOffenceWeight": "past_convictions.firearms",
    "pastRobberyOffenceWeight": "past_convictions.robbery",
    "pastAggravatedBurglaryOffenceWeight": "past_convictions.aggravated_burglary",
    "pastNonFirearmWeaponOffenceWeight": "past_convictions.weapon",
    "pastCriminalDamageOffenceWeight": "past_convictions.criminal_damage",
    "pastArsonOffenceWeight": "past_convictions.arson",
}
DC_PARTS = {
    "totalContactAdultSexualSanctionsWeight": "contact_adult",
    "totalContactChildSexualSanctionsWeight": "contact_child",
    "totalNonContactSexualOffencesWeight": "non_contact",
    "ageAtStartOfFollowUpWeight": "follow_up_age",
    "ageAtLastSanctionForSexualOffenceWeight": "last_offence_age",
    "totalNumberOfSanctionsForAllOffencesWeight": "sanctions",
    "currentOffenceAgainstVictimStrangerWeight": "against_stranger",
}
IIC_PARTS = {"imagesAndIndirectContactWeight": sexual.IIC_PART}


def facts_of(given: Data) -> Facts:
    """The facts of a case: what is not supplied is not known, what is no answer is refused."""
    try:
        known = {ours: read(given[key]) for key, (ours, read) in INPUTS.items() if given.get(key) is not None}
    except (KeyError, ValueError, TypeError) as error:
        raise ConformanceRefusal(f"not an answer: {error}") from None
    return Facts(**known, drugs=frozenset(drug for name, drug in DRUGS.items() if given.get(name)))


def day_of(given: Data) -> date:
    return date.fromisoformat(given["assessmentDate"]) if given.get("assessmentDate") else DAY


def errors_of(faults: tuple[Fault, ...]) -> list[Data]:
    return [{"type": fault.code.value, "fields": [FIELDS[name] for name in fault.fields]} for fault in faults]


def band_name(band: Band | None) -> str | None:
    return band.name if band else None

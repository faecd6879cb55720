"""The facts of a record: the person, their sentences and flags, the case and who has held it, who may open it."""

from __future__ import annotations

from rainer.cases.models.access import Asked, BreakGlass, Exclusion, OpeningSeen, Restriction
from rainer.cases.models.case import Case, CaseHolding, CaseState, Rosh, TimeRange
from rainer.cases.models.document import Document, DocumentVersion, StoredFile
from rainer.cases.models.person import (
    Address,
    Adjustment,
    Alias,
    Disability,
    DuplicateWarning,
    EqualityAnswer,
    OwnWords,
    Person,
    PersonalCircumstance,
    PersonalContact,
    PersonIdentifier,
    Unavailability,
)
from rainer.cases.models.registration import Registration, RegistrationReview
from rainer.cases.models.sentence import (
    Breach,
    CourtAppearance,
    Intervention,
    Licence,
    LicenceCondition,
    LicenceSeen,
    Offence,
    Recall,
    Release,
    Requirement,
    Sentence,
    SentenceEvent,
)

__all__ = [
    "Address",
    "Adjustment",
    "Alias",
    "Asked",
    "Breach",
    "BreakGlass",
    "Case",
    "CaseHolding",
    "CaseState",
    "CourtAppearance",
    "Disability",
    "Document",
    "DocumentVersion",
    "DuplicateWarning",
    "EqualityAnswer",
    "Exclusion",
    "Intervention",
    "Licence",
    "LicenceCondition",
    "LicenceSeen",
    "Offence",
    "OpeningSeen",
    "OwnWords",
    "Person",
    "PersonIdentifier",
    "PersonalCircumstance",
    "PersonalContact",
    "Recall",
    "Registration",
    "RegistrationReview",
    "Release",
    "Requirement",
    "Restriction",
    "Rosh",
    "Sentence",
    "SentenceEvent",
    "StoredFile",
    "TimeRange",
    "Unavailability",
]

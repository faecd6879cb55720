"""What the tier rules read: plain facts from the case record, the assessment and the predictors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal

MappaLevel = Literal["M1", "M2", "M3"]
MappaCategory = Literal["M1", "M2", "M3", "M4"]
Letter = Literal["A", "B", "C", "D", "E", "F", "G"]


class Rosh(StrEnum):
    """Risk of serious harm. Not recorded is None, and is never low."""

    LOW = "LOW"
    MEDIUM = "MEDIUM"
    HIGH = "HIGH"
    VERY_HIGH = "VERY_HIGH"

    @property
    def words(self) -> str:
        return self.value.lower().replace("_", " ")


class NeedSection(StrEnum):
    """A scored section of the assessment."""

    ACCOMMODATION = "ACCOMMODATION"
    EDUCATION_TRAINING_AND_EMPLOYABILITY = "EDUCATION_TRAINING_AND_EMPLOYABILITY"
    RELATIONSHIPS = "RELATIONSHIPS"
    LIFESTYLE_AND_ASSOCIATES = "LIFESTYLE_AND_ASSOCIATES"
    DRUG_MISUSE = "DRUG_MISUSE"
    ALCOHOL_MISUSE = "ALCOHOL_MISUSE"
    THINKING_AND_BEHAVIOUR = "THINKING_AND_BEHAVIOUR"
    ATTITUDES = "ATTITUDES"
    FINANCIAL_MANAGEMENT_AND_INCOME = "FINANCIAL_MANAGEMENT_AND_INCOME"
    EMOTIONAL_WELL_BEING = "EMOTIONAL_WELL_BEING"

    @property
    def words(self) -> str:
        return self.value.lower().replace("_", " ")


class Severity(StrEnum):
    """How strong a need is."""

    NO_NEED = "NO_NEED"
    STANDARD = "STANDARD"
    SEVERE = "SEVERE"

    @property
    def words(self) -> str:
        return self.value.lower().replace("_", " ")


class Answer(StrEnum):
    """An answer on the assessment form: a problem, a yes or no, or how often."""

    NONE = "NONE"
    SOME = "SOME"
    SIGNIFICANT = "SIGNIFICANT"
    NO = "NO"
    YES = "YES"
    NEVER = "NEVER"
    PREVIOUS = "PREVIOUS"
    CURRENTLY = "CURRENTLY"
    MISSING = "MISSING"
    UNKNOWN = "UNKNOWN"


class DcSrpBand(StrEnum):
    """Band of the direct-contact sexual reoffending predictor, after any five-year reduction."""

    LOW = "LOW"
    MEDIUM = "MEDIUM"
    HIGH = "HIGH"
    VERY_HIGH = "VERY_HIGH"
    NOT_APPLICABLE = "NOT_APPLICABLE"


@dataclass(frozen=True, slots=True)
class Registration:
    """An active entry of the register, with the code of its type, its day, level and category."""

    code: str
    on: date
    level: str | None = None
    category: str | None = None


@dataclass(frozen=True, slots=True)
class Registrations:
    """The active registrations of one person, in any order."""

    registrations: tuple[Registration, ...]


@dataclass(frozen=True, slots=True)
class RegistrationFacts:
    """What the tier rules take from the register. `complexity_factors` are codes in capitals."""

    rosh: Rosh | None = None
    mappa_level: MappaLevel | None = None
    mappa_category: MappaCategory | None = None
    complexity_factors: frozenset[str] = frozenset()
    iom: bool = False
    lifer_ipp: bool = False
    domestic_abuse: bool = False
    stalking: bool = False
    child_protection: bool = False
    unsupervised: bool = False


@dataclass(frozen=True, slots=True)
class RequirementFact:
    """A requirement of a community order or SSO: the code of its main category, and whether it restricts."""

    main_type: str
    is_restrictive: bool


@dataclass(frozen=True, slots=True)
class Conviction:
    """A conviction with its sentence type's code, and the day the sentence ended if it has."""

    sentence_type: str
    terminated_on: date | None = None
    requirements: tuple[RequirementFact, ...] = ()


@dataclass(frozen=True, slots=True)
class Convictions:
    """All convictions of one person."""

    convictions: tuple[Conviction, ...]


@dataclass(frozen=True, slots=True)
class WomensAnswers:
    """Answers of the assessment that count for women: parenting (6.9), impulsivity (11.2), temper (11.4)."""

    parenting_responsibilities: Answer | None = None
    impulsivity: Answer | None = None
    temper_control: Answer | None = None


@dataclass(frozen=True, slots=True)
class WomensFactors:
    """Inputs of the women's factors. `answers` is None without an eligible assessment."""

    gender: str | None
    answers: WomensAnswers | None = None
    previous_enforcement_activity: bool = False


@dataclass(frozen=True, slots=True)
class ProtectInputs:
    """Inputs of the protect axis. `rsr` is the latest RSR score in per cent, None if there is none."""

    gender: str | None
    rsr: float | None = None
    rosh: Rosh | None = None
    mappa_level: MappaLevel | None = None
    complexity_factors: frozenset[str] = frozenset()
    womens_answers: WomensAnswers | None = None
    previous_enforcement_activity: bool = False


@dataclass(frozen=True, slots=True)
class ChangeInputs:
    """Inputs of the change axis. `needs`: None without an eligible assessment; unscored sections left out."""

    has_mandate: bool
    needs: Mapping[NeedSection, Severity] | None = None
    ogrs: float | None = None
    iom: bool = False


@dataclass(frozen=True, slots=True)
class AssessmentFacts:
    """What a v2 tier takes from the eligible assessment."""

    needs: Mapping[NeedSection, Severity] = field(default_factory=dict)
    womens_answers: WomensAnswers | None = None


@dataclass(frozen=True, slots=True)
class V2Inputs:
    """A whole case for a v2 tier. `assessment`: the one `tiering.eligible_assessment` gives, or None."""

    gender: str | None
    rsr: float | None
    ogrs: float | None
    registrations: tuple[Registration, ...]
    convictions: tuple[Conviction, ...]
    previous_enforcement_activity: bool = False
    assessment: AssessmentFacts | None = None


@dataclass(frozen=True, slots=True)
class Predictor:
    """A predictor score in per cent: static (brief, no assessment answers) or dynamic (extended)."""

    score: float
    type: Literal["STATIC", "DYNAMIC"]

    @property
    def is_static(self) -> bool:
        return self.type == "STATIC"


@dataclass(frozen=True, slots=True)
class DcSrp:
    """Direct-contact sexual reoffending predictor: per cent, and band after any five-year reduction."""

    score: float | None
    band: DcSrpBand | None


@dataclass(frozen=True, slots=True)
class V3Inputs:
    """A whole case for a v3 tier. A score not worked out is None."""

    has_active_event: bool
    arp: Predictor | None = None
    csrp: Predictor | None = None
    dc_srp: DcSrp | None = None
    rosh: Rosh | None = None
    mappa_category: MappaCategory | None = None
    lifer_ipp: bool = False
    latest_release_on: date | None = None
    domestic_abuse: bool = False
    stalking: bool = False
    child_protection: bool = False
    ever_committed_sexual_offence: bool = False

"""What the predictors are asked with: answers on their published scales, each with the points it stands for."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Sex(StrEnum):
    MALE = "male"
    FEMALE = "female"


class Where(StrEnum):
    """Where somebody is supervised on the day of the assessment."""

    CUSTODY = "custody"
    COMMUNITY = "community"
    REMAND = "remand"


class Problem(IntEnum):
    """How far something is a problem; the number is its points in every predictor."""

    NONE = 0
    SOME = 1
    SIGNIFICANT = 2


class Motivation(IntEnum):
    """How far somebody is motivated to tackle it; the number is its points in every predictor."""

    FULL = 0
    PARTIAL = 1
    NONE = 2


class Strength(IntEnum):
    """Whether somebody does something that protects them; the number is its points, a strength giving none."""

    YES = 0
    SOMETIMES = 1
    NO = 2


class Relationship(StrEnum):
    NONE = "not in a relationship"
    LIVING_TOGETHER = "living together"
    APART = "in a relationship, not living together"


class PastConviction(StrEnum):
    """Kinds of earlier conviction that the serious violence predictors ask for."""

    HOMICIDE = "homicide"
    WOUNDING = "wounding or grievous bodily harm"
    KIDNAPPING = "kidnapping"
    FIREARMS = "firearms"
    ROBBERY = "robbery"
    AGGRAVATED_BURGLARY = "aggravated burglary"
    WEAPON = "weapon"
    CRIMINAL_DAMAGE = "criminal damage"
    ARSON = "arson"


class Band(StrEnum):
    """A predictor's band. Lists order bands by `Band`'s own order here, lowest first."""

    NOT_APPLICABLE = "not applicable"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    VERY_HIGH = "very high"


class Form(StrEnum):
    """Which form of a predictor answered: `STATIC` from the record alone, `DYNAMIC` with answers about life now."""

    STATIC = "static"
    DYNAMIC = "dynamic"


class Drug(StrEnum):
    """Drugs somebody may use now; several have one weight between them."""

    HEROIN = "heroin"
    METHADONE = "methadone, not prescribed"
    OTHER_OPIATE = "other opiates"
    CRACK = "crack cocaine"
    POWDER_COCAINE = "powder cocaine"
    PRESCRIPTION = "misused prescription drugs"
    BENZODIAZEPINES = "benzodiazepines"
    CANNABIS = "cannabis"
    STEROIDS = "steroids"
    OTHER = "other drugs"
    KETAMINE = "ketamine"
    SPICE = "spice"
    HALLUCINOGENS = "hallucinogens"
    SOLVENTS = "solvents"

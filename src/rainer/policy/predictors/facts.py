"""What is known of one person: all that the predictors of the fourth generation ask, each fact once.

None is "not known", never a no: a predictor says what it lacks. The one exception is published with the predictors:
a drug that is not named is not used.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rainer.policy.predictors.answers import Drug, Motivation, PastConviction, Problem, Relationship, Sex, Where


@dataclass(frozen=True, slots=True)
class Facts:
    """The person, the record of sanctions, life now, and sexual offending. Every count includes the current one.

    `follow_up_from` is the day of sentence in the community, or of release. `sanctions` and the like are counts of
    occasions. `images` counts sanctions for images and other indirect contact.
    """

    sex: Sex | None = None
    born_on: date | None = None
    where: Where | None = None

    convicted_on: date | None = None
    follow_up_from: date | None = None
    last_offence_on: date | None = None
    offence_code: str | None = None
    age_at_first_sanction: int | None = None
    sanctions: int | None = None
    violent_sanctions: int | None = None

    weapon_in_offence: bool | None = None
    accommodation: Problem | None = None
    is_unemployed: bool | None = None
    partner_relationship: Problem | None = None
    domestic_abuse: bool | None = None
    relationship: Relationship | None = None
    activities: Problem | None = None
    drug_motivation: Motivation | None = None
    drugs: frozenset[Drug] = frozenset()
    chronic_drinking: Problem | None = None
    binge_drinking: Problem | None = None
    impulsivity: Problem | None = None
    temper: Problem | None = None
    pro_criminal_attitudes: Problem | None = None
    past_convictions: frozenset[PastConviction] | None = None

    has_sexual_history: bool | None = None
    last_sexual_offence_on: date | None = None
    images: int | None = None
    contact_adult: int | None = None
    contact_child: int | None = None
    non_contact: int | None = None
    against_stranger: bool | None = None

"""What the third generation asks beyond the fourth."""

from __future__ import annotations

from dataclasses import dataclass

from rainer.policy.predictors.answers import Form, Problem, Strength
from rainer.policy.predictors.facts import Facts


@dataclass(frozen=True, slots=True)
class Facts3(Facts):
    """One person's facts. `wanted_form` asks SNSV for one form and no other; `ogrs3_two_years` is the percentage
    OGRS3 gave, which OGP builds on."""

    domestic_abuse_against_partner: bool | None = None
    wanted_form: Form | None = None

    is_sexually_motivated: bool | None = None

    is_of_no_fixed_abode: bool | None = None
    recognises_impact: bool | None = None
    has_psychiatric_treatment: bool | None = None
    drug_misuse: Problem | None = None
    problem_solving: Problem | None = None
    awareness_of_consequences: Strength | None = None
    understanding_of_others: Problem | None = None
    ogrs3_two_years: int | None = None

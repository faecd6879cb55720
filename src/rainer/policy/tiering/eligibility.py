"""Which assessment and which predictor result a tier is worked out from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national

ASSESSMENT = "tiering.eligible_assessment"


@dataclass(frozen=True, slots=True)
class AssessmentRecord:
    """An assessment on file: the caller's name for it, layer, status and day of completion."""

    id: str
    layer: int
    status: str
    completed_on: date | None


@dataclass(frozen=True, slots=True)
class AssessmentRecords:
    """Every assessment of one person."""

    assessments: tuple[AssessmentRecord, ...]


@dataclass(frozen=True, slots=True)
class PredictorResult:
    """A predictor result on file. `origin` tells one worked out for a person from a stored bulk re-score."""

    id: str
    generation: str
    completed_on: date
    origin: Literal["assessed", "rescored"] = "assessed"


@dataclass(frozen=True, slots=True)
class PredictorResults:
    """Every predictor result of one person."""

    results: tuple[PredictorResult, ...]


@rule("tiering.eligible_assessment", reads=(ASSESSMENT,))
def eligible_assessment(
    inputs: AssessmentRecords, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[AssessmentRecord]:
    """The assessment a tier may rest on: the latest full one that is complete and recent enough.

    One completed exactly the limit ago still counts. None is an answer: the case has no eligible assessment.
    """
    value = (rulebook or national()).value(ASSESSMENT, on=on, place=place)
    limit = value.value
    full = [
        (record.completed_on, record)
        for record in inputs.assessments
        if record.layer == limit["layer"] and record.status in limit["statuses"]
        and record.completed_on is not None and record.completed_on <= on
    ]  # fmt: skip
    oldest = on - timedelta(weeks=limit["weeks"])
    completed_on, latest = max(full, key=lambda pair: pair[0], default=(None, None))
    found = f"completed {completed_on.isoformat()}" if completed_on else "none"
    still_counts = completed_on is not None and completed_on >= oldest
    step = Step("assessment.recent", f"Latest full assessment, completed since {oldest.isoformat()}", found,
                still_counts, value)  # fmt: skip
    if not still_counts:
        return Outcome("tiering.eligible_assessment", on, place, None, (step,), ("no eligible assessment",))
    return Outcome("tiering.eligible_assessment", on, place, latest, (step,))


@rule("tiering.predictor_result", reads=("tiering.predictor_generation",))
def predictor_result(
    inputs: PredictorResults, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[PredictorResult]:
    """The predictor result a v3 tier rests on: the newest made for the person, else the newest re-score."""
    value = (rulebook or national()).value("tiering.predictor_generation", on=on, place=place)
    usable = [r for r in inputs.results if r.generation == value.value and r.completed_on <= on]
    # A result worked out for the person wins over any bulk re-score, however new.
    newest = max(usable, key=lambda r: (r.origin == "assessed", r.completed_on), default=None)
    found = f"{newest.origin}, {newest.completed_on.isoformat()}" if newest else "none"
    chosen = newest.id if newest else None
    step = Step("predictor.newest", f"Newest {value.value} result", found, chosen, value)
    missing = () if newest else ("no predictor score",)
    return Outcome("tiering.predictor_result", on, place, newest, (step,), missing)

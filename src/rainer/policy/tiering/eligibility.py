"""Which assessment, predictor result and enforcement before a tier is worked out from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, Value, national
from rainer.policy.tiering.years import first_day_of_whole_years

ASSESSMENT, GENERATION, ENFORCEMENT = (
    "tiering.eligible_assessment",
    "tiering.predictor_generation",
    "tiering.enforcement_activity",
)


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


@rule("tiering.predictor_result", reads=(GENERATION,))
def predictor_result(
    inputs: PredictorResults, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[PredictorResult]:
    """The predictor result a v3 tier rests on: the newest made for the person, else the newest re-score."""
    value = (rulebook or national()).value(GENERATION, on=on, place=place)
    usable = [r for r in inputs.results if r.generation == value.value and r.completed_on <= on]
    # A result worked out for the person wins over any bulk re-score, however new.
    newest = max(usable, key=lambda r: (r.origin == "assessed", r.completed_on), default=None)
    found = f"{newest.origin}, {newest.completed_on.isoformat()}" if newest else "none"
    chosen = newest.id if newest else None
    step = Step("predictor.newest", f"Newest {value.value} result", found, chosen, value)
    missing = () if newest else ("no predictor score",)
    return Outcome("tiering.predictor_result", on, place, newest, (step,), missing)


@dataclass(frozen=True, slots=True)
class EnforcedConviction:
    """A conviction with the day its sentence ended, if it has, and whether it saw a breach or recall."""

    had_breach_or_recall: bool
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class EnforcedConvictions:
    """All convictions of one person."""

    convictions: tuple[EnforcedConviction, ...]


@rule("tiering.previous_enforcement", reads=(ENFORCEMENT,))
def previous_enforcement(
    inputs: EnforcedConvictions, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[bool]:
    """Whether a breach or recall counts: on a conviction still running or over for less than a year."""
    value = (rulebook or national()).value(ENFORCEMENT, on=on, place=place)
    steps = tuple(_enforcement_step(c, value, on) for c in inputs.convictions if c.had_breach_or_recall)
    answer = any(step.result for step in steps)
    return Outcome("tiering.previous_enforcement", on, place, answer, steps)


def _enforcement_step(conviction: EnforcedConviction, value: Value, on: date) -> Step:
    label, ended = "Conviction with a breach or recall", conviction.ended_on
    if ended is None:
        return Step("enforcement.conviction", label, "running", True, value)
    counts = on < first_day_of_whole_years(ended, value.value["years"])
    return Step("enforcement.conviction", label, f"ended {ended.isoformat()}", counts, value)

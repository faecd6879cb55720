"""How strong a need is, from the answers of one section of the assessment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national
from rainer.policy.tiering.inputs import Answer, NeedSection, Severity

CUTOFFS, ANSWERS = "tiering.need_cutoffs", "tiering.need_answer_scores"


@dataclass(frozen=True, slots=True)
class NeedAnswers:
    """The answers of one section by question. `is_san`: the strengths-based form, with cutoffs of its own."""

    section: NeedSection
    answers: Mapping[str, Answer]
    is_san: bool = False


@dataclass(frozen=True, slots=True)
class NeedScore:
    """The sum of a section's answers and the need it shows."""

    score: int
    severity: Severity


@rule("tiering.need_severity", reads=(CUTOFFS, ANSWERS))
def need_severity(
    inputs: NeedAnswers, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[NeedScore]:
    """Whether a section of the assessment shows no need, a standard or a severe one.

    Sums the answers that count and compares the sum with the section's cutoffs. A section in which every
    answer is missing or unknown has no score.
    """
    book = rulebook or national()
    scores = book.value(ANSWERS, on=on, place=place)
    cutoffs = book.value(CUTOFFS, on=on, place=place)
    section = cutoffs.value.get(inputs.section)
    if section is None:
        missing = (f"{inputs.section.words} is not scored",)
        return Outcome("tiering.need_severity", on, place, None, (), missing)
    steps = tuple(
        Step(f"need.{question}", label, inputs.answers.get(question, Answer.MISSING).lower(),
             scores.value[inputs.answers.get(question, Answer.MISSING)], scores)
        for question, label in section["questions"].items()
    )  # fmt: skip
    known = [step.result for step in steps if step.result is not None]
    if not known:
        missing = (f"no answers on {inputs.section.words}",)
        return Outcome("tiering.need_severity", on, place, None, steps, missing)
    limits = section.get("san", section["ordinary"]) if inputs.is_san else section["ordinary"]
    total = sum(known)
    severity = _severity(total, limits)
    found = f"{total}; standard from {limits['standard']}, severe from {limits['severe']}"
    last = Step("need.severity", "Need", found, severity, cutoffs, said=severity.words.capitalize())
    return Outcome("tiering.need_severity", on, place, NeedScore(total, severity), (*steps, last))


def _severity(total: int, limits: Mapping[str, int]) -> Severity:
    if total >= limits["severe"]:
        return Severity.SEVERE
    return Severity.STANDARD if total >= limits["standard"] else Severity.NO_NEED

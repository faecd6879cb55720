"""Answers as they are kept: in their question's shape, and only while their question is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from rainer.policy.assessment.form import SECTIONS, Answer, Answers, Form, form_on, is_blank
from rainer.policy.assessment.reading import Fault, read_answer
from rainer.policy.dates import counted
from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook


class WhyRemoved(StrEnum):
    NO_LONGER_ASKED = "no longer asked"
    NOT_IN_FORM = "not in the form"


@dataclass(frozen=True, slots=True)
class CleanInputs:
    """What was given, by question. With a `section`, it is that section's whole answer, and `others` are the rest.

    Without one, `given` holds the whole form. On the outside, `on` is the day whose form the assessment was begun with.
    """

    given: Mapping[str, Any]
    section: str = ""
    others: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Removed:
    """An answer that is not kept, because its question is no longer asked or is not in the form."""

    question: str
    label: str
    section: str
    answer: Answer
    why: WhyRemoved


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The whole form's answers as they are kept, what went, and what is wrong. Nothing is saved while faults stand."""

    answers: Mapping[str, Answer]
    removed: tuple[Removed, ...] = ()
    faults: tuple[Fault, ...] = ()


@rule("assessment.clean", reads=(SECTIONS,))
def clean(
    inputs: CleanInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Cleaned]:
    """Which answers of the assessment form are kept, which go because nothing asks them now, and which are wrong.

    Goes through the form once in its order, for a question looks only at earlier ones: an answer that goes takes
    with it what was asked because of it, in whatever section.
    """
    form = form_on(on, place=place, rulebook=rulebook)
    given = _together(inputs, form)
    answers: dict[str, Answer] = {}
    removed: list[Removed] = []
    faults: list[Fault] = []
    for section, question in form.questions():
        raw = given.pop(question.code, None)
        if is_blank(raw):
            continue
        if not question.is_asked(answers):
            removed.append(Removed(question.code, question.label, section.code, raw, WhyRemoved.NO_LONGER_ASKED))
            continue
        answer, wrong = read_answer(question, raw)
        faults += wrong
        if answer is not None:
            answers[question.code] = answer
    removed += [
        Removed(code, code, "", raw, WhyRemoved.NOT_IN_FORM) for code, raw in sorted(given.items()) if not is_blank(raw)
    ]
    cleaned = Cleaned(answers, tuple(removed), tuple(faults))
    return Outcome("assessment.clean", on, place, cleaned, tuple(_steps(cleaned)), sentence=_sentence(cleaned))


def _together(inputs: CleanInputs, form: Form) -> dict[str, Any]:
    """What was given with the rest; a section's own old answers make way, also where it was given none."""
    section = form.section(inputs.section) if inputs.section else None
    own = {question.code for question in section.questions} if section else set()
    others = {code: answer for code, answer in inputs.others.items() if code not in own}
    return {**others, **inputs.given}


def _steps(cleaned: Cleaned) -> list[Step]:
    gone = [Step(f"removed.{one.question}", one.label, one.why, one.answer) for one in cleaned.removed]
    wrong = [Step(f"fault.{one.question}", one.label, one.kind, one.what_to_do) for one in cleaned.faults]
    return [*gone, *wrong]


def _sentence(cleaned: Cleaned) -> str:
    if cleaned.faults:
        return f"{counted(len(cleaned.faults), 'answer')} to put right."
    went = f", {counted(len(cleaned.removed), 'answer')} removed" if cleaned.removed else ""
    return f"{counted(len(cleaned.answers), 'answer')} kept{went}."


def is_whole(form: Form, answers: Answers) -> bool:
    """Whether nothing that is asked and required is still open: then it can be signed."""
    return not form.open_questions(answers)

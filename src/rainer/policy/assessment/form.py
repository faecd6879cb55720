"""The assessment form as data: sections, questions, options, and when each question is asked.

A section is one dated parameter, `assessments.form.<section>`; an assessment keeps the day whose form it was
begun with, so that an old one is still shown with its own questions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any

from rainer.policy.rulebook import NATION, Place, Rulebook, national

SECTIONS = "assessments.sections"
FORM = "assessments.form."

# What a question's answer is kept as: a code, codes, "yes" or "no", text, a whole number, a day as text, or rows.
Answer = Any
Answers = Mapping[str, Answer]


class Kind(StrEnum):
    """How a question is answered."""

    ONE_OF = "one of"
    ANY_OF = "any of"
    YES_NO = "yes or no"
    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    ROWS = "rows"


class Voice(StrEnum):
    """Whose answer it is: a fact of the record, the person's own words, or what the practitioner makes of it."""

    FACT = "fact"
    PERSON = "person"
    PRACTITIONER = "practitioner"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose. `is_alone` closes the others out ("None of these"). `group` heads options together."""

    code: str
    label: str
    hint: str = ""
    group: str = ""
    is_alone: bool = False
    practitioner_only: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """Met when the answer of `question` is one of `any_of` (or holds one of them)."""

    question: str
    any_of: tuple[str, ...]

    def is_met(self, answers: Answers) -> bool:
        given = answers.get(self.question)
        held = given if isinstance(given, list) else [given]
        return any(one in self.any_of for one in held)


@dataclass(frozen=True, slots=True)
class Question:
    """One question. It is asked when every one of `asked_when` is met, and one of `asked_when_any` if it has some.

    A condition may name a question of any section: codes are unique in the whole form, so `answers` is always those
    of the whole form. `known_from` names the fact of the record that answers it in advance (`known.Known`). `limit`
    is the most characters of a text, or the highest number. `columns` are the questions of one row where the kind
    is rows; a row is asked with its own answers. `group` heads questions that stand together on a screen.
    """

    code: str
    label: str
    kind: Kind
    voice: Voice = Voice.FACT
    options: tuple[Option, ...] = ()
    asked_when: tuple[Condition, ...] = ()
    asked_when_any: tuple[Condition, ...] = ()
    is_required: bool = True
    hint: str = ""
    limit: int | None = None
    group: str = ""
    known_from: str = ""
    columns: tuple[Question, ...] = ()
    hidden_from_person: bool = False

    def is_asked(self, answers: Answers) -> bool:
        is_any = not self.asked_when_any or any(one.is_met(answers) for one in self.asked_when_any)
        return is_any and all(one.is_met(answers) for one in self.asked_when)

    def conditions(self) -> tuple[Condition, ...]:
        return (*self.asked_when, *self.asked_when_any)

    def is_open(self, answers: Answers) -> bool:
        """Whether an answer is still owed, a row's own questions included. Ask it of a question that is asked."""
        given = answers.get(self.code)
        if is_blank(given):
            return self.is_required
        rows: list[dict[str, Answer]] = (given or []) if self.kind is Kind.ROWS else []
        return any(column.is_asked(row) and column.is_open(row) for row in rows for column in self.columns)

    def option(self, code: str) -> Option | None:
        return next((one for one in self.options if one.code == code), None)


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the form. `area` is set where it is an area of life; `part` groups sections in the list."""

    code: str
    label: str
    questions: tuple[Question, ...]
    area: str = ""
    part: str = ""
    hint: str = ""

    def asked(self, answers: Answers) -> Iterator[Question]:
        return (one for one in self.questions if one.is_asked(answers))

    def open_questions(self, answers: Answers) -> list[Question]:
        """Required questions that are asked and not answered, or have a row that is not."""
        return [one for one in self.asked(answers) if one.is_open(answers)]


@dataclass(frozen=True, slots=True)
class Form:
    """Every section in its order, as in force on `on`."""

    on: date
    sections: tuple[Section, ...]

    def section(self, code: str) -> Section | None:
        return next((one for one in self.sections if one.code == code), None)

    def question(self, code: str) -> Question | None:
        return next((question for _, question in self.questions() if question.code == code), None)

    def questions(self) -> Iterator[tuple[Section, Question]]:
        return ((section, question) for section in self.sections for question in section.questions)

    def open_questions(self, answers: Answers) -> dict[str, list[Question]]:
        """What is still to answer, by section; sections with nothing left are not in it."""
        left = {section.code: section.open_questions(answers) for section in self.sections}
        return {code: questions for code, questions in left.items() if questions}


def is_blank(answer: Answer) -> bool:
    return answer is None or answer == "" or answer == []


def form_on(on: date, *, place: Place = NATION, rulebook: Rulebook | None = None) -> Form:
    """The form in force on the day, in the place."""
    return _form(rulebook or national(), on, place)


@lru_cache(maxsize=64)
def _form(rulebook: Rulebook, on: date, place: Place) -> Form:
    order = rulebook.value(SECTIONS, on=on, place=place).value
    return Form(on, tuple(_section(given, rulebook, on, place) for given in order))


def _section(given: Mapping[str, Any], rulebook: Rulebook, on: date, place: Place) -> Section:
    questions = rulebook.value(f"{FORM}{given['code']}", on=on, place=place).value
    facts = {name: given[name] for name in ("code", "label", "area", "part", "hint") if name in given}
    return Section(questions=tuple(_question(one) for one in questions), **facts)


def _question(given: Mapping[str, Any]) -> Question:
    facts = dict(given)
    return Question(
        kind=Kind(facts.pop("kind")),
        voice=Voice(facts.pop("voice", Voice.FACT)),
        options=tuple(Option(**one) for one in facts.pop("options", ())),
        asked_when=_conditions(facts.pop("asked_when", ())),
        asked_when_any=_conditions(facts.pop("asked_when_any", ())),
        columns=tuple(_question(one) for one in facts.pop("columns", ())),
        **facts,
    )


def _conditions(given: Iterable[Mapping[str, Any]]) -> tuple[Condition, ...]:
    return tuple(Condition(one["question"], tuple(one["any_of"])) for one in given)

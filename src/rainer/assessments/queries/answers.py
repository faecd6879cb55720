"""Answers in the words of the form: for a page that is read, a summary, a comparison."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from rainer.policy.assessment.form import Answers, Form, Kind, Question, Section, Voice, is_blank
from rainer.web import words


@dataclass(frozen=True, slots=True)
class Told:
    """A question and its answer in words; `rows` where the answer is a table."""

    question: Question
    words: str
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def is_voice_of_person(self) -> bool:
        return self.question.voice is Voice.PERSON


def told(section: Section, answers: Answers) -> list[Told]:
    """Every question asked, with "Not answered" where it was not."""
    return [tell(one, answers.get(one.code)) for one in section.asked(answers)]


def tell(question: Question, answer: Any) -> Told:
    if question.kind is Kind.ROWS:
        return Told(
            question, "" if answer else str(_("None recorded")), tuple(_row(question, one) for one in answer or ())
        )
    return Told(question, in_words(question, answer))


def _row(question: Question, row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(in_words(column, row.get(column.code)) for column in question.columns)


def in_words(question: Question, answer: Any) -> str:
    """ "Not answered" for nothing; an option's label; a day as pages say it."""
    if is_blank(answer):
        return str(_("Not answered"))
    if question.kind is Kind.YES_NO:
        return str(_("Yes") if answer == "yes" else _("No"))
    if question.kind in (Kind.ONE_OF, Kind.ANY_OF):
        codes = answer if isinstance(answer, list) else [answer]
        return "; ".join(_label(question, str(code)) for code in codes)
    if question.kind is Kind.DAY:
        return str(words.day(date.fromisoformat(answer)))
    return str(answer)


def _label(question: Question, code: str) -> str:
    option = question.option(code)
    return option.label if option else code


@dataclass(frozen=True, slots=True)
class Difference:
    """An answer that is not what it was: the section, the question, before and now in words."""

    section: Section
    question: Question
    before: str
    now: str


def differences(form: Form, before: Answers, now: Answers) -> Iterator[Difference]:
    """What differs between two sets of answers, in the order of the form."""
    for section, question in form.questions():
        was, is_now = before.get(question.code), now.get(question.code)
        if was == is_now or (is_blank(was) and is_blank(is_now)):
            continue
        yield Difference(section, question, _all(question, was), _all(question, is_now))


def _all(question: Question, answer: Any) -> str:
    one = tell(question, answer)
    return "; ".join(", ".join(row) for row in one.rows) if one.rows else one.words

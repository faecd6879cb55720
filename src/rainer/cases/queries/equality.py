"""Equality monitoring of one person: each question with the last answer, who asked and when, and what was said before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from rainer.cases.models import Case, EqualityAnswer
from rainer.rulebook.queries import place_of, rulebook_now
from rainer.web import words


@dataclass(frozen=True, slots=True)
class Question:
    """A question by the rulebook: its words, the answers it may have, whether one may be observed."""

    name: str
    words: str
    answers: tuple[str, ...]
    may_be_observed: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with what was said last, and before."""

    question: Question
    answer: str
    asked: str
    before: Sequence[str] = ()


def equality_questions(case: Case, *, on: date) -> list[Question]:
    found = rulebook_now().value("equality.questions", on=on, place=place_of(case.team.unit))
    return [Question(**{**row, "answers": tuple(row["answers"])}) for row in found.value]


def question_named(name: str, case: Case, *, on: date) -> Question | None:
    return next((one for one in equality_questions(case, on=on) if one.name == name), None)


def answers_of(case: Case, *, on: date) -> list[Answered]:
    """Two queries, however much was asked."""
    given: dict[str, list[EqualityAnswer]] = defaultdict(list)
    rows = EqualityAnswer.objects.filter(person=case.person_id).select_related("asked_by")
    for row in rows.order_by("-asked_on", "-pk"):
        given[row.question].append(row)
    return [_answered(question, given[question.name]) for question in equality_questions(case, on=on)]


def _answered(question: Question, rows: list[EqualityAnswer]) -> Answered:
    if not rows:
        return Answered(question, _("Not asked"), "")
    last, *before = rows
    return Answered(
        question, answer_words(last), asked_words(last), [f"{answer_words(row)}. {asked_words(row)}" for row in before]
    )


def answer_words(row: EqualityAnswer) -> str:
    if row.prefers_not_to_say:
        return _("Prefers not to say")
    if row.self_described and row.value:
        return _("%(answer)s, in their words: %(words)s") % {"answer": row.value, "words": row.self_described}
    if row.self_described:
        return _("In their words: %(words)s") % {"words": row.self_described}
    return row.value or _("Asked, and no answer given")


def asked_words(row: EqualityAnswer) -> str:
    """ "Told to Aisha Rahman, 3 Nov 2026", "Observed by …"."""
    facts = {"who": row.asked_by or "Rainer", "day": words.day(row.asked_on)}
    if row.how == EqualityAnswer.How.OBSERVED:
        return _("Observed by %(who)s, %(day)s") % facts
    return _("Asked by %(who)s, %(day)s") % facts

"""One section of an assessment as a form: each question as the field it is answered in, rows as numbered fields.

A question that hangs on one option of another in the same section stands inside that option. One that hangs on an
answer inside such a question is asked once that answer is saved: nothing needs scripts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _

from rainer.assessments.known import Known
from rainer.policy.assessment.form import Answers, Kind, Option, Question, Section, is_blank
from rainer.web.forms import Checkboxes, Form, LooseDate, Number, Radios, TextArea, TextInput

YES_NO = (("yes", _("Yes")), ("no", _("No")))
SHORT = 200
MOST_ROWS = 40
MORE = "more"


class SectionForm(Form):
    """The questions of a section that are asked now. `rows` says how many rows each table shows; `known` what is
    offered from the record: its field says where from."""

    def __init__(
        self, *args: Any, section: Section, answers: Answers, known: Mapping[str, Known], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.section, self.known = section, known
        self.shown = list(_shown(section, answers))
        self.rows = {one.code: self._count(one, answers) for one in self.shown if one.kind is Kind.ROWS}
        for question in self.shown:
            self._add(question, answers.get(question.code))

    def _count(self, question: Question, answers: Answers) -> int:
        """As many rows as were posted, one more where more were asked for; else those kept and an empty one."""
        posted = str(self.data.get(f"{question.code}-rows", "")) if self.is_bound else ""
        kept = len(answers.get(question.code) or ())
        count = int(posted) if posted.isdecimal() else max(1, kept)
        return min(MOST_ROWS, count + (self.data.get(MORE) == question.code))

    def _add(self, question: Question, answer: Any) -> None:
        if question.kind is not Kind.ROWS:
            field = field_of(question, _reveals(question, self.shown), is_like_the_one_above=self._repeats(question))
            field.initial = answer
            if question.code in self.known:
                field.help_text = f"{field.help_text} {self.known[question.code].says}".strip()
            self.fields[question.code] = field
            return
        kept = answer or []
        for number in range(self.rows[question.code]):
            row = kept[number] if number < len(kept) else {}
            for column in question.columns:
                field = field_of(column, {})
                field.initial = row.get(column.code)
                self.fields[row_name(question, number, column)] = field

    def _repeats(self, question: Question) -> bool:
        """Whether the question above has the same options: what each means is told once."""
        at = self.shown.index(question)
        return at > 0 and bool(question.options) and self.shown[at - 1].options == question.options

    def clean(self) -> dict[str, Any]:
        """Answers by question code. What the rule refuses is put on its field by the view."""
        typed = super().clean() or {}
        return {one.code: self._answer(one, typed) for one in self.shown if one.code not in self.errors}

    def _answer(self, question: Question, typed: dict[str, Any]) -> Any:
        if question.kind is not Kind.ROWS:
            return plain(typed.get(question.code))
        rows = [
            {column.code: plain(typed.get(row_name(question, number, column))) for column in question.columns}
            for number in range(self.rows[question.code])
        ]
        return [row for row in rows if not all(is_blank(value) for value in row.values())]

    @property
    def blocks(self) -> Iterator[tuple[Question, BoundField | None, list[list[BoundField]]]]:
        """Top questions in their order: each with its field, or with the fields of its rows."""
        for question in self.shown:
            if question.kind is Kind.ROWS:
                yield question, None, self._fields_of_rows(question)
            elif question.code not in self.revealed:
                yield question, self[question.code], []

    def _fields_of_rows(self, question: Question) -> list[list[BoundField]]:
        return [
            [self[row_name(question, number, column)] for column in question.columns]
            for number in range(self.rows[question.code])
        ]


def row_name(question: Question, number: int, column: Question) -> str:
    return f"{question.code}-{number}-{column.code}"


def plain(value: Any) -> Any:
    """As it is kept: a day as text, a number whole where it is, nothing as None."""
    if value is None or value == "" or value == []:
        return None
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if hasattr(value, "to_integral_value"):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def _shown(section: Section, answers: Answers) -> Iterator[Question]:
    """Asked by what is kept, or hanging on an option of a question that is."""
    asked = {one.code for one in section.questions if one.is_asked(answers)}
    return (one for one in section.questions if one.code in asked or _hangs_on(one, asked, answers))


def _hangs_on(question: Question, asked: set[str], answers: Answers) -> bool:
    """Whether only an answer still to be given on this very page stands between it and being asked."""
    if question.asked_when_any:
        return False
    open_ones = [one for one in question.asked_when if not one.is_met(answers)]
    return len(open_ones) == 1 and open_ones[0].question in asked


def _reveals(question: Question, shown: list[Question]) -> dict[str, tuple[str, ...]]:
    """By option, the questions that stand inside it. Rows stand on their own, and so does what hangs on something
    that stands inside another."""
    if question.kind not in (Kind.ONE_OF, Kind.ANY_OF, Kind.YES_NO) or _parent(question, shown) is not None:
        return {}
    found: dict[str, tuple[str, ...]] = {}
    for one in shown:
        place = _parent(one, shown)
        if place is not None and place[0] == question.code:
            found[place[1]] = (*found.get(place[1], ()), one.code)
    return found


def _parent(question: Question, shown: list[Question]) -> tuple[str, str] | None:
    """The question and option that this one stands inside: where it hangs on one option of one question here."""
    if question.kind is Kind.ROWS or len(question.conditions()) != 1 or not question.asked_when:
        return None
    condition = question.asked_when[0]
    above = next((one for one in shown if one.code == condition.question), None)
    if above is None or len(condition.any_of) != 1 or above.conditions():
        return None
    return condition.question, condition.any_of[0]


def field_of(
    question: Question, reveals: dict[str, tuple[str, ...]], *, is_like_the_one_above: bool = False
) -> forms.Field:
    label, hint = question.label, question.hint
    if question.kind is Kind.YES_NO:
        return Radios(label, YES_NO, required="", hint=hint, reveals=reveals, inline=not reveals)
    if question.kind is Kind.ONE_OF and is_like_the_one_above and not reveals:
        return Radios(label, _choices(question), required="", hint=hint, inline=True, small=True)
    if question.kind is Kind.ONE_OF:
        return Radios(label, _choices(question), required="", hint=hint, hints=_hints(question), reveals=reveals)
    if question.kind is Kind.ANY_OF:
        return Checkboxes(label, _choices(question), hint=hint, hints=_hints(question), reveals=reveals, small=True)
    if question.kind is Kind.NUMBER:
        return Number(label, required="", hint=hint, least=0, whole=True)
    if question.kind is Kind.DAY:
        return LooseDate(label, required="")
    limit = question.limit or 2000
    if limit <= SHORT:
        return TextInput(label, required="", hint=hint, max_length=limit)
    return TextArea(label, required="", hint=hint, max_length=limit, rows=3)


def _choices(question: Question) -> list[tuple[str, str]]:
    return [(one.code, _option_words(one)) for one in question.options]


def _option_words(option: Option) -> str:
    return _("%(group)s: %(label)s") % {"group": option.group, "label": option.label} if option.group else option.label


def _hints(question: Question) -> dict[str, str]:
    return {one.code: one.hint for one in question.options if one.hint}

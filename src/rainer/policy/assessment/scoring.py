"""The form's answers as the items of OASys, each with the question it came from. What is missing is never a nought."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from rainer.policy.assessment.drinks_and_drugs import HOW, NOTHING
from rainer.policy.assessment.form import Answers, Kind, Question, form_on, is_blank
from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, Value, national

ITEMS = "assessments.oasys_items"


@dataclass(frozen=True, slots=True)
class AnswersInputs:
    """The whole form's answers by question, cleaned. `on` is the day whose form they answer."""

    answers: Mapping[str, Any]


class State(StrEnum):
    """Whether an item has a value, was answered with "not known", or has none to give."""

    GIVEN = "given"
    MISSING = "missing"
    NO_VALUE = "no value"


@dataclass(frozen=True, slots=True)
class Item:
    """One item of OASys: 0, 1 or 2, a yes or no, or a code. `question` is where it came from, `found` its answer."""

    code: str
    label: str
    value: int | str | None
    state: State
    section: str
    question: str = ""
    found: str = NOTHING
    need: str = ""

    @property
    def is_answered(self) -> bool:
        """Whether somebody's answer stands behind it, and not only the value it has when nothing is answered."""
        return self.found != NOTHING

    @property
    def points(self) -> int | None:
        """Its value where that is a number."""
        return self.value if isinstance(self.value, int) else None


@rule("assessment.oasys_items", reads=(ITEMS,))
def oasys_items(
    inputs: AnswersInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Mapping[str, Item]]:
    """Every item of OASys that the form's answers give, by its number, with the question it came from.

    An item answered with "not known" is missing; one that nothing answers has no value. Neither is a nought.
    """
    table = (rulebook or national()).value(ITEMS, on=on, place=place)
    form = form_on(on, place=place, rulebook=rulebook)
    asked = {question.code: question for _, question in form.questions()}
    items = {item.code: item for item in _items(table.value, inputs.answers, asked)}
    steps = tuple(_step(item, table) for item in items.values())
    return Outcome("assessment.oasys_items", on, place, items, steps, notes=(_not_collected(table),))


def _items(table: Mapping[str, Any], answers: Answers, asked: Mapping[str, Question]) -> Iterator[Item]:
    for row in table["items"]:
        if "each" in row:
            yield from _one_each(row, answers, asked[row["each"]])
        else:
            yield _item(row, table, answers, asked)


def _one_each(row: Mapping[str, Any], answers: Answers, question: Question) -> Iterator[Item]:
    """A yes or no for every option of a question with several answers."""
    chosen = answers.get(question.code) or []
    for option in question.options:
        code, label = f"{row['item']}.{option.code}", f"{row['label']}: {option.label}"
        if not chosen:
            yield Item(code, label, None, State.NO_VALUE, row["section"], question.code)
        elif not option.is_alone:
            value = "YES" if option.code in chosen else "NO"
            yield Item(code, label, value, State.GIVEN, row["section"], question.code, words_of(question, chosen))


def _item(row: Mapping[str, Any], table: Mapping[str, Any], answers: Answers, asked: Mapping[str, Question]) -> Item:
    code, label, section, need = row["item"], row["label"], row["section"], row.get("need", "")
    for source in row.get("from", ()):
        answer = _applied(source, answers)
        if answer is not None:
            question = asked[source["of"]]
            found = words_of(question, answers[question.code])
            return Item(code, label, answer.value, answer.state, section, question.code, found, need)
    if "how" in row:
        value, state, of, found = HOW[row["how"]](answers, table, asked)
        return Item(code, label, value, State(state), section, of, found, need)
    default = row.get("default")
    state = State.NO_VALUE if default is None else State.GIVEN
    return Item(code, label, default, state, section, need=need)


@dataclass(frozen=True, slots=True)
class _Answer:
    value: int | str | None
    state: State


def _applied(source: Mapping[str, Any], answers: Answers) -> _Answer | None:
    """What a row of the table makes of its question's answer; None where it says nothing about it."""
    given = answers.get(source["of"])
    if is_blank(given) or any(is_blank(answers.get(code)) for code in source.get("needs", ())):
        return None
    chosen = given if isinstance(given, list) else [given]
    if len(chosen) == 1 and chosen[0] in source.get("only", {}):
        return _Answer(source["only"][chosen[0]], State.GIVEN)
    for code, value in source.get("scores", {}).items():
        if code in chosen:
            return _Answer(value, State.GIVEN)
    for key, state in (("missing", State.MISSING), ("no_value", State.NO_VALUE)):
        if any(code in chosen for code in source.get(key, ())):
            return _Answer(None, state)
    return _Answer(source["otherwise"], State.GIVEN) if "otherwise" in source else None


def words_of(question: Question, answer: Any) -> str:
    """An answer as a page says it."""
    if question.kind in (Kind.ONE_OF, Kind.ANY_OF):
        codes = answer if isinstance(answer, list) else [answer]
        return ", ".join(option.label if (option := question.option(code)) else str(code) for code in codes)
    return str(answer)


def _step(item: Item, table: Value) -> Step:
    found = item.found if item.state is State.GIVEN else f"{item.found} ({item.state})"
    return Step(item.code, item.label, found, item.value, table)


def _not_collected(table: Value) -> str:
    return f"The form does not collect {', '.join(table.value['not_collected'])}."


def items_of(answers: Answers, *, on: date, place: Place, rulebook: Rulebook | None) -> Mapping[str, Item]:
    """The items alone, for rules that build on them."""
    found = oasys_items(AnswersInputs(answers), on=on, place=place, rulebook=rulebook).answer
    assert found is not None  # it always answers
    return found

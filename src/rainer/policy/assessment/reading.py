"""One given answer, read as its question's kind asks: the answer as it is kept, or what is wrong and what to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from rainer.policy.assessment.form import Answer, Kind, Question, is_blank
from rainer.policy.dates import counted


class FaultKind(StrEnum):
    """What is wrong with an answer."""

    UNKNOWN_OPTION = "unknown option"
    NOT_ALONE = "not alone"
    TOO_LONG = "too long"
    NOT_WHOLE = "not a whole number"
    TOO_HIGH = "too high"
    NOT_A_DAY = "not a day"
    NOT_AN_ANSWER = "not an answer"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, by question, and what to do about it. `row` counts from 1 where the answer is rows.

    `over` is how many characters a text is over its limit.
    """

    question: str
    label: str
    kind: FaultKind
    what_to_do: str
    over: int = 0
    row: int | None = None
    column: str = ""


Read = tuple[Answer, tuple[Fault, ...]]
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_WHOLE = re.compile(r"\d{1,9}")


def read_answer(question: Question, given: Any) -> Read:
    """The answer as it is kept, None where there is none or it has faults; and the faults."""
    given = _plain(given)
    return (None, ()) if is_blank(given) else _READERS[question.kind](question, given)


def _plain(given: Any) -> Any:
    """Text without outer space, with one kind of line end, as a page's limit counts it, and nothing unprintable."""
    if isinstance(given, str):
        return given.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()
    return given


def _fault(question: Question, kind: FaultKind, what_to_do: str, over: int = 0) -> Read:
    return None, (Fault(question.code, question.label, kind, what_to_do, over),)


def _not_an_answer(question: Question) -> Read:
    return _fault(question, FaultKind.NOT_AN_ANSWER, "Answer this question again.")


def _unknown(question: Question) -> Read:
    return _fault(question, FaultKind.UNKNOWN_OPTION, "Choose one of the answers offered.")


def _one_of(question: Question, given: Any) -> Read:
    if not isinstance(given, str):
        return _not_an_answer(question)
    return (given, ()) if question.option(given) else _unknown(question)


def _any_of(question: Question, given: Any) -> Read:
    chosen = [given] if isinstance(given, str) else given
    if not isinstance(chosen, list | tuple) or not all(isinstance(one, str) for one in chosen):
        return _not_an_answer(question)
    chosen = {one.strip() for one in chosen} - {""}
    if chosen - {one.code for one in question.options}:
        return _unknown(question)
    kept = [one for one in question.options if one.code in chosen]
    alone = next((one for one in kept if one.is_alone), None)
    if alone and len(kept) > 1:
        what_to_do = f"Choose “{alone.label}” or the others, not both."
        return _fault(question, FaultKind.NOT_ALONE, what_to_do)
    return [one.code for one in kept] or None, ()


def _yes_no(question: Question, given: Any) -> Read:
    return (given, ()) if given in ("yes", "no") else _fault(question, FaultKind.UNKNOWN_OPTION, "Choose yes or no.")


def _text(question: Question, given: Any) -> Read:
    if not isinstance(given, str):
        return _not_an_answer(question)
    limit = question.limit or len(given)
    over = len(given) - limit
    if over > 0:
        what_to_do = f"Take out {counted(over, 'character')}: there is room for {limit:,}."
        return _fault(question, FaultKind.TOO_LONG, what_to_do, over)
    return given, ()


def _number(question: Question, given: Any) -> Read:
    written = given if isinstance(given, str) else str(given)
    if isinstance(given, bool) or not _WHOLE.fullmatch(written) or not written.isascii():
        return _fault(question, FaultKind.NOT_WHOLE, "Give a whole number, such as 3.")
    if question.limit is not None and int(written) > question.limit:
        return _fault(question, FaultKind.TOO_HIGH, f"Give a number up to {question.limit:,}.")
    return int(written), ()


def _day(question: Question, given: Any) -> Read:
    written = given.isoformat() if type(given) is date else given
    try:
        if not isinstance(written, str) or not _DAY.fullmatch(written):
            raise ValueError(written)
        return date.fromisoformat(written).isoformat(), ()
    except ValueError:
        return _fault(question, FaultKind.NOT_A_DAY, "Give a day that exists, such as 27 3 2026.")


def _rows(question: Question, given: Any) -> Read:
    if not isinstance(given, list | tuple) or not all(isinstance(row, Mapping) for row in given):
        return _not_an_answer(question)
    kept, faults = [], []
    for number, row in enumerate(given, start=1):
        answers, wrong = _row(question, row)
        faults += [replace(one, question=question.code, row=number, column=one.question) for one in wrong]
        kept += [answers] if answers else []
    return (None, tuple(faults)) if faults else (kept or None, ())


def _row(question: Question, row: Mapping[str, Any]) -> tuple[dict[str, Answer], list[Fault]]:
    """A row's own questions in their order, so that one asked after another sees its answer."""
    answers: dict[str, Answer] = {}
    faults: list[Fault] = []
    for column in question.columns:
        if not column.is_asked(answers):
            continue
        answer, wrong = read_answer(column, row.get(column.code))
        faults += wrong
        if answer is not None:
            answers[column.code] = answer
    return answers, faults


_READERS: dict[Kind, Callable[[Question, Any], Read]] = {
    Kind.ONE_OF: _one_of,
    Kind.ANY_OF: _any_of,
    Kind.YES_NO: _yes_no,
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.DAY: _day,
    Kind.ROWS: _rows,
}

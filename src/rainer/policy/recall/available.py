"""Which types of recall are available, and which is mandatory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, Value, national

TYPES, QUESTIONS = "recall.types", "recall.questions"
NEW_OFFENCE = "new_offence"
SentenceGroup = Literal["ADULT_SDS", "YOUTH_SDS", "EXTENDED", "INDETERMINATE"]
RecallType = Literal["FIXED_TERM", "STANDARD", "NO_RECALL"]
NewOffence = Literal["NO", "ONLY_CHARGED", "CHARGED_AND_CONVICTED"]
GROUP_WORDS: Mapping[str, str] = {
    "ADULT_SDS": "adult, determinate",
    "YOUTH_SDS": "young person, determinate",
    "EXTENDED": "extended",
    "INDETERMINATE": "indeterminate",
}
TYPE_WORDS: Mapping[str, str] = {
    "FIXED_TERM": "fixed term recall",
    "STANDARD": "standard recall",
    "NO_RECALL": "no recall",
}


def length_words(is_under_12_months: bool | None) -> str:
    """How long the sentence is, as far as the rules ask."""
    words = {True: "under 12 months", False: "12 months or over", None: "length of sentence not known"}
    return words[is_under_12_months]


@dataclass(frozen=True, slots=True)
class TypeInputs:
    """The sentence group and the answers to its questions, by key; an answer that is missing or None is unanswered."""

    sentence_group: SentenceGroup
    new_offence: NewOffence | None = None
    answers: Mapping[str, bool | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AvailableTypes:
    """The types to choose from, in order. `exclusions` and `unanswered` are the questions that decided it."""

    options: tuple[RecallType, ...]
    mandatory: RecallType | None
    must_be_emergency: bool
    exclusions: tuple[str, ...]
    unanswered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question to ask before the type is known."""

    key: str
    words: str


def questions(
    sentence_group: SentenceGroup, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> tuple[Question, ...]:
    """The questions a sentence group is asked, in order."""
    book = rulebook or national()
    words = book.value(QUESTIONS, on=on, place=place).value
    asked = book.value(TYPES, on=on, place=place).value[sentence_group]["excluded_by"]
    return tuple(Question(key, words[key]) for key in asked)


@rule("recall.available_types", reads=(TYPES, QUESTIONS))
def available_types(
    inputs: TypeInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[AvailableTypes]:
    """The types of recall to choose from; a question that is not answered counts as an exclusion."""
    book = rulebook or national()
    types, words = (book.value(key, on=on, place=place) for key in (TYPES, QUESTIONS))
    group = types.value[inputs.sentence_group]
    answers = {key: _answer(key, inputs) for key in group["excluded_by"]}
    exclusions = tuple(key for key, holds in answers.items() if holds)
    unanswered = tuple(key for key, holds in answers.items() if holds is None)
    row = group["with_any" if exclusions or unanswered else "with_none"]
    answer = AvailableTypes(tuple(row["options"]), row["mandatory"], group["emergency"], exclusions, unanswered)
    found = GROUP_WORDS[inputs.sentence_group]
    steps = (
        *(_question_step(key, holds, words) for key, holds in answers.items()),
        Step("types", "Types to choose from", found, list(answer.options), types),
    )
    missing = tuple(f"an answer to: {words.value[key]}" for key in unanswered)
    return Outcome("recall.available_types", on, place, answer, steps, missing, _sentence(answer))


def _answer(key: str, inputs: TypeInputs) -> bool | None:
    """Whether an exclusion holds; None while it is not answered."""
    if key != NEW_OFFENCE:
        return inputs.answers.get(key)
    return None if inputs.new_offence is None else inputs.new_offence == "ONLY_CHARGED"


def _question_step(key: str, holds: bool | None, words: Value) -> Step:
    found = {True: "yes", False: "no", None: "not answered: counts as yes"}[holds]
    return Step(f"question.{key}", words.value[key], found, holds is not False, words)


def _sentence(answer: AvailableTypes) -> str:
    if answer.mandatory is None:
        offered = [TYPE_WORDS[option] for option in answer.options]
        return f"To choose from: {', '.join(offered)}."
    emergency = "emergency " if answer.must_be_emergency else ""
    return f"If there is a recall it must be {emergency}{TYPE_WORDS[answer.mandatory]}."

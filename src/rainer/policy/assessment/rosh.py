"""Risk of serious harm: whether a full analysis is needed, the level, and what a summary still lacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from rainer.policy.assessment.form import Answers, Form, Question, form_on, is_blank
from rainer.policy.assessment.scoring import AnswersInputs, words_of
from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, Value, national
from rainer.policy.tiering.inputs import Rosh

ROSH, CHALLENGES = "assessments.rosh", "assessments.rosh_challenges"
LEVELS = tuple(Rosh)
NO_FINDING = ("no", "none", "unknown")


@dataclass(frozen=True, slots=True)
class FullAnalysis:
    """Whether the screening calls for a full analysis, why, what is not known yet, and whether it is skipped."""

    is_needed: bool
    why: tuple[str, ...] = ()
    not_known: tuple[str, ...] = ()
    is_skipped: bool = False
    reason: str = ""


@rule("assessment.full_analysis", reads=(ROSH,))
def full_analysis(
    inputs: AnswersInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[FullAnalysis]:
    """Whether the screening calls for a full analysis of serious harm: any yes does.

    "Do not know" calls for none, and is named: it has to be found out.
    """
    table = (rulebook or national()).value(ROSH, on=on, place=place)
    form, answers = form_on(on, place=place, rulebook=rulebook), inputs.answers
    asked = [question for code in table.value["screening"] if (question := form.question(code))]
    found = [one for one in asked if _finds(answers.get(one.code))]
    unknown = [one for one in asked if _chosen(answers.get(one.code)) == ["unknown"]]
    is_skipped = bool(found) and answers.get("rosh_full_analysis") == "no"
    answer = FullAnalysis(
        bool(found),
        tuple(f"{one.label} {words_of(one, answers[one.code])}" for one in found),
        tuple(one.label for one in unknown),
        is_skipped,
        answers.get("rosh_full_analysis_not", "") if is_skipped else "",
    )
    steps = tuple(_screening_step(one, answers, table) for one in asked)
    unanswered = tuple(one.label for one in asked if is_blank(answers.get(one.code)))
    return Outcome("assessment.full_analysis", on, place, answer, steps, unanswered)


def _chosen(answer: Any) -> list[str]:
    return answer if isinstance(answer, list) else [answer] if answer else []


def _finds(answer: Any) -> bool:
    return any(one not in NO_FINDING for one in _chosen(answer))


def _screening_step(question: Question, answers: Answers, table: Value) -> Step:
    answer = answers.get(question.code)
    found = "not answered" if is_blank(answer) else words_of(question, answer)
    return Step(question.code, question.label, found, _finds(answer), table)


class Change(StrEnum):
    """The level against the last one signed."""

    FIRST = "first"
    SAME = "same"
    RAISED = "raised"
    LOWERED = "lowered"


@dataclass(frozen=True, slots=True)
class RoshInputs:
    """The form's answers; the last signed level; the level the record's flag says; and how many sanctions are known.

    `sanctions` is the record's count; without it the form's own is taken.
    """

    answers: Mapping[str, Any]
    previous: Rosh | None = None
    registered: Rosh | None = None
    is_in_custody: bool = False
    sanctions: int | None = None


@dataclass(frozen=True, slots=True)
class RoshSummary:
    """The overall level, the cells that make it, what is lacking, and what follows.

    `differs_from_flag`: the flag of the record says another level, or none, so that a change of it is proposed.
    `challenges` are facts that point another way than the level; they are settled by saying what was weighed.
    """

    level: Rosh | None
    highest_cells: tuple[str, ...] = ()
    community: Mapping[str, Rosh] = field(default_factory=dict)
    custody: Mapping[str, Rosh] = field(default_factory=dict)
    change: Change = Change.FIRST
    needs_plan: bool = False
    differs_from_flag: bool = False
    lacks: tuple[str, ...] = ()
    challenges: tuple[str, ...] = ()


@rule("assessment.rosh", reads=(ROSH, CHALLENGES))
def rosh(
    inputs: RoshInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[RoshSummary]:
    """The overall level of risk of serious harm, the highest of the grid, and what the summary still lacks."""
    book = rulebook or national()
    table, limits = (book.value(key, on=on, place=place) for key in (ROSH, CHALLENGES))
    form, answers = form_on(on, place=place, rulebook=rulebook), inputs.answers
    cells = {part: _cells(table.value[part], answers) for part in ("community", "custody")}
    given = {**cells["community"], **cells["custody"]}
    level = max(given.values(), key=LEVELS.index, default=None)
    if level is None:
        missing = ("a level in the grid",)
        lacks = tuple(_lacks(inputs, None, (), table.value, form))
        return Outcome("assessment.rosh", on, place, RoshSummary(None, lacks=lacks), (), missing)
    challenges = tuple(_challenges(inputs, level, limits.value))
    summary = RoshSummary(
        level,
        tuple(_label(form, code) for code, one in given.items() if one is level),
        cells["community"],
        cells["custody"],
        _change(level, inputs.previous),
        LEVELS.index(level) >= LEVELS.index(Rosh(table.value["plan_from"])),
        level is not inputs.registered,
        tuple(_lacks(inputs, level, challenges, table.value, form)),
        challenges,
    )
    return Outcome("assessment.rosh", on, place, summary, _steps(summary, inputs, table, limits, form),
                   sentence=f"Risk of serious harm is {level.words}.")  # fmt: skip


def _cells(codes: list[str], answers: Answers) -> dict[str, Rosh]:
    return {code: Rosh(answers[code].upper()) for code in codes if answers.get(code)}


def _label(form: Form, code: str) -> str:
    question = form.question(code)
    return question.label if question else code


def _change(level: Rosh, previous: Rosh | None) -> Change:
    if previous is None:
        return Change.FIRST
    if level is previous:
        return Change.SAME
    return Change.RAISED if LEVELS.index(level) > LEVELS.index(previous) else Change.LOWERED


def _challenges(inputs: RoshInputs, level: Rosh, limits: Mapping[str, Any]) -> Iterator[str]:
    """Facts of the record and the form that sit ill with the level."""
    sanctions = inputs.answers.get("history_sanctions") if inputs.sanctions is None else inputs.sanctions
    many, abuse = limits["many_sanctions"], limits["abuse_and_low"]
    if sanctions is not None and sanctions >= many["from"] and level in many["levels"]:
        yield f"{sanctions} sanctions and {level.words}: say what you weighed."
    adult = inputs.answers.get("rosh_community_known_adult", "").upper()
    if inputs.answers.get("offence_abuse_towards") == "yes" and adult in abuse["levels"]:
        yield f"Evidence of domestic abuse, and the risk to a known adult is {Rosh(adult).words}: say what you weighed."


def _lacks(
    inputs: RoshInputs, level: Rosh | None, challenges: tuple[str, ...], table: Mapping[str, Any], form: Form
) -> Iterator[str]:
    """What a second person would ask for, in the order of the page."""
    answers = inputs.answers
    parts = [*table["summary"], *table["community"], *(table["custody"] if inputs.is_in_custody else ())]
    yield from (_label(form, code) for code in parts if is_blank(answers.get(code)))
    yield from _without_source(answers)
    for code in table["checks"]:
        if answers.get(code) == "answered":
            yield f"{_label(form, code)} It was answered and is not used yet."
    if level and inputs.previous and level is not inputs.previous and is_blank(answers.get("rosh_change_why")):
        yield f"Why the level went from {inputs.previous.words} to {level.words}."
    if challenges and is_blank(answers.get("rosh_weighed")):
        yield from challenges


def _without_source(answers: Answers) -> Iterator[str]:
    """A claim counts only with where it comes from."""
    rows = answers.get("rosh_evidence") or []
    if not rows:
        yield "What the level rests on, with where it comes from."
    for number, row in enumerate(rows, start=1):
        if is_blank(row.get("source")):
            yield f"Where number {number} of what it rests on comes from."


def _steps(summary: RoshSummary, inputs: RoshInputs, table: Value, limits: Value, form: Form) -> tuple[Step, ...]:
    given = {**summary.community, **summary.custody}
    cells = tuple(Step(code, _label(form, code), level.words, level, table) for code, level in given.items())
    flag = inputs.registered.words if inputs.registered else "no level"
    last = inputs.previous.words if inputs.previous else "none"
    return (
        Step("level", "Overall level: the highest cell", ", ".join(summary.highest_cells), summary.level, table, cells),
        Step("change", "Against the last one signed", last, summary.change),
        Step("flag", "What the record's flag says", flag, summary.differs_from_flag),
        Step("plan", "A risk management plan is needed", f"from {table.value['plan_from'].lower()}", summary.needs_plan, table),
        Step("challenges", "What points another way", "; ".join(summary.challenges) or "nothing", len(summary.challenges), limits),
    )  # fmt: skip

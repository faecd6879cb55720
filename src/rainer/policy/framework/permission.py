"""What may be done with a task under a colour: do it, reduce it, or pause it. A risk task is never paused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from rainer.policy.allocation.facts import ROSH_WORDS
from rainer.policy.framework.facts import PROTECTED_CASES, CaseRisk, ColourInForce, applies_as, protecting_facts
from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, Value, national

Doing = Literal["do", "reduce", "pause"]
PauseRefusal = Literal["risk_task_cannot_pause", "not_in_framework", "other_cases_only", "colour_does_not_pause"]

TASKS = "framework.tasks"
REFUSAL_WORDS: Mapping[str, str] = {
    "risk_task_cannot_pause": "it bears on risk",
    "not_in_framework": "the framework does not list it",
    "other_cases_only": "the framework lets it wait in other cases only",
    "colour_does_not_pause": "the colour in force does not pause it",
}
COLOUR_WORDS: Mapping[str, str] = {
    "green": "Green",
    "amber": "Amber",
    "red": "Red",
    "lapsed": "Lapsed, so as under Green",
}


@dataclass(frozen=True, slots=True)
class WorkInputs:
    """A task, by its code in the framework's table (None: it is not in it), under a colour.

    `case` is None for work that belongs to no case.
    """

    task: str | None
    colour: ColourInForce
    case: CaseRisk | None = None


@dataclass(frozen=True, slots=True)
class Permission:
    """What may be done with a task.

    `to` is what it is reduced to and `condition` what a pause asks for. `pause_refusal` says why it may not be
    paused, None where it may; `because` are the facts behind that.
    """

    what: Doing
    to: str = ""
    condition: str = ""
    pause_refusal: PauseRefusal | None = None
    because: tuple[str, ...] = ()
    version: str = ""


@rule("framework.what_may_be_done", reads=(TASKS, PROTECTED_CASES))
def what_may_be_done(
    inputs: WorkInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Permission]:
    """Whether a task is done, reduced or may be paused under a colour; one that bears on risk is always done."""
    book = rulebook or national()
    value = book.get(TASKS, on=on, place=place)
    row = None if value is None else _row(value, inputs.task)
    facts, protected = _risk_facts(inputs.case, row, on=on, place=place, book=book)
    answer = _permission(inputs, row, facts, "" if value is None else value.value["version"])
    found = "not in the table" if row is None else row["label"]
    steps = (
        Step("task", "Task in the framework's table", found, None if row is None else row["bears_on_risk"], value),
        Step("risk", "Does it bear on risk?", ", ".join(facts) or "nothing found", bool(facts), protected),
        Step("colour", "Colour in force", COLOUR_WORDS[inputs.colour], answer.what, value),
    )
    return Outcome("framework.what_may_be_done", on, place, answer, steps, sentence=_sentence(answer))


def _row(value: Value, task: str | None) -> dict[str, Any] | None:
    rows: list[dict[str, Any]] = value.value["tasks"]
    return next((row for row in rows if row["task"] == task), None)


def _risk_facts(
    case: CaseRisk | None, row: dict[str, Any] | None, *, on: date, place: Place, book: Rulebook
) -> tuple[tuple[str, ...], Value | None]:
    """Why the task bears on risk: by its row, of itself, or because of the case."""
    facts: tuple[str, ...] = ()
    if row is not None and row["bears_on_risk"] == "yes":
        facts += ("the task bears on risk",)
    if case is None:
        return facts, None
    if case.task_bears_on_risk:
        facts += ("the task bears on risk in this case",)
    of_case, value = protecting_facts(case, on=on, place=place, rulebook=book)
    return facts + of_case, value


def _permission(inputs: WorkInputs, row: dict[str, Any] | None, facts: tuple[str, ...], version: str) -> Permission:
    if facts:
        return Permission("do", pause_refusal="risk_task_cannot_pause", because=facts, version=version)
    if row is None:
        return Permission("do", pause_refusal="not_in_framework", version=version)
    levels = row.get("rosh", ())
    if levels and inputs.case is not None and inputs.case.rosh not in levels:
        words = (ROSH_WORDS[inputs.case.rosh],)
        return Permission("do", pause_refusal="other_cases_only", because=words, version=version)
    colour = applies_as(inputs.colour)
    what: Doing = row[colour]
    return Permission(
        what,
        to=row.get("to", {}).get(colour, ""),
        condition=row.get("conditions", {}).get(colour, ""),
        pause_refusal=None if what == "pause" else "colour_does_not_pause",
        version=version,
    )


def _sentence(answer: Permission) -> str:
    if answer.what == "pause":
        return f"It may be paused{f', if {answer.condition}' if answer.condition else ''}."
    facts = f" ({', '.join(answer.because)})" if answer.because else ""
    no_pause = f"It may not be paused: {REFUSAL_WORDS[str(answer.pause_refusal)]}{facts}."
    return f"Reduce it to {answer.to}. {no_pause}" if answer.what == "reduce" else f"Do it. {no_pause}"


def table_faults(tasks: list[dict[str, Any]]) -> tuple[str, ...]:
    """What is wrong with a table of tasks that somebody wants to put in force, in words."""
    faults = []
    for row in tasks:
        if row["bears_on_risk"] == "yes" and any(row[colour] != "do" for colour in ("green", "amber", "red")):
            faults.append(f"{row['label']} bears on risk: it is done under every colour.")
        if row["green"] != "do":
            faults.append(f"{row['label']}: under Green everything is done.")
        for colour in ("amber", "red"):
            if row[colour] == "reduce" and not row.get("to", {}).get(colour):
                faults.append(f"{row['label']}: say what it is reduced to under {colour.capitalize()}.")
    return tuple(faults)

"""Must, should, paused: the only three words of Today, and the order within it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Literal

from rainer.policy.allocation.facts import Rosh
from rainer.policy.dates import date_words
from rainer.policy.framework import (
    CaseRisk,
    FrameworkStatus,
    Permission,
    WorkInputs,
    colour_in_force,
    what_may_be_done,
)
from rainer.policy.framework.facts import PROTECTED_CASES
from rainer.policy.framework.permission import TASKS
from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national
from rainer.policy.tasks.kinds import DefaultPriority, DerivedTask

SETTINGS = "tasks.settings"
# `later` is not on Today at all: nothing of it is due within the days Today looks ahead.
PriorityWord = Literal["must", "should", "paused", "later"]


@dataclass(frozen=True, slots=True)
class PriorityInputs:
    """A task, the risk of its case, and the status of its unit. `due` is None where nobody has set a limit."""

    due: date | None
    framework_task: str | None = None
    bears_on_risk: bool = False
    default_priority: DefaultPriority = "should"
    case: CaseRisk | None = None
    status: FrameworkStatus | None = None


@dataclass(frozen=True, slots=True)
class Priority:
    """Where a task stands on a day, and why.

    `reduced_to` says what the colour lets it be reduced to. Of a paused one, `until` is the last day of the pause,
    `authority` who allowed it, and `words` what protects whoever leaves it undone.
    """

    priority: PriorityWord
    words: str
    bears_on_risk: bool
    permission: Permission
    reduced_to: str = ""
    until: date | None = None
    authority: str = ""


@rule("tasks.priority", reads=(SETTINGS, TASKS, PROTECTED_CASES))
def priority(
    inputs: PriorityInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Priority]:
    """Whether a task is a must, a should, or lawfully paused on a day; one that bears on risk is never paused."""
    book = rulebook or national()
    settings = book.value(SETTINGS, on=on, place=place)
    allowed = _allowed(inputs, on=on, place=place, book=book)
    assert allowed.answer is not None
    is_risk = inputs.bears_on_risk or allowed.answer.pause_refusal == "risk_task_cannot_pause"
    word, words = _by_date(inputs, is_risk, settings.value, on)
    answer = Priority(word, words, is_risk, allowed.answer)
    if word != "later":
        answer = _under_colour(answer, inputs.status)
    steps = (
        Step("due", "Due", date_words(inputs.due) if inputs.due else "nobody has set a limit", word, settings),
        Step("risk", "Does it bear on risk?", "yes" if is_risk else "no", is_risk),
        Step(
            "framework", "What the framework lets be done", allowed.sentence, allowed.answer.what, parts=allowed.steps
        ),
    )
    return Outcome("tasks.priority", on, place, answer, steps, sentence=answer.words)


def priority_of(
    task: DerivedTask,
    *,
    case: CaseRisk | None,
    status: FrameworkStatus | None,
    on: date,
    place: Place = NATION,
    rulebook: Rulebook | None = None,
) -> Outcome[Priority]:
    """The priority of a derived task."""
    inputs = PriorityInputs(task.due, task.framework_task, task.bears_on_risk, task.default_priority, case, status)
    return priority(inputs, on=on, place=place, rulebook=rulebook)


def _allowed(inputs: PriorityInputs, *, on: date, place: Place, book: Rulebook) -> Outcome[Permission]:
    case = inputs.case
    if inputs.bears_on_risk:
        # Without a case the task itself still bears on risk; RoSH low keeps the case out of it.
        case = replace(case or CaseRisk(rosh="low"), task_bears_on_risk=True)
    work = WorkInputs(inputs.framework_task, colour_in_force(inputs.status, on=on), case)
    return what_may_be_done(work, on=on, place=place, rulebook=book)


def _by_date(inputs: PriorityInputs, is_risk: bool, settings: dict[str, int], on: date) -> tuple[PriorityWord, str]:
    due = inputs.due
    if due is None:
        return "should", "No limit is set for it."
    if due < on:
        return "must", f"It was due {date_words(due)}."
    if due == on:
        return "must", "It is due today."
    is_pressing = is_risk or inputs.default_priority == "must"
    if is_pressing and due <= on + timedelta(days=settings["risk_must_days"]):
        why = "bears on risk" if is_risk else "is marked as a must"
        return "must", f"It {why} and is due {date_words(due)}."
    if due <= on + timedelta(days=settings["horizon_days"]):
        return "should", f"It is due {date_words(due)}."
    return "later", f"It is due {date_words(due)}, further ahead than Today looks."


def _under_colour(answer: Priority, status: FrameworkStatus | None) -> Priority:
    """The same priority, or paused or reduced as the framework lets it be under the status."""
    if status is None or answer.permission.what == "do":
        return answer
    if answer.permission.what == "reduce":
        to = answer.permission.to
        return replace(answer, reduced_to=to, words=f"{answer.words} Under {status.words} it is reduced to {to}.")
    until = f"until {date_words(status.review_by)} " if status.review_by else ""
    words = (
        f"Paused {until}under {status.words}, on the {status.authority}'s authority. "
        "You are not expected to do this. The record says so."
    )
    return replace(answer, priority="paused", words=words, until=status.review_by, authority=status.authority)


@dataclass(frozen=True, slots=True)
class TodayItem:
    """A row of Today. `name_ref` is what people are sorted by: surname, forename, CRN."""

    task: DerivedTask
    priority: Priority
    rosh: Rosh = "not_recorded"
    name_ref: str = ""


RANK: dict[PriorityWord, int] = {"must": 0, "should": 1, "paused": 2, "later": 3}
# Not recorded is sorted with high: it is not low until somebody has looked.
ROSH_RANK: dict[Rosh, int] = {"very_high": 0, "high": 1, "not_recorded": 1, "medium": 2, "low": 3}


def order_key(item: TodayItem) -> tuple[int, date, time, int, str, str]:
    """Sort key: must, should, paused; then by due date and time, RoSH, name. What has no date or time comes last."""
    at = (item.task.at or time.max).replace(tzinfo=None)
    due = item.task.due or date.max
    rank = RANK[item.priority.priority]
    return (rank, due, at, ROSH_RANK[item.rosh], item.name_ref, item.task.key)


def order(items: Iterable[TodayItem]) -> tuple[TodayItem, ...]:
    """The rows of Today in their order, without what is for later."""
    return tuple(sorted((item for item in items if item.priority.priority != "later"), key=order_key))

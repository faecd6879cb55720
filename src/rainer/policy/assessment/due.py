"""When assessments, reviews and plans are due, how each stands on a day, and what it rests on.

The limits are those of the tasks of Today (`tasks.due`), so that a page and a task never say two dates.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Literal

from rainer.policy.dates import add_months, counted, date_words
from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, Value, national
from rainer.policy.tiering.inputs import Rosh
from rainer.policy.working_days import BankHolidays, add, bank_holidays, working_days_before

FIRST, CUSTODY, CHANGE = "tasks.due.first_assessment", "tasks.due.custody_assessment", "tasks.due.change_review"
ROUTINE, PLAN, END = "tasks.due.routine_review", "tasks.due.plan_review", "tasks.due.end_review"
MEASURE, ELIGIBLE = "tasks.due.plan_after_first_attendance", "tiering.eligible_assessment"
SOON = "assessments.due_soon_working_days"


class Trigger(StrEnum):
    """What makes something due."""

    FIRST = "first"
    CUSTODY = "custody"
    CHANGE_START = "change.start"
    CHANGE_FINISH = "change.finish"
    ROUTINE = "routine"
    PLAN = "plan"
    END = "end"


WHAT = {
    Trigger.FIRST: "First assessment and plan",
    Trigger.CUSTODY: "First assessment and plan in custody",
    Trigger.CHANGE_START: "Review after a change: started",
    Trigger.CHANGE_FINISH: "Review after a change: finished",
    Trigger.ROUTINE: "Review of the assessment",
    Trigger.PLAN: "Review of the plan",
    Trigger.END: "Last assessment",
}


class Standing(StrEnum):
    """How something that is due stands on the day."""

    LATER = "not due yet"
    SOON = "due soon"
    OVERDUE = "overdue"
    DONE = "done"
    DONE_LATE = "done late"


@dataclass(frozen=True, slots=True)
class Start:
    """A sentence that began: in the community, on release to licence, or in custody, by the day of that event.

    `done_on`: the day both first assessment and plan were finished. `months` and `release_on` are asked in custody.
    """

    kind: Literal["community", "licence", "custody"]
    on: date
    done_on: date | None = None
    first_attended_on: date | None = None
    months: int | None = None
    release_on: date | None = None


@dataclass(frozen=True, slots=True)
class SignificantChange:
    """Something that calls for a review: an arrest, a move, a new flag, a recall; and how far its review is."""

    what: str
    on: date
    started_on: date | None = None
    finished_on: date | None = None


@dataclass(frozen=True, slots=True)
class DueInputs:
    """What dates run from. `tier` is its letter and digit in `scheme`; `rosh` None is not recorded.

    `assessed_on` and `planned_on` are the last that were finished; `review_on` and `plan_review_on` the days set for
    their reviews. `moved`: deadlines put off with a reason, by trigger.
    """

    starts: tuple[Start, ...] = ()
    changes: tuple[SignificantChange, ...] = ()
    tier: str = ""
    scheme: Literal["v2", "v3"] = "v3"
    rosh: Rosh | None = None
    assessed_on: date | None = None
    review_on: date | None = None
    planned_on: date | None = None
    plan_review_on: date | None = None
    ends_on: date | None = None
    end_assessed_on: date | None = None
    moved: Mapping[Trigger, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Due:
    """Something due: by when, why, how it stands, and what else a page says beside it.

    `opens_on` is the first day on which it counts, `latest_on` the day nothing may move it past, `measure_on` the
    day of the published measure, which decides that measure alone. `was_due_on` is set where it was moved.
    """

    trigger: Trigger
    what: str
    event_on: date
    due_on: date
    why: str
    standing: Standing = Standing.LATER
    done_on: date | None = None
    opens_on: date | None = None
    latest_on: date | None = None
    measure_on: date | None = None
    was_due_on: date | None = None


@dataclass(frozen=True, slots=True)
class _Day:
    """The day asked about, with the settings and the calendar."""

    inputs: DueInputs
    on: date
    values: Mapping[str, Value]
    holidays: BankHolidays

    def table(self, key: str) -> Any:
        return self.values[key].value

    def after(self, day: date, n: int) -> date:
        return add(day, n, holidays=self.holidays)


VALUES = {
    Trigger.FIRST: FIRST,
    Trigger.CUSTODY: CUSTODY,
    Trigger.CHANGE_START: CHANGE,
    Trigger.CHANGE_FINISH: CHANGE,
    Trigger.ROUTINE: ROUTINE,
    Trigger.PLAN: PLAN,
    Trigger.END: END,
}


@rule("assessment.due", reads=(FIRST, CUSTODY, CHANGE, ROUTINE, PLAN, END, MEASURE, ELIGIBLE, SOON))
def due(
    inputs: DueInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[tuple[Due, ...]]:
    """Every assessment, review and plan that is due, soonest first, with why, and how each stands on the day.

    An assessment is never due later than the weeks for which the tier still rests on it, whatever moved it.
    """
    book = rulebook or national()
    keys = (*VALUES.values(), MEASURE, ELIGIBLE, SOON)
    values = {key: book.value(key, on=on, place=place) for key in keys}
    day = _Day(inputs, on, values, bank_holidays(place, rulebook))
    found = [*_first(day), *_custody(day), *_changes(day), *_routine(day), *_plan(day), *_end(day)]
    rows = tuple(sorted((_standing(_moved(one, day), day) for one in found), key=lambda one: one.due_on))
    steps = tuple(Step(one.trigger, one.what, one.why, one.due_on, values[VALUES[one.trigger]]) for one in rows)
    return Outcome("assessment.due", on, place, rows, steps, tuple(_missing(inputs)))


def _row(trigger: Trigger, event_on: date, due_on: date, why: str, **more: Any) -> Due:
    return Due(trigger, WHAT[trigger], event_on, due_on, why, **more)


def _first(day: _Day) -> Iterator[Due]:
    table = day.table(FIRST)
    for one in day.inputs.starts:
        if one.kind == "custody":
            continue
        fast = _fact_in(day.inputs, table["fast_rosh"], table["fast_tiers_v2"], table["fast_tiers_v3"])
        days = table["fast" if fast else "otherwise"]
        after = "release" if one.kind == "licence" else "sentence"
        why = f"Within {days} working days of {after} on {date_words(one.on)}{f' ({fast})' if fast else ''}."
        attended = one.first_attended_on
        measure = day.after(attended, day.table(MEASURE)) if attended and attended >= one.on else None
        yield _row(Trigger.FIRST, one.on, day.after(one.on, days), why, done_on=one.done_on, measure_on=measure)


def _custody(day: _Day) -> Iterator[Due]:
    table = day.table(CUSTODY)
    for one in day.inputs.starts:
        if one.kind != "custody" or one.months is None or one.months < table["from_sentence_months"]:
            continue
        is_soon = one.release_on is None or one.release_on < add_months(one.on, table["soon_months"])
        weeks = table["soon_weeks" if is_soon else "otherwise_weeks"]
        why = f"Within {weeks} weeks of sentence on {date_words(one.on)}."
        yield _row(Trigger.CUSTODY, one.on, one.on + timedelta(weeks=weeks), why, done_on=one.done_on)


def _changes(day: _Day) -> Iterator[Due]:
    table = day.table(CHANGE)
    steps = {"start": Trigger.CHANGE_START, "finish": Trigger.CHANGE_FINISH}
    for one in day.inputs.changes:
        done = {"start": one.started_on or one.finished_on, "finish": one.finished_on}
        for step, trigger in steps.items():
            why = f"{one.what} on {date_words(one.on)}: {step} a review within {table[step]} working days."
            yield _row(trigger, one.on, day.after(one.on, table[step]), why, done_on=done[step])


def _routine(day: _Day) -> Iterator[Due]:
    table, assessed_on = day.table(ROUTINE), day.inputs.assessed_on
    if assessed_on is None:
        return
    often = _fact_in(day.inputs, table["often_rosh"], table["often_tiers_v2"], table["often_tiers_v3"])
    months = table["often" if often else "otherwise"]
    latest = assessed_on + timedelta(weeks=day.table(ELIGIBLE)["weeks"])
    due_on = min(day.inputs.review_on or add_months(assessed_on, months), latest)
    why = (
        f"{counted(months, 'month')} after the assessment of {date_words(assessed_on)}{f' ({often})' if often else ''}."
    )
    if day.inputs.review_on:
        why = f"The day set at the assessment of {date_words(assessed_on)}."
    yield _row(Trigger.ROUTINE, assessed_on, due_on, why, latest_on=latest)


def _plan(day: _Day) -> Iterator[Due]:
    planned_on, months = day.inputs.planned_on, day.table(PLAN)
    if planned_on is None:
        return
    latest = add_months(planned_on, months)
    why = f"The day set at the last review, {counted(months, 'month')} after {date_words(planned_on)} at most."
    yield _row(Trigger.PLAN, planned_on, min(day.inputs.plan_review_on or latest, latest), why, latest_on=latest)


def _end(day: _Day) -> Iterator[Due]:
    ends_on, days = day.inputs.ends_on, day.table(END)
    if ends_on is None:
        return
    opens = working_days_before(ends_on, days, holidays=day.holidays)
    why = f"In the last {days} working days before the sentence ends on {date_words(ends_on)}."
    done = day.inputs.end_assessed_on
    done_on = done if done and done >= opens else None
    yield _row(Trigger.END, ends_on, ends_on, why, done_on=done_on, opens_on=opens, latest_on=ends_on)


def _fact_in(inputs: DueInputs, levels: list[str], v2: list[str], v3: list[str]) -> str:
    """The RoSH level or the tier, in words, that puts somebody among those seen sooner; "" for neither."""
    level = inputs.rosh.value.lower() if inputs.rosh else "not_recorded"
    if level in levels:
        return f"RoSH {level.replace('_', ' ')}"
    letters = v2 if inputs.scheme == "v2" else v3
    return f"tier {inputs.tier}" if inputs.tier[:1] in letters else ""


def _moved(one: Due, day: _Day) -> Due:
    """A deadline that was put off, yet never past the day that nothing may move."""
    to = day.inputs.moved.get(one.trigger)
    if to is None or to == one.due_on:
        return one
    due_on = min(to, one.latest_on) if one.latest_on else to
    return replace(one, due_on=due_on, was_due_on=one.due_on)


def _standing(one: Due, day: _Day) -> Due:
    if one.done_on is not None:
        return replace(one, standing=Standing.DONE_LATE if one.done_on > one.due_on else Standing.DONE)
    if day.on > one.due_on:
        return replace(one, standing=Standing.OVERDUE)
    is_soon = one.due_on <= day.after(day.on, day.table(SOON))
    return replace(one, standing=Standing.SOON if is_soon else Standing.LATER)


def _missing(inputs: DueInputs) -> Iterator[str]:
    for one in inputs.starts:
        if one.kind == "custody" and one.months is None:
            yield f"the length of the sentence of {date_words(one.on)}"

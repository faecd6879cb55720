"""The allocation guard: who may be given which case, by grade, time in the grade and risk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from rainer.policy.allocation.facts import Known, Rosh, risk_words
from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, Value, national
from rainer.policy.workload.grades import Grade

Decision = Literal["yes", "with_tutor", "conversation", "reason", "no"]
NO_GRADE = "grade not known"
COLUMN_WORDS = {
    "trainee": "trainee",
    "new_services_officer": "services officer in their first year",
    "services_officer": "services officer",
    "newly_qualified": "newly qualified officer",
    "officer": "probation officer",
}
DECISION_WORDS = {
    "yes": "allowed",
    "with_tutor": "allowed while a practice tutor assessor is named",
    "conversation": "allowed after the staff-safety conversation is recorded",
    "reason": "allowed with a written reason",
    "no": "refused",
}


@dataclass(frozen=True, slots=True)
class GuardInputs:
    """A practitioner and a case.

    `grade` is the grade code. Without a recorded `first_day_in_grade` the practitioner counts as new in it.
    `sexual_offence` and `domestic_abuse_with_injury` count as yes where not known.
    """

    grade: str
    first_day_in_grade: date | None
    rosh: Rosh
    mappa_level: int | None = None
    sexual_offence: Known = "not_known"
    domestic_abuse_with_injury: Known = "not_known"
    staff_safety: bool = False


@dataclass(frozen=True, slots=True)
class GuardRow:
    """A row of the table that matches the case, why, and what it asks for in the practitioner's column."""

    row: str
    label: str
    facts: tuple[str, ...]
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class GuardAnswer:
    """Whether the case may be given.

    `decision` is that of the strictest matching row, `decided_by`. `needs` is everything to be met before the
    case is given: with_tutor, conversation and reason can come together. A `no` may be overridden with a
    reason by someone of a grade in `override_by`.
    """

    decision: Decision
    decided_by: str
    column: str
    months_in_grade: int | None
    needs: tuple[Decision, ...]
    rows: tuple[GuardRow, ...]
    override_by: tuple[str, ...]

    @property
    def is_refused(self) -> bool:
        return self.decision == "no"


def whole_months(start: date, on: date) -> int:
    """Whole months between two days; a month is complete on the same day of the next, or its last day."""
    months = (on.year - start.year) * 12 + on.month - start.month
    is_complete = on.day >= start.day or _is_month_end(on)
    return max(months if is_complete else months - 1, 0)


def _is_month_end(day: date) -> bool:
    return date.fromordinal(day.toordinal() + 1).month != day.month


@rule("allocation.guard", reads=("allocation.guard", "workforce.newly_qualified_months"))
def allocation_guard(
    inputs: GuardInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[GuardAnswer]:
    """Whether a practitioner may be given a case; the strictest matching row of the table decides."""
    book = rulebook or national()
    value = book.value("allocation.guard", on=on, place=place)
    newly = book.value("workforce.newly_qualified_months", on=on, place=place)
    table = value.value
    months = None if inputs.first_day_in_grade is None else whole_months(inputs.first_day_in_grade, on)
    column = _column(inputs.grade, months, table, newly.value)
    rows = _matching_rows(inputs, table, column)
    answer = _decide(rows, column, months, table)
    service = "time in the grade not known" if months is None else f"{months} whole months in the grade"
    steps = (
        Step(
            "column",
            "Practitioner",
            f"{_grade_words(inputs.grade)}, {service}",
            COLUMN_WORDS.get(column, column),
            newly,
        ),
        *(_step(row, value) for row in rows),
    )
    sentence = f"{DECISION_WORDS[answer.decision].capitalize()}: {_why(answer)}."
    return Outcome("allocation.guard", on, place, answer, steps, sentence=sentence)


def _grade_words(grade: str) -> str:
    """A grade by name; a code of no grade as it was recorded."""
    return next((one.label.lower() for one in Grade if one == grade), grade or NO_GRADE)


def _column(grade: str, months: int | None, table: dict[str, Any], newly_qualified_months: int) -> str:
    if grade in table["trainee_grades"]:
        return "trainee"
    if grade == "PSO":
        new = months is None or months < table["new_services_officer_months"]
        return "new_services_officer" if new else "services_officer"
    if grade in table["officer_grades"]:
        new = months is None or months < newly_qualified_months
        return "newly_qualified" if new else "officer"
    return NO_GRADE


def _matching_rows(inputs: GuardInputs, table: dict[str, Any], column: str) -> tuple[GuardRow, ...]:
    if column == NO_GRADE:
        return (GuardRow("no_grade", "The practitioner's grade is not known", (NO_GRADE,), ("no",)),)
    found = []
    for row in table["rows"]:
        facts = _facts(inputs, row["when"])
        if facts:
            found.append(GuardRow(row["row"], row["label"], tuple(facts), tuple(row["decisions"][column])))
    return tuple(found)


def _facts(inputs: GuardInputs, when: dict[str, Any]) -> list[str]:
    facts = risk_words(rosh=inputs.rosh, mappa_level=inputs.mappa_level, row=when)
    if when.get("sexual_offence"):
        facts += _unless_no("sexual offence", inputs.sexual_offence)
    if when.get("domestic_abuse_with_injury"):
        facts += _unless_no("domestic abuse with injury", inputs.domestic_abuse_with_injury)
    if when.get("staff_safety") and inputs.staff_safety:
        facts.append("staff-safety flag")
    return facts


def _unless_no(words: str, known: Known) -> list[str]:
    if known == "no":
        return []
    return [words if known == "yes" else f"{words} not known"]


def _decide(rows: tuple[GuardRow, ...], column: str, months: int | None, table: dict[str, Any]) -> GuardAnswer:
    strictness: list[Decision] = table["strictness"]
    asked = [(strictness.index(decision), decision, row) for row in rows for decision in row.decisions]
    _, decision, decider = max(asked, key=lambda one: one[0])
    conditions = {one for _, one, _ in asked} - {"yes", "no"}
    return GuardAnswer(
        decision=decision,
        decided_by=decider.row,
        column=column,
        months_in_grade=months,
        needs=tuple(one for one in strictness if one in conditions),
        rows=rows,
        override_by=tuple(table["override_by"]) if decision == "no" else (),
    )


def _step(row: GuardRow, value: Value) -> Step:
    said = "; ".join(DECISION_WORDS[one] for one in row.decisions).capitalize()
    return Step(f"row.{row.row}", row.label, ", ".join(row.facts), list(row.decisions), value, said=said)


def _why(answer: GuardAnswer) -> str:
    decider = next(row for row in answer.rows if row.row == answer.decided_by)
    return f"{COLUMN_WORDS.get(answer.column, 'practitioner')}, {', '.join(decider.facts)}"

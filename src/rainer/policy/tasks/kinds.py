"""The kinds of tasks that follow from the record, as a dated table; a task; and how the rules make one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from functools import cached_property
from typing import Any, Literal

from rainer.policy import working_days
from rainer.policy.rulebook import NATION, Place, Rulebook, Value, national
from rainer.policy.tasks.facts import CaseFacts

KINDS, MINUTES = "tasks.kinds", "tasks.minutes"
DUE = "tasks.due"
DefaultPriority = Literal["must", "should"]


@dataclass(frozen=True, slots=True)
class TaskKind:
    """A kind of task: what its due date rests on, by which row of the framework it may wait, how soon it appears.

    `rule` is a rule, a parameter, or words. `appears_days` before its due date it appears, None at once.
    """

    code: str
    name: str
    rule: str
    framework_task: str | None
    bears_on_risk: bool
    default_priority: DefaultPriority
    appears_days: int | None
    for_role: str
    framework_task_by_requirement: dict[str, str]


@dataclass(frozen=True, slots=True)
class DerivedTask:
    """A task that follows from the record. It is not kept: it vanishes when the fact it waits for appears.

    `due` is None where nobody has set a limit; `at` is the time on the day, where it has one. `why` is a sentence
    for a page, `rule` what gives the due date, `values` what it rests on.
    """

    kind: str
    name: str
    person: str
    source_ref: str
    due: date | None
    why: str
    rule: str
    values: tuple[Value, ...] = ()
    at: time | None = None
    default_priority: DefaultPriority = "should"
    bears_on_risk: bool = False
    framework_task: str | None = None
    for_role: str = "practitioner"

    @property
    def key(self) -> str:
        """Names the task within its case, from one day to the next."""
        return f"{self.kind}:{self.source_ref}"

    @property
    def rests_on_assumption(self) -> bool:
        return any(value.is_assumed for value in self.values)


def task_kinds(*, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> dict[str, TaskKind]:
    """Every kind of task in force, by code."""
    rows = (rulebook or national()).value(KINDS, on=on, place=place).value
    return {code: _kind(code, row) for code, row in rows.items()}


def _kind(code: str, row: dict[str, Any]) -> TaskKind:
    return TaskKind(
        code=code,
        name=row["name"],
        rule=row["rule"],
        framework_task=row.get("framework_task"),
        bears_on_risk=row.get("bears_on_risk", False),
        default_priority=row.get("priority", "should"),
        appears_days=row.get("appears_days"),
        for_role=row.get("for_role", "practitioner"),
        framework_task_by_requirement=row.get("framework_task_by_requirement", {}),
    )


@dataclass
class Deriving:
    """One case looked at on a day, in a place: what the families of rules share."""

    facts: CaseFacts
    on: date
    place: Place
    book: Rulebook
    tasks: list[DerivedTask] = field(default_factory=list)

    @cached_property
    def _rows(self) -> dict[str, Any]:
        rows: dict[str, Any] = self.value(KINDS).value
        return rows

    @cached_property
    def holidays(self) -> working_days.BankHolidays:
        return working_days.bank_holidays(self.place, self.book)

    def value(self, key: str) -> Value:
        return self.book.value(key, on=self.on, place=self.place)

    def limit(self, name: str) -> Value:
        """A limit of `tasks.due`."""
        return self.value(f"{DUE}.{name}")

    def working_days_after(self, day: date, n: int) -> date:
        return working_days.add(day, n, holidays=self.holidays)

    def working_days_until(self, day: date) -> int:
        """Today counts, the day itself does not."""
        return working_days.working_days_between(self.on, day, holidays=self.holidays)

    def want(
        self,
        kind: str,
        source_ref: str,
        due: date | None,
        why: str,
        *values: Value,
        at: time | None = None,
        requirement: str | None = None,
    ) -> None:
        """Add a task, unless it is too early for it to appear."""
        row = _kind(kind, self._rows[kind])
        if due is not None and row.appears_days is not None and due > self.on + timedelta(days=row.appears_days):
            return
        self.tasks.append(
            DerivedTask(
                kind=kind,
                name=row.name,
                person=self.facts.person,
                source_ref=source_ref,
                due=due,
                why=why,
                rule=row.rule,
                values=values,
                at=at,
                default_priority=row.default_priority,
                bears_on_risk=row.bears_on_risk,
                framework_task=row.framework_task_by_requirement.get(requirement or "", row.framework_task),
                for_role=row.for_role,
            )
        )

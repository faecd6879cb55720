"""Every task of a case that follows from the record, on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rainer.policy.appointments.types import SETTINGS
from rainer.policy.contact_levels import COMMUNITY, IN_USE, PRISON
from rainer.policy.dates import counted
from rainer.policy.enforcement.actions import RESPONSE_DAYS
from rainer.policy.enforcement.clocks import DECISION_DAYS, FROM_AWARE, FROM_FAILURE, UNSET
from rainer.policy.outcome import Outcome, Step
from rainer.policy.plan import QUIET_DAYS
from rainer.policy.recall.clocks import CASEWORK, EMERGENCY, HOURS, RATIONALE
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national
from rainer.policy.tasks import breaching, contact, enforcing, planning, planwork, record
from rainer.policy.tasks.facts import CaseFacts
from rainer.policy.tasks.kinds import DUE, KINDS, DerivedTask, Deriving
from rainer.policy.working_days import BANK_HOLIDAYS

LIMITS = (
    "first_appointment_community",
    "first_appointment_release",
    "plan_after_first_attendance",
    "first_assessment",
    "custody_assessment",
    "routine_review",
    "change_review",
    "plan_review",
    "end_review",
    "own_limits",
)
FAMILIES = (
    contact.appointments,
    contact.seeing_the_person,
    contact.check_ins,
    enforcing.absences,
    enforcing.replies,
    enforcing.warnings,
    enforcing.breaches,
    breaching.steps_of_breaches,
    enforcing.recalls,
    record.flags,
    record.licence,
    record.requirements,
    record.signals,
    planning.first_ones,
    planning.routine_reviews,
    planning.changes,
    planning.end_reviews,
    planwork.agreement,
    planwork.steps_and_goals,
    planwork.needs,
)
READS = (
    KINDS,
    record.FLAGS,
    *(f"{DUE}.{name}" for name in LIMITS),
    planning.ELIGIBLE,
    QUIET_DAYS,
    SETTINGS,
    IN_USE,
    COMMUNITY,
    PRISON,
    RESPONSE_DAYS,
    DECISION_DAYS,
    FROM_FAILURE,
    FROM_AWARE,
    UNSET,
    RATIONALE,
    HOURS,
    EMERGENCY,
    CASEWORK,
    BANK_HOLIDAYS,
)


def derive(
    facts: CaseFacts, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> tuple[DerivedTask, ...]:
    """The tasks of a case on a day. Of somebody who has died only the record is finished: outcomes of what was."""
    d = Deriving(facts, on, place, rulebook or national())
    if facts.died_on is not None:
        contact.appointments(d)
        return tuple(task for task in d.tasks if task.kind == "outcome_missing")
    for family in FAMILIES:
        family(d)
    return tuple(d.tasks)


@dataclass(frozen=True, slots=True)
class DerivedTasks:
    """Every task of the case."""

    tasks: tuple[DerivedTask, ...]


@rule("tasks.derive", reads=READS)
def derived_tasks(
    inputs: CaseFacts, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[DerivedTasks]:
    """The tasks that follow from the record of a case on a day, each with its due date and why."""
    tasks = derive(inputs, on=on, place=place, rulebook=rulebook)
    steps = tuple(
        Step(
            task.key,
            task.name,
            task.why,
            task.due,
            None,
            tuple(Step(v.key, v.key, "read", None, v) for v in task.values),
        )
        for task in tasks
    )
    sentence = f"{counted(len(tasks), 'task')} from the record." if tasks else "No task follows from the record."
    return Outcome("tasks.derive", on, place, DerivedTasks(tasks), steps, sentence=sentence)

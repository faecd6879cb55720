"""Plans for tests: written as people write them, by the operations."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from rainer.assessments.models import Goal, Plan, Step
from rainer.assessments.operations.plans import Answer, GoalWords, StepWords, add_goal, add_step, agree_plan
from rainer.cases.models import Case
from rainer.common import clock
from rainer.organisation.access import Acting

IN_THREE_MONTHS = timedelta(days=92)


def goal(acting: Acting, case: Case, title: str = "Get my forklift licence", **fields: Any) -> Goal:
    words = {"area": "employment", "is_own_words": True, "target_on": clock.today() + IN_THREE_MONTHS, **fields}
    return add_goal(acting=acting, crn=case.person.crn, goal=GoalWords(title=title, **words))


def step(acting: Acting, of: Goal, description: str = "Book the test", **fields: Any) -> Step:
    words = StepWords(**{"actor": "person", "description": description, **fields})
    return add_step(acting=acting, crn=of.plan.person.crn, goal=of.pk, step=words)


def draft(acting: Acting, case: Case) -> Goal:
    """A plan with one goal and one step, that nobody was asked about."""
    made = goal(acting, case)
    step(acting, made)
    return made


def answer(to: str = "AGREED", details: str = "", review_on: date | None = None) -> Answer:
    day = review_on or clock.today() + IN_THREE_MONTHS
    return Answer(to, details, "Aisha Rahman", "Jordan Ellis", day)


def agreed(acting: Acting, case: Case, to: str = "AGREED", details: str = "") -> Goal:
    """The same, with what the person says of it; where they have a plan already, a goal more of that."""
    made = draft(acting, case)
    if plan_of(case).status == Plan.Status.DRAFT:
        agree_plan(acting=acting, crn=case.person.crn, version=None, answer=answer(to, details))
    made.refresh_from_db()
    return made


def plan_of(case: Case) -> Plan:
    return Plan.objects.get(person=case.person)

"""What tasks follow from the plans of a caseload, and how their needs move: as many queries for one as for all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Max

from rainer.assessments.models import Agreement, Goal, Plan, Step
from rainer.assessments.queries.plan_needs import standings_of
from rainer.policy import plan as rules
from rainer.policy import tasks
from rainer.policy.assessment.areas import Area, AreaStanding

Standings = Mapping[int, tuple[date, list[AreaStanding]]]


@dataclass(frozen=True, slots=True)
class PlanOfCase:
    """A plan as the tasks of its case read it: when it was made, when it is looked at again, and what is in it."""

    planned_on: date | None = None
    review_on: date | None = None
    facts: tasks.PlanFacts = field(default_factory=tasks.PlanFacts)


NO_PLAN = PlanOfCase()


def plans_of(person_ids: Collection[int], *, on: date) -> dict[int, PlanOfCase]:
    """By person, whoever has a plan. Six queries at most."""
    plans = list(Plan.objects.filter(person__in=person_ids))
    goals = _goals(plans)
    steps = _steps([goal for rows in goals.values() for goal in rows])
    asked = _asked([plan for plan in plans if plan.status == Plan.Status.COULD_NOT_ANSWER])
    standings = standings_of([plan.person_id for plan in plans if not plan.is_draft], on=on)
    return {
        plan.person_id: PlanOfCase(
            plan.planned_on, plan.review_on, _facts(plan, goals[plan.pk], steps, asked.get(plan.pk), standings)
        )
        for plan in plans
    }


def _facts(
    plan: Plan, goals: Sequence[Goal], steps: Mapping[int, list[Step]], asked: date | None, standings: Standings
) -> tasks.PlanFacts:
    """Of a draft only that it is begun: nobody has promised anything yet."""
    if plan.is_draft:
        return tasks.PlanFacts(drafted_on=plan.started_on)
    active = [goal for goal in goals if goal.status == Goal.Status.ACTIVE]
    mine = [
        step
        for goal in active
        for step in steps.get(goal.pk, ())
        if step.actor == Step.Actor.PRACTITIONER and step.is_open and step.by_on
    ]
    return tasks.PlanFacts(
        not_answered_on=asked,
        steps=tuple(tasks.PlanDay(f"step:{one.pk}", one.description, one.by_on) for one in mine if one.by_on),
        goals=tuple(tasks.PlanDay(f"goal:{one.pk}", one.title, one.target_on) for one in active if one.target_on),
        needs=needs_of(standings.get(plan.person_id), goals, steps),
    )


def needs_of(
    standing: tuple[date, list[AreaStanding]] | None, goals: Iterable[Goal], steps: Mapping[int, Sequence[Step]]
) -> rules.NeedsInputs:
    """What the rule on needs with nothing happening reads of one person. Steps are annotated with `worked`."""
    day, areas = standing or (None, [])
    needs = (rules.AreaNeed(one.area, one.is_high, one.linked_to_harm, one.linked_to_reoffending, day) for one in areas)
    return rules.NeedsInputs(tuple(needs), tuple(_moves(goal, steps.get(goal.pk, ())) for goal in goals))


def _moves(goal: Goal, steps: Sequence[Step]) -> rules.GoalMoves:
    days = [step.moved_on for step in steps]
    worked = getattr(goal, "worked", None)
    if steps and worked:
        days.append(worked)
    moved = goal.closed_on or max(days, default=None)
    areas = tuple(Area(one) for one in (goal.area, *goal.related) if one in set(Area))
    return rules.GoalMoves(goal.status, areas, moved)  # type: ignore[arg-type]


def goals_of(plans: Collection[Plan]) -> list[Goal]:
    """Every goal in its order, each with the day it was last worked on as `worked`. One query."""
    rows = Goal.objects.filter(plan__in=plans).annotate(worked=Max("worked_on__on"))
    return list(rows.order_by("position", "pk"))


def _goals(plans: Collection[Plan]) -> dict[int, list[Goal]]:
    found: dict[int, list[Goal]] = defaultdict(list)
    for goal in goals_of(plans):
        found[goal.plan_id].append(goal)
    return found


def _steps(goals: Collection[Goal]) -> dict[int, list[Step]]:
    found: dict[int, list[Step]] = defaultdict(list)
    for step in Step.objects.filter(goal__in=[goal.pk for goal in goals]).order_by("pk"):
        found[step.goal_id].append(step)
    return found


def _asked(plans: Collection[Plan]) -> dict[int, date]:
    if not plans:
        return {}
    rows = Agreement.objects.filter(plan__in=plans).values_list("plan").annotate(last=Max("on"))
    return dict(rows)

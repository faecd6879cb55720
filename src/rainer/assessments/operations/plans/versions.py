"""A copy of the plan, kept for good."""

from __future__ import annotations

from typing import Any

from django.db.models import Max

from rainer.assessments.models import Goal, Plan, PlanVersion, Step
from rainer.assessments.models.plan import digest_of
from rainer.assessments.operations.plans.common import Held
from rainer.common import clock


def keep_version(held: Held, why: str, said: dict[str, Any]) -> PlanVersion:
    """Keep the plan as it stands now, with what was said of it. Call it last, within the writing."""
    content = content_of(Plan.objects.get(pk=held.plan.pk), said)
    number = (held.plan.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    return PlanVersion.objects.create(
        plan=held.plan, number=number, why=why, content=content, digest=digest_of(content), by=held.acting.user,
        at=clock.now(),
    )  # fmt: skip


def content_of(plan: Plan, said: dict[str, Any]) -> dict[str, Any]:
    """The whole plan as plain data. Two queries."""
    goals = list(plan.goals.order_by("position", "pk").prefetch_related("steps"))
    return {
        "status": plan.status,
        "review_on": _day(plan.review_on),
        "said": said,
        "goals": [goal_content(goal, sorted(goal.steps.all(), key=lambda one: one.pk)) for goal in goals],
    }


def goal_content(goal: Goal, steps: list[Step]) -> dict[str, Any]:
    return {
        "title": goal.title,
        "is_own_words": goal.is_own_words,
        "area": goal.area,
        "related": list(goal.related),
        "status": goal.status,
        "target_on": _day(goal.target_on),
        "remind_on": _day(goal.remind_on),
        "closed_on": _day(goal.closed_on),
        "steps": [step_content(one) for one in steps],
    }


def step_content(step: Step) -> dict[str, Any]:
    return {
        "actor": step.actor,
        "who_name": step.who_name,
        "description": step.description,
        "by_on": _day(step.by_on),
        "status": step.status,
    }


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None

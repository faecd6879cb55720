"""The plan of one person as its pages show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from rainer.assessments.models import Agreement, Goal, GoalNote, Plan, PlanVersion, Step, WorkedOn
from rainer.assessments.queries.plan_facts import goals_of, needs_of
from rainer.assessments.queries.plan_needs import standings_of
from rainer.cases.access import NOT_THERE
from rainer.cases.models import Case
from rainer.common.errors import NotThereError
from rainer.policy import plan as rules
from rainer.policy.assessment.areas import AreaStanding
from rainer.policy.outcome import Outcome
from rainer.rulebook.queries import place_of, rulebook_now


@dataclass(frozen=True, slots=True)
class GoalShown:
    """A goal with its steps, how it is said to be going, and when it was worked on."""

    goal: Goal
    steps: Sequence[Step]
    notes: Sequence[GoalNote]
    worked: Sequence[WorkedOn]
    asks_achieved: bool
    is_past: bool

    @property
    def progress(self) -> list[GoalNote]:
        """The newest first."""
        return [one for one in self.notes if one.kind == GoalNote.Kind.PROGRESS]

    @property
    def why_over(self) -> GoalNote | None:
        return next((one for one in self.notes if one.kind in ("ACHIEVED", "REMOVED")), None)


@dataclass
class PlanOf:
    """The plan of one case on a day; `plan` is None where none is begun. Everything is read once."""

    case: Case
    on: date
    plan: Plan | None = field(init=False)

    def __post_init__(self) -> None:
        self.plan = Plan.objects.select_related("changed_by").filter(person=self.case.person_id).first()

    @cached_property
    def where(self) -> dict[str, Any]:
        """The named arguments of a rule."""
        return {"on": self.on, "place": place_of(self.case.team.unit), "rulebook": rulebook_now()}

    @cached_property
    def _goals(self) -> list[Goal]:
        return goals_of([self.plan]) if self.plan else []

    @cached_property
    def _steps(self) -> Mapping[int, list[Step]]:
        found: dict[int, list[Step]] = {goal.pk: [] for goal in self._goals}
        for step in Step.objects.filter(goal__in=list(found)).select_related("changed_by").order_by("pk"):
            found[step.goal_id].append(step)
        return found

    @cached_property
    def goals(self) -> list[GoalShown]:
        """Every goal, in the order set by hand. Four queries."""
        pks = [goal.pk for goal in self._goals]
        notes: dict[int, list[GoalNote]] = {pk: [] for pk in pks}
        for note in GoalNote.objects.filter(goal__in=pks).select_related("by").order_by("-at", "-pk"):
            notes[note.goal_id].append(note)
        worked: dict[int, list[WorkedOn]] = {pk: [] for pk in pks}
        for one in WorkedOn.objects.filter(goal__in=pks).select_related("step").order_by("-on", "-pk"):
            worked[one.goal_id].append(one)
        return [self._shown(goal, notes[goal.pk], worked[goal.pk]) for goal in self._goals]

    def _shown(self, goal: Goal, notes: list[GoalNote], worked: list[WorkedOn]) -> GoalShown:
        steps = self._steps[goal.pk]
        inputs = rules.GoalSteps(goal.status, tuple(one.status for one in steps))  # type: ignore[arg-type]
        asks = rules.offer_achieved(inputs, **self.where).answer
        is_active = goal.status == Goal.Status.ACTIVE
        is_past = is_active and goal.target_on is not None and goal.target_on < self.on
        return GoalShown(goal, steps, notes, worked, bool(asks), is_past)

    def standing_at(self, *statuses: str) -> list[GoalShown]:
        return [one for one in self.goals if one.goal.status in statuses]

    @property
    def active(self) -> list[GoalShown]:
        return self.standing_at(Goal.Status.ACTIVE)

    @property
    def later(self) -> list[GoalShown]:
        return self.standing_at(Goal.Status.FUTURE)

    @property
    def achieved(self) -> list[GoalShown]:
        return self.standing_at(Goal.Status.ACHIEVED)

    @property
    def removed(self) -> list[GoalShown]:
        return self.standing_at(Goal.Status.REMOVED)

    @cached_property
    def agreement(self) -> Agreement | None:
        """What the person said last."""
        return self.plan.agreements.select_related("by").order_by("-at", "-pk").first() if self.plan else None

    @cached_property
    def versions(self) -> list[PlanVersion]:
        """The newest first, without what they say."""
        if self.plan is None:
            return []
        return list(self.plan.versions.defer("content").select_related("by").order_by("-number"))

    @cached_property
    def _standing(self) -> tuple[date, list[AreaStanding]] | None:
        return standings_of([self.case.person_id], on=self.on).get(self.case.person_id)

    @property
    def assessed_on(self) -> date | None:
        return self._standing[0] if self._standing else None

    @property
    def standings(self) -> list[AreaStanding]:
        return self._standing[1] if self._standing else []

    @property
    def needs(self) -> list[AreaStanding]:
        """Areas that are high or linked."""
        return [one for one in self.standings if one.is_high or one.linked_to_harm or one.linked_to_reoffending]

    @cached_property
    def quiet(self) -> Outcome[rules.QuietNeeds]:
        """Needs about which nothing is happening."""
        return rules.nothing_happening(needs_of(self._standing, self._goals, self._steps), **self.where)

    def goal(self, pk: int) -> GoalShown:
        """One of its goals; NotThereError where it is not."""
        found = next((one for one in self.goals if one.goal.pk == pk), None)
        if found is None:
            raise NotThereError(NOT_THERE)
        return found

    def step(self, pk: int) -> Step:
        found = next((one for steps in self._steps.values() for one in steps if one.pk == pk), None)
        if found is None:
            raise NotThereError(NOT_THERE)
        return found

    def version(self, number: int) -> PlanVersion:
        rows = PlanVersion.objects.filter(plan=self.plan, number=number) if self.plan else PlanVersion.objects.none()
        found = rows.select_related("by").first()
        if found is None:
            raise NotThereError(NOT_THERE)
        return found


def plan_parts(person_id: int) -> list[tuple[str, str]]:
    """What of a plan a contact can be about: each goal that is worked on, and its open steps. Two queries at most."""
    goals = list(Goal.objects.filter(plan__person=person_id, status=Goal.Status.ACTIVE).order_by("position", "pk"))
    if not goals:
        return []
    steps: dict[int, list[Step]] = {goal.pk: [] for goal in goals}
    for step in Step.objects.filter(goal__in=goals, status__in=Step.OPEN).order_by("pk"):
        steps[step.goal_id].append(step)
    found = []
    for goal in goals:
        found.append((f"goal:{goal.pk}", _short(goal.title)))
        found += [(f"step:{one.pk}", f"– {_short(one.description)}") for one in steps[goal.pk]]
    return found


@dataclass(frozen=True, slots=True)
class InShort:
    """A plan in a line: where it stands, its goals that are worked on, and when it is looked at again."""

    plan: Plan
    goals: Sequence[Goal]


def in_short(person_id: int) -> InShort | None:
    """None where no plan is begun. Two queries."""
    plan = Plan.objects.filter(person=person_id).first()
    if plan is None:
        return None
    return InShort(plan, list(plan.goals.filter(status=Goal.Status.ACTIVE).order_by("position", "pk")))


def not_agreed(person_id: int) -> Agreement | None:
    """What the person said of their plan, where it was not yes: to talk about the next time. One query."""
    yes = (Plan.Status.AGREED, Plan.Status.UPDATED_AGREED)
    last = Agreement.objects.filter(plan__person=person_id).order_by("-at", "-pk").first()
    return None if last is None or last.status in yes else last


def part_of_plan(contact_id: int) -> str:
    """What of the plan a contact was about: the step, or the goal; "" where it was about none. One query."""
    found = WorkedOn.objects.filter(contact_id=contact_id).select_related("goal", "step").first()
    if found is None:
        return ""
    return found.step.description if found.step else found.goal.title


def _short(text: str, most: int = 70) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"

"""Plans of the people who are held: most agreed, some begun, a few not agreed; and one with its history."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max
from django.db.models.functions import Coalesce

from rainer.assessments.models import Agreement, Goal, GoalNote, Plan, PlanVersion, ProgressNote, Step
from rainer.assessments.models.plan import digest_of
from rainer.assessments.operations.plans.versions import goal_content
from rainer.assessments.queries.plan_needs import standings_of
from rainer.cases.models import Case, CaseState, Person, Sentence
from rainer.demo.chance import Chance
from rainer.demo.days import moment, working_day
from rainer.demo.rows import Rows
from rainer.demo.texts import texts
from rainer.policy.assessment.areas import Area

PART = 60
WHOSE = "NM00001"
COLUMNS: dict[Any, tuple[str, ...]] = {
    Plan: (
        "person_id", "status", "started_on", "planned_on", "review_on", "version", "changed_by_id", "changed_at",
    ),
    Goal: (
        "plan_id", "title", "is_own_words", "area", "related", "target_on", "remind_on", "status", "position",
        "closed_on", "made_by_id", "made_at", "version", "changed_by_id", "changed_at",
    ),
    Step: (
        "goal_id", "description", "actor", "who_name", "by_on", "status", "moved_on", "made_by_id", "made_at", "version",
        "changed_by_id", "changed_at",
    ),
    GoalNote: ("goal_id", "kind", "how", "text", "by_id", "at"),
    Agreement: ("plan_id", "status", "details", "practitioner_name", "person_name", "on", "by_id", "at"),
    ProgressNote: (
        "plan_id", "text", "person_says", "is_support_needed", "support_why", "was_involved", "involved_why",
        "practitioner_name", "person_name", "by_id", "at",
    ),
    PlanVersion: ("plan_id", "number", "why", "content", "digest", "by_id", "at"),
}  # fmt: skip
# What the first of the practitioner's caseload say, so that each answer is there to be seen.
OF_THE_FIRST = ("AGREED", "AGREED", "DO_NOT_AGREE", "DRAFT", "AGREED", "COULD_NOT_ANSWER", "DRAFT", "")
ANSWERS = (("AGREED", 0.87), ("DO_NOT_AGREE", 0.04), ("DRAFT", 0.05), ("", 0.04))
NEW = (("AGREED", 0.3), ("COULD_NOT_ANSWER", 0.1), ("DRAFT", 0.35), ("", 0.25))
SETTLED_AFTER = 24  # days of supervision after which most plans have been made
HOWS = (("much_better", 0.2), ("better", 0.45), ("same", 0.2), ("worse", 0.15))


@dataclass
class Made:
    """One plan while it is being made; days are counted from `on`."""

    rows: Rows
    on: date
    case: Case
    begun: date
    high: list[Area]
    status: str
    chance: Chance
    plan_id: int = 0
    review_on: date | None = None
    goals: list[tuple[Goal, list[Step]]] = field(default_factory=list)

    @property
    def user(self) -> int:
        return int(self.case.practitioner_team.practitioner.user_id or 0)  # type: ignore[union-attr]

    @property
    def names(self) -> tuple[str, str]:
        return str(self.case.practitioner_team.practitioner), str(self.case.person)  # type: ignore[union-attr]

    def ago(self, days: int) -> date:
        """So many days back, but not before supervision began."""
        return max(self.begun, self.on - timedelta(days=days))

    def at_work(self, days: int) -> date:
        """The same, or the working day before it."""
        return working_day(self.ago(days), back=True)


def write(*, on: date, rich: Person | None) -> None:
    """A plan for most who are held, in one COPY a table; `rich` is given the one with its history."""
    rows = Rows()
    for model, columns in COLUMNS.items():
        rows.table(model, *columns)
    cases = list(_held())
    ids = [case.person_id for case in cases]
    begun, standings = _begun(ids), standings_of(ids, on=on)
    first = _answers_of_the_first(cases, rich)
    for case in cases:
        chance = Chance.of(case.person_id, part=PART)
        start = begun.get(case.person_id, on - timedelta(days=200))
        is_new = (on - start).days < SETTLED_AFTER
        status = first.get(case.pk) or chance.weighted(NEW if is_new else ANSWERS)
        high = [one.area for one in standings[case.person_id][1] if one.is_high] if case.person_id in standings else []
        made = Made(rows, on, case, start, high, status, chance)
        if rich is not None and case.person_id == rich.pk:
            _write_rich(made)
        elif status:
            _write(made)
    rows.write()


def _held() -> Iterator[Case]:
    rows = Case.objects.filter(closed_on=None, practitioner_team__practitioner__user__isnull=False)
    yield from rows.select_related("person", "practitioner_team__practitioner").order_by("pk").iterator(2000)


def _begun(ids: list[int]) -> dict[int, date]:
    """When the latest sentence or release began."""
    rows = Sentence.objects.filter(event__person__in=ids, terminated_on=None)
    return dict(rows.values_list("event__person").annotate(day=Max(Coalesce("released_on", "starts"))))


def _answers_of_the_first(cases: list[Case], rich: Person | None) -> dict[int, str]:
    theirs = [case for case in cases if str(getattr(case.practitioner_team, "practitioner", "")) and _is_theirs(case)]
    others = [case for case in theirs if rich is None or case.person_id != rich.pk]
    return {case.pk: status for case, status in zip(others, OF_THE_FIRST, strict=False) if status}


def _is_theirs(case: Case) -> bool:
    held = case.practitioner_team
    return held is not None and held.practitioner.code == WHOSE and case.state != CaseState.CUSTODY


def _write(made: Made) -> None:
    """A plan with a goal or two, its steps, and what was said of it."""
    chance, is_draft = made.chance, made.status == "DRAFT"
    asked = _asked_on(made)
    started = made.ago((made.on - asked).days + chance.between(2, 9)) if asked else made.ago(chance.between(2, 9))
    # A plan of some age was looked at again since, at the latest some months ago.
    planned = asked if asked is None else max(asked, made.at_work(chance.between(4, 150)))
    review = None if planned is None else working_day(made.on + timedelta(days=chance.between(-6, 160)))
    made.review_on = _after(review, planned)
    made.plan_id = made.rows.add(
        Plan, made.case.person_id, made.status, started, planned, made.review_on, 3, made.user, moment(started, 11)
    )  # fmt: skip
    for position, area in enumerate(_areas(made), start=1):
        _goal(made, area, position, started)
    if not is_draft and asked is not None:
        _asked(made, asked)
        if planned is not None and (planned - asked).days > 60:
            _reviewed(made, planned)


def _asked_on(made: Made) -> date | None:
    if made.status == "DRAFT":
        return None
    if made.status == "COULD_NOT_ANSWER":
        return made.at_work(made.chance.between(1, 8))
    return working_day(min(made.on, made.begun + timedelta(days=made.chance.between(6, 20))), back=True)


def _after(review: date | None, planned: date | None) -> date | None:
    if review is None or planned is None:
        return None
    return max(review, planned + timedelta(days=14))


def _areas(made: Made) -> list[Area]:
    """Most needs that are high have a goal, and one goal is about something else."""
    chosen = [area for area in made.high if made.chance.likely(0.94)][:3]
    rest = [area for area in Area if area not in made.high]
    return chosen + made.chance.some(rest, 1 if chosen else 2)


def _goal(made: Made, area: Area, position: int, started: date) -> None:
    chance, on = made.chance, made.on
    given = chance.pick(texts("plans")["goals"][area.value])
    is_later = position > 1 and area not in made.high and chance.likely(0.25)
    days = chance.between(15, 330) if chance.likely(0.96) else -chance.between(2, 20)
    goal = Goal(
        title=given["title"], is_own_words=True, area=area.value, related=[],
        target_on=None if is_later else on + timedelta(days=days), status="FUTURE" if is_later else "ACTIVE",
        remind_on=on + timedelta(days=chance.between(40, 150)) if is_later else None, position=position,
    )  # fmt: skip
    keep_goal(made, goal, started)
    steps = [] if is_later else [_step(made, one, number, started) for number, one in enumerate(given["steps"])]
    for step in steps:
        step.goal_id = goal.pk
        keep_step(made, step, started)
    made.goals.append((goal, steps))
    if made.status not in ("DRAFT", "COULD_NOT_ANSWER") and not is_later and chance.likely(0.5):
        how = chance.weighted(HOWS)
        said, day = (
            chance.pick(texts("plans")["progress"][how]),
            made.at_work(chance.between(2, 60)),
        )
        made.rows.add(GoalNote, goal.pk, "PROGRESS", how, said, made.user, moment(day, 14, 20))


def _step(made: Made, given: list[str], number: int, started: date) -> Step:
    chance = made.chance
    statuses = (("NOT_STARTED", 0.35), ("IN_PROGRESS", 0.4), ("COMPLETED", 0.2), ("CANNOT_BE_DONE_YET", 0.05))
    is_draft = made.status == "DRAFT"
    status = "NOT_STARTED" if is_draft else chance.weighted(statuses)
    actor, what, *name = given
    has_day = chance.likely(0.5) and status != "COMPLETED"
    by_on = made.on + timedelta(days=chance.between(3, 70) if chance.likely(0.96) else -chance.between(1, 9))
    # The first step is the one that moves; those after it may stand still for longer.
    moved = made.ago(chance.between(1, 27) if number == 0 and chance.likely(0.88) else chance.between(20, 70))
    return Step(
        description=what, actor=actor, who_name=name[0] if name else "", by_on=by_on if has_day else None, status=status,
        moved_on=max(moved, started),
    )  # fmt: skip


def keep_goal(made: Made, goal: Goal, day: date) -> None:
    at = moment(day, 11, 5)
    related = "{" + ",".join(goal.related) + "}"
    goal.pk = made.rows.add(
        Goal, made.plan_id, goal.title, goal.is_own_words, goal.area, related, goal.target_on, goal.remind_on,
        goal.status, goal.position, goal.closed_on, made.user, at, 1, made.user, at,
    )  # fmt: skip


def keep_step(made: Made, step: Step, day: date) -> None:
    at = moment(day, 11, 10)
    step.pk = made.rows.add(
        Step, step.goal_id, step.description, step.actor, step.who_name, step.by_on, step.status, step.moved_on, made.user,
        at, 1, made.user, at,
    )  # fmt: skip


def _asked(made: Made, day: date) -> None:
    said = texts("plans")
    details = {
        "DO_NOT_AGREE": made.chance.pick(said["no_because"]),
        "COULD_NOT_ANSWER": made.chance.pick(said["not_asked_because"]),
    }.get(made.status, "")
    at, (practitioner, person) = moment(day, 11, 30), made.names
    made.rows.add(Agreement, made.plan_id, made.status, details, practitioner, person, day, made.user, at)
    facts = {"details": details, "practitioner_name": practitioner, "person_name": person, "on": day.isoformat()}
    _version(made, 1, "agreement", facts, at)


def _reviewed(made: Made, day: date, worked: str = "", says: str = "") -> None:
    said = texts("plans")["reviewed"]
    worked, says = worked or made.chance.pick(said["worked"]), says or made.chance.pick(said["says"])
    at, (practitioner, person) = moment(day, 15, 10), made.names
    made.rows.add(ProgressNote, made.plan_id, worked, says, "no", "", True, "", practitioner, person, made.user, at)
    facts = {
        "text": worked, "person_says": says, "is_support_needed": "no", "support_why": "", "was_involved": True,
        "involved_why": "", "practitioner_name": practitioner, "person_name": person, "on": day.isoformat(),
    }  # fmt: skip
    _version(made, 2, "review", facts, at)


def _version(made: Made, number: int, why: str, said: dict[str, Any], at: datetime) -> None:
    content = {
        "status": made.status,
        "review_on": made.review_on.isoformat() if made.review_on else None,
        "said": said,
        "goals": [goal_content(goal, steps) for goal, steps in made.goals],
    }
    made.rows.add(
        PlanVersion, made.plan_id, number, why, json.dumps(content), digest_of(content), made.user, at
    )  # fmt: skip


def _write_rich(made: Made) -> None:
    """The plan with its history, as plans.yaml tells it."""
    given, on = texts("plans")["the_good_one"], made.on
    made.status = "AGREED"
    asked, reviewed = made.at_work(96), made.at_work(11)
    made.review_on = working_day(on + timedelta(days=75))
    made.plan_id = made.rows.add(
        Plan, made.case.person_id, "AGREED", made.at_work(103), reviewed, made.review_on, 9, made.user,
        moment(reviewed, 15, 10),
    )  # fmt: skip
    for position, one in enumerate(given["goals"], start=1):
        target = on + timedelta(days=one["target"])
        goal = Goal(
            title=one["title"], is_own_words=True, area=one["area"], related=one["related"], target_on=target,
            status="ACTIVE", position=position,
        )  # fmt: skip
        keep_goal(made, goal, made.at_work(103))
        steps = [_rich_step(made, goal, step) for step in one["steps"]]
        made.goals.append((goal, steps))
        for how, text, days in one["notes"]:
            made.rows.add(GoalNote, goal.pk, "PROGRESS", how, text, made.user, moment(made.at_work(days), 10, 15))
    later = given["later"]
    goal = Goal(
        title=later["title"], area=later["area"], related=[], status="FUTURE", position=3,
        remind_on=on + timedelta(days=later["ask_in"]),
    )  # fmt: skip
    keep_goal(made, goal, made.at_work(96))
    made.goals.append((goal, []))
    _over(made, given["achieved"], "ACHIEVED", given["achieved"]["note"])
    _over(made, given["removed"], "REMOVED", given["removed"]["why"])
    _asked(made, asked)
    _reviewed(made, reviewed, given["worked"], given["says"])


def _rich_step(made: Made, goal: Goal, given: list[Any]) -> Step:
    actor, what, status, days, *name = given
    by_on = made.on + timedelta(days=days) if days is not None else None
    step = Step(
        goal_id=goal.pk, description=what, actor=actor, who_name=name[0] if name else "", by_on=by_on, status=status,
        moved_on=made.ago(12),
    )  # fmt: skip
    keep_step(made, step, made.at_work(103))
    return step


def _over(made: Made, given: dict[str, Any], status: str, said: str) -> None:
    closed = made.at_work(given["days_ago"])
    goal = Goal(
        title=given["title"], is_own_words=True, area=given["area"], related=[], target_on=made.on, status=status,
        position=4, closed_on=closed,
    )  # fmt: skip
    keep_goal(made, goal, made.at_work(103))
    made.goals.append((goal, []))
    made.rows.add(GoalNote, goal.pk, status, "", said, made.user, moment(closed, 10, 30))

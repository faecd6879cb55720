"""Goals and steps written, changed, ended: what is refused, what is kept, what two people at once are told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rainer.assessments.models import Goal, GoalNote, Plan, Step
from rainer.assessments.operations.plans import (
    GoalWords,
    StepWords,
    achieve_goal,
    change_goal,
    change_step,
    delete_goal,
    move_step,
    note_progress,
    order_goal,
    readd_goal,
    remove_goal,
)
from rainer.common.errors import BadInputError, ChangedMeanwhileError, NotThereError, RefusedError
from rainer.common.models import LogEntry
from rainer.organisation.access import Acting
from tests.assessments import plans

CHANGED = GoalWords("Drive a van", "employment", target_on=date(2027, 3, 1))


@pytest.fixture
def crn(world):
    return world.held.person.crn


def events() -> list[str]:
    rows = LogEntry.objects.filter(kind="change", name__startswith="plan_").order_by("id")
    return list(rows.values_list("name", flat=True))


def test_the_first_goal_begins_the_plan_and_each_writing_is_one_event(world, aisha):
    made = plans.goal(aisha, world.held, related=("finances",))
    plans.step(aisha, made)
    plan = plans.plan_of(world.held)
    assert (plan.status, plan.planned_on, plan.started_on) == ("DRAFT", None, world.today)
    assert (made.status, made.position, made.related) == ("ACTIVE", 1, ["finances"])
    assert events() == ["plan_goal_added", "plan_step_added"]


def test_a_goal_without_a_day_is_for_later(world, aisha):
    made = plans.goal(aisha, world.held, target_on=None, remind_on=date(2027, 3, 1))
    assert (made.status, made.remind_on) == ("FUTURE", date(2027, 3, 1))


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "a" * 4001}, "title"),
        ({"area": "gardening"}, "area"),
        ({"related": ("employment",)}, "related"),
        ({"target_on": date(2026, 11, 8)}, "target_on"),
    ],
)
def test_what_a_goal_lacks_stands_on_its_field(world, aisha, fields, field):
    with pytest.raises(BadInputError) as refused:
        plans.goal(aisha, world.held, **fields)
    assert list(refused.value.facts["errors"]) == [field]
    assert not Goal.objects.exists()


def test_someone_else_who_does_a_step_has_a_name(world, aisha):
    made = plans.goal(aisha, world.held)
    with pytest.raises(BadInputError) as refused:
        plans.step(aisha, made, actor="someone_else")
    assert list(refused.value.facts["errors"]) == ["who_name"]
    assert plans.step(aisha, made, actor="someone_else", who_name="Ros").who_name == "Ros"


def test_whoever_does_not_hold_cases_here_writes_nothing(world, crn):
    for role in ("case_administrator", "regional_director", "elsewhere"):
        with pytest.raises(NotThereError):
            plans.goal(Acting.of(world.users[role]), world.held)
    assert not Plan.objects.exists()


def test_nothing_is_written_for_somebody_who_has_died(world, aisha):
    world.held.person.date_of_death = world.today
    world.held.person.save()
    with pytest.raises(RefusedError, match="has died"):
        plans.goal(aisha, world.held)


def test_two_who_change_a_goal_get_one_result_and_one_explanation(world, aisha, megan, crn):
    made = plans.goal(aisha, world.held)
    change_goal(acting=megan, crn=crn, pk=made.pk, version=made.version, goal=CHANGED)
    with pytest.raises(ChangedMeanwhileError) as refused:
        change_goal(acting=aisha, crn=crn, pk=made.pk, version=made.version, goal=GoalWords("Other", "employment"))
    assert refused.value.facts["who"] == "Megan Price"
    assert refused.value.facts["theirs"]["title"] == "Drive a van"
    made.refresh_from_db()
    assert (made.title, made.target_on, made.version) == ("Drive a van", date(2027, 3, 1), 2)


def test_a_goal_whose_day_has_passed_keeps_it_when_its_words_change(world, aisha, crn):
    made = plans.goal(aisha, world.held)
    Goal.objects.update(target_on=date(2026, 11, 1))
    words = GoalWords("Drive a van", "employment", target_on=date(2026, 11, 1))
    assert change_goal(acting=aisha, crn=crn, pk=made.pk, version=1, goal=words).target_on == date(2026, 11, 1)


def test_a_change_that_changes_nothing_is_no_event(world, aisha, crn):
    made = plans.goal(aisha, world.held)
    same = GoalWords(made.title, made.area, made.is_own_words, (), made.target_on)
    assert change_goal(acting=aisha, crn=crn, pk=made.pk, version=1, goal=same).version == 1
    assert events() == ["plan_goal_added"]


def test_goals_are_put_in_order_by_hand_among_their_kind(world, aisha, crn):
    one, two, three = (plans.goal(aisha, world.held, title) for title in ("One", "Two", "Three"))
    plans.goal(aisha, world.held, "Later", target_on=None)
    order_goal(acting=aisha, crn=crn, pk=three.pk, way="up")
    order_goal(acting=aisha, crn=crn, pk=one.pk, way="up")
    titles = Goal.objects.filter(status="ACTIVE").order_by("position").values_list("title", flat=True)
    assert list(titles) == ["One", "Three", "Two"]
    assert two.position == 2


def test_a_draft_s_goal_is_deleted_and_not_removed(world, aisha, crn):
    made = plans.draft(aisha, world.held)
    with pytest.raises(RefusedError, match="deleted, not removed"):
        remove_goal(acting=aisha, crn=crn, pk=made.pk, version=None, text="Moved")
    delete_goal(acting=aisha, crn=crn, pk=made.pk, version=made.version)
    assert not Goal.objects.exists()
    assert not Step.objects.exists()


def test_a_given_plan_s_goal_is_removed_with_a_reason_and_taken_up_again_with_one(world, aisha, crn):
    made = plans.agreed(aisha, world.held)
    with pytest.raises(RefusedError, match="stays in the history"):
        delete_goal(acting=aisha, crn=crn, pk=made.pk, version=None)
    with pytest.raises(BadInputError):
        remove_goal(acting=aisha, crn=crn, pk=made.pk, version=None, text=" ")
    gone = remove_goal(acting=aisha, crn=crn, pk=made.pk, version=made.version, text="Works nights now")
    assert (gone.status, gone.closed_on) == ("REMOVED", world.today)
    with pytest.raises(BadInputError):
        readd_goal(acting=aisha, crn=crn, pk=made.pk, version=None, text="")
    back = readd_goal(acting=aisha, crn=crn, pk=made.pk, version=gone.version, text="Days again")
    assert (back.status, back.target_on, back.closed_on) == ("FUTURE", None, None)
    said = GoalNote.objects.order_by("pk").values_list("kind", "text")
    assert list(said) == [("REMOVED", "Works nights now"), ("READDED", "Days again")]


def test_who_ends_a_goal_that_somebody_ended_is_told_so(world, aisha, megan, crn):
    made = plans.agreed(aisha, world.held)
    achieve_goal(acting=megan, crn=crn, pk=made.pk, version=made.version)
    with pytest.raises(ChangedMeanwhileError, match="Megan Price was here first"):
        remove_goal(acting=aisha, crn=crn, pk=made.pk, version=made.version, text="No")
    with pytest.raises(RefusedError):
        achieve_goal(acting=aisha, crn=crn, pk=made.pk, version=None)


def test_a_step_moves_and_two_who_move_it_are_told(world, aisha, megan, crn):
    made = plans.draft(aisha, world.held)
    step = made.steps.get()
    Step.objects.update(moved_on=world.today - timedelta(days=40))
    moved = move_step(acting=megan, crn=crn, pk=step.pk, version=1, status="COMPLETED")
    assert (moved.status, moved.moved_on) == ("COMPLETED", world.today)
    # The same said twice is said once, whoever says it.
    assert move_step(acting=aisha, crn=crn, pk=step.pk, version=1, status="COMPLETED").version == 2
    with pytest.raises(ChangedMeanwhileError, match="Megan Price was here first"):
        move_step(acting=aisha, crn=crn, pk=step.pk, version=1, status="IN_PROGRESS")
    with pytest.raises(BadInputError):
        move_step(acting=aisha, crn=crn, pk=step.pk, version=2, status="PERHAPS")


def test_a_step_is_written_anew(world, aisha, megan, crn):
    step = plans.draft(aisha, world.held).steps.get()
    words = StepWords("practitioner", "Ask the fund", by_on=date(2026, 11, 14))
    change_step(acting=megan, crn=crn, pk=step.pk, version=1, step=words)
    with pytest.raises(ChangedMeanwhileError) as refused:
        change_step(acting=aisha, crn=crn, pk=step.pk, version=1, step=StepWords("person", "Ask"))
    assert refused.value.facts["theirs"]["description"] == "Ask the fund"
    step.refresh_from_db()
    assert (step.actor, step.by_on, step.version) == ("practitioner", date(2026, 11, 14), 2)


def test_how_it_is_going_is_said_of_a_given_plan(world, aisha, crn):
    made = plans.draft(aisha, world.held)
    with pytest.raises(RefusedError):
        note_progress(acting=aisha, crn=crn, goal=made.pk, how="better")
    Plan.objects.update(status="AGREED", planned_on=world.today)
    with pytest.raises(BadInputError):
        note_progress(acting=aisha, crn=crn, goal=made.pk, how="splendid")
    assert note_progress(acting=aisha, crn=crn, goal=made.pk, how="better", text="I booked it").text == "I booked it"


def test_a_goal_of_another_person_is_not_there(world, aisha, crn):
    ben = Acting.of(world.users["elsewhere"])
    far = plans.goal(ben, world.far)
    plans.goal(aisha, world.held)
    with pytest.raises(NotThereError):
        change_goal(acting=aisha, crn=crn, pk=far.pk, version=1, goal=CHANGED)

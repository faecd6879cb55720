"""The person is asked, and the plan is looked at again: what is kept for good, and what is refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from rainer.assessments.models import Agreement, Goal, GoalNote, PlanVersion, ProgressNote
from rainer.assessments.operations.plans import Decision, Review, agree_plan, review_plan
from rainer.common.errors import BadInputError, ChangedMeanwhileError, RefusedError
from rainer.common.models import LogEntry
from tests.assessments import plans


@pytest.fixture
def crn(world):
    return world.held.person.crn


def review(**given) -> Review:
    said = {
        "text": "The lifts worked",
        "person_says": "I want to go on",
        "is_support_needed": "no",
        "was_involved": True,
        "practitioner_name": "Aisha Rahman",
        "person_name": "Jordan Ellis",
        "review_on": date(2027, 2, 9),
    }
    return Review(**{**said, **given})


def test_agreeing_keeps_who_said_what_when_and_the_plan_as_it_was(world, aisha, crn):
    plans.agreed(aisha, world.held)
    plan, said, kept = plans.plan_of(world.held), Agreement.objects.get(), PlanVersion.objects.get()
    assert (plan.status, plan.planned_on) == ("AGREED", world.today)
    assert (said.status, said.practitioner_name, said.person_name) == ("AGREED", "Aisha Rahman", "Jordan Ellis")
    assert (kept.number, kept.why, kept.is_as_kept) == (1, "agreement", True)
    assert [one["title"] for one in kept.content["goals"]] == ["Get my forklift licence"]
    assert kept.content["goals"][0]["steps"][0]["description"] == "Book the test"
    assert LogEntry.objects.filter(name="plan_agreed").count() == 1


@pytest.mark.parametrize(
    "model", [Agreement, PlanVersion, GoalNote, ProgressNote], ids=lambda one: one.__name__.lower()
)
def test_what_was_said_is_never_changed_or_taken_out(world, aisha, crn, model):
    goal = plans.agreed(aisha, world.held)
    GoalNote.objects.create(goal=goal, kind="PROGRESS", how="better", by=aisha.user, at=goal.made_at)
    review_plan(acting=aisha, crn=crn, version=None, review=review())
    row = model.objects.first()
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        row.save()
    with pytest.raises(DatabaseError, match="delete rows"), transaction.atomic():
        model.objects.filter(pk=row.pk).delete()


def test_no_is_a_plan_and_stands(world, aisha, crn):
    plans.draft(aisha, world.held)
    with pytest.raises(BadInputError) as refused:
        agree_plan(acting=aisha, crn=crn, version=None, answer=plans.answer("DO_NOT_AGREE"))
    assert list(refused.value.facts["errors"]) == ["details"]
    agree_plan(acting=aisha, crn=crn, version=None, answer=plans.answer("DO_NOT_AGREE", "Too much at once"))
    with pytest.raises(ChangedMeanwhileError, match="Did not agree"):
        agree_plan(acting=aisha, crn=crn, version=None, answer=plans.answer())
    assert Agreement.objects.get().details == "Too much at once"


def test_who_could_not_be_asked_is_asked_again_once(world, aisha, crn):
    plans.agreed(aisha, world.held, "COULD_NOT_ANSWER", "In hospital")
    agree_plan(acting=aisha, crn=crn, version=None, answer=plans.answer("UPDATED_AGREED"))
    with pytest.raises(ChangedMeanwhileError):
        agree_plan(acting=aisha, crn=crn, version=None, answer=plans.answer("UPDATED_DO_NOT_AGREE", "No"))
    assert plans.plan_of(world.held).status == "UPDATED_AGREED"
    assert PlanVersion.objects.count() == 2


def test_a_goal_without_a_step_is_not_agreed(world, aisha, crn):
    plans.goal(aisha, world.held, target_on=None)
    with pytest.raises(RefusedError, match="Add a goal"):
        agree_plan(acting=aisha, crn=crn, version=None, answer=plans.answer())
    plans.goal(aisha, world.held)
    with pytest.raises(RefusedError, match="who does what by when"):
        agree_plan(acting=aisha, crn=crn, version=None, answer=plans.answer())
    assert not Agreement.objects.exists()


def test_nobody_agrees_to_what_they_did_not_see(world, aisha, megan, crn):
    goal = plans.draft(aisha, world.held)
    seen = plans.plan_of(world.held).version
    plans.step(megan, goal, "Pay for the test")
    with pytest.raises(ChangedMeanwhileError, match="Megan Price was here first"):
        agree_plan(acting=aisha, crn=crn, version=seen, answer=plans.answer())


@pytest.mark.parametrize(
    ("days", "is_refused"), [(0, True), (1, False), (365, False), (366, True)]
)  # fmt: skip
def test_the_next_day_is_within_twelve_months(world, aisha, crn, days, is_refused):
    plans.draft(aisha, world.held)
    answer = plans.answer(review_on=world.today + timedelta(days=days))
    if is_refused:
        with pytest.raises(BadInputError) as refused:
            agree_plan(acting=aisha, crn=crn, version=None, answer=answer)
        assert list(refused.value.facts["errors"]) == ["review_on"]
    else:
        agree_plan(acting=aisha, crn=crn, version=None, answer=answer)


def test_a_review_decides_each_goal_and_closes_as_a_version(world, aisha, crn):
    kept = plans.agreed(aisha, world.held)
    changed, done, gone = (plans.goal(aisha, world.held, title) for title in ("Change", "Done", "Gone"))
    found = review_plan(
        acting=aisha,
        crn=crn,
        version=plans.plan_of(world.held).version,
        review=review(
            goals={
                kept.pk: Decision(),
                changed.pk: Decision("change", title="Changed", target_on=date(2027, 6, 1)),
                done.pk: Decision("achieve"),
                gone.pk: Decision("remove", text="Moved away"),
            }
        ),
    )
    now = dict(Goal.objects.values_list("title", "status"))
    assert now == {
        "Get my forklift licence": "ACTIVE", "Changed": "ACTIVE", "Done": "ACHIEVED", "Gone": "REMOVED",
    }  # fmt: skip
    assert (found.number, found.why, found.content["said"]["person_says"]) == (2, "review", "I want to go on")
    assert found.content["review_on"] == "2027-02-09"
    assert plans.plan_of(world.held).review_on == date(2027, 2, 9)
    assert LogEntry.objects.filter(name="plan_reviewed").count() == 1
    assert not LogEntry.objects.filter(name="plan_goal_removed").exists()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"text": ""}, "text"),
        ({"is_support_needed": "perhaps"}, "is_support_needed"),
        ({"is_support_needed": "yes"}, "support_why"),
        ({"was_involved": None}, "was_involved"),
        ({"was_involved": False}, "involved_why"),
        ({"person_name": " "}, "person_name"),
        ({"review_on": date(2027, 11, 10)}, "review_on"),
    ],
)
def test_what_a_review_lacks_stands_on_its_field(world, aisha, crn, given, field):
    plans.agreed(aisha, world.held)
    with pytest.raises(BadInputError) as refused:
        review_plan(acting=aisha, crn=crn, version=None, review=review(**given))
    assert list(refused.value.facts["errors"]) == [field]
    assert not ProgressNote.objects.exists()


def test_a_goal_removed_in_a_review_needs_its_reason_and_nothing_is_half_done(world, aisha, crn):
    goal = plans.agreed(aisha, world.held)
    other = plans.goal(aisha, world.held, "Other")
    with pytest.raises(BadInputError) as refused:
        review_plan(
            acting=aisha,
            crn=crn,
            version=None,
            review=review(goals={other.pk: Decision("achieve"), goal.pk: Decision("remove")}),
        )
    assert list(refused.value.facts["errors"]) == [f"text-{goal.pk}"]
    assert set(Goal.objects.values_list("status", flat=True)) == {"ACTIVE"}


def test_a_draft_is_not_reviewed(world, aisha, crn):
    plans.draft(aisha, world.held)
    with pytest.raises(RefusedError, match="a draft is changed"):
        review_plan(acting=aisha, crn=crn, version=None, review=review())

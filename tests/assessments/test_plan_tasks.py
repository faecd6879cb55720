"""What of a plan stands on Today: the practitioner's steps, goals past their day, what was not asked, quiet needs."""

from __future__ import annotations

from datetime import date, timedelta

from rainer.assessments.models import Assessment, Goal, Plan, Step
from rainer.overview.today.items import work_of_case
from rainer.supervision.reference import Reference
from tests import make
from tests.assessments import plans

PLAN = ("first_plan", "plan_review", "plan_agreement", "plan_step", "plan_goal", "plan_need")


def tasks(world) -> dict[str, str]:
    make_reference = Reference.of(world.harrowgate, on=world.today)
    return {
        line.task.kind: line.task.why for line in work_of_case(world.held, make_reference) if line.task.kind in PLAN
    }


def test_a_first_plan_is_asked_for_until_the_person_was_asked(world, aisha):
    make.sentence(world.held.person, starts=date(2026, 11, 2))
    assert list(tasks(world)) == ["first_plan"]
    plans.draft(aisha, world.held)
    assert "It is begun, and not agreed yet." in tasks(world)["first_plan"]
    Plan.objects.update(status="DO_NOT_AGREE", planned_on=world.today, review_on=world.today + timedelta(days=90))
    assert tasks(world) == {}


def test_the_plan_is_looked_at_again_on_its_day(world, aisha):
    make.sentence(world.held.person, starts=date(2026, 1, 5))
    plans.agreed(aisha, world.held)
    Plan.objects.update(planned_on=date(2026, 2, 1), review_on=world.today)
    assert list(tasks(world)) == ["plan_review"]


def test_the_practitioner_s_step_and_the_goal_past_its_day(world, aisha):
    goal = plans.agreed(aisha, world.held)
    plans.step(aisha, goal, "Ask the fund", actor="practitioner", by_on=world.today + timedelta(days=3))
    Goal.objects.update(target_on=world.today - timedelta(days=1))
    found = tasks(world)
    assert found["plan_step"] == "“Ask the fund”, by 12 November 2026."
    assert found["plan_goal"] == "“Get my forklift licence” was to be reached by 8 November 2026."
    Step.objects.update(status="COMPLETED")
    assert "plan_step" not in tasks(world)


def test_a_draft_has_promised_nothing(world, aisha):
    goal = plans.draft(aisha, world.held)
    plans.step(aisha, goal, "Ask the fund", actor="practitioner", by_on=world.today)
    assert "plan_step" not in tasks(world)


def test_who_could_not_be_asked_is_asked_again(world, aisha):
    plans.agreed(aisha, world.held, "COULD_NOT_ANSWER", "In hospital")
    assert "9 November 2026" in tasks(world)["plan_agreement"]


def test_quiet_needs_are_one_task(world, aisha):
    answers = {"needs": {"DRUG_MISUSE": "SEVERE", "ACCOMMODATION": "SEVERE"}}
    day = world.today - timedelta(days=40)
    Assessment.objects.create(person=world.held.person, layer=3, status="COMPLETE", completed_on=day, answers=answers)
    plans.agreed(aisha, world.held)
    assert tasks(world)["plan_need"] == "Nothing is happening about: accommodation, 40 days; drugs, 40 days."

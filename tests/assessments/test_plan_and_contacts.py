"""A kept appointment names what of the plan it was about, in no more than it took before."""

from __future__ import annotations

from datetime import date

import pytest

from rainer.assessments.models import WorkedOn
from rainer.assessments.queries.plan_facts import plans_of
from rainer.cases.models import OwnWords
from tests import make
from tests.assessments import plans

FRIDAY = date(2026, 11, 6)


@pytest.fixture
def past(world):
    return make.appointment(world.held, at=make.at(FRIDAY))


def post(world, contact, **fields):
    url = f"/appointments/{contact.pk}/outcome/"
    return world.client_for("practitioner").post(url, {"version": contact.version, "happened": "kept", **fields})


def test_it_is_one_choice_in_the_place_of_what_was_asked_before(world, aisha, page, past):
    OwnWords.objects.create(person=world.held.person, kind="aim", text="See my kids", said_on=FRIDAY)
    url = f"/appointments/{past.pk}/outcome/"
    page("practitioner", url).lacks("What of the plan")
    plans.agreed(aisha, world.held)
    shown = page("practitioner", url)
    shown.says("What of the plan was this about?", "Get my forklift licence", "– Book the test")
    shown.lacks("See my kids")


def test_what_was_worked_on_stands_on_the_plan_and_on_the_contact(world, aisha, page, past):
    goal = plans.agreed(aisha, world.held)
    step = goal.steps.get()
    post(world, past, plan_part=f"step:{step.pk}")
    assert WorkedOn.objects.values_list("goal", "step", "contact_id", "on").get() == (goal.pk, step.pk, past.pk, FRIDAY)
    plan = f"/people/{world.held.person.crn}/plan/"
    page("practitioner", plan).says("Worked on: Fri 6 Nov 2026 (Book the test)")
    page("practitioner", f"/appointments/{past.pk}/").says("Worked on", "Book the test")


def test_taken_back_it_is_gone_and_recorded_anew_it_is_there_once(world, aisha, past):
    goal = plans.agreed(aisha, world.held)
    post(world, past, plan_part=f"goal:{goal.pk}")
    past.refresh_from_db()
    world.client_for("practitioner").post(f"/appointments/{past.pk}/outcome/undo/", {"version": past.version})
    assert not WorkedOn.objects.exists()
    past.refresh_from_db()
    post(world, past, plan_part=f"goal:{goal.pk}")
    past.refresh_from_db()
    post(world, past, plan_part=f"step:{goal.steps.get().pk}")
    assert WorkedOn.objects.get().step == goal.steps.get()


def test_nothing_of_another_person_s_plan_can_be_named(world, aisha, past):
    other = make.case(held_by=world.aisha)
    strange = plans.draft(aisha, other)
    plans.agreed(aisha, world.held)
    assert post(world, past, plan_part=f"goal:{strange.pk}").status_code == 422
    assert not WorkedOn.objects.exists()


def test_what_a_sensitive_contact_was_about_is_not_told(world, aisha, page):
    plans.agreed(aisha, world.held)
    hidden = make.appointment(world.held, at=make.at(FRIDAY), is_sensitive=True)
    page("practitioner", f"/appointments/{hidden.pk}/outcome/").lacks("What of the plan")


def test_work_on_a_goal_is_something_that_moves(world, aisha, past):
    goal = plans.agreed(aisha, world.held)
    goal.steps.update(moved_on=date(2026, 9, 1))
    moved = plans_of([world.held.person_id], on=world.today)[world.held.person_id].facts.needs.goals[0].moved_on
    assert moved == date(2026, 9, 1)
    post(world, past, plan_part=f"goal:{goal.pk}")
    moved = plans_of([world.held.person_id], on=world.today)[world.held.person_id].facts.needs.goals[0].moved_on
    assert moved == FRIDAY


def test_what_they_said_against_the_plan_is_on_the_next_appointment(world, aisha, page, past):
    url = f"/appointments/{past.pk}/"
    page("practitioner", url).lacks("Of their plan")
    plans.agreed(aisha, world.held, "DO_NOT_AGREE", "Too much at once")
    page("practitioner", url).says("Of their plan", "Did not agree, 9 Nov 2026: Too much at once")
    post(world, past)
    page("practitioner", url).lacks("Of their plan")


def test_at_a_glance_has_the_plan_in_a_line(world, aisha, page):
    url = f"/people/{world.held.person.crn}/"
    page("practitioner", url).says("No plan is begun.")
    plans.agreed(aisha, world.held)
    page("practitioner", url).says("Agreed, looked at again by 9 Feb 2027: “Get my forklift licence”")

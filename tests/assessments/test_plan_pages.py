"""The pages of a plan: what they say, what they do not tell, what one press does."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rainer.assessments.models import Assessment, Goal, Plan, PlanVersion, Step
from rainer.assessments.operations.plans import achieve_goal, move_step, note_progress, remove_goal
from rainer.assessments.operations.signing import sign_assessment
from rainer.common.models import Draft
from tests.assessments import plans
from tests.assessments.filling import filled
from tests.pages import read_page


@pytest.fixture
def crn(world):
    return world.held.person.crn


@pytest.fixture
def url(crn):
    return lambda tail="": f"/people/{crn}/plan/{tail}"


def assessed(world, **needs):
    day = world.today - timedelta(days=40)
    Assessment.objects.create(
        person=world.held.person, layer=3, status="COMPLETE", completed_on=day, answers={"needs": needs}
    )


def post(world, address, role="practitioner", **fields):
    return world.client_for(role).post(address, fields)


def test_without_a_plan_one_thing_is_to_be_done(page, url):
    shown = page("practitioner", url())
    shown.says("No plan is begun", "No assessment is finished")
    assert shown.link("Add a goal").endswith("/goals/add/")


def test_a_goal_then_its_steps_then_the_answer(world, page, url, crn):
    page("practitioner", url("goals/add/")).says("In their words", "In 3 months, by 9 Feb 2027", "Not now")
    fields = {"title": "Get my forklift licence", "is_own_words": "on", "area": "employment", "when": "3"}
    response = post(world, url("goals/add/"), **fields)
    goal = Goal.objects.get()
    assert (goal.target_on, response.url) == (date(2027, 2, 9), url(f"goals/{goal.pk}/steps/add/"))
    page("practitioner", url()).says("“Get my forklift licence”", "No step yet")
    assert page("practitioner", url()).link("Add a step: who does what by when") == response.url
    again = post(world, response.url, actor="person", description="Book the test", another="1")
    assert again.url == response.url
    post(world, response.url, actor="practitioner", description="Ask the fund", by_on="14 Nov")
    page("practitioner", url()).says("Jordan: Book the test", "Aisha Rahman: Ask the fund by 14 Nov 2026", "Draft")
    page("practitioner", url("agree/")).says("Do they agree with this plan?", "They could not be asked today")
    answer = {"to": "AGREED", "practitioner_name": "Aisha Rahman", "person_name": "Jordan Ellis", "review_on": "9 Feb"}
    assert post(world, url("agree/"), **answer).url == url("theirs/")
    page("practitioner", url()).says("Agreed", "agreed this on 9 Nov 2026", "Look at it again by 9 Feb 2027")


def test_what_is_left_out_is_said_and_the_typing_kept(world, url):
    response = post(world, url("goals/add/"), title="Drive", area="employment", when="day")
    assert response.status_code == 422
    read_page(response).says("Enter the day, like 27 Nov", "Drive")
    assert not Plan.objects.exists()
    kept = post(world, url("goals/add/"), title="Drive", save_for_later="1")
    assert (kept.url, Draft.objects.get().data["fields"]["title"]) == (url(), ["Drive"])
    draft = world.client_for("practitioner").get(url("goals/add/"))
    read_page(draft).says("Drive")


def test_a_step_is_moved_from_the_page_by_one_choice_and_one_press(world, aisha, url):
    step = plans.agreed(aisha, world.held).steps.get()
    response = post(world, url(f"steps/{step.pk}/move/"), status="COMPLETED", version=step.version)
    assert response.url == url(f"#goal-{step.goal_id}")
    shown = read_page(world.client_for("practitioner").get(url()))
    shown.says("Every step is completed. Is the goal reached?")
    assert shown.link("Yes, mark it as achieved").endswith("/achieve/")


def test_two_at_once_get_one_result_and_one_kind_explanation(world, aisha, megan, url, crn):
    step = plans.agreed(aisha, world.held).steps.get()
    move_step(acting=megan, crn=crn, pk=step.pk, version=1, status="IN_PROGRESS")
    response = post(world, url(f"steps/{step.pk}/move/"), status="COMPLETED", version=1)
    assert response.status_code == 409
    read_page(response).says("Megan Price was here first", "the step stands at “In progress”")
    goal = url(f"goals/{step.goal_id}/change/")
    post(world, goal, "senior", title="Theirs", area="employment", when="6", version=1)
    response = post(world, goal, title="Mine", area="employment", when="6", version=1)
    assert response.status_code == 409
    read_page(response).says("Theirs", "Mine", "Use mine instead", "Keep both")


def test_the_page_to_show_holds_nothing_that_is_not_theirs(world, aisha, page, url, crn):
    assessed(world, ACCOMMODATION="SEVERE")
    world.held.rosh = "very_high"
    world.held.save()
    goal = plans.agreed(aisha, world.held, "DO_NOT_AGREE", "Too much at once")
    note_progress(acting=aisha, crn=crn, goal=goal.pk, how="better", text="I booked it")
    gone = plans.goal(aisha, world.held, "Keep away from Mill Lane")
    remove_goal(acting=aisha, crn=crn, pk=gone.pk, version=None, text="He frightens his neighbour")
    for tail in ("theirs/", "theirs/?size=large", "theirs/?words=easy"):
        shown = page("practitioner", url(tail))
        shown.says("Safe to show", "My plan", "“Get my forklift licence”", "Jordan: Book the test", "Too much at once")
        shown.says("a bit better. “I booked it”")
        shown.lacks("risk", "High", "Tier", "Mill Lane", "neighbour", "Nothing is happening", "Accommodation", "Flags")
    page("practitioner", url()).says("Do not show", "Nothing is happening, 40 days", "He frightens his neighbour")


def test_easy_read_and_large_print_are_the_same_plan(world, aisha, page, url):
    plans.agreed(aisha, world.held)
    page("practitioner", url("theirs/?words=easy")).says("A plan says what you want.", "We want to get there by")
    large = page("practitioner", url("theirs/?size=large"))
    assert "rainer-paper--large" in large.response.content.decode()
    assert large.link("Print two (PDF)") == url("theirs/print/?size=large")
    pdf = world.client_for("practitioner").get(url("theirs/print/"))
    assert (pdf.headers["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")


def test_needs_with_nothing_happening_are_told_with_their_days_and_why(world, aisha, page, url):
    assessed(world, ACCOMMODATION="SEVERE", DRUG_MISUSE="SEVERE", RELATIONSHIPS="STANDARD")
    goal = plans.goal(aisha, world.held, "Get a place", area="accommodation")
    plans.step(aisha, goal)
    shown = page("practitioner", url())
    shown.says("Accommodation", "Drugs", "Nothing is happening, 40 days", "Add a goal: Drugs")
    shown.lacks("Add a goal: Accommodation", "Relationships")
    page("practitioner", url("why/")).says("drugs", "40", "Assumed")
    shown = page("practitioner", shown.link("Add a goal: Drugs"))
    assert '<option value="drugs" selected>' in shown.response.content.decode()


def test_a_removed_goal_stays_with_its_reason_and_is_taken_up_again(world, aisha, page, url):
    goal = plans.agreed(aisha, world.held)
    assert post(world, url(f"goals/{goal.pk}/remove/"), text="").status_code == 422
    post(world, url(f"goals/{goal.pk}/remove/"), text="Works nights")
    page("practitioner", url()).says("Removed", "Works nights", "Take it up again")
    post(world, url(f"goals/{goal.pk}/again/"), text="Days again", when="12")
    goal.refresh_from_db()
    assert (goal.status, goal.target_on) == ("ACTIVE", date(2027, 11, 9))


def test_goals_are_deleted_from_a_draft_and_moved_about(world, aisha, page, url):
    one, two = plans.draft(aisha, world.held), plans.goal(aisha, world.held, "Two")
    post(world, url(f"goals/{two.pk}/move/"), up="1")
    assert list(Goal.objects.order_by("position").values_list("title", flat=True)) == ["Two", one.title]
    page("practitioner", url(f"goals/{one.pk}/delete/")).says("nothing of them is kept")
    post(world, url(f"goals/{one.pk}/delete/"), version=one.version)
    assert Goal.objects.get() == two


def test_a_review_is_one_page_and_becomes_a_version(world, aisha, page, url):
    goal = plans.agreed(aisha, world.held)
    page("practitioner", url("review/")).says("Get my forklift licence", "Keep it", "Remove it", "What worked")
    fields = {
        "text": "The lifts", "is_support_needed": "no", "was_involved": "yes", "practitioner_name": "Aisha Rahman",
        "person_name": "Jordan Ellis", "review_on": "9 Feb",
    }  # fmt: skip
    bare = post(world, url("review/"), **{f"what-{goal.pk}": "remove"}, **fields)
    assert bare.status_code == 422
    read_page(bare).says("Say why it is removed")
    changed = {f"what-{goal.pk}": "change", f"title-{goal.pk}": "Drive a van", f"target_on-{goal.pk}": "1 Jun"}
    assert post(world, url("review/"), **changed, **fields).url == url()
    page("practitioner", url("versions/2/")).says("Drive a van", "The lifts", "Read only", "Look at it again")
    page("practitioner", url("versions/1/")).says("Get my forklift licence")


def test_the_history_is_one_list(world, aisha, page, url, crn):
    goal = plans.agreed(aisha, world.held)
    post(world, url(f"goals/{goal.pk}/change/"), title="Drive a van", area="employment", when="6", version=goal.version)
    note_progress(acting=aisha, crn=crn, goal=goal.pk, how="worse", text="No bus")
    achieve_goal(acting=aisha, crn=crn, pk=goal.pk, version=None, text="Passed")
    page("practitioner", url("history/")).says(
        "Jordan Ellis agreed with the plan", "Goal added", "Goal changed", "A bit worse: “No bus”", "Goal achieved",
        "Passed", "Version 1",
    )  # fmt: skip


def test_a_version_that_is_not_as_it_was_kept_says_so(world, aisha, page, url):
    plans.agreed(aisha, world.held)
    page("practitioner", url("versions/1/")).lacks("hash differs")
    kept = PlanVersion.objects.get()
    PlanVersion.objects.create(
        plan=kept.plan, number=2, why="review", content={**kept.content, "status": "DRAFT"}, digest=kept.digest,
        by=kept.by, at=kept.at,
    )  # fmt: skip
    page("practitioner", url("versions/2/")).says("hash differs")


def test_nobody_is_asked_before_every_goal_has_a_step_or_twice(world, aisha, url):
    plans.goal(aisha, world.held)
    client = world.client_for("practitioner")
    read_page(client.get(url("agree/"), follow=True)).says("Every goal needs one.")
    plans.step(aisha, Goal.objects.get())
    post(world, url("agree/"), to="DO_NOT_AGREE", practitioner_name="A", person_name="J", review_on="9 Feb")
    assert Plan.objects.get().is_draft
    no = {"to": "DO_NOT_AGREE", "details_no": "Not my words", "practitioner_name": "A", "person_name": "J"}
    post(world, url("agree/"), **no, review_on="9 Feb")
    assert Plan.objects.get().status == "DO_NOT_AGREE"
    read_page(client.get(url("agree/"), follow=True)).says("J did not agree with this on 9 Nov 2026.", "Not my words")


def test_who_may_read_and_not_write_sees_no_way_to_write(world, aisha, page, url):
    plans.agreed(aisha, world.held)
    shown = page("case_administrator", url())
    shown.says("Jordan: Book the test", "Not started")
    shown.lacks("Add a step", "Change", "Save", "Look at it again together")


def test_a_long_plan_asks_no_more_of_the_database(world, aisha, page, url):
    goal = plans.agreed(aisha, world.held)
    few = page("practitioner", url()).queries
    for number in range(5):
        more = plans.goal(aisha, world.held, f"Goal {number}")
        for _ in range(3):
            plans.step(aisha, more)
    assert page("practitioner", url(), queries=few).queries == few
    assert Step.objects.count() == 16
    assert goal.pk


def test_links_come_from_the_assessment_that_was_signed_last(world, aisha, page, url):
    assessed(world, DRUG_MISUSE="SEVERE")
    record = filled(aisha, world.held.person.crn, finances_linked_to_reoffending="yes")
    page("practitioner", url()).says("Add a goal: Drugs")
    sign_assessment(acting=aisha, record_id=record.pk)
    shown = page("practitioner", url())
    shown.says("By the assessment of 9 Nov 2026", "Money", "Linked to reoffending", "Add a goal: Money")
    shown.lacks("Add a goal: Drugs")

"""Today: what must and should be done, why, and how it closes itself; putting off; saying that it does not fit."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from rainer.common.models import Draft
from rainer.enforcement.operations.breach import Start, start_breach
from rainer.enforcement.operations.decisions import Decision, decide_absence
from rainer.organisation.access import Acting
from rainer.priorities.models import FrameworkStatus
from rainer.supervision.models import DoesNotFit, Snooze, Task
from tests import make

OFFICER = "practitioner"
FRIDAY = date(2026, 11, 6)


@pytest.fixture
def order(world):
    return make.sentence(world.held.person)


@pytest.fixture
def missed(world, order):
    return make.missed(world.held, order.event, on=FRIDAY)


def test_today_s_appointments_open_the_outcome_with_it_chosen(world, page):
    mine = make.appointment(world.held, at=make.at(world.today, 9, 30))
    opened = page(OFFICER, "/today/")
    opened.says("09:30", "Jordan Ellis", "Planned office visit")
    url = opened.link("Kept: Jordan Ellis, 09:30")
    assert url == f"/appointments/{mine.pk}/outcome/?choose=kept&next=/today/"
    assert "choose=awaiting" in opened.link("Missed: Jordan Ellis, 09:30")


def test_a_home_visit_says_whom_to_call_and_how_it_is_made_safe(world, page):
    world.held.person.mobile = "07700 900001"
    world.held.person.save()
    make.appointment(world.held, at=make.at(world.today, 15), type_code="CHVS", notes="Not alone. With Tom.")
    opened = page(OFFICER, "/today/")
    opened.says("Not alone. With Tom.")
    assert opened.link("Call 07700 900001, Jordan Ellis") == "tel:07700900001"


def test_a_visit_without_a_note_says_what_the_flag_says(world, page):
    flag = {"is_staff_safety": True, "notes": "Dog bit a colleague."}
    make.registration(world.held.person, "RSTF", **flag)
    make.registration(world.held.person, "RSTF", **{**flag, "notes": "Over."}, ends=world.today)
    make.appointment(world.held, at=make.at(world.today, 15), type_code="CHVS")
    page(OFFICER, "/today/").says("Dog bit a colleague.")
    page(OFFICER, "/today/").lacks("Over.", "Call ")


def test_a_sensitive_visit_keeps_its_note_and_an_office_visit_shows_none(world, page):
    make.appointment(world.held, at=make.at(world.today, 15), type_code="CHVS", notes="Not alone.", is_sensitive=True)
    make.appointment(world.held, at=make.at(world.today, 16), notes="Bring the form.")
    page(OFFICER, "/today/").lacks("Not alone.", "Bring the form.")


def test_a_kept_one_leaves_the_list_and_is_done(world, page):
    make.appointment(world.held, at=make.at(world.today, 9), outcome_code="ATTC", attended="yes", complied="yes")
    opened = page(OFFICER, "/today/")
    opened.says("Done today: 1", "09:00 Jordan Ellis: kept")
    assert "Kept: Jordan Ellis, 09:00" not in opened.links


def test_an_absence_is_a_must_until_it_is_decided(world, missed, page):
    opened = page(OFFICER, "/today/")
    opened.says("Decide a missed appointment", "Missed on")
    assert opened.link("Decide: Decide a missed appointment, Jordan Ellis") == f"/appointments/{missed.pk}/decision/"
    given = Decision("acceptable", named="ill", reason="He was in hospital: the ward rang")
    decide_absence(acting=Acting.of(world.users[OFFICER]), contact_id=missed.pk, version=None, decision=given)
    page(OFFICER, "/today/").lacks("Decide a missed appointment")


def test_what_is_due_says_by_which_rule_and_opens_to_its_steps(world, order, page):
    make.registration(world.held.person, "RCPR", starts=world.today - timedelta(days=100), next_review=world.today)
    opened = page(OFFICER, "/today/")
    opened.says("Review a flag", "its review is due")
    why = page(OFFICER, opened.link("The steps of “Review a flag” for Jordan Ellis"))
    why.says("Why “Review a flag”?", "Does it bear on risk?", "It is due today.")
    page("elsewhere", opened.link("The steps of “Review a flag” for Jordan Ellis"), status=404)


def test_what_may_wait_is_paused_with_the_words_that_protect(world, page):
    sentence = make.sentence(world.held.person, starts=date(2025, 12, 1), ends=world.today + timedelta(days=10))
    world.held.rosh = "low"
    world.held.save()
    FrameworkStatus.objects.create(
        unit=world.harrowgate, colour="red", framework_version="1", starts=world.today - timedelta(days=3),
        review_by=world.today + timedelta(days=11), authorised_by=world.users["chief_officer"],
        authoriser_role="chief_officer", made_at=make.at(world.today),
    )  # fmt: skip
    assert sentence.ends
    opened = page(OFFICER, "/today/")
    opened.says("Review at the end of the sentence", "Paused until", "You are not expected to do this.")


def test_outcomes_to_record_are_as_many_as_their_list_has(world, page):
    for day in (2, 3, 4):
        make.appointment(world.held, at=make.at(date(2026, 11, day)))
    opened = page(OFFICER, "/today/")
    listed = page(OFFICER, opened.link("3 outcomes to record"))
    listed.says("3 appointments wait for their outcome.")


def test_the_queries_do_not_grow_with_the_caseload(world, page):
    def fill(n):
        for _ in range(n):
            case = make.case(held_by=world.aisha)
            order = make.sentence(case.person)
            make.missed(case, order.event)
            make.registration(case.person, "RCPR", next_review=world.today)
            make.appointment(case, at=make.at(world.today, 11))

    fill(2)
    few = page(OFFICER, "/today/").queries
    fill(6)
    assert page(OFFICER, "/today/").queries <= few


def test_a_limited_person_shows_as_a_stand_in(world, page):
    make.exclusion(world.held.person, world.users[OFFICER])
    make.registration(world.held.person, "RCPR", next_review=world.today)
    opened = page(OFFICER, "/today/")
    opened.says("Restricted record, X100001")
    opened.lacks("Jordan Ellis", "Review a flag")


def test_the_estimate_is_shown_to_whoever_wants_it(world, page, client_for):
    make.appointment(world.held, at=make.at(world.today, 9, 30))
    page(OFFICER, "/today/").says("Time today 7 h 24", "In appointments 0 h 45")
    client_for(OFFICER).post("/today/", {"estimate": "off"})
    page(OFFICER, "/today/").lacks("Time today")
    client_for(OFFICER).post("/today/", {"estimate": "on"})
    page(OFFICER, "/today/").says("Time today")


def test_a_typed_task_is_added_and_done(world, page, client_for):
    client = client_for(OFFICER)
    form = {
        "title": "Ring the hostel",
        "due": "today",
        "who": str(world.aisha.pk),
        "crn": "x100001",
        "repeats": "",
        "key": str(uuid4()),
    }
    assert client.post("/tasks/add/", form).status_code == 302
    task = Task.objects.get()
    assert task.person == world.held.person
    page(OFFICER, "/today/").says("Ring the hostel", "Typed in by Aisha Rahman.")
    client.post(f"/tasks/{task.pk}/done/")
    page(OFFICER, "/today/").says("Done today: 1")


def test_a_task_about_someone_elsewhere_is_refused_in_words(world, client_for):
    form = {"title": "Ring", "due": "today", "who": str(world.aisha.pk), "crn": "X100004", "key": str(uuid4())}
    answer = client_for(OFFICER).post("/tasks/add/", form)
    assert (answer.status_code, "nobody with this CRN" in answer.content.decode()) == (422, True)


def test_something_is_put_off_with_a_reason_and_leaves_the_list(world, page, client_for):
    task = Task.objects.create(
        owner=world.aisha, title="Scan the letters", due=world.today + timedelta(days=3), made_at=make.at(world.today)
    )
    opened = page(OFFICER, "/today/")
    url = opened.link("Put off: Scan the letters")
    assert client_for(OFFICER).post(url, {"days": "2", "reason": ""}).status_code == 422
    assert client_for(OFFICER).post(url, {"days": "2", "reason": "The scanner is away"}).status_code == 302
    assert Snooze.objects.get().item == f"task:{task.pk}"
    page(OFFICER, "/today/").says("1 thing put off", "The scanner is away")
    assert "Put off: Scan the letters" not in page(OFFICER, "/today/").links


def test_what_should_be_done_shows_the_soonest_and_says_how_many_there_are(world, page):
    for number in range(1, 18):
        due = world.today + timedelta(days=2 if number < 17 else 3)
        Task.objects.create(owner=world.aisha, title=f"Scan letter {number}.", due=due, made_at=make.at(world.today))
    opened = page(OFFICER, "/today/")
    opened.says("Scan letter 1.", "The soonest 15 of 17 are shown.")
    opened.lacks("Scan letter 17.")
    everything = page(OFFICER, "/today/" + opened.link("Show all 17 that should be done"))
    everything.says("Scan letter 17.")
    everything.lacks("are shown.")


def test_more_musts_than_a_day_holds_say_how_many_there_are(world, page):
    for number in range(1, 28):
        Task.objects.create(
            owner=world.aisha, title=f"Ring {number}.", due=world.today, is_must=True, made_at=make.at(world.today)
        )
    opened = page(OFFICER, "/today/")
    opened.says("The soonest 25 of 27 are shown: more than one day holds.")
    page(OFFICER, "/today/" + opened.link("Show all 27 that must be done")).says("Ring 27.")


def test_a_risk_must_moves_to_the_end_of_the_day_alone(world, page):
    make.registration(world.held.person, "RCPR", next_review=world.today)
    offered = page(OFFICER, page(OFFICER, "/today/").link("Put off: Review a flag, Jordan Ellis"))
    offered.says("The end of today", "Your senior sees what you put off")
    offered.lacks("Tue 10 Nov 2026")


def test_saying_that_it_does_not_fit_keeps_the_list_and_the_load(world, page, client_for):
    flag = make.registration(world.held.person, "RCPR", next_review=world.today)
    key = f"{world.aisha.pk}|{world.held.person_id}|registration_review:registration:{flag.pk}"
    page(OFFICER, "/today/does-not-fit/").says("Jordan Ellis: Review a flag")
    assert client_for(OFFICER).post("/today/does-not-fit/", {"words": " "}).status_code == 422
    assert client_for(OFFICER).post("/today/does-not-fit/", {"items": [key], "words": ""}).status_code == 302
    said = DoesNotFit.objects.get()
    assert (said.items[0]["what"], said.practitioner_team) == ("Review a flag", world.aisha)
    page(OFFICER, "/today/").says("Megan Price has it", "No answer yet.")


def test_what_was_being_written_is_offered_first(world, page):
    Draft.objects.create(
        user=world.users[OFFICER], form="book:X", saved_at=make.at(world.today, 9),
        data={"title": "Book with Jordan Ellis", "url": "/people/X100001/book/", "fields": {}},
    )  # fmt: skip
    opened = page(OFFICER, "/today/")
    assert opened.link("Carry on with “Book with Jordan Ellis”") == "/people/X100001/book/"


def test_an_empty_day_says_so(world, page):
    page(OFFICER, "/today/").says("Nothing must be done today.")
    page("senior", "/today/").says("Nothing must be done today.")


@pytest.fixture
def breach(world, order):
    """A breach under way, of a failure on Friday 6 November that was known of on Monday 9."""
    failed = make.missed(world.held, order.event, on=FRIDAY, outcome_code="UAAB", attended="no", complied="no")
    acting = Acting.of(world.users[OFFICER])
    return start_breach(acting=acting, contact_id=failed.pk, start=Start([failed.pk], world.today))


def test_a_breach_in_progress_is_on_today_and_at_a_glance_by_its_clock(world, breach, page):
    page(OFFICER, "/people/X100001/").says("Get the breach before the court , by Mon 23 Nov 2026")
    opened = page(OFFICER, "/today/")
    opened.says("Get the breach before the court", "by 23 November 2026, 10 working days left")
    url = opened.link("Open: Get the breach before the court, Jordan Ellis")
    page(OFFICER, url).says("Referred to an enforcement officer")


def test_the_notice_s_answer_and_the_hearing_follow_and_go(world, breach, page):
    breach.notice = {
        "typed": {"respond_by": "Friday 13 November 2026"},
        "completed_at": make.at(world.today, 10).isoformat(),
    }
    breach.save()
    page(OFFICER, "/people/X100001/").says("Answer to the breach notice , by Fri 13 Nov 2026")
    breach.status, breach.hearing_on = "listed", date(2026, 11, 12)
    breach.save()
    opened = page(OFFICER, "/today/")
    opened.says("Breach hearing", "The hearing is on 12 November 2026.")
    opened.lacks("Get the breach before the court", "Answer to the breach notice")
    breach.closed_at = make.at(world.today, 10)
    breach.save()
    page(OFFICER, "/today/").lacks("Breach hearing")


def test_a_requirement_off_track_is_on_today_since_the_day_it_went_so(world, page):
    sentence = make.sentence(world.held.person, starts=date(2026, 1, 5), ends=date(2026, 12, 31))
    requirement = make.requirement(sentence, "F", length=20, unit="days", starts=date(2026, 1, 5))
    opened = page(OFFICER, "/today/")
    opened.says("A requirement is off track", "off track since", "behind by")
    assert opened.link("Open: A requirement is off track, Jordan Ellis") == "/people/X100001/sentence/"
    requirement.terminated_on = world.today
    requirement.save()
    page(OFFICER, "/today/").lacks("A requirement is off track")

"""The sentence page: what the court said, and how far each requirement has come, worked out and never typed in."""

from __future__ import annotations

from datetime import date

import pytest

from rainer.cases.models import Breach, Intervention, Recall, Release, Requirement, Sentence
from rainer.organisation.access import Acting
from rainer.supervision.models import Contact
from rainer.supervision.operations.outcomes import Outcome, record_outcome
from tests import make

URL = "/people/X100001/sentence/"


@pytest.fixture
def order(world):
    return make.sentence(
        world.held.person, starts=date(2026, 10, 5), ends=date(2027, 10, 4), length=12, length_unit="months"
    )


def rar(order, **fields):
    return make.requirement(order, "F", length=20, imposed_on=date(2026, 10, 5), **fields)


def session(world, requirement, day, **fields):
    return make.appointment(world.held, at=make.at(day), event=requirement.event, requirement=requirement, **fields)


def kept(world, requirement, day, **fields):
    return session(
        world, requirement, day, outcome_code="ATTC", attended="yes", complied="yes", counts_for_rar=True, **fields
    )


def test_without_a_sentence_it_says_so(page):
    page("practitioner", URL).says("No order or sentence is running", "No conviction is recorded")


def test_the_event_says_court_offences_length_and_dates(world, page, order):
    order.event.further_offences.create(description="Affray", count=2)
    order.event.appearances.create(
        on=date(2026, 10, 5), court="Moor Crown Court", plea="Guilty", outcome="Community order"
    )
    page("practitioner", URL).says(
        "Community order (event 1)", "Theft from a shop", "Affray × 2", "Harrowgate Magistrates' Court",
        "Moor Crown Court", "Guilty", "12 months", "Mon 5 Oct 2026 to Mon 4 Oct 2027", "convicted Fri 20 Feb 2026",
    )  # fmt: skip


def test_an_entered_end_wins_over_the_one_its_length_gives(world, page, order):
    page("practitioner", URL).lacks("worked out from its length")
    Sentence.objects.update(ends=None)
    page("practitioner", URL).says("Mon 5 Oct 2026 to Mon 4 Oct 2027", "worked out from its length")


def test_progress_is_what_the_contacts_say(world, page, order):
    requirement = rar(order)
    kept(world, requirement, date(2026, 10, 12))
    kept(world, requirement, date(2026, 10, 12))
    kept(world, requirement, date(2026, 10, 19))
    session(world, requirement, date(2026, 10, 26), outcome_code="UAAB", attended="no", complied="no")
    session(world, requirement, date(2026, 11, 16))
    session(world, requirement, date(2026, 11, 23), cancelled_at=make.at(date(2026, 11, 2)))
    session(world, requirement, date(2026, 11, 2), outcome_code="RSSR")
    page("practitioner", URL).says(
        "Rehabilitation activity", "20 days ordered", "2 days done", "1 day booked", "18 days left", "On track",
        "Mon 4 Oct 2027",
    )  # fmt: skip


def test_a_corrected_outcome_corrects_it_at_once(world, page, order):
    requirement = rar(order)
    done = session(world, requirement, date(2026, 11, 9))
    acting = Acting.of(world.users["practitioner"])
    record_outcome(acting=acting, contact_id=done.pk, version=1, outcome=Outcome("ATTC", counts_for_rar=True))
    page("practitioner", URL).says("1 day done")
    done.refresh_from_db()
    record_outcome(acting=acting, contact_id=done.pk, version=done.version, outcome=Outcome("AFTC"))
    page("practitioner", URL).says("0 days done")


def test_an_intervention_s_contacts_count_for_its_requirement(world, page, order):
    requirement = rar(order)
    work = Intervention.objects.create(person=world.held.person, event=order.event, requirement=requirement, kind="NSI")
    make.appointment(
        world.held, at=make.at(date(2026, 10, 13)), event=order.event, intervention=work, outcome_code="ATTC",
        attended="yes", complied="yes", counts_for_rar=True,
    )  # fmt: skip
    page("practitioner", URL).says("1 day done")


def test_unpaid_work_is_what_was_credited_with_adjustments(world, page, order):
    requirement = make.requirement(
        order, "W", length=60, unit="hours", imposed_on=order.starts, adjustment_minutes=-120
    )
    kept(world, requirement, date(2026, 10, 14), credited_minutes=390)
    start = date(2026, 11, 18)
    session(world, requirement, start, ends_at=make.at(start, 15, 30))
    shown = page("practitioner", URL)
    shown.says(
        "58 hours ordered", "6 hours 30 minutes done", "5 hours 30 minutes booked", "51 hours 30 minutes left",
        "Adjusted by -120 minutes", "18 hours of education and training may still count",
    )  # fmt: skip


def test_each_figure_opens_its_steps(world, page, order):
    requirement = rar(order)
    kept(world, requirement, date(2026, 10, 12))
    shown = page("practitioner", URL)
    url = f"{URL}requirements/{requirement.pk}/why/"
    assert shown.link("1 day done, Rehabilitation activity, why?") == url
    page("practitioner", url).says("Days with a contact attended and complied with", "1 of 20 days done")


def test_odd_ends_are_warned_of(world, page, order):
    make.requirement(order, "CUR", length=30, starts=date(2026, 10, 5), ends_expected=date(2027, 11, 3))
    page("practitioner", URL).says("Curfew: By its length it ends on 3 November 2026", "After the order ends: Curfew")


def test_a_code_nobody_knows_is_shown_and_not_judged(world, page, order):
    make.requirement(order, "ZZZ", length=4)
    page("practitioner", URL).says("Recorded under the code ZZZ", "Not judged")


def test_a_requirement_that_ended_and_an_earlier_order_stay(world, page, order):
    rar(order, terminated_on=date(2026, 11, 2), termination_reason="Completed early")
    old = make.sentence(
        world.held.person, starts=date(2024, 1, 8), ends=date(2025, 1, 7), terminated_on=date(2025, 1, 7)
    )
    page("practitioner", URL).says(
        "Rehabilitation activity, ended", "Completed early", "Earlier orders", f"event {old.event.number}",
    )  # fmt: skip


def test_release_recall_and_breach_are_shown_with_their_days(world, page, order):
    event = order.event
    Release.objects.create(event=event, on=date(2026, 6, 1), prison="HMP Saltmarsh")
    Recall.objects.create(
        event=event, kind="standard", decided_on=date(2026, 8, 3), returned_to_custody_on=date(2026, 8, 5)
    )
    Breach.objects.create(event=event, started_on=date(2026, 9, 1))
    page("practitioner", URL).says(
        "Released Mon 1 Jun 2026, HMP Saltmarsh", "Recalled Mon 3 Aug 2026, Standard", "Back in custody Wed 5 Aug 2026",
        "Started Tue 1 Sep 2026, in progress",
    )  # fmt: skip


def test_queries_do_not_grow(world, page, order):
    requirement = rar(order)
    kept(world, requirement, date(2026, 10, 12))
    before = page("practitioner", URL).queries
    for code in ("W", "C", "CUR"):
        row = make.requirement(make.sentence(world.held.person), code, imposed_on=date(2026, 10, 5))
        kept(world, row, date(2026, 10, 20))
    assert page("practitioner", URL).queries <= before


def test_it_is_the_same_whoever_booked_it(world, page, order):
    requirement = rar(order)
    elsewhere = kept(world, requirement, date(2026, 10, 12))
    Contact.objects.filter(pk=elsewhere.pk).update(practitioner_team=world.ben)
    page("practitioner", URL).says("1 day done")


def test_a_reader_who_may_not_change_it_is_offered_nothing(world, page, order):
    rar(order)
    assert not [words for words in page("regional_director", URL).links if words.startswith(("Add", "Correct", "End"))]


def test_what_cannot_be_found_is_not_there(world, order):
    far = make.requirement(make.sentence(world.far.person))
    assert world.client_for("practitioner").get(f"{URL}requirements/{far.pk}/why/").status_code == 404
    assert Requirement.objects.filter(pk=far.pk).exists()


def test_somebody_inside_comes_to_licence_curfew_and_parole(world, page):
    make.sentence(world.held.person, kind="custodial", release_expected_on=date(2026, 12, 18))
    shown = page("practitioner", URL)
    shown.says("Release expected Fri 18 Dec 2026")
    assert shown.link("Dates of the licence to come, home detention curfew, parole") == "/people/X100001/licence/"

"""The booking page: it knows the person, shows what to look at once, keeps what was typed."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from uuid import uuid4

import pytest

from rainer.cases.models import Adjustment, Unavailability
from rainer.common.models import Draft
from rainer.supervision.models import Contact, Reminder
from tests import make
from tests.pages import read_page

URL = "/people/X100001/book/"
TUESDAY = date(2026, 11, 17)


def typed(world, **fields):
    return {
        "type_code": "COAP",
        "part": "",
        "when": "tue 17 nov 15.30",
        "minutes": "30",
        "location": "Fell House",
        "with_id": str(world.aisha.pk),
        "every": "",
        "until": "",
        "notes": "",
        "key": str(uuid4()),
        **fields,
    }


def post(world, role="practitioner", url=URL, **fields):
    return world.client_for(role).post(url, typed(world, **fields))


def read(response):
    return read_page(response)


def test_one_press_books_and_reads_back(world, page):
    response = post(world)
    contact = Contact.objects.get()
    assert response.url == f"/appointments/{contact.pk}/"
    page("practitioner", response.url).says(
        "Booked with Jordan Ellis: Tuesday 17 November 2026, 15:30 to 16:00.", "Undo", "Planned office visit"
    )


def test_the_page_knows_the_person_and_what_was_booked_last(world, page):
    person = world.held.person
    Adjustment.objects.create(person=person, kind="Dyslexia", notes="Text, not letters", starts=make.LONG_AGO)
    Unavailability.objects.create(
        person=person, reason="job", weekdays=[0, 1, 2, 3, 4], until_time=time(15), starts=make.LONG_AGO
    )
    make.registration(person, "STRG", is_staff_safety=True)
    make.appointment(world.held, at=make.at(date(2026, 11, 3), 15, 30), type_code="CHVS", location="At home")
    shown = page("practitioner", URL)
    shown.says(
        "Mon to Fri before 15:00 (job)", "Dyslexia: Text, not letters", "Staff safety: Street gangs",
        "Last booked: Home visit, Tuesday 3 November 2026, 15:30.",
    )  # fmt: skip
    html = shown.response.content.decode()
    assert '<option value="CHVS" selected>' in html
    assert 'value="At home"' in html
    same = page("practitioner", f"{URL}?same=1").response.content.decode()
    assert 'value="10 Nov 2026 15.30"' in same


def test_warnings_are_seen_once_and_then_the_same_values_pass(world):
    make.appointment(make.case(held_by=world.aisha), at=make.at(TUESDAY, 15))
    response = post(world)
    shown = read(response)
    shown.says("Check before you save", "You have another appointment at 15:00", "Seen these? Book anyway")
    assert not Contact.objects.filter(person=world.held.person).exists()
    seen = response.context["form"].seen
    other = post(world, seen=seen, when="wed 18 nov 15.30")
    assert other.status_code == 302, "another time has no such warning"
    again = post(world, seen=seen)
    assert again.status_code == 302
    assert Contact.objects.filter(person=world.held.person).count() == 2


def test_a_new_warning_is_shown_though_another_was_seen(world):
    make.appointment(make.case(held_by=world.aisha), at=make.at(TUESDAY, 15))
    seen = post(world).context["form"].seen
    shown = post(world, seen=seen, when="25 dec 15.30")
    assert shown.status_code == 200
    read(shown).says("bank holiday")


def test_a_clash_offers_a_free_time_that_one_press_takes(world):
    make.appointment(make.case(held_by=world.aisha), at=make.at(TUESDAY, 15))
    response = post(world)
    read(response).says("Nearest free time: 15:30 Wed 18 Nov 2026", "Use this time")
    used = post(world, use_time=response.context["free_typed"])
    html = used.content.decode()
    assert 'value="18 Nov 2026 15.30"' in html
    assert "Wednesday 18 November 2026, 15:30" in html
    assert not Contact.objects.filter(person=world.held.person).exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"when": "soon"}, "Enter a day and a time, like tue 17 Nov 15.30"),
        ({"when": "17 nov"}, "Enter the time too, like 15.30 or 3.30pm"),
        ({"when": "28/3/27 1.30"}, "There is no 01:30 on Sunday 28 March 2027"),
        ({"type_code": ""}, "Choose what kind of appointment it is"),
        ({"location": ""}, "Say where"),
        ({"every": "", "until": "6 times"}, "Choose how often it repeats"),
        ({"every": "week", "until": ""}, "Enter how many times"),
        ({"every": "week", "until": "often"}, "Enter how many times"),
        ({"notes": "x" * 12_001}, "12,000 characters or fewer"),
    ],
)
def test_what_cannot_be_is_said_on_the_field_and_the_typing_kept(world, fields, said):
    response = post(world, **{"location": "A room of its own", **fields})
    assert response.status_code == 422
    read(response).says("There is a problem", said)
    assert not Contact.objects.exists()
    if "location" not in fields:
        assert "A room of its own" in response.content.decode()


def test_the_end_of_the_sentence_says_how_many_fit(world):
    make.sentence(world.held.person, ends=date(2027, 1, 15))
    response = post(world, every="2_weeks", until="6 times")
    assert response.status_code == 422
    read(response).says("choose 5 or fewer")
    assert post(world, every="2_weeks", until="5").status_code == 302
    assert Contact.objects.count() == 5


@pytest.mark.parametrize("until", ["1 dec", "until 1 dec", "till 1 Dec", "to tue 1 dec"])
def test_a_series_until_a_day(world, until):
    post(world, every="week", until=until)
    assert Contact.objects.count() == 3


def test_what_was_understood_of_a_series_is_read_back(world):
    shown = read(post(world, when="tue 17 nov 3.30am", every="week", until="until 1 dec"))
    shown.says("We read this as until Tuesday 1 December 2026", "We read this as Tuesday 17 November 2026, 03:30")
    read(post(world, when="17 nov 10", every="week", until="6")).says(
        "10 in the morning or the evening? Write 10am or 10pm", "We read this as 6 times"
    )


def test_a_series_that_meets_a_bank_holiday_offers_the_next_working_day(world):
    make.sentence(world.held.person, ends=date(2027, 6, 1))
    weekly = {"when": "mon 14 dec 10.30", "every": "week", "until": "4 times"}
    shown = post(world, **weekly)
    page = read(shown)
    page.says("Mon 28 Dec 2026 is a bank holiday. The next working day: 10:30 Tue 29 Dec 2026.")
    assert not Contact.objects.exists()
    posted = post(world, **weekly, around_holidays="on")
    assert posted.status_code == 302
    days = [one.at.date() for one in Contact.objects.order_by("at")]
    assert days == [date(2026, 12, 14), date(2026, 12, 21), date(2026, 12, 29), date(2027, 1, 4)]


def test_a_bank_holiday_may_be_kept_and_the_sentence_s_end_is_not_passed(world):
    make.sentence(world.held.person, ends=date(2026, 12, 28))
    weekly = {"when": "mon 14 dec 10.30", "every": "week", "until": "3 times"}
    read(post(world, **weekly)).lacks("The next working day")
    make.sentence(world.held.person, ends=date(2027, 6, 1))
    shown = post(world, **weekly)
    seen = re.search(r'name="seen" value="(\w+)"', shown.content.decode())
    assert seen
    assert post(world, **weekly, seen=seen[1]).status_code == 302
    assert date(2026, 12, 28) in [one.at.date() for one in Contact.objects.all()]


@pytest.mark.parametrize(("button", "told"), [({}, True), ({"without_telling": "1"}, False)])
def test_the_person_is_told_unless_the_other_button_is_pressed(world, page, button, told):
    person = world.held.person
    person.allow_sms, person.mobile = True, "07700 900123"
    person.save()
    page("practitioner", URL).says("They get a text now and a reminder before", "Book without telling Jordan")
    response = post(world, **button)
    assert Reminder.objects.exists() is told
    if told:
        page("practitioner", response.url).says("Messages to Jordan", "you have an appointment on Tuesday 17 November")


def test_undo_takes_the_whole_series_and_its_messages_back(world, page):
    person = world.held.person
    person.allow_sms, person.mobile = True, "07700 900123"
    person.save()
    post(world, every="week", until="3")
    first = Contact.objects.order_by("at").first()
    url = f"/appointments/{first.pk}/undo/"
    page("practitioner", url).says("Undo the booking with Jordan Ellis?", "And the 2 after it")
    assert world.client_for("practitioner").post(url).url == URL
    assert Contact.objects.filter(cancelled_at=None).count() == 0
    assert set(Reminder.objects.values_list("state", flat=True)) == {"stopped"}
    assert world.client_for("practitioner").post(url).status_code == 422


def test_the_same_form_sent_twice_books_once(world):
    key = str(uuid4())
    assert post(world, key=key).url == post(world, key=key).url
    assert Contact.objects.count() == 1


def test_a_closed_case_says_since_when(world, page):
    world.held.closed_on = date(2026, 11, 1)
    world.held.save()
    page("practitioner", URL).says("The case closed on Sun 1 Nov 2026", "Record a contact instead")


def test_what_is_typed_can_wait(world, page):
    response = post(world, save_for_later="1", notes="Half a thought")
    assert response.url == "/people/X100001/"
    assert Draft.objects.get().form == "book:X100001"
    assert "Half a thought" in page("practitioner", URL).response.content.decode()
    post(world, notes="A whole one")
    assert not Draft.objects.exists()


def test_a_past_time_and_one_at_night_are_asked_about(world):
    read(post(world, when="yesterday 15.30")).says("That time has passed")
    read(post(world, when="17 nov 3.30")).says("That is in the night")


def test_a_sensitive_booking_of_someone_who_died_is_asked_about(world):
    world.held.person.date_of_death = world.today - timedelta(days=3)
    world.held.person.save()
    read(post(world)).says("died on 6 November 2026", "Are you sure that you want to book?")

"""A person at a glance: the fixed order, what is not known, the picture of compliance, people who died or left."""

from __future__ import annotations

from datetime import timedelta

from rainer.assessments.operations.signing import sign_assessment
from rainer.cases.models import Adjustment, CaseHolding, OwnWords
from rainer.organisation.access import Acting
from rainer.supervision.models import Task
from tests import make
from tests.assessments.filling import filled
from tests.pages import open_page

URL = "/people/X100001/"
ORDER = ("Needs you", "In their words", "Risk", "Sentence", "Next and last", "How to work with them", "Who has held")


def test_it_stands_in_the_order_of_the_work(world, page):
    OwnWords.objects.create(
        person=world.held.person, kind="words", text="I want to see my kids", said_on=world.today - timedelta(days=9)
    )
    order = make.sentence(world.held.person)
    make.missed(world.held, order.event)
    make.appointment(world.held, at=make.at(world.today + timedelta(days=2), 15, 30))
    make.requirement(order)
    seen = page("practitioner", URL)
    body = seen.text.index(ORDER[0])  # the names of other pages stand above it
    places = [seen.text.index(words, body) for words in ORDER]
    assert places == sorted(places)
    seen.says(
        "Decide a missed appointment", "“I want to see my kids”", "Do not show: holds information about other people",
        "15:30 Wed 11 Nov 2026", "0 changes in 12 months", "Community order",
    )  # fmt: skip
    assert seen.link("Book") == URL + "book/"


def test_what_waits_leads_to_where_it_is_done(world, page, client_for):
    past = make.appointment(world.held, at=make.at(world.today - timedelta(days=1)))
    task = Task.objects.create(
        owner=world.aisha,
        person=world.held.person,
        title="Ring his sister",
        due=world.today,
        made_at=make.at(world.today),
    )
    seen = page("practitioner", URL)
    seen.says("1 appointment waits for its outcome: say what came of 10:00 Sun 8 Nov")
    assert f"/appointments/{past.pk}/outcome/?next={URL}" in seen.links.values()
    assert seen.link("Ring his sister") == f"/today/?show=all#task{task.pk}"
    assert f'id="task{task.pk}"' in client_for("practitioner").get("/today/?show=all").content.decode()
    assert f'action="/tasks/{task.pk}/done/?next={URL}"' in page("senior", URL).response.content.decode()
    assert client_for("practitioner").post(f"/tasks/{task.pk}/done/?next={URL}").url == URL
    page("practitioner", URL).lacks("Ring his sister")


def test_who_may_not_record_is_not_sent_there(world, page):
    past = make.appointment(world.held, at=make.at(world.today - timedelta(days=1)))
    seen = page("regional_director", URL)
    seen.says("1 appointment waits for its outcome: 10:00 Sun 8 Nov")
    assert not any(f"/appointments/{past.pk}/outcome/" in link for link in seen.links.values())


def test_what_is_not_known_says_so(page):
    seen = page("practitioner", URL)
    seen.says("Ask next time.", "nothing is booked", "never, as far as recorded", "No sentence in force is recorded.")


def test_the_picture_counts_what_its_table_counts(world, page, client_for):
    for days, code in ((7, "ATTC"), (14, "ATTC"), (21, "UAAB"), (400, "ATTC")):
        make.appointment(world.held, at=make.at(world.today - timedelta(days=days)), outcome_code=code, attended="yes")
    page("practitioner", URL).says("2 of 3 kept in the last year, 1 missed or not complied", "Nov 26", "Oct 26")
    client = client_for("practitioner")
    for width in (720, 328):
        picture = client.get(f"{URL}charts/compliance-{width}.svg")
        assert (picture.status_code, picture["Content-Type"]) == (200, "image/svg+xml")
    assert b"Nov 26,1,0,0,0,None" in client.get(f"{URL}charts/compliance.csv").content
    assert client_for("elsewhere").get(f"{URL}charts/compliance.csv").status_code == 404


def test_a_stranger_learns_who_held_it_and_what_helps(world, page):
    CaseHolding.objects.filter(case=world.held).update(starts_at=make.at(world.today - timedelta(days=30)))
    CaseHolding.objects.create(
        case=world.held, practitioner_team=world.ben, starts_at=make.at(world.today - timedelta(days=90)),
        ends_at=make.at(world.today - timedelta(days=30)),
    )  # fmt: skip
    Adjustment.objects.create(person=world.held.person, kind="Text, not letters", starts=world.today)
    page("senior", URL).says("1 change in 12 months.", "Before: Ben Okoro", "Text, not letters")


def test_nobody_books_with_someone_who_died_or_left(world, page):
    world.held.person.date_of_death = world.today
    world.held.person.save()
    seen = page("practitioner", URL)
    seen.says("Died Mon 9 Nov 2026. Do not book or write.")
    assert "Book" not in seen.links
    world.waiting.closed_on = world.today
    world.waiting.save()
    page("practitioner", "/people/X100002/").says("This case was closed on Mon 9 Nov 2026. Read only.")


def test_sensitive_appointments_do_not_say_what_they_are(world, client_for):
    make.appointment(world.held, at=make.at(world.today + timedelta(days=1)), type_code="CHVS", is_sensitive=True)
    seen = open_page(client_for("case_administrator"), URL)
    seen.says("sensitive")
    seen.lacks("Home visit")


def test_who_may_be_harmed_is_told_from_the_newest_signed_assessment(world, page):
    page("practitioner", "/people/X100001/").says("no assessment was signed here yet")
    acting = Acting.of(world.users["practitioner"])
    said = {"rosh_who": "His former partner", "rosh_when": "After drinking"}
    sign_assessment(acting=acting, record_id=filled(acting, "X100001", **said).pk)
    page("practitioner", "/people/X100001/").says("His former partner", "After drinking", "Mon 9 Nov 2026")

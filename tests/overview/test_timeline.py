"""The timeline: one list in order, narrowed and searched, with what may not be read only said to be there."""

from __future__ import annotations

from datetime import date, timedelta

from rainer.enforcement.models import BreachProceeding, Move, RecallProceeding
from rainer.supervision.models import ContactNote
from tests import make
from tests.pages import open_page

URL = "/people/X100001/timeline/"
OFFICER = "practitioner"


def test_everything_stands_in_one_list_newest_first(world, page):
    order = make.sentence(world.held.person)
    make.missed(world.held, order.event)
    call = make.contact(world.held.person, type_code="CTOA", at=make.at(date(2026, 11, 7)), notes="He rang about work")
    ContactNote.objects.create(contact=call, text="And again", by=world.users[OFFICER], at=make.at(date(2026, 11, 8)))
    make.registration(world.held.person, "RCPR", starts=date(2026, 10, 5), ends=date(2026, 10, 20))
    seen = page(OFFICER, URL)
    seen.says("5 of 5 entries.", "Added by Aisha Rahman", "And again")
    order_of = [
        "He rang about work",
        "Planned office visit",
        "Flag ends: Child protection",
        "Flag begins: Child protection",
    ]
    places = [seen.text.index(words) for words in [*order_of, "The case went to Aisha Rahman"]]
    assert places == sorted(places)


def test_it_is_narrowed_by_kind_day_compliance_and_words(world, page):
    make.appointment(
        world.held, at=make.at(date(2026, 11, 2)), notes="Sober three weeks", complied="yes", outcome_code="ATTC"
    )
    make.appointment(
        world.held, at=make.at(date(2026, 10, 2)), notes="Looked for work", complied="no", outcome_code="AFTC"
    )
    make.contact(world.held.person, at=make.at(date(2026, 9, 2)), is_system=True, notes="Tier worked out")
    page(OFFICER, URL).says("3 of 4 entries.")
    page(OFFICER, URL + "?system=1").says("4 of 4 entries.")
    page(OFFICER, URL + "?q=sober").says("1 of 4 entries.", "Sober three weeks")
    page(OFFICER, URL + "?complied=no").says("1 of 4 entries.", "Looked for work")
    page(OFFICER, URL + "?since=1+Nov+2026").says("1 of 4 entries.")
    page(OFFICER, URL + "?kind=held").says("1 of 4 entries.", "The case went to")
    page(OFFICER, URL + "?q=zebra").says("Nothing matches. 4 entries are hidden by what is chosen.")


def test_a_day_that_cannot_be_read_is_told_narrows_nothing_and_has_no_tag(world, page):
    make.contact(world.held.person, notes="Sober three weeks")
    shown = page(OFFICER, URL + "?since=banana&q=sober")
    shown.says("“banana” is not a day we can read, so it is left out. Write the day like 1 Oct 2026", "1 of 2 entries.")
    removes = [name for name in shown.links if name.startswith("Remove this filter")]
    assert removes == ["Remove this filter: sober ×"]


def test_what_is_sensitive_is_a_stand_in_that_no_search_finds(world, client_for):
    make.contact(world.held.person, notes="A disclosure", is_sensitive=True)
    admin = client_for("case_administrator")
    seen = open_page(admin, URL)
    seen.says("One entry you may not read.", "Aisha Rahman")
    seen.lacks("A disclosure")
    open_page(admin, URL + "?q=disclosure").says("0 of 2 entries.")
    open_page(client_for(OFFICER), URL + "?q=disclosure").says("1 of 2 entries.")


def test_two_thousand_contacts_cost_no_more_queries_than_sixty(world, page):
    def write(n):
        for number in range(n):
            make.contact(world.held.person, at=make.at(world.today - timedelta(days=number)), notes="x")

    write(60)
    few = page(OFFICER, URL).queries
    write(300)
    seen = page(OFFICER, URL + "?page=3")
    assert seen.queries <= few
    seen.says("361 of 361 entries.", "Jump to a month")


def test_the_moves_of_breach_and_recall_stand_in_it(world, page, client_for):
    event = make.sentence(world.held.person).event
    facts = {
        "person": world.held.person,
        "event": event,
        "started_by": world.users[OFFICER],
        "started_at": make.at(world.today),
        "case": world.held,
    }
    breach = BreachProceeding.objects.create(**facts, status="referred", became_aware_on=world.today)
    recall = RecallProceeding.objects.create(**facts, status="PO_START_RECALL", is_sensitive=True)
    for about, status in (
        (f"breach-proceeding:{breach.pk}", "referred"),
        (f"recall-proceeding:{recall.pk}", "PO_START_RECALL"),
    ):
        Move.objects.create(
            about=about,
            to_status=status,
            by=world.users[OFFICER],
            at=make.at(date(2026, 11, 6)),
            reason="Seen near her home",
        )
    Move.objects.create(
        about="breach-proceeding:999999", to_status="laid", by=world.users[OFFICER], at=make.at(world.today)
    )
    seen = page(OFFICER, URL)
    seen.says("Breach: Referred to an enforcement officer", "Recall: Started by the practitioner", "Seen near her home")
    seen.lacks("Information laid")
    assert seen.link("Breach: Referred to an enforcement officer") == f"/breach/{breach.pk}/"
    page(OFFICER, URL + "?kind=move").says("2 of 3 entries.")
    admin = client_for("case_administrator")
    hidden = open_page(admin, URL)
    hidden.says("Breach: Referred", "One entry you may not read.")
    hidden.lacks("Recall: Started")
    open_page(admin, URL + "?q=near+her+home").says("1 of 3 entries.")

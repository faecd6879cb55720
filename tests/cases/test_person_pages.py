"""A person's pages: at a glance, opened with a reason, who looked, duplicates; and the information owner's."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from rainer.allocation.people import identity_of
from rainer.cases.access import log_list
from rainer.cases.furniture import tier_words
from rainer.cases.models import BreakGlass, Case, DuplicateWarning, Person
from rainer.common import clock, log
from rainer.common.models import LogEntry
from rainer.organisation.access import Acting
from tests import make
from tests.pages import read_page

DAY = date(2026, 11, 9)


def test_a_person_at_a_glance(world, page):
    make.sentence(world.held.person)
    make.registration(world.held.person, "RCPR")
    seen = page("practitioner", "/people/X100001/")
    assert seen.title == "Jordan Ellis"
    seen.says("X100001", "Aisha Rahman’s case since Mon 2 Mar 2026", "Community order", "Child protection", "aged 35")
    assert LogEntry.objects.filter(kind="read", person_id=world.held.person_id).count() == 1


def test_queries_do_not_grow_with_what_is_recorded(world, page):
    few = page("practitioner", "/people/X100001/").queries
    for _ in range(8):
        make.sentence(world.held.person)
        make.registration(world.held.person, "RVLN")
    assert page("practitioner", "/people/X100001/").queries == few


def test_queries_do_not_grow_with_requirements(world, page):
    make.requirement(make.sentence(world.held.person))
    few = page("practitioner", "/people/X100001/").queries
    for _ in range(8):
        make.requirement(make.sentence(world.held.person))
    assert page("practitioner", "/people/X100001/").queries == few


@pytest.mark.parametrize(("role", "status"), [("elsewhere", 404), ("inspector", 404), ("senior", 200)])
def test_others_do_not_see_it(page, role, status):
    page(role, "/people/X100001/", status=status)


def test_a_restricted_record_offers_a_way_in_and_nothing_else(page):
    seen = page("practitioner", "/people/X100003/", status=403)
    seen.says("X100003", "restricted")
    seen.lacks("Robin", "Vale")
    assert "/people/X100003/open-restricted/" in seen.links.values()


def test_opening_a_restricted_record(world, page):
    asked = page("practitioner", "/people/X100003/open-restricted/")
    asked.says("Open for 60 minutes", "Told at once: Megan Price and National information_owner.")
    asked.lacks("Robin", "Vale")
    client = world.client_for("practitioner")
    given = {"ground": "harm", "reason": "His mother rang"}
    answer = client.post("/people/X100003/open-restricted/", given, follow=True)
    opened = read_page(answer)
    opened.says(
        "Told: Megan Price and National information_owner.", "Robin Vale", "Open until", "reason logged", "Close now"
    )
    assert BreakGlass.objects.get().reason == "His mother rang"
    client.post("/people/X100003/close-restricted/")
    page("practitioner", "/people/X100003/", status=403)


def test_opening_without_a_reason_says_why_one_is_wanted(world):
    answer = world.client_for("practitioner").post("/people/X100003/open-restricted/", {"ground": "harm"})
    read_page(answer).says("There is a problem", "Say why: it protects you too")
    assert not BreakGlass.objects.exists()


def test_a_record_that_is_not_restricted_opens_as_it_is(world):
    answer = world.client_for("practitioner").get("/people/X100001/open-restricted/")
    assert (answer.status_code, answer["Location"]) == (302, "/people/X100001/")


def test_who_looked_is_one_page(world, page):
    page("senior", "/people/X100001/")
    seen = page("practitioner", "/people/X100001/who-looked/")
    seen.says("Megan Price opened the record at a glance", "Aisha Rahman opened who looked at the record")


def test_find_shows_hits_stand_ins_and_nobody(page):
    page("practitioner", "/find/?q=Jordan+Ellis").says("1 person found", "Jordan Ellis", "Aisha Rahman", "Name")
    limited = page("practitioner", "/find/?q=Robin+Vale")
    limited.says("Restricted record, X100003")
    limited.lacks("Robin Vale,")
    page("practitioner", "/find/?q=Noor+Haddad").says("Nobody by that name. Try the date of birth.")
    page("practitioner", "/find/").says("Name, number, date of birth or address")


@pytest.fixture
def warning(world):
    one, other = sorted([world.held.person, world.waiting.person], key=lambda p: p.pk)
    facts = ["Same date of birth", "Same postcode"]
    return DuplicateWarning.objects.create(one=one, other=other, evidence=facts, found_at=clock.now())


def test_duplicates_are_listed_with_their_evidence(warning, page):
    page("senior", "/duplicates/").says("X100001, X100002", "Same date of birth, Same postcode")


def test_deciding_a_duplicate(world, warning, page):
    address = reverse("duplicate", args=[warning.pk])
    page("senior", address).says("Same postcode", "Jordan", "Callum", "Two people")
    world.client_for("senior").post(address, {"decision": "different"})
    warning.refresh_from_db()
    assert (warning.state, warning.decided_by) == ("different", world.users["senior"])
    assert LogEntry.objects.filter(name="duplicate_decided").count() == 2
    page("senior", address, status=404)


def test_a_duplicate_of_a_person_elsewhere_is_not_shown(world, warning, page):
    DuplicateWarning.objects.filter(pk=warning.pk).update(one=world.held.person, other=world.far.person)
    page("senior", "/duplicates/").says("No two records look like one person.")
    page("senior", reverse("duplicate", args=[warning.pk]), status=404)


def test_the_information_owner_sees_access_in_the_last_day(world, page):
    page("senior", "/people/X100001/")
    page("practitioner", "/people/X100004/", status=404)
    make_reason = {"ground": "covering", "reason": "Covering for Megan today"}
    world.client_for("practitioner").post("/people/X100003/open-restricted/", make_reason)
    seen = page("information_owner", "/access/")
    seen.says("1 person opened 1 record; 0 people’s names were shown in lists. A record was refused 1 time;")
    seen.says("Covering for Megan today", "X100003", "I am covering")


def test_restricted_records_are_listed_by_crn_alone(page):
    seen = page("information_owner", "/access/restricted/")
    seen.says("X100003")
    seen.lacks("Robin")


def test_the_log_is_searched_by_who_whom_and_when(world, page):
    page("senior", "/people/X100001/")
    page("practitioner", "/people/X100002/")
    page("information_owner", "/log/?crn=X100001").says("Megan Price opened", "1 entry", "X100001")
    found = page("information_owner", "/log/?who=aisha")
    found.says("Aisha Rahman opened")
    found.lacks("Megan Price opened")
    page("information_owner", "/log/?until=8+Nov+2026").says("Nothing in the log fits")


def test_the_log_downloads(world, page, client_for):
    page("senior", "/people/X100001/")
    answer = client_for("information_owner").get("/log/?download=csv")
    assert answer.status_code == 200
    assert "Megan Price opened the record at a glance" in b"".join(answer).decode()


def test_a_list_is_one_line_of_the_log_that_opens_to_all_of_it(world, page):
    acting = Acting.of(world.users["senior"])
    mark = log.request_id.set("abc123")
    log_list(acting, [world.held, world.waiting, world.far], what="the list of people with nobody named")
    log.request_id.reset(mark)
    line = "Megan Price opened the list of people with nobody named: 3 people"
    seen = page("information_owner", "/log/")
    seen.says(line, "1 entry")
    seen.lacks("case:")
    every = page("information_owner", seen.link(line))
    every.says("X100001", "X100002", "X100004", "3 entries")
    page("information_owner", "/log/?crn=X100002").says("1 entry", "Megan Price opened the list")
    page("information_owner", "/access/").says("0 people opened 0 records; 3 people’s names were shown in lists.")


def test_the_log_names_the_user_it_is_about(world, page):
    made = log.event_type("user_tested", "{actor} tested a user")
    log.record(made, actor=None, subject=f"user:{world.users['senior'].pk}")
    seen = page("information_owner", "/log/")
    seen.says("Megan Price")
    seen.lacks("user:")


def test_a_date_that_is_none_is_told_at_its_filter(page):
    seen = page("information_owner", "/log/?since=nosuchday&until=9+Nov+2026")
    seen.says("Write the day like 3 Nov 2026")
    seen.lacks("not saved")
    assert "f-since-error" in seen.ids
    assert "f-until-error" not in seen.ids


def test_the_tier_is_named_with_its_scheme_everywhere(world, page):
    Case.objects.filter(pk=world.held.pk).update(tier_v3="D", tier_v2="C2")
    for address in ("/people/X100001/", "/people/X100001/tier/", "/people/X100001/who-looked/"):
        page("practitioner", address).says("Tier D (v3; C2 in v2)")


@pytest.mark.parametrize(
    ("v3", "v2", "said"), [("D", "C2", "D (v3; C2 in v2)"), ("D", "", "D (v3)"), ("", "C2", "C2 (v2)"), ("", "", "")]
)
def test_which_tier_by_which_scheme(v3, v2, said):
    assert tier_words(Case(tier_v3=v3, tier_v2=v2)) == said
    shared = identity_of(
        Case(person=Person(crn="X100001", forename="A", surname="B"), tier_v3=v3, tier_v2=v2, received_on=DAY), on=DAY
    )
    assert shared.tier == said

"""Find a person: each hit says why; limited ones stand in; others' people are not there."""

from __future__ import annotations

from datetime import date

import pytest

from rainer.cases.models import Address, Alias, PersonIdentifier
from rainer.cases.search import find
from rainer.cases.sounds import sounds_of_person
from rainer.common.models import LogEntry
from rainer.organisation.access import Acting
from tests import make


@pytest.fixture
def looks(world, today):
    def look(text, role="senior"):
        return [(hit.crn, hit.why, hit.case is not None) for hit in find(Acting.of(world.users[role]), text, on=today)]

    return look


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("X100001", "CRN"),
        (" x100001 ", "CRN"),
        ("A1234BC", "Prison number"),
        ("a1234bc", "Prison number"),
        ("2003/0011985X", "PNC"),
        ("03/11985X", "PNC"),
        ("12/04/1991", "Date of birth"),
        ("12 April 1991", "Date of birth"),
        ("Jordan Ellis", "Name"),
        ("ellis jordan", "Name"),
        ("ELLIS", "Name"),
        ("Elis", "Spelt like it"),
        ("Jordon Elliss", "Spelt like it"),
    ],
)
def test_a_person_is_found_and_why(world, looks, text, why):
    person = world.held.person
    person.pnc, person.pnc_as_given, person.prison_number = "2003/0011985X", "03/11985X", "A1234BC"
    person.save()
    assert looks(text) == [("X100001", why, True)]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Johnny Spark", "Alias: Johnny Spark"),
        ("Jonny Spark", "Alias: Johnny Spark"),
        ("Joe", "Preferred name"),
        ("Nolan", "Previous surname"),
        ("Knowlan", "Sounds like it"),
        ("3 March 1989", "Date of birth of an alias"),
        ("Ellis 12.4.91", "Name, Date of birth"),
        ("1991-04-12 Elis", "Date of birth, Spelt like it"),
        ("Ellis 1991", "Name, Date of birth"),
        ("2003/11985X", "PNC"),
        ("123456/91A", "CRO"),
        ("B9876CD", "Earlier prison number"),
        ("Z000009", "Previous CRN"),
        ("ab123456c", "National Insurance number"),
        ("nm1 2ab", "Postcode"),
        ("NM12AB", "Postcode"),
        ("NM9 9ZZ", "Earlier postcode"),
        ("4 Elm Road", "Address"),
        ("Old Mill", "Earlier address"),
        ("Ellis Elm Road", "Name, Address"),
        ("Jordan, Ellis, NM1 2AB", "Name, Postcode"),
    ],
)
def test_all_that_is_kept_of_a_person_finds_them(world, today, looks, text, why):
    known(world.held.person, today)
    assert looks(text) == [("X100001", why, True)]


def known(person, today):
    """All the ways a person may be looked for."""
    person.preferred_name, person.previous_surname = "Joe", "Nolan"
    person.pnc, person.cro, person.postcode = "2003/0011985X", "123456/91A", "NM1 2AB"
    Alias.objects.create(person=person, forename="Johnny", surname="Spark", date_of_birth=date(1989, 3, 3))
    for kind, value in (
        ("prison_number", "B9876CD"),
        ("previous_crn", "Z000009"),
        ("national_insurance", "AB 12 34 56 C"),
    ):
        PersonIdentifier.objects.create(person=person, kind=kind, value=value)
    there = {"person": person, "starts": today}
    Address.objects.create(status="main", building="4", street="Elm Road", town="Harrow", postcode="NM1 2AB", **there)
    Address.objects.create(status="previous", street="Old Mill", postcode="NM9 9ZZ", ends=today, **there)
    person.sounds = sounds_of_person(person)
    person.save()


def test_all_the_words_must_fit_unless_any_is_asked_for(world, today, looks):
    assert looks("Jordan 1944") == []
    hits = find(Acting.of(world.users["senior"]), "Jordan Reid", on=today, any_term=True)
    assert {hit.crn for hit in hits} == {"X100001", "X100002"}


def test_the_page_of_find_says_where_to_look_next(page):
    page("senior", "/find/?q=Jordan+Zzz").says("Nobody by that name. Try the date of birth.", "any of the words")
    page("senior", "/find/?q=Ellis").says("Jordan Ellis", "Fellside, Harrowgate Moor", "Name")
    page("practitioner", "/find/?q=Vale").lacks("Robin")


def test_nothing_typed_shows_those_opened_last_and_no_limited_ones(world, page):
    page("senior", "/find/").says("You have opened nobody")
    page("senior", "/people/X100003/")
    page("senior", "/people/X100001/")
    page("senior", "/find/").says("People you opened last", "Jordan Ellis", "Robin Vale")
    make.exclusion(world.held.person, world.users["senior"])
    page("senior", "/find/").lacks("Jordan Ellis")


def test_the_likeliest_comes_first(world, looks):
    make.case(person=make.person(crn="X200001", forename="Jordan", surname="Ellison"), team=world.fellside)
    assert [crn for crn, _why, _shown in looks("Jordan Ellis")] == ["X100001", "X200001"]


def test_a_limited_record_shows_its_crn_alone(world, looks):
    assert looks("Robin Vale", role="practitioner") == [("X100003", "Restricted", False)]
    assert looks("Robin Vale", role="senior") == [("X100003", "Name", True)]


@pytest.mark.parametrize("text", ["X100004", "Noor Haddad", "X999999", "Nobody Atall", "", "  ", "%_", "'; --"])
def test_nobody_outside_the_area_is_found(looks, text):
    assert looks(text) == []


def test_a_search_is_logged_with_its_words(world, looks):
    looks("Jordan Ellis")
    entry = LogEntry.objects.get(name="searched")
    assert entry.data == {"words": "Jordan Ellis", "found": 1}
    assert LogEntry.objects.get(name="person_read").person_id == world.held.person_id


def test_a_search_that_shows_nobody_names_nobody_in_the_log(looks):
    looks("Robin Vale", role="practitioner")
    assert [entry.name for entry in LogEntry.objects.all()] == ["searched"]


def test_queries_do_not_grow_with_the_people_found(world, looks, django_assert_max_num_queries):
    for _ in range(30):
        make.case(person=make.person(forename="Jordan", surname="Ellis"), team=world.fellside)
    with django_assert_max_num_queries(15):
        assert len(looks("Jordan Ellis")) == 31


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("NM1", "Postcode area"),
        ("nm1 ellis", "Postcode area, Name"),
        ("NM9", "Earlier postcode area"),
        ("NM1 2AB", "Postcode"),
    ],
)
def test_the_first_half_of_a_postcode_finds_who_lives_there_or_did(world, today, looks, text, why):
    known(world.held.person, today)
    assert looks(text) == [("X100001", why, True)]


def test_half_of_a_longer_postcode_is_another_place(world, today, looks):
    known(world.held.person, today)
    assert looks("NM2") == looks("NM12") == looks("N1") == []
    world.waiting.person.postcode = "NM12AB"
    world.waiting.person.save()
    assert ("X100002", "Postcode area", True) in looks("NM1")


def test_a_short_number_is_still_a_number(world, looks):
    PersonIdentifier.objects.create(person=world.held.person, kind="prison_number", value="AB1")
    assert looks("ab1") == [("X100001", "Earlier prison number", True)]

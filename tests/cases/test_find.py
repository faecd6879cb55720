"""Find a person: each hit says why; limited ones stand in; others' people are not there."""

from __future__ import annotations

import pytest

from rainer.cases.search import find
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
    entry = LogEntry.objects.get()
    assert (entry.name, entry.data) == ("searched", {"words": "Jordan Ellis", "found": 1})


def test_queries_do_not_grow_with_the_people_found(world, looks, django_assert_max_num_queries):
    for _ in range(30):
        make.case(person=make.person(forename="Jordan", surname="Ellis"), team=world.fellside)
    with django_assert_max_num_queries(8):
        assert len(looks("Jordan Ellis")) == 31

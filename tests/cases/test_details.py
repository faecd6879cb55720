"""Contact and home: what is kept, who changed it last, and a page to change each part."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rainer.cases.models import Address, Adjustment, Unavailability
from rainer.cases.operations.details import change_details
from rainer.cases.operations.facts import add_fact, end_fact
from rainer.cases.queries.matters import what_matters
from rainer.cases.search import find
from rainer.common.errors import BadInputError, ChangedMeanwhileError, NotThereError, RefusedError, RestrictedError
from rainer.common.models import LogEntry
from rainer.organisation.access import Acting
from tests import make

HOME = "/people/X100001/details/"
NAMES = {
    "title": "", "forename": "Jordan", "middle_names": "", "surname": "Ellis", "preferred_name": "", "previous_surname": "",
    "pronouns": "",
}  # fmt: skip


def by(world, role="practitioner"):
    return Acting.of(world.users[role])


def address(world, **fields):
    values = {
        "status": "main", "no_fixed_abode": False, "building": "4", "street": "Elm Road", "district": "", "town": "",
        "county": "", "postcode": "NM1 2AB", "kind": "", "telephone": "", "starts": world.today, "notes": "", **fields,
    }  # fmt: skip
    return add_fact(acting=by(world), crn="X100001", kind="address", values=values)


def post(world, url, role="practitioner", **fields):
    return world.client_for(role).post(HOME + url, fields)


def test_the_page_shows_what_is_kept_and_who_changed_it(world, page):
    page("practitioner", HOME).says("Contact and home", "Not known", "None recorded.", "Not changed in Rainer")
    assert post(world, "reach/", mobile="07700 900123", allow_sms="on", version="1").status_code == 302
    shown = page("practitioner", HOME)
    shown.says("07700 900123", "Last changed by Aisha Rahman", "Aisha Rahman, Fellside, Harrowgate Moor")
    assert shown.link("Change Telephone and e-mail") == HOME + "reach/"


def test_queries_do_not_grow_with_what_is_kept(world, page):
    before = page("practitioner", HOME).queries
    for number in range(8):
        address(world, status="other", building=str(number))
        Adjustment.objects.create(person=world.held.person, kind=f"Room {number}", starts=world.today)
    assert page("practitioner", HOME).queries <= before


def test_a_reader_who_may_not_change_it_is_offered_nothing(world, page):
    assert "Change Names" not in page("regional_director", HOME).links


def test_old_and_new_are_in_the_log_and_no_change_is_no_event(world):
    person = world.held.person
    values = {**NAMES, "surname": "Ellison"}
    change_details(acting=by(world), crn=person.crn, group="names", version=1, values=values)
    entry = LogEntry.objects.get(name="details_changed")
    assert (entry.data["old"], entry.data["new"]) == ({"surname": "Ellis"}, {"surname": "Ellison"})
    change_details(acting=by(world), crn=person.crn, group="names", version=2, values=values)
    assert LogEntry.objects.filter(name="details_changed").count() == 1


def test_a_changed_name_is_found_by_its_sound(world, today):
    values = {**NAMES, "surname": "Phillips"}
    change_details(acting=by(world), crn="X100001", group="names", version=1, values=values)
    assert [hit.why for hit in find(by(world, "senior"), "Filips", on=today)] == ["Sounds like it"]
    alias = {"forename": "Jay", "surname": "Knight", "date_of_birth": None}
    add_fact(acting=by(world), crn="X100001", kind="alias", values=alias)
    assert [hit.why for hit in find(by(world, "senior"), "Night", on=today)] != []


def test_two_editors_see_each_other(world):
    assert post(world, "reach/", mobile="07700 900123", version="1").status_code == 302
    late = post(world, "reach/", role="senior", mobile="07700 900999", version="1")
    assert late.status_code == 409
    for told in ("07700 900123", "07700 900999", "Aisha Rahman"):
        assert told in late.content.decode()
    world.held.person.refresh_from_db()
    assert world.held.person.mobile == "07700 900123"


@pytest.mark.parametrize(
    ("group", "fields", "says"),
    [
        ("names", {"forename": "", "surname": "Ellis"}, "Enter the forename"),
        ("birth", {"date_of_birth": "1 Jan 2030"}, "Enter a day that has been"),
        ("birth", {"date_of_birth": "1 Jan 1990", "date_of_death": "1 Jan 1980"}, "after the date of birth"),
        ("birth", {"date_of_birth": "soon"}, "Enter a day, like"),
        ("numbers", {"prison_number": "12"}, "Enter a prison number like A1234BC"),
        ("reach", {"email": "x at y"}, "Enter an e-mail address"),
        ("reach", {"allow_sms": "on"}, "Enter the mobile number"),
        ("address/add", {"status": "main", "starts": "today"}, "Enter the postcode"),
        ("address/add", {"status": "main", "postcode": "NM1 2AB", "starts": "1 Jan 2030"}, "Enter a day that has been"),
        ("unavailability/add", {"reason": "Work", "weekdays": "1", "from_time": "late"}, "Enter a time, like 9.30"),
    ],
)
def test_what_cannot_be_is_said_on_its_field_and_the_typing_kept(world, group, fields, says):
    answer = post(world, f"{group}/", version="1", **fields)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert says in text
    assert all(f'value="{value}"' in text for name, value in fields.items() if value and name in ("email", "postcode"))


def test_a_police_number_that_does_not_add_up_is_warned_of_once_and_then_kept(world, page):
    asked = post(world, "numbers/", pnc="2003/0011985A", version="1")
    assert "check letter" in asked.content.decode()
    assert post(world, "numbers/", pnc="2003/0011985A", version="1", save_anyway="1").status_code == 302
    page("practitioner", HOME).says("Check the PNC", "2003/0011985A")
    assert post(world, "numbers/", pnc="03/11985X", version="2").status_code == 302
    world.held.person.refresh_from_db()
    assert (world.held.person.pnc, world.held.person.pnc_as_given) == ("2003/0011985X", "03/11985X")


def test_a_prison_number_that_changed_is_kept_and_found(world, page, today):
    assert post(world, "numbers/", prison_number="a1234bc", version="1").status_code == 302
    assert post(world, "numbers/", prison_number="B9876CD", version="2").status_code == 302
    page("practitioner", HOME).says("B9876CD", "Earlier prison number", "A1234BC")
    assert [hit.why for hit in find(by(world), "A1234BC", on=today)] == ["Earlier prison number"]


def test_a_new_main_address_ends_the_old_one_on_its_first_day(world, today):
    old = address(world, starts=today - timedelta(days=90))
    address(world, building="9", postcode="NM3 4CD")
    old.refresh_from_db()
    world.held.person.refresh_from_db()
    assert (old.status, old.ends) == (Address.Status.PREVIOUS, today)
    assert world.held.person.postcode == "NM3 4CD"


def test_no_fixed_abode_needs_no_postcode_and_is_on_the_person(world):
    made = address(world, no_fixed_abode=True, building="", street="", postcode="")
    world.held.person.refresh_from_db()
    assert (world.held.person.no_fixed_abode, world.held.person.postcode) == (True, "")
    end_fact(acting=by(world), crn="X100001", kind="address", pk=made.pk, on=world.today)
    world.held.person.refresh_from_db()
    assert world.held.person.no_fixed_abode is False


def test_a_main_address_cannot_begin_before_the_one_it_replaces(world, today):
    address(world)
    with pytest.raises(BadInputError) as refused:
        address(world, building="9", starts=today - timedelta(days=1))
    assert "starts" in refused.value.facts["errors"]


def test_the_same_thing_sent_twice_is_kept_once(world):
    assert address(world).pk == address(world).pk
    assert Address.objects.count() == 1


def test_a_fact_is_ended_once_and_never_deleted(world, today, page):
    made = Adjustment.objects.create(person=world.held.person, kind="Quiet room", starts=today - timedelta(days=5))
    with pytest.raises(BadInputError):
        end_fact(acting=by(world), crn="X100001", kind="adjustment", pk=made.pk, on=today - timedelta(days=6))
    assert post(world, f"adjustment/{made.pk}/end/", on="today").status_code == 302
    page("practitioner", HOME).says("Ended: Quiet room")
    with pytest.raises(RefusedError):
        end_fact(acting=by(world), crn="X100001", kind="adjustment", pk=made.pk, on=today)


def test_another_persons_fact_cannot_be_ended_by_its_number(world, today):
    theirs = Adjustment.objects.create(person=world.far.person, kind="Quiet room", starts=today)
    with pytest.raises(NotThereError):
        end_fact(acting=by(world), crn="X100001", kind="adjustment", pk=theirs.pk, on=today)


def test_nobody_changes_what_they_may_not_see(world):
    with pytest.raises(NotThereError):
        change_details(acting=by(world, "elsewhere"), crn="X100001", group="names", version=1, values=NAMES)
    with pytest.raises(RestrictedError):
        change_details(acting=by(world), crn="X100003", group="names", version=1, values=NAMES)


def test_what_matters_is_what_holds_on_the_day(world, today):
    person = world.held.person
    for kind, ends in (("Quiet room", None), ("Lift", today)):
        Adjustment.objects.create(person=person, kind=kind, starts=date(2026, 1, 5), ends=ends)
    Unavailability.objects.create(person=person, reason="Work", weekdays=[0, 4], starts=date(2026, 1, 5))
    matters = what_matters(person.pk, today)
    assert [a.kind for a in matters.adjustments] == ["Quiet room"]
    assert matters.unavailable_words == ["Work, Monday, Friday"]
    assert matters.allow_sms is False


def test_a_death_is_on_every_page_of_the_person(world, page):
    answer = post(world, "birth/", date_of_birth="12/4/1991", date_of_death="3 Nov 2026", version="1")
    assert answer.status_code == 302
    for url in (HOME, HOME + "names/", "/people/X100001/"):
        page("practitioner", url).says("Died Tue 3 Nov 2026.", "Do not write to them or book anything.")


def test_someone_kept_out_by_name_opens_none_of_it(world, page, today):
    made = Adjustment.objects.create(person=world.held.person, kind="Quiet room", starts=today)
    make.exclusion(world.held.person, world.users["practitioner"])
    for part in ("", "names/", "address/add/", f"adjustment/{made.pk}/end/"):
        page("practitioner", HOME + part, status=403).lacks("Jordan", "Quiet room")


def test_the_409_error_tells_theirs_to_a_program_too(world):
    change_details(acting=by(world), crn="X100001", group="names", version=1, values={**NAMES, "preferred_name": "Joe"})
    with pytest.raises(ChangedMeanwhileError) as refused:
        change_details(acting=by(world, "senior"), crn="X100001", group="names", version=1, values=NAMES)
    assert refused.value.facts["theirs"]["preferred_name"] == "Joe"


def test_what_matters_stands_where_one_books_and_at_a_glance(world, page):
    person = world.held.person
    person.interpreter_language, person.language_concerns = "Polish", "Reads slowly"
    person.save()
    Adjustment.objects.create(person=person, kind="Quiet room", starts=world.today)
    Adjustment.objects.create(person=person, kind="Over since today", starts=world.today, ends=world.today)
    for url in ("/people/X100001/book/", "/people/X100001/"):
        shown = page("practitioner", url)
        shown.says("Quiet room", "Polish", "Reads slowly")
        shown.lacks("Over since today")
    order = make.sentence(person)
    failure = make.missed(world.held, order.event, outcome_code="UAAB")
    make.letter_asked_for(failure, world.users["practitioner"])
    page("practitioner", f"/appointments/{failure.pk}/warning/").says("Quiet room", "Polish", "Reads slowly")

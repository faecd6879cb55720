"""Who may open a record: set, changed and ended by a manager or the information owner, and true at once everywhere."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rainer.cases import operations
from rainer.cases.access import limited_person_ids
from rainer.cases.models import Exclusion, Restriction
from rainer.cases.operations.limits import end_limit, set_limit
from rainer.cases.search import find
from rainer.common.errors import BadInputError, NotThereError, RestrictedError
from rainer.common.models import LogEntry, Message
from rainer.organisation.access import Acting
from tests import make
from tests.pages import read_page

URL = "/people/X100001/limited-access/"


def by(world, role):
    return Acting.of(world.users[role])


def keep_out(world, role, *, setter="head_of_unit", kind="exclusion", crn="X100001", **fields):
    values = {
        "who": world.users[role].username, "reason": "Her brother", "message": "Ask the head of unit", "ends": None,
        "starts": world.today, **fields,
    }  # fmt: skip
    return set_limit(acting=by(world, setter), crn=crn, kind=kind, **values)


def post(world, url, role="head_of_unit", **fields):
    return world.client_for(role).post(URL + url, fields)


def test_a_manager_keeps_someone_out_and_it_holds_at_once(world, page):
    page("practitioner", "/people/X100001/")
    sent = {"who": world.users["practitioner"].username, "reason": "Her brother", "starts": "today"}
    asked = post(world, "exclusion/add/", **sent)
    assert "Aisha Rahman holds this case, and could no longer open it." in read_page(asked).text
    assert not Exclusion.objects.exists()
    done = post(world, "exclusion/add/", message="Ask the head of unit", save_anyway="1", **sent)
    assert done.status_code == 302
    refused = page("practitioner", "/people/X100001/", status=403)
    refused.says("Restricted record, X100001", "Ask the head of unit")
    refused.lacks("Jordan", "Her brother")
    page("head_of_unit", URL).says(
        "Aisha Rahman", "Her brother", "from Mon 9 Nov 2026, with no end", "limited the record"
    )


@pytest.mark.parametrize(
    "url", ["/find/?q=ellis", "/find/?q=X100001", "/my/people/", "/diary/?view=week", "/outcomes/", "/today/"]
)
def test_lists_and_searches_show_only_the_stand_in_at_once(world, page, url):
    make.appointment(world.held, at=make.at(world.today, 15))
    before = page("practitioner", url)
    keep_out(world, "practitioner")
    after = page("practitioner", url)
    after.lacks("Jordan", "Ellis") if "q=" not in url else after.lacks("Jordan")
    if "Jordan" in before.text and "find" not in url:
        assert "X100001" in after.text


def test_downloads_and_the_api_do_not_name_the_person(world):
    client, crn = world.client_for("senior"), world.waiting.person.crn
    urls = ("/units/HM/nobody-named/?download=csv", "/api/units/HM/nobody-named")
    names = (str(world.waiting.person), world.waiting.person.surname)
    assert all(world.waiting.person.surname in client.get(url).content.decode() for url in urls)
    keep_out(world, "senior", crn=crn)
    for url in urls:
        text = client.get(url).content.decode()
        assert crn in text
        assert not any(name in text for name in names)
    assert client.get(f"/api/people/{crn}/candidates").status_code == 403


def test_let_in_alone_it_is_closed_to_all_others(world):
    keep_out(world, "head_of_unit", kind="restriction")
    person = [world.held.person_id]
    assert limited_person_ids(by(world, "practitioner"), person)
    assert limited_person_ids(by(world, "senior"), person)
    assert not limited_person_ids(by(world, "head_of_unit"), person)
    assert [hit.case for hit in find(by(world, "senior"), "X100001", on=world.today)] == [None]


def test_whom_it_closes_the_record_to_is_said_first_and_the_manager_goes_home(world, page):
    sent = {"who": world.users["regional_director"].username, "reason": "In the news", "starts": "today"}
    asked = post(world, "restriction/add/", **sent)
    read_page(asked).says("This closes the record to Aisha Rahman and")
    done = post(world, "restriction/add/", save_anyway="1", **sent)
    assert (done.status_code, done["Location"]) == (302, "/")
    page("head_of_unit", URL, status=403)
    # The information owner still puts it right, and sees nothing of the record but its CRN.
    owned = page("information_owner", URL)
    owned.says("In the news", "It is closed to everyone but those let in below.")
    owned.lacks("Jordan", "Ellis")


def test_ended_it_is_open_at_once_and_the_history_stays(world, page):
    limit = keep_out(world, "practitioner")
    assert post(world, f"exclusion/{limit.pk}/end/", reason=" ").status_code == 422
    assert post(world, f"exclusion/{limit.pk}/end/", reason="He has moved teams").status_code == 302
    page("practitioner", "/people/X100001/")
    page("head_of_unit", URL).says("Ended", "He has moved teams", "Her brother")
    assert post(world, f"exclusion/{limit.pk}/end/", reason="Again").status_code == 404


def test_until_and_message_change_with_a_reason(world, page):
    limit = keep_out(world, "practitioner")
    yesterday = f"{world.today - timedelta(days=1):%d/%m/%Y}"
    assert post(world, f"exclusion/{limit.pk}/", ends=yesterday, reason="x").status_code == 422
    assert (
        post(
            world, f"exclusion/{limit.pk}/", ends="30 Nov 2026", message="Ask Dan", reason="Until he moves"
        ).status_code
        == 302
    )
    page("practitioner", "/people/X100001/", status=403).says("Ask Dan")
    entry = LogEntry.objects.get(name="limited_access_changed")
    assert (entry.data["old"]["ends"], entry.data["new"]["ends"]) == ("", "2026-11-30")


def test_days_hold_at_their_edges(world):
    keep_out(world, "practitioner", starts=world.today + timedelta(days=1), ends=world.today + timedelta(days=2))
    acting, person = by(world, "practitioner"), [world.held.person_id]
    for days, is_limited in ((0, False), (1, True), (2, True), (3, False)):
        acting.on = world.today + timedelta(days=days)
        assert bool(limited_person_ids(acting, person)) == is_limited


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"who": "nobody at all"}, "who"),
        ({"reason": " "}, "reason"),
        ({"starts": -1}, "starts"),
        ({"ends": -1}, "ends"),
    ],
)
def test_what_cannot_be_is_said(world, fields, field):
    days = {name: world.today + timedelta(days=value) for name, value in fields.items() if isinstance(value, int)}
    with pytest.raises(BadInputError) as refused:
        keep_out(world, "practitioner", **{**fields, **days})
    assert list(refused.value.facts["errors"]) == [field]


def test_a_name_that_fits_several_offers_their_user_names(world):
    make.user(name="Sam Smith", username="ssmith")
    make.user(name="Sam Smithers", username="smithers")
    with pytest.raises(BadInputError) as refused:
        keep_out(world, "practitioner", who="sam sm")
    assert "Sam Smith (ssmith), Sam Smithers (smithers)" in refused.value.facts["errors"]["who"]
    assert keep_out(world, "practitioner", who="sam smith").user.username == "ssmith"


def test_nobody_is_on_a_list_twice(world):
    first = keep_out(world, "practitioner")
    assert keep_out(world, "practitioner") == first
    with pytest.raises(BadInputError, match="another look"):
        keep_out(world, "practitioner", reason="Another reason")
    assert Exclusion.objects.count() == 1


def test_what_was_written_for_the_refused_is_read_by_them_alone(world, page):
    keep_out(world, "head_of_unit", kind="restriction", message="Ask Dilys Hart")
    page("practitioner", "/people/X100001/", status=403).says("Ask Dilys Hart")
    page("elsewhere", "/people/X100001/", status=404).lacks("Ask Dilys Hart")
    page("head_of_unit", "/people/X100001/")


def test_it_can_be_kept_to_go_on_with_later(world, page):
    assert post(world, "exclusion/add/", who="someone", save_for_later="1").status_code == 302
    assert 'value="someone"' in page("head_of_unit", f"{URL}exclusion/add/").response.content.decode()


def test_it_is_not_said_by_those_who_may_not(world, page):
    for role in ("practitioner", "case_administrator"):
        page(role, URL, status=404)
    with pytest.raises(NotThereError):
        keep_out(world, "practitioner", setter="practitioner")
    with pytest.raises(NotThereError):
        keep_out(world, "practitioner", crn=world.far.person.crn)
    keep_out(world, "senior")
    with pytest.raises(RestrictedError):
        keep_out(world, "case_administrator", setter="senior")


def test_those_who_manage_it_are_told_but_not_who_is_kept_out(world):
    keep_out(world, "practitioner")
    told = {message.to: message for message in Message.objects.all()}
    assert set(told) == {world.users["senior"].email, world.users["information_owner"].email}
    assert all("brother" not in message.body for message in told.values())


def test_what_was_open_with_a_reason_is_closed_and_may_be_opened_again(world):
    person = [world.limited.person_id]
    operations.open_restricted(acting=by(world, "practitioner"), crn="X100003", ground="harm", reason="Urgent")
    assert not limited_person_ids(by(world, "practitioner"), person)
    keep_out(world, "practitioner", setter="senior", crn="X100003")
    assert limited_person_ids(by(world, "practitioner"), person)
    operations.open_restricted(acting=by(world, "practitioner"), crn="X100003", ground="harm", reason="Still urgent")
    assert not limited_person_ids(by(world, "practitioner"), person)


def test_the_list_of_a_place_shows_its_own_records_alone(world, page):
    make.restriction(world.far.person, world.users["elsewhere"])
    listed = page("head_of_unit", "/access/restricted/")
    listed.says("X100003", "Harrowgate Moor")
    listed.lacks(world.far.person.crn)
    page("information_owner", "/access/restricted/").says("X100003", world.far.person.crn)
    limit = Restriction.objects.get(person=world.limited.person)
    end_limit(acting=by(world, "senior"), crn="X100003", kind="restriction", pk=limit.pk, reason="Over")
    page("head_of_unit", "/access/restricted/").says("No record is limited today.")

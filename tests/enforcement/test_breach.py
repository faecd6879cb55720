"""Breach: what it starts on, both clocks, who moves it, what must come first, its papers, and the fact it leaves."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rainer.cases.models import Breach
from rainer.common.errors import BadInputError, ChangedMeanwhileError, NotAllowedError, RefusedError
from rainer.common.models import LogEntry
from rainer.enforcement.forms.breach import usual_of
from rainer.enforcement.models import BreachProceeding, KeptFile, Move, Warning
from rainer.enforcement.operations.breach import Start, Step, move_breach, record_view, start_breach
from rainer.enforcement.operations.checking import check_pack
from rainer.enforcement.operations.court import make_pack, write_notice
from rainer.web.words import in_groups
from tests import make

AWARE = date(2026, 11, 9)


@pytest.fixture
def start(acting, failed):
    def one(*, role="practitioner", **more):
        given = Start(**{"failures": [failed.pk], "became_aware_on": AWARE, **more})
        return start_breach(acting=acting(role), contact_id=failed.pk, start=given)

    return one


@pytest.fixture
def move(acting):
    def one(proceeding, to, *, role="senior", **more):
        moved = move_breach(acting=acting(role), breach_id=proceeding.pk, version=None, step=Step(to, **more))
        proceeding.refresh_from_db()
        return moved

    return one


def typed(failed, **more):
    return {
        "address": "other",
        "other_address": "4 Moor Street\nHarrowgate",
        "reply_address": "Fell House",
        "respond_by": "Friday 20 November 2026",
        f"rejected_{failed.pk}": "Nothing was said",
        **more,
    }


def test_it_starts_with_both_clocks_and_is_a_fact_once_referred(failed, start):
    proceeding = start()
    assert proceeding.status == "referred"
    # Ten working days from the failure of Friday 6 November come before ten from becoming aware on Monday 9.
    assert proceeding.due == date(2026, 11, 20)
    assert proceeding.fact == Breach.objects.get()
    moves = list(Move.objects.order_by("pk").values_list("from_status", "to_status"))
    assert moves == [("", "considering"), ("considering", "referred")]
    entries = LogEntry.objects.filter(name="breach_moved").order_by("id")
    assert [entry.subject for entry in entries] == [
        f"breach-move:{pk}" for pk in Move.objects.order_by("pk").values_list("pk", flat=True)
    ]


def test_considering_it_is_not_yet_a_breach(start, move):
    proceeding = start(refer=False)
    assert not Breach.objects.exists()
    move(proceeding, "withdrawn", reason="He was in hospital")
    assert proceeding.closed_at is not None


def test_warned_needs_the_warning_itself(world, failed, order, start, move):
    proceeding = start(refer=False)
    with pytest.raises(RefusedError, match="warning first"):
        move(proceeding, "warned", role="practitioner")
    Warning.objects.create(event=order.event, failure=failed, given_on=world.today, by=world.users["senior"])
    move(proceeding, "warned", role="practitioner")
    assert proceeding.closed_at is not None


@pytest.mark.parametrize(
    ("start_with", "field"),
    [
        ({"failures": []}, "failures"),
        ({"became_aware_on": None}, "became_aware_on"),
        ({"became_aware_on": date(2026, 11, 5)}, "became_aware_on"),
        ({"became_aware_on": date(2026, 11, 10)}, "became_aware_on"),
    ],
)
def test_what_it_is_started_on_is_checked(start, start_with, field):
    with pytest.raises(BadInputError) as refused:
        start(**start_with)
    assert field in refused.value.facts["errors"]


def test_one_breach_of_an_order_at_a_time_and_none_of_a_licence(world, failed, order, start):
    start()
    with pytest.raises(RefusedError, match="open already"):
        start()
    BreachProceeding.objects.update(closed_at=make.at(world.today))
    order.kind, order.released_on = "custodial", date(2026, 5, 1)
    order.save()
    with pytest.raises(RefusedError, match="recall"):
        start()


def test_each_move_is_made_by_those_who_may(acting, start, move):
    proceeding = start()
    make_pack(acting=acting("practitioner"), breach_id=proceeding.pk, version=None)
    move(proceeding, "pack_drafted", role="practitioner")
    with pytest.raises(RefusedError, match="view of compliance"):
        move(proceeding, "manager_check", role="practitioner")
    record_view(
        acting=acting("practitioner"),
        breach_id=proceeding.pk,
        version=None,
        view="low",
        reason="Two of nine kept",
        proposal="",
    )
    with pytest.raises(RefusedError, match="must be made anew"):
        move(proceeding, "manager_check", role="practitioner")
    make_pack(acting=acting("practitioner"), breach_id=proceeding.pk, version=None)
    move(proceeding, "manager_check", role="practitioner")
    with pytest.raises(NotAllowedError):
        move(proceeding, "laid", role="practitioner")
    with pytest.raises(BadInputError):
        move(proceeding, "pack_drafted")
    with pytest.raises(RefusedError, match="not checked the pack"):
        move(proceeding, "laid")
    check_pack(acting=acting("senior"), breach_id=proceeding.pk, version=None, found="Dates against the record")
    move(proceeding, "laid")
    with pytest.raises(BadInputError):
        move(proceeding, "listed")
    move(proceeding, "listed", hearing_on=date(2026, 12, 10))
    move(proceeding, "proved")
    with pytest.raises(BadInputError):
        move(proceeding, "outcome_recorded")
    move(proceeding, "outcome_recorded", outcome="Order continues, 20 hours added")
    fact = Breach.objects.get()
    assert (fact.ended_on, fact.outcome) == (AWARE, "Order continues, 20 hours added")
    assert proceeding.closed_at is not None
    with pytest.raises(NotAllowedError):
        move(proceeding, "withdrawn", reason="Late")


def test_two_who_move_it_at_once(acting, start):
    proceeding = start(refer=False)
    step = Step("referred")
    move_breach(acting=acting("senior"), breach_id=proceeding.pk, version=proceeding.version, step=step)
    with pytest.raises(ChangedMeanwhileError, match="Megan Price"):
        move_breach(acting=acting("practitioner"), breach_id=proceeding.pk, version=proceeding.version, step=step)


def test_nothing_goes_to_court_once_the_order_ended(acting, order, failed, start, move):
    proceeding = start()
    order.terminated_on = AWARE
    order.save()
    with pytest.raises(RefusedError, match="order has ended"):
        make_pack(acting=acting("practitioner"), breach_id=proceeding.pk, version=None)
    with pytest.raises(RefusedError, match="order has ended"):
        write_notice(acting=acting("practitioner"), breach_id=proceeding.pk, version=None, typed=typed(failed))
    move(proceeding, "withdrawn", reason="The order ended")


def test_a_notice_is_complete_with_its_parts_and_then_stands(acting, failed, start):
    proceeding = start()

    def write(complete=True, **more):
        return write_notice(
            acting=acting("practitioner"),
            breach_id=proceeding.pk,
            version=None,
            typed=typed(failed, **more),
            complete=complete,
        )

    with pytest.raises(BadInputError) as refused:
        write(**{"reply_address": "", f"rejected_{failed.pk}": ""})
    assert set(refused.value.facts["errors"]) == {"reply_address", f"rejected_{failed.pk}"}
    write(complete=False, reply_address="")
    kept = write().notice
    assert KeptFile.objects.filter(sha256=kept["sha256"]).exists()
    words = str(kept["paper"])
    for said in ("4 Moor Street", "X100001", "Nothing was said", "The whole sentence", "Unacceptable absence"):
        assert said in words
    with pytest.raises(RefusedError, match="changes no more"):
        write()


def test_a_notice_is_looked_at_again_when_its_facts_change(world, acting, failed, start, page):
    proceeding = start()
    write_notice(acting=acting("practitioner"), breach_id=proceeding.pk, version=None, typed=typed(failed))
    url = f"/breach/{proceeding.pk}/notice/"
    assert "Facts changed" not in page("practitioner", url).text
    make.appointment(world.held, at=make.at(world.today + timedelta(days=4)))
    assert "Facts changed" in page("practitioner", url).text
    assert "Facts of the breach notice changed" in page("practitioner", f"/breach/{proceeding.pk}/").text


def test_the_pack_lists_its_exhibits_with_their_hashes(world, acting, failed, choose, start, client_for):
    choose(failed)
    client_for("practitioner").post(f"/appointments/{failed.pk}/warning/", {"method": "hand"})
    letter = Warning.objects.get().letter
    proceeding = start()
    made = make_pack(acting=acting("practitioner"), breach_id=proceeding.pk, version=None)
    assert made.pack["contents"][0]["sha256"] == letter.pdf_sha256
    words = str(made.pack["paper"])
    for said in (
        "Harrowgate Magistrates' Court",
        "3. Warnings",
        in_groups(letter.pdf_sha256),
        "No word, and none since",
    ):
        assert said in words
    answer = client_for("practitioner").get(f"/breach/{proceeding.pk}/pack.pdf")
    assert answer.content == bytes(KeptFile.objects.get(sha256=made.pack["sha256"]).content)


def test_the_pages_of_a_breach(world, failed, page, client_for):
    client = client_for("practitioner")
    shown = page("practitioner", f"/appointments/{failed.pk}/breach/")
    shown.says("Both clocks are kept", "Unacceptable absence")
    started = client.post(
        f"/appointments/{failed.pk}/breach/", {"failures": [failed.pk], "became_aware_on": "9 nov", "how": "refer"}
    )
    proceeding = BreachProceeding.objects.get()
    assert started.url == f"/breach/{proceeding.pk}/"
    page("practitioner", started.url).says(
        "Referred to an enforcement officer", "After becoming aware", "Fri 20 Nov 2026"
    )
    page("practitioner", f"{started.url}view/").says("never worked out for you")
    client.post(f"{started.url}view/", {"view": "low", "reason": "Two of nine", "version": proceeding.version})
    page("practitioner", f"{started.url}pack/").says("No pack is made yet")
    proceeding.refresh_from_db()
    client.post(f"{started.url}pack/", {"version": proceeding.version})
    page("practitioner", f"{started.url}pack/").says("1. The order", "Low level of compliance")
    proceeding.refresh_from_db()
    late = client.post(started.url, {"to": "pack_drafted", "version": proceeding.version - 1})
    assert late.status_code == 409
    client.post(started.url, {"to": "pack_drafted", "version": proceeding.version})
    page("practitioner", started.url).says("Pack drafted")
    page("practitioner", f"/people/{world.held.person.crn}/compliance/").says("Breach work begun", "in progress")


@pytest.mark.parametrize(
    ("kind", "notice"),
    [
        ("community_order", "Breach of a community order"),
        ("suspended_sentence_order", "Breach of a suspended sentence order"),
        ("custodial", "Breach of a supervision requirement"),
    ],
)
def test_a_notice_begins_with_the_kind_its_sentence_asks_for(failed, start, kind, notice):
    proceeding = start()
    proceeding.event.sentence.kind = kind
    usual = usual_of(proceeding, {"address": []})
    assert usual == {"notice_type": notice, "address": "other"}
    assert usual_of(proceeding, {"address": ["1 Fell Row"]})["address"] == "main"


def test_a_notice_begins_with_where_its_office_is_reached(failed, start):
    facts = {"address": [], "office": "Fell House", "office_address": "2 Moor Lane", "telephone": "01632 960101"}
    usual = usual_of(start(), facts)
    assert (usual["reply_address"], usual["contact_number"]) == ("Fell House\n2 Moor Lane", "01632 960101")


def test_no_cell_of_a_pack_is_empty(world, acting, failed, start, choose):
    """An order of which little is known: what is not there says so in words."""
    make.requirement(failed.event.sentence, length=None, unit="")
    type(failed.event).objects.update(court="", main_offence="", convicted_on=None)
    Warning.objects.create(event=failed.event, failure=failed, given_on=world.today, by=world.users["senior"])
    Breach.objects.create(event=failed.event, started_on=date(2026, 5, 1))
    made = make_pack(acting=acting("practitioner"), breach_id=start().pk, version=None)
    paper = made.pack["paper"]
    cells = [cell for block in paper["blocks"] for row in block.get("rows", ()) for cell in row]
    assert cells
    assert not [cell for cell in cells if cell.strip() in ("", "–")]
    said = str(paper)
    for words in ("Exhibits: none recorded.", "Not withdrawn", "Not ended", "Not known", "None recorded"):
        assert words in said


def test_no_fixed_address_stands_among_the_difficulties_of_the_pack(world, acting, failed, start, page):
    proceeding = start()
    record_view(
        acting=acting("practitioner"),
        breach_id=proceeding.pk,
        version=None,
        view="low",
        reason="Came at first",
        proposal="",
    )
    type(world.held.person).objects.filter(pk=world.held.person.pk).update(no_fixed_abode=True)
    made = make_pack(acting=acting("practitioner"), breach_id=proceeding.pk, version=None)
    assert "No fixed address" in str(made.pack["paper"])

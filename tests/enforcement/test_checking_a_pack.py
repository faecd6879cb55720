"""The check of a breach pack: by whom, of what, once more after it was sent back, before anything is laid."""

from __future__ import annotations

import pytest

from rainer.common.errors import BadInputError, NotAllowedError
from rainer.common.models import LogEntry
from rainer.enforcement.models import BreachProceeding
from rainer.enforcement.operations.breach import Start, Step, move_breach, record_view, start_breach
from rainer.enforcement.operations.checking import check_pack
from rainer.enforcement.operations.court import make_pack
from rainer.workforce.models import PractitionerTeam


@pytest.fixture
def waiting(world, acting, missed, decide):
    """A breach whose pack waits for its check; `drafted_by` makes and sends it."""

    def one(*, drafted_by="practitioner"):
        decide(missed)
        worker = acting(drafted_by)
        proceeding = start_breach(
            acting=acting("practitioner"), contact_id=missed.pk, start=Start([missed.pk], world.today)
        )
        asked = {"acting": worker, "breach_id": proceeding.pk, "version": None}
        record_view(**asked, view="low", reason="Two of nine kept", proposal="")
        make_pack(**asked)
        move_breach(**asked, step=Step("pack_drafted"))
        move_breach(**asked, step=Step("manager_check"))
        return BreachProceeding.objects.get(pk=proceeding.pk)

    return one


@pytest.fixture
def check(acting):
    def one(proceeding, *, role="senior", found="Dates against the record"):
        check_pack(acting=acting(role), breach_id=proceeding.pk, version=None, found=found)
        proceeding.refresh_from_db()

    return one


def test_the_check_is_kept_with_what_was_looked_at_and_of_which_file(waiting, check):
    proceeding = waiting()
    check(proceeding)
    assert (proceeding.pack["checked"]["by"], proceeding.pack["checked"]["found"]) == (
        "Megan Price", "Dates against the record",
    )  # fmt: skip
    entry = LogEntry.objects.get(name="breach_pack_checked")
    assert entry.data["sha256"] == proceeding.pack["sha256"]
    with pytest.raises(NotAllowedError, match="No pack waits"):
        check(proceeding)


def test_it_needs_what_was_looked_at(waiting, check):
    with pytest.raises(BadInputError) as refused:
        check(waiting(), found=" ")
    assert "found" in refused.value.facts["errors"]


@pytest.mark.parametrize("role", ["practitioner", "case_administrator"])
def test_only_a_senior_or_the_head_checks(role, waiting, check):
    with pytest.raises(NotAllowedError, match="senior or the head"):
        check(waiting(), role=role)


def test_nobody_checks_what_they_worked_on_and_the_head_does_instead(waiting, check):
    proceeding = waiting(drafted_by="senior")
    with pytest.raises(NotAllowedError, match="worked on this breach"):
        check(proceeding)
    check(proceeding, role="head_of_unit")
    assert proceeding.pack["checked"]


def test_nobody_checks_the_pack_of_a_case_they_hold(world, waiting, check):
    proceeding = waiting()
    world.held.practitioner_team = PractitionerTeam.objects.get(practitioner__user=world.users["senior"])
    world.held.save()
    with pytest.raises(NotAllowedError, match="You hold this case"):
        check(proceeding)


def test_sent_back_it_is_checked_again(acting, waiting, check):
    proceeding = waiting()
    check(proceeding)
    asked = {"acting": acting("senior"), "breach_id": proceeding.pk, "version": None}
    move_breach(**asked, step=Step("pack_drafted", reason="A date is wrong"))
    proceeding.refresh_from_db()
    assert "checked" not in proceeding.pack


def test_the_page_of_the_check(waiting, page, client_for):
    proceeding = waiting()
    breach, url = f"/breach/{proceeding.pk}/", f"/breach/{proceeding.pk}/check/"
    assert page("senior", breach).link("Check the pack") == url
    seen = page("practitioner", breach)
    seen.says("Not checked yet")
    assert "Check the pack" not in seen.text
    page("senior", url).says("1. The order", "Low level of compliance")
    client = client_for("senior")
    assert client.post(url, {"version": proceeding.version}).status_code == 422
    assert client.post(url, {"version": proceeding.version - 1, "found": "Dates"}).status_code == 409
    client.post(url, {"version": proceeding.version, "found": "Dates against the record"})
    page("practitioner", breach).says("Checked by Megan Price: Dates against the record")
    page("senior", url).says("No pack waits to be checked here")

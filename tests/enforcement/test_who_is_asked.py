"""Whom a recall goes to for a senior's word: the team's senior; where they may not, who stands in, by name, and again."""

from __future__ import annotations

from datetime import date

import pytest

from rainer.cases.models import Asked
from rainer.common.errors import NotAllowedError, NotThereError, RefusedError
from rainer.common.models import LogEntry, Message
from rainer.enforcement.operations.recall_asked import ask_again
from rainer.workforce.models import Absence
from tests import make
from tests.enforcement import recalls

TODAY = date(2026, 11, 9)


@pytest.fixture
def other_senior(world):
    world.users["other_senior"] = make.user("senior", name="Ola Second", email="ola@example.org", team=world.moorgate)
    return world.users["other_senior"]


@pytest.fixture
def by_the_senior(world, acting):
    """A record the only senior of Fellside wrote herself."""
    recalls.licence(world.held)
    begun = recalls.start(acting("senior"), world.held)
    recalls.write_all(acting("senior"), begun)
    recalls.move(acting("senior"), begun, "PO_RECALL_CONSULT_SPO")
    return begun


def url_of(begun, *more):
    return "/".join(("/people/X100001/recall", str(begun.pk), *more)) + "/"


def asked():
    rows = Asked.objects.filter(ended_at=None).order_by("pk")
    return [(row.user.name, row.standing, row.is_stand_in) for row in rows]


def test_a_practitioner_s_request_goes_to_the_senior_of_the_team(world, acting):
    recalls.licence(world.held)
    begun = recalls.start(acting("practitioner"), world.held)
    recalls.move(acting("practitioner"), begun, "SPO_CONSIDER_RECALL")
    assert asked() == [("Megan Price", "senior of Fellside", False)]
    assert [message.to for message in Message.objects.all()] == [world.users["senior"].email]


def test_where_the_only_senior_asks_another_of_the_unit_stands_in_and_signs(
    world, acting, other_senior, by_the_senior, page
):
    with pytest.raises(NotThereError):
        recalls.move(acting("other_senior"), by_the_senior, "SPO_SIGNED")
    page("other_senior", "/people/X100001/", status=404)
    recalls.move(acting("senior"), by_the_senior, "SPO_SIGNATURE_REQUESTED")
    assert asked() == [("Ola Second", "senior in Harrowgate Moor", True)]
    page("senior", url_of(by_the_senior)).says(
        "Asked: Ola Second , senior in Harrowgate Moor, who stands in", "Ask again"
    )
    first = page("other_senior", "/teams/HMMOOR/")
    first.says("Recall: a senior is to countersign: Jordan Ellis", "Asked of you, as senior in Harrowgate Moor")
    assert url_of(by_the_senior) in page("other_senior", "/today/").links.values()
    page("other_senior", "/people/X100001/").says("Jordan Ellis")
    page("other_senior", url_of(by_the_senior, "next", "SPO_SIGNED")).says("Countersign: Jordan Ellis")
    recalls.move(acting("other_senior"), by_the_senior, "SPO_SIGNED")
    assert by_the_senior.status == "SPO_SIGNED"


def test_a_stand_in_reads_and_signs_and_changes_nothing_else(world, acting, other_senior, by_the_senior, page):
    recalls.move(acting("senior"), by_the_senior, "SPO_SIGNATURE_REQUESTED")
    with pytest.raises(NotAllowedError):
        recalls.write(acting("other_senior"), by_the_senior, "iom", iom="yes")
    page("other_senior", "/people/X100001/book/", status=404)
    page("other_senior", "/people/X100002/", status=404)


def test_without_another_senior_the_head_is_asked_and_another_endorses(world, acting, by_the_senior, page):
    recalls.move(acting("senior"), by_the_senior, "SPO_SIGNATURE_REQUESTED")
    assert asked() == [("Dilys Hart", "head of Harrowgate Moor", True)]
    page("head_of_unit", "/units/HM/").says("Recall: a senior is to countersign: Jordan Ellis")
    recalls.move(acting("head_of_unit"), by_the_senior, "SPO_SIGNED")
    recalls.move(acting("senior"), by_the_senior, "ACO_SIGNATURE_REQUESTED")
    assert asked() == [("Owen Marsh", "regional director of Northmarch", False)]
    with pytest.raises(RefusedError, match="somebody else endorses"):
        recalls.move(acting("head_of_unit"), by_the_senior, "ACO_SIGNED")
    recalls.move(acting("regional_director"), by_the_senior, "ACO_SIGNED")


def test_who_is_away_or_kept_from_the_record_is_passed_over(world, acting, other_senior, by_the_senior):
    practitioner = make.practitioner(code="N01S002", forename="Ola", surname="Second", user=other_senior)
    away = Absence.objects.create(practitioner=practitioner, kind="leave", starts=TODAY, ends=TODAY)
    recalls.move(acting("senior"), by_the_senior, "SPO_SIGNATURE_REQUESTED")
    assert asked()[0][0] == "Dilys Hart"
    away.delete()
    ask_again(acting=acting("senior"), recall_id=by_the_senior.pk)
    assert asked()[0][0] == "Ola Second"
    make.exclusion(world.held.person, other_senior)
    ask_again(acting=acting("senior"), recall_id=by_the_senior.pk)
    assert asked()[0][0] == "Dilys Hart"


def test_it_can_be_asked_again_and_tells_anew(world, acting, by_the_senior, client_for, other_senior):
    recalls.move(acting("senior"), by_the_senior, "SPO_SIGNATURE_REQUESTED")
    answer = client_for("senior").post(url_of(by_the_senior, "ask-again"))
    assert answer.url == url_of(by_the_senior)
    assert Message.objects.filter(to="ola@example.org").count() == 2
    assert LogEntry.objects.get(name="recall_asked_again").data["who"] == "Ola Second"
    assert len(asked()) == 1
    with pytest.raises(NotThereError):
        ask_again(acting=acting("elsewhere"), recall_id=by_the_senior.pk)


def test_what_was_opened_by_it_closes_with_the_matter(world, acting, other_senior, by_the_senior, page):
    recalls.move(acting("senior"), by_the_senior, "SPO_SIGNATURE_REQUESTED")
    page("other_senior", "/people/X100001/")
    recalls.move(acting("senior"), by_the_senior, "DELETED")
    page("other_senior", "/people/X100001/", status=404)
    with pytest.raises(RefusedError, match="waited for"):
        ask_again(acting=acting("senior"), recall_id=by_the_senior.pk)

"""A letter that asked for an answer by a day stays on Today until the answer is recorded, or a fact makes it idle."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rainer.common import clock
from rainer.common.errors import BadInputError, RefusedError
from rainer.common.models import LogEntry
from rainer.enforcement.models import EnforcementAction
from rainer.enforcement.operations.answers import record_answer
from rainer.enforcement.operations.breach import Start, start_breach
from rainer.enforcement.operations.letters import withdraw_letter
from tests import make


@pytest.fixture
def letter(world, failed):
    """One that was sent and wants an answer by a day, counted from today."""

    def one(days=0, **fields):
        sent = make.letter(failed, world.users["practitioner"], **fields)
        sent.action.done_at = clock.now()
        sent.action.respond_by = world.today + timedelta(days=days)
        sent.action.save()
        return sent

    return one


def url_of(sent):
    return f"/enforcement-actions/{sent.action_id}/answer/"


def on_today(page, sent):
    return url_of(sent) in page("practitioner", "/today/").links.values()


def answer(acting, sent, given="came", said="He had been at the hospital"):
    return record_answer(acting=acting("practitioner"), action_id=sent.action_id, answer=given, said=said)


def test_it_is_on_today_until_what_was_said_is_recorded(world, acting, letter, failed, page, client_for):
    sent = letter()
    assert on_today(page, sent)
    page("practitioner", url_of(sent)).says("asked for an answer by Mon 9 Nov", "Decide anew")
    client = client_for("practitioner")
    assert client.post(url_of(sent), {"answer": "came"}).status_code == 422
    assert client.post(url_of(sent), {"answer": "came", "said": "He had been at the hospital"}).status_code == 302
    assert not on_today(page, sent)
    assert failed.added_notes.get(text="He had been at the hospital").by == world.users["practitioner"]
    assert LogEntry.objects.get(name="letter_answered").subject == f"enforcement-action:{sent.action_id}"
    page("practitioner", url_of(sent), status=422).says("No answer is awaited to this letter")
    with pytest.raises(RefusedError):
        answer(acting, sent)


def test_the_letter_says_what_is_asked_and_what_came_of_it(acting, letter, page):
    sent = letter(-1)
    shown = page("practitioner", f"/letters/{sent.pk}/")
    shown.says("It asked for an answer by Sun 8 Nov")
    assert shown.links["Record the answer"] == url_of(sent)
    answer(acting, sent, "none", "")
    shown = page("practitioner", f"/letters/{sent.pk}/")
    shown.says("No answer came by Sun 8 Nov", "recorded that")
    assert "Record the answer" not in shown.links


def test_one_that_asked_for_nothing_is_not_there(letter, page):
    sent = letter()
    EnforcementAction.objects.update(respond_by=None)
    assert not on_today(page, sent)


@pytest.mark.parametrize(("days", "is_too_soon"), [(1, True), (0, True), (-1, False)], ids=["before", "on", "after"])
def test_that_none_came_is_said_only_after_the_day(days, is_too_soon, acting, letter):
    sent = letter(days)
    if is_too_soon:
        with pytest.raises(BadInputError, match="not saved"):
            answer(acting, sent, "none", "")
    else:
        assert answer(acting, sent, "none", "").answer == "none"


def test_withdrawing_the_letter_closes_it(acting, letter, page):
    sent = letter()
    withdraw_letter(acting=acting("practitioner"), letter_id=sent.pk, reason="Sent to the wrong address")
    assert not on_today(page, sent)


def test_a_new_decision_closes_it(letter, failed, decide, page):
    sent = letter()
    decide(failed, "acceptable", named="ill")
    assert not on_today(page, sent)


def test_starting_breach_on_it_closes_it(world, acting, letter, failed, page):
    sent = letter()
    start_breach(acting=acting("practitioner"), contact_id=failed.pk, start=Start([failed.pk], world.today))
    assert not on_today(page, sent)

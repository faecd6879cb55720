"""What follows a failure: what fits, dates, reasons, the order it counts on, two at once, pausing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rainer.common.errors import BadInputError, ChangedMeanwhileError, RefusedError
from rainer.enforcement.models import EnforcementAction
from rainer.enforcement.operations.actions import dealt_with
from tests import make


@pytest.fixture
def failed(missed, decide):
    decide(missed)
    return missed


def test_an_answer_is_wanted_by_a_day_to_come(world, failed, choose):
    for day in (None, world.today - timedelta(days=1)):
        with pytest.raises(BadInputError) as refused:
            choose(failed, respond_by=day)
        assert "respond_by" in refused.value.facts["errors"]
    assert choose(failed, respond_by=world.today).event == failed.event


def test_what_does_not_fit_needs_its_reason_and_is_kept_with_it(failed, choose):
    with pytest.raises(BadInputError):
        choose(failed, "NFA")
    made = choose(failed, "NFA", reason="Agreed with Megan Price")
    assert made.done_at is not None
    assert made.reason == "Agreed with Megan Price"


def test_no_such_action(failed, choose):
    with pytest.raises(BadInputError):
        choose(failed, "XXX", reason="x")


def test_it_cannot_be_put_off_as_paused_where_it_bears_on_risk(failed, choose):
    with pytest.raises(RefusedError, match="bears on risk"):
        choose(failed, "PAUSE")
    assert not EnforcementAction.objects.exists()


def test_two_who_choose_at_once(failed, choose):
    choose(failed, role="senior", last_seen=0)
    with pytest.raises(ChangedMeanwhileError, match="Megan Price chose"):
        choose(failed, last_seen=0)


def test_an_appointment_for_nothing_in_particular_counts_on_the_only_order(world, order, decide, choose):
    contact = make.missed(world.held, None)
    decide(contact)
    assert choose(contact).event == order.event


def test_with_two_orders_someone_says_which(world, order, decide, choose, page):
    second = make.sentence(world.held.person, kind="suspended_sentence_order")
    contact = make.missed(world.held, None)
    decide(contact)
    with pytest.raises(BadInputError) as refused:
        choose(contact)
    assert "event" in refused.value.facts["errors"]
    page("practitioner", f"/appointments/{contact.pk}/next/").says("Which sentence was it for?")
    assert choose(contact, event_id=second.event_id).event == second.event


def test_a_reply_is_dealt_with_once(world, missed, acting, choose, page, client_for):
    made = choose(missed, "EA12", respond_by=world.today)
    assert made.done_at is None
    page("practitioner", f"/appointments/{missed.pk}/next/").says("The reply is dealt with")
    client_for("practitioner").post(f"/enforcement-actions/{made.pk}/dealt-with/")
    for _twice in range(2):
        dealt_with(acting=acting("practitioner"), action_id=made.pk)
    made.refresh_from_db()
    assert made.done_by == world.users["practitioner"]

"""Deciding about an absence: each way, what it needs, a change of mind, two at once, and what is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from rainer.common.errors import BadInputError, ChangedMeanwhileError, NotThereError, RefusedError
from rainer.common.models import LogEntry
from rainer.enforcement.models import AbsenceDecision, Warning
from rainer.supervision.models import ContactNote
from tests import make


def test_no_good_reason_counts_as_a_failure(missed, decide):
    made = decide(missed).decision
    missed.refresh_from_db()
    assert (missed.outcome_code, missed.attended, missed.complied) == ("UAAB", "no", "no")
    entry = LogEntry.objects.get(name="absence_decided")
    assert entry.subject == f"absence-decision:{made.pk}"
    assert entry.person_id == missed.person_id


def test_unpaid_work_has_its_own_code(missed, order, decide):
    missed.requirement = make.requirement(order, "W", unit="hours")
    missed.save()
    decide(missed)
    missed.refresh_from_db()
    assert missed.outcome_code == "UACP"


@pytest.mark.parametrize(
    ("named", "code"),
    [("ill", "AAME"), ("caring", "AAFC"), ("homeless", "AAAA"), ("frightened", "AAAA"), ("judgement", "CO05")],
)
def test_a_good_reason_by_its_name(missed, decide, named, code):
    decide(missed, "acceptable", named=named)
    missed.refresh_from_db()
    assert (missed.outcome_code, missed.complied) == (code, "yes")


def test_professional_judgement_needs_its_sentence(missed, decide):
    with pytest.raises(BadInputError) as refused:
        decide(missed, "acceptable", named="judgement", reason=" ")
    assert list(refused.value.facts["errors"]) == ["reason"]
    decide(missed, "acceptable", named="judgement", reason="He was at the hospital with her")
    assert ContactNote.objects.get().text == "He was at the hospital with her"


@pytest.mark.parametrize(
    ("decision", "facts", "field"),
    [
        ("acceptable", {}, "named"),
        ("unacceptable", {"reason": ""}, "reason"),
        ("wait", {}, "wait_until"),
        ("maybe", {}, "decision"),
    ],
)
def test_what_lacks_its_reason_is_refused(missed, decide, decision, facts, field):
    with pytest.raises(BadInputError) as refused:
        decide(missed, decision, **facts)
    assert field in refused.value.facts["errors"]
    assert not AbsenceDecision.objects.exists()


def test_waiting_decides_nothing_and_has_its_day(world, missed, decide):
    with pytest.raises(BadInputError):
        decide(missed, "wait", wait_until=world.today - timedelta(days=1))
    decide(missed, "wait", wait_until=world.today)
    missed.refresh_from_db()
    assert missed.outcome_code == "AFTA"
    assert not LogEntry.objects.filter(name="outcome_changed").exists()


def test_a_change_of_mind_is_a_new_decision_and_names_the_warning_that_rested_on_the_old(world, missed, order, decide):
    first = decide(missed)
    assert first.warning is None
    warning = Warning.objects.create(event=order.event, failure=missed, given_on=world.today, by=world.users["senior"])
    again = decide(missed, "acceptable", named="ill")
    assert again.decision.replaces == first.decision
    assert again.warning == warning
    missed.refresh_from_db()
    assert missed.outcome_code == "AAME"
    warning.refresh_from_db()
    assert warning.withdrawn_on is None


def test_a_decision_is_never_changed_nor_removed(missed, decide):
    made = decide(missed).decision
    for change in (lambda: AbsenceDecision.objects.update(reason="x"), made.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_two_who_decide_at_once_one_stands_and_the_other_is_told(missed, decide):
    decide(missed, role="senior", last_seen=0, version=1)
    with pytest.raises(ChangedMeanwhileError, match="Megan Price decided") as told:
        decide(missed, "acceptable", named="ill", last_seen=0, version=1)
    assert told.value.facts["theirs"]["decision"] == "No good reason"
    assert AbsenceDecision.objects.count() == 1


def test_nothing_is_decided_of_what_is_to_come_cancelled_kept_or_after_a_death(world, order, decide):
    ahead = make.missed(world.held, order.event, on=world.today + timedelta(days=2))
    kept = make.missed(world.held, order.event, outcome_code="ATTC", attended="yes")
    cancelled = make.missed(world.held, order.event, cancelled_at=make.at(world.today))
    plain = make.missed(world.held, order.event, outcome_code="", attended="not_known")
    for contact in (ahead, kept, cancelled, plain):
        with pytest.raises(RefusedError):
            decide(contact)
    world.held.person.date_of_death = world.today - timedelta(days=30)
    world.held.person.save()
    with pytest.raises(RefusedError, match="died"):
        decide(make.missed(world.held, order.event))


def test_an_absence_after_the_order_ended_is_no_failure(missed, order, decide):
    order.ends = missed.at.date() - timedelta(days=1)
    order.save()
    with pytest.raises(RefusedError, match="sentence had ended"):
        decide(missed)
    decide(missed, "acceptable", named="ill")


def test_only_those_who_may_decide_in_their_area(missed, decide):
    for role in ("case_administrator", "elsewhere", "inspector"):
        with pytest.raises(NotThereError):
            decide(missed, role=role)

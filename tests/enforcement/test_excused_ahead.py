"""An absence excused on the outcome page, ahead of the day, is a decision like the others, with its circumstances."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from rainer.common.models import LogEntry
from rainer.enforcement.models import AbsenceDecision
from rainer.supervision.models import Contact
from rainer.supervision.operations.notes import add_note
from rainer.supervision.operations.outcomes import Outcome, record_outcome, take_back_outcome
from rainer.workload.models import DecisionCircumstances
from tests import make


@pytest.fixture
def ahead(world):
    return make.appointment(world.held, at=make.at(world.today + timedelta(days=2)))


def excuse(acting, contact, code="AAME", note="Hospital letter seen"):
    outcome = Outcome(code, note=note)
    record_outcome(acting=acting("practitioner"), contact_id=contact.pk, version=None, outcome=outcome)


def test_it_keeps_who_decided_why_and_what_was_so(world, acting, ahead):
    excuse(acting, ahead)
    made = AbsenceDecision.objects.get()
    assert (made.contact, made.decision, made.outcome_code) == (ahead, "acceptable", "AAME")
    assert (made.reason, made.by, made.replaces) == ("Hospital letter seen", world.users["practitioner"], None)
    entry = LogEntry.objects.get(name="absence_decided")
    assert entry.subject == f"absence-decision:{made.pk}"
    assert DecisionCircumstances.objects.filter(about=entry.subject).count() == 1


def test_words_on_a_sensitive_appointment_stay_with_it(acting, ahead):
    Contact.objects.filter(pk=ahead.pk).update(is_sensitive=True)
    excuse(acting, ahead)
    assert AbsenceDecision.objects.get().reason == ""
    assert ahead.added_notes.get().text == "Hospital letter seen"


def test_taken_back_and_excused_for_another_reason_it_is_a_new_decision(acting, ahead):
    excuse(acting, ahead)
    take_back_outcome(acting=acting("practitioner"), contact_id=ahead.pk, version=None)
    excuse(acting, ahead, "AAEM", "A shift after all")
    first, second = AbsenceDecision.objects.order_by("pk")
    assert (second.replaces, second.outcome_code, second.reason) == (first, "AAEM", "A shift after all")


def test_what_was_written_before_of_something_else_is_no_reason(acting, ahead):
    add_note(acting=acting("practitioner"), contact_id=ahead.pk, text="Bring the plan", key=uuid4())
    excuse(acting, ahead, note="")
    assert AbsenceDecision.objects.get().reason == ""


def test_a_decision_made_on_its_own_page_is_made_once(missed, decide):
    decide(missed, "acceptable", named="ill")
    assert AbsenceDecision.objects.count() == 1


def test_what_is_kept_or_missed_decides_nothing(acting, missed, world):
    past = make.appointment(world.held, at=make.at(world.today - timedelta(days=1)))
    record_outcome(acting=acting("practitioner"), contact_id=past.pk, version=None, outcome=Outcome("ATTC"))
    assert not AbsenceDecision.objects.exists()

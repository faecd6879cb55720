"""What came of an appointment: who may say it, what follows, what is refused, and two people at once."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connections

from rainer.common.errors import (
    BadInputError,
    ChangedMeanwhileError,
    NotAllowedError,
    NotThereError,
    RefusedError,
)
from rainer.common.models import LogEntry
from rainer.organisation.access import Acting
from rainer.supervision.models import Contact, ContactNote
from rainer.supervision.operations.moving import NewTime, Why, reschedule
from rainer.supervision.operations.outcomes import Kept, Outcome, record_kept, record_outcome, take_back_outcome
from tests import make
from tests.cast import make_world
from tests.database import TODAY

FRIDAY = date(2026, 11, 6)


@pytest.fixture
def past(world):
    """An appointment of last Friday that waits for its outcome."""
    return make.appointment(world.held, at=make.at(FRIDAY))


@pytest.fixture
def ahead(world):
    return make.appointment(world.held, at=make.at(FRIDAY + timedelta(days=14)))


def say(acting, contact, code, *, role="practitioner", version=1, **more):
    return record_outcome(acting=acting(role), contact_id=contact.pk, version=version, outcome=Outcome(code, **more))


def test_a_kept_appointment_with_its_note(world, acting, past):
    say(acting, past, "ATTC", note="Sober three weeks", worked_on=("See my kids",))
    past.refresh_from_db()
    assert (past.outcome_code, past.attended, past.complied, past.version) == ("ATTC", "yes", "yes", 2)
    assert past.worked_on == ["See my kids"]
    note = ContactNote.objects.get()
    assert (note.text, note.by) == ("Sober three weeks", world.users["practitioner"])
    world.held.refresh_from_db()
    assert world.held.last_contact_on == FRIDAY
    entry = LogEntry.objects.get(name="outcome_recorded")
    assert entry.data["outcome"] == "Attended, complied"


@pytest.mark.parametrize(("code", "refused"), [("ATTC", False), ("AFTA", True), ("AFTC", True)])
def test_only_a_kept_one_counts_as_a_day_of_activity(world, acting, past, code, refused):
    if refused:
        with pytest.raises(RefusedError, match="Only an appointment that was kept"):
            say(acting, past, code, counts_for_rar=True, note="He left")
    else:
        say(acting, past, code, counts_for_rar=True)
    past.refresh_from_db()
    assert past.outcome_code == ("" if refused else code)


def test_an_older_appointment_does_not_become_the_last_contact(world, acting, past):
    world.held.last_contact_on = world.today
    world.held.save()
    say(acting, past, "ATTC")
    world.held.refresh_from_db()
    assert world.held.last_contact_on == world.today


def test_a_missed_one_awaits_its_decision(world, acting, past):
    say(acting, past, "AFTA")
    past.refresh_from_db()
    assert (past.outcome_code, past.attended, past.complied) == ("AFTA", "no", "")
    world.held.refresh_from_db()
    assert world.held.last_contact_on is None


@pytest.mark.parametrize("code", ["AFTC", "ATSH", "UAAB", "AAME"])
def test_what_counts_or_excuses_is_for_those_who_may_decide(acting, past, code):
    with pytest.raises(NotAllowedError):
        say(acting, past, code, role="case_administrator")
    say(acting, past, code)


@pytest.mark.parametrize("code", ["ATTC", "ATSS", "AFTA"])
def test_an_administrator_records_what_was_so(acting, past, code):
    assert say(acting, past, code, role="case_administrator").outcome_code == code


@pytest.mark.parametrize("code", ["ATTC", "AFTC", "AFTA", "UAAB"])
def test_nothing_but_a_good_reason_or_a_move_for_what_is_to_come(acting, ahead, code):
    with pytest.raises(RefusedError, match="It has not started"):
        say(acting, ahead, code)
    assert say(acting, ahead, "AAME").attended == "no"


def test_an_appointment_of_this_minute_can_be_kept(world, acting, monkeypatch):
    now = make.at(world.today, 10)
    monkeypatch.setattr("rainer.common.clock.now", lambda: now)
    say(acting, make.appointment(world.held, at=now), "ATTC")
    with pytest.raises(RefusedError):
        say(acting, make.appointment(world.held, at=now + timedelta(minutes=1)), "ATTC")


def test_a_failure_after_the_sentence_or_a_death_is_refused(world, acting, past):
    sentence = make.sentence(world.held.person, ends=FRIDAY - timedelta(days=1))
    Contact.objects.filter(pk=past.pk).update(event=sentence.event)
    with pytest.raises(RefusedError, match="sentence had ended"):
        say(acting, past, "UAAB")
    world.held.person.date_of_death = FRIDAY - timedelta(days=2)
    world.held.person.save()
    with pytest.raises(RefusedError, match="had died by then"):
        say(acting, past, "ATTC")


def test_professional_judgement_needs_a_sentence(acting, past):
    with pytest.raises(BadInputError) as refused:
        say(acting, past, "CO05")
    assert "note" in refused.value.facts["errors"]
    say(acting, past, "CO05", note="She had just been told of her mother's death")


def test_an_unknown_outcome_and_a_contact_that_is_none_are_refused(world, acting, past):
    with pytest.raises(BadInputError):
        say(acting, past, "XXXX")
    with pytest.raises(RefusedError, match="not an appointment"):
        say(acting, make.contact(world.held.person), "ATTC")


def test_unpaid_work_has_an_absence_of_its_own(world, acting, past):
    requirement = make.requirement(make.sentence(world.held.person), "W")
    Contact.objects.filter(pk=past.pk).update(requirement=requirement)
    assert say(acting, past, "UAAB").outcome_code == "UACP"


def test_a_correction_says_what_it_was(world, acting, past):
    say(acting, past, "ATTC")
    say(acting, past, "AFTA", version=2)
    entry = LogEntry.objects.get(name="outcome_changed")
    assert (entry.data["was_code"], entry.data["code"]) == ("ATTC", "AFTA")
    world.held.refresh_from_db()
    assert world.held.last_contact_on is None


def test_a_decided_absence_changes_only_by_a_decision(acting, past):
    say(acting, past, "UAAB")
    with pytest.raises(RefusedError, match="new decision"):
        say(acting, past, "ATTC", version=2)
    with pytest.raises(RefusedError):
        take_back_outcome(acting=acting("practitioner"), contact_id=past.pk, version=2)
    changed = record_outcome(
        acting=acting("practitioner"), contact_id=past.pk, version=2, outcome=Outcome("AAME"), by_decision=True
    )
    assert changed.outcome_code == "AAME"


def test_a_slip_is_taken_back_and_the_note_stays(world, acting, past):
    say(acting, past, "ATTC", note="Wrong person", worked_on=("x",))
    take_back_outcome(acting=acting("practitioner"), contact_id=past.pk, version=2)
    past.refresh_from_db()
    assert (past.outcome_code, past.attended, past.outcome_at, past.worked_on) == ("", "not_known", None, [])
    assert ContactNote.objects.count() == 1
    world.held.refresh_from_db()
    assert world.held.last_contact_on is None


def test_a_kept_day_of_a_rehabilitation_activity(world, acting, past):
    requirement = make.requirement(make.sentence(world.held.person), "F")
    say(acting, past, "ATTC", counts_for_rar=True)
    past.refresh_from_db()
    assert (past.counts_for_rar, past.requirement) == (True, requirement)
    say(acting, past, "AFTA", version=2)
    past.refresh_from_db()
    assert not past.counts_for_rar


def test_what_came_of_the_first_appointment_is_known_to_the_case(world, acting):
    first = make.appointment(world.held, at=make.at(FRIDAY), is_first_appointment=True, type_code="COAI")
    say(acting, first, "AFTA")
    world.held.refresh_from_db()
    assert (world.held.first_appointment, world.held.first_appointment_on) == ("missed", FRIDAY)
    say(acting, first, "ATTC", version=2)
    world.held.refresh_from_db()
    assert world.held.first_appointment == "kept"


def test_who_comes_second_hears_what_the_first_did(acting, past):
    say(acting, past, "ATTC", role="senior")
    with pytest.raises(ChangedMeanwhileError, match="Megan Price recorded what came of it: Attended, complied"):
        say(acting, past, "AFTA")


def test_elsewhere_there_is_no_such_appointment(acting, past):
    with pytest.raises(NotThereError):
        say(acting, past, "ATTC", role="elsewhere")


def test_several_are_kept_at_once_and_one_refusal_stops_no_other(world, acting, past, ahead):
    other = make.appointment(world.held, at=make.at(FRIDAY, 14))
    rows = [Kept(past.pk, 1, "One"), Kept(ahead.pk, 1), Kept(other.pk, 7), Kept(other.pk, 1, "Two")]
    done = record_kept(acting=acting("practitioner"), rows=rows)
    assert [c.pk for c in done.saved] == [past.pk, other.pk]
    assert [pk for pk, _why in done.refused] == [ahead.pk, other.pk]
    assert sorted(ContactNote.objects.values_list("text", flat=True)) == ["One", "Two"]


def test_an_outcome_is_not_for_what_was_cancelled_or_moved(acting, past, ahead):
    reschedule(
        acting=acting("practitioner"), contact_id=past.pk, version=1, to=NewTime(ahead.at + timedelta(days=1)),
        why=Why("person", "Childcare"), tell=False, key=uuid4(),
    )  # fmt: skip
    with pytest.raises(RefusedError):
        take_back_outcome(acting=acting("practitioner"), contact_id=past.pk, version=None)
    Contact.objects.filter(pk=ahead.pk).update(cancelled_at=past.at)
    with pytest.raises(RefusedError, match="cancelled"):
        say(acting, ahead, "AAME")


@pytest.mark.django_db(transaction=True)
def test_of_two_outcomes_at_once_one_stands() -> None:
    world = make_world(date.fromisoformat(TODAY))
    contact = make.appointment(world.held, at=make.at(FRIDAY))
    start, answers = threading.Barrier(2), [None, None]

    def run(at, role, code):
        try:
            start.wait()
            answers[at] = record_outcome(
                acting=Acting.of(world.users[role]), contact_id=contact.pk, version=1, outcome=Outcome(code)
            )
        except Exception as error:
            answers[at] = error
        finally:
            connections.close_all()

    works = [threading.Thread(target=run, args=args) for args in ((0, "practitioner", "ATTC"), (1, "senior", "AFTA"))]
    for work in works:
        work.start()
    for work in works:
        work.join()
    assert sorted(type(a).__name__ for a in answers) == ["ChangedMeanwhileError", "Contact"], answers
    contact.refresh_from_db()
    won = next(a for a in answers if isinstance(a, Contact))
    assert (contact.outcome_code, contact.version) == (won.outcome_code, 2)
    assert LogEntry.objects.filter(name="outcome_recorded").count() == 1

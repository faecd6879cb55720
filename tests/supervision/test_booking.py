"""Book one appointment or a series: what is seen first, what is refused, what a second press gives."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rainer.cases.models import Unavailability
from rainer.common.errors import BadInputError, NotThereError, RefusedError, RestrictedError
from rainer.common.models import LogEntry
from rainer.supervision.inputs import Wanted, known_of, local
from rainer.supervision.models import Contact, Reminder
from rainer.supervision.operations.booking import book
from rainer.supervision.queries.booking import look
from rainer.supervision.reference import Reference
from rainer.web.datetimes import HERE, MomentNotUnderstoodError, at_wall_time
from rainer.workforce.models import Absence
from tests import make

TUESDAY = date(2026, 11, 17)


def wanted(world, **fields):
    return Wanted(
        **{
            "type_code": "COAP",
            "starts": make.at(TUESDAY, 15, 30),
            "with_id": world.aisha.pk,
            "location": "Fell House",
            **fields,
        }
    )


def seen(world, role="practitioner", case=None, **fields):
    case, asked = case or world.held, wanted(world, **fields)
    reference = Reference.of(case.team.unit, on=world.today)
    return look(case, asked, world.aisha, reference=reference, by_me=role == "practitioner")


def test_an_appointment_is_kept_as_it_was_wanted(world, acting):
    sentence = make.sentence(world.held.person)
    requirement = make.requirement(sentence)
    asked = wanted(
        world, minutes=30, notes="Bring the letter", is_sensitive=True,
        part={"event_id": sentence.event_id, "requirement_id": requirement.pk},
    )  # fmt: skip
    booked = book(acting=acting("practitioner"), case=world.held, wanted=asked, key=uuid4())
    contact = Contact.objects.get()
    assert booked.contacts == (contact,)
    assert (contact.at, contact.ends_at) == (make.at(TUESDAY, 15, 30), make.at(TUESDAY, 16))
    assert (contact.requirement, contact.event, contact.notes) == (requirement, sentence.event, "Bring the letter")
    assert (contact.is_appointment, contact.is_sensitive, contact.series) == (True, True, None)
    assert (contact.practitioner_team, contact.made_by) == (world.aisha, world.users["practitioner"])
    entry = LogEntry.objects.get(name="appointment_booked")
    assert (entry.person_id, entry.subject) == (world.held.person_id, f"contact:{contact.pk}")


def test_without_a_length_it_lasts_as_its_type_does(world, acting):
    (contact,) = book(acting=acting("practitioner"), case=world.held, wanted=wanted(world), key=uuid4()).contacts
    assert contact.ends_at - contact.at == timedelta(minutes=45)


def test_the_same_form_sent_twice_books_once(world, acting):
    key = uuid4()
    one, two = (book(acting=acting("practitioner"), case=world.held, wanted=wanted(world), key=key) for _ in range(2))
    assert (one.is_new, two.is_new) == (True, False)
    assert one.contacts == two.contacts
    assert Contact.objects.count() == 1


def test_a_key_of_someone_else_is_refused(world, acting):
    key = uuid4()
    book(acting=acting("practitioner"), case=world.held, wanted=wanted(world), key=key)
    with pytest.raises(BadInputError):
        book(acting=acting("senior"), case=world.held, wanted=wanted(world), key=key)


def test_a_series_keeps_its_time_across_the_change_of_the_clocks(world, acting):
    asked = wanted(world, starts=make.at(date(2027, 3, 23), 15, 30), every="week", times=3)
    contacts = book(acting=acting("practitioner"), case=world.held, wanted=asked, key=uuid4()).contacts
    assert [f"{local(c.at):%d %b %H:%M}" for c in contacts] == ["23 Mar 15:30", "30 Mar 15:30", "06 Apr 15:30"]
    assert len({c.series for c in contacts}) == 1
    assert contacts[0].series is not None
    assert LogEntry.objects.get(name="appointments_booked").data["count"] == 3


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    day=st.dates(date(2026, 11, 9), date(2028, 12, 31)),
    clock=st.times().map(lambda t: t.replace(minute=t.minute // 5 * 5, second=0, microsecond=0)),
    every=st.sampled_from(["day", "week", "2_weeks", "4_weeks"]),
    times=st.integers(1, 20),
)
def test_every_appointment_of_a_series_is_at_the_same_time_on_the_clock(world, day, clock, every, times):
    try:
        starts = at_wall_time(day, clock)
    except MomentNotUnderstoodError:
        return
    found = seen(world, starts=starts, every=every, times=times)
    if found.refusal:
        assert "clocks go forward" in found.refusal
        return
    assert len(found.starts) == times
    assert {local(s).time() for s in found.starts} == {clock}
    days = [local(s).date() for s in found.starts]
    assert len({later - earlier for earlier, later in pairwise(days)}) <= 1


def test_nothing_is_booked_after_the_sentence(world, acting):
    sentence = make.sentence(world.held.person, ends=TUESDAY - timedelta(days=1))
    with pytest.raises(BadInputError, match="sentence ends 16 November 2026"):
        book(acting=acting("practitioner"), case=world.held, wanted=wanted(world), key=uuid4())
    sentence.ends = TUESDAY
    sentence.save()
    book(acting=acting("practitioner"), case=world.held, wanted=wanted(world), key=uuid4())


def test_the_sixth_of_a_series_after_the_sentence_says_how_many_fit(world):
    make.sentence(world.held.person, ends=date(2027, 1, 15))
    found = seen(world, every="2_weeks", times=6)
    assert "Number 6 would be after it: choose 5 or fewer" in found.refusal


def test_a_closed_case_is_refused_with_its_day(world, acting):
    world.held.closed_on = date(2026, 11, 1)
    world.held.save()
    with pytest.raises(RefusedError, match="The case closed on Sun 1 Nov 2026"):
        book(acting=acting("practitioner"), case=world.held, wanted=wanted(world), key=uuid4())


def test_what_is_missing_lands_on_its_field(world, acting):
    asked = wanted(world, type_code="XXXX", with_id=world.ben.pk)
    with pytest.raises(BadInputError) as refused:
        book(acting=acting("practitioner"), case=world.held, wanted=asked, key=uuid4())
    assert set(refused.value.facts["errors"]) == {"type_code", "with_id"}
    with pytest.raises(BadInputError) as refused:
        book(acting=acting("practitioner"), case=world.held, wanted=wanted(world, location=""), key=uuid4())
    assert set(refused.value.facts["errors"]) == {"location"}


def test_only_who_keeps_records_there_books(world, acting):
    with pytest.raises(NotThereError):
        book(acting=acting("elsewhere"), case=world.held, wanted=wanted(world), key=uuid4())
    with pytest.raises(RestrictedError):
        book(acting=acting("practitioner"), case=world.limited, wanted=wanted(world), key=uuid4())
    with pytest.raises(NotThereError):
        book(acting=acting("inspector"), case=world.held, wanted=wanted(world), key=uuid4())


def test_what_to_look_at_first_is_said(world):
    person = world.held.person
    make.registration(person, "STRG", is_staff_safety=True)
    Unavailability.objects.create(
        person=person, reason="job", weekdays=[0, 1, 2, 3, 4], until_time=time(16), starts=make.LONG_AGO
    )
    other = make.case(held_by=world.aisha)
    make.appointment(other, at=make.at(TUESDAY, 15))
    person.no_fixed_abode, person.date_of_death = True, date(2026, 11, 2)
    person.save()
    Absence.objects.create(practitioner=world.aisha.practitioner, kind="leave", starts=TUESDAY, ends=TUESDAY)
    world.held.refresh_from_db()
    found = seen(world)
    said = " ".join(found.warnings)
    for words in (
        "Staff safety: Street gangs", "They cannot come then: job", "You have another appointment at 15:00",
        "No fixed address", "died on 2 November 2026", "Aisha Rahman is away that day",
    ):  # fmt: skip
        assert words in said
    assert not found.refusal


def test_someone_elses_clash_is_said_of_them(world):
    make.appointment(make.case(held_by=world.aisha), at=make.at(TUESDAY, 15))
    assert "Aisha Rahman has another appointment at 15:00" in " ".join(seen(world, role="senior").warnings)


def test_an_appointment_that_moved_leaves_its_time_free(world):
    moved = make.appointment(make.case(held_by=world.aisha), at=make.at(TUESDAY, 15), outcome_code="RSOF")
    assert not seen(world).warnings
    Contact.objects.filter(pk=moved.pk).update(outcome_code="")
    assert seen(world).warnings
    Contact.objects.filter(pk=moved.pk).update(cancelled_at=make.at(world.today))
    assert not seen(world).warnings


def test_a_bank_holiday_offers_the_nearest_free_time(world):
    found = seen(world, starts=make.at(date(2026, 12, 25), 15, 30))
    assert any("bank holiday" in one for one in found.warnings)
    assert found.nearest_free == make.at(date(2026, 12, 29), 15, 30)


def test_a_clash_offers_the_next_free_time_of_the_day(world):
    make.appointment(make.case(held_by=world.aisha), at=make.at(TUESDAY, 13))
    found = seen(world, starts=make.at(TUESDAY, 12, 30))
    assert found.nearest_free == make.at(TUESDAY, 15)
    assert not seen(world, starts=found.nearest_free).warnings


def test_warnings_of_a_series_name_their_day(world):
    found = seen(world, starts=make.at(date(2026, 12, 18), 10), every="week", times=2)
    assert found.warnings == ("Fri 25 Dec 2026: 25 December 2026 is a bank holiday.",)


def test_the_first_appointment_is_known_to_the_case(world, acting):
    asked = wanted(world, type_code="COAI")
    (contact,) = book(acting=acting("practitioner"), case=world.held, wanted=asked, key=uuid4()).contacts
    world.held.refresh_from_db()
    assert contact.is_first_appointment
    assert (world.held.first_appointment, world.held.first_appointment_on) == ("booked", TUESDAY)


def test_flags_over_or_removed_are_not_staff_safety_now(world):
    make.registration(world.held.person, "STRG", is_staff_safety=True, ends=world.today)
    assert known_of(world.held, on=world.today).staff_safety == ()


def test_queries_do_not_grow_with_a_series(world, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        seen(world, every="day", times=80)


def test_nobody_is_told_unless_asked(world, acting):
    book(acting=acting("practitioner"), case=world.held, wanted=wanted(world), key=uuid4())
    assert not Reminder.objects.exists()


def test_a_moment_of_two_like_hours_stays_the_one_chosen(world):
    second = datetime(2027, 10, 31, 1, 30, tzinfo=HERE, fold=1)
    found = seen(world, starts=second, every="week", times=2)
    assert found.starts[0].timestamp() == second.timestamp()

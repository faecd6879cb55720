"""The contact table: laws that hold for everybody, and a place that goes by another table."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rainer.policy.contact_levels import ContactDue, ContactInputs, next_due
from rainer.policy.rulebook import Place, Source, Status, Value, national

ON = date(2026, 11, 9)
START = date(2026, 10, 5)
ORDER = ("very_high", "high", "medium", "low")
seen = st.none() | st.dates(date(2026, 9, 1), date(2027, 6, 1))
FAR = date.max


def dates(rosh: Any, **facts: Any) -> ContactDue:
    answer = next_due(ContactInputs(rosh=rosh, starts=START, **facts), on=ON).answer
    assert answer is not None
    return answer


@given(seen, seen, seen)
def test_a_higher_rosh_is_never_due_later(contact: date | None, in_person: date | None, visit: date | None) -> None:
    facts = {"last_contact": contact, "last_in_person": in_person, "last_home_visit": visit}
    answers = [dates(rosh, **facts) for rosh in ORDER]
    for stricter, looser in pairwise(answers):
        assert (stricter.contact.by or FAR) <= (looser.contact.by or FAR)
        assert (stricter.in_person.by or FAR) <= (looser.in_person.by or FAR)
        assert (stricter.home_visit.by or FAR) <= (looser.home_visit.by or FAR)


@given(seen, st.integers(1, 60))
def test_seeing_somebody_later_never_brings_the_next_contact_forward(last: date | None, days: int) -> None:
    later = (last or START) + timedelta(days=days)
    for rosh in ORDER:
        before, after = dates(rosh, last_contact=last), dates(rosh, last_contact=later)
        assert (before.contact.by or FAR) <= (after.contact.by or FAR)


@given(seen, seen, seen)
def test_rosh_not_recorded_is_as_high(contact: date | None, in_person: date | None, visit: date | None) -> None:
    facts = {"last_contact": contact, "last_in_person": in_person, "last_home_visit": visit}
    unknown, high = dates("not_recorded", **facts), dates("high", **facts)
    assert (unknown.contact.by, unknown.in_person.by, unknown.home_visit.by) == (
        high.contact.by,
        high.in_person.by,
        high.home_visit.by,
    )


PRISON_PLACE = Place(region="Northmarch", unit="Northmarch prison team")


def test_a_place_may_go_by_the_prison_table_and_its_answer_says_it_is_assumed() -> None:
    source = Source("A decision of the place", "", ON)
    local = Value(
        "contact_levels.in_use", "contact_levels.prison", ON, PRISON_PLACE, Status.CHOSEN, source, Status.CHOSEN
    )
    book = national().with_local([local])
    inputs = ContactInputs(rosh="low", starts=START, last_contact=ON)
    here = next_due(inputs, on=ON, place=PRISON_PLACE, rulebook=book)
    assert here.answer is not None
    assert here.answer.contact.by == date(2027, 2, 9)  # quarterly
    assert here.rests_on_assumption
    elsewhere = next_due(inputs, on=ON, rulebook=book)
    assert elsewhere.answer is not None
    assert elsewhere.answer.contact.by == date(2026, 12, 9)  # monthly
    assert not elsewhere.rests_on_assumption
    day_before = next_due(inputs, on=ON - timedelta(days=1), place=PRISON_PLACE, rulebook=book)
    assert not day_before.rests_on_assumption
    silent = next_due(ContactInputs(rosh="medium", starts=START), on=ON, place=PRISON_PLACE, rulebook=book)
    assert silent.answer is None
    assert silent.missing == ("a row of the contact table for RoSH medium",)

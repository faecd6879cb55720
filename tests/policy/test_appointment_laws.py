"""Laws of booking: series keep the clock, warnings never refuse, types and their settings belong together."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rainer.policy import appointments as a
from rainer.policy.rulebook import national

ON = date(2026, 11, 9)
LONDON = ZoneInfo("Europe/London")


def clock(text: str) -> datetime:
    """A time on the clock of the place."""
    return datetime.fromisoformat(text)


firsts = st.datetimes(clock("2026-01-01 08:00"), clock("2027-12-31 18:00")).filter(lambda t: 8 <= t.hour <= 18)
every = st.sampled_from(tuple(a.EVERY_DAYS))


def series(**inputs: Any) -> a.Series:
    answer = a.series(a.SeriesInputs(**inputs), on=ON).answer
    assert answer is not None
    return answer


@given(firsts, every, st.integers(1, 60))
def test_each_has_the_same_time_on_the_clock_in_summer_and_winter(first: datetime, how: Any, times: int) -> None:
    starts = [one.replace(tzinfo=LONDON) for one in series(first=first, every=how, times=times).starts]
    assert len(starts) == times
    assert {(one.hour, one.minute) for one in starts} == {(first.hour, first.minute)}
    assert all((one.date() - first.date()).days % a.EVERY_DAYS[how] == 0 for one in starts)


def test_ten_in_the_morning_stays_ten_over_the_last_sunday_of_october() -> None:
    starts = series(first=clock("2026-10-20 10:00"), every="week", times=2).starts
    assert [one.replace(tzinfo=LONDON).utcoffset() for one in starts] == [timedelta(hours=1), timedelta(0)]
    assert {one.hour for one in starts} == {10}


@given(firsts, every, st.integers(1, 60), st.integers(-5, 800))
def test_none_is_ever_after_the_end_of_the_sentence(first: datetime, how: Any, times: int, days: int) -> None:
    ends = first.date() + timedelta(days=days)
    whole = series(first=first, every=how, times=times)
    cut = series(first=first, every=how, times=times, sentence_ends=ends)
    assert cut.starts == tuple(one for one in whole.starts if one.date() <= ends)
    assert (cut.refusal == "after_sentence_end") == (cut.starts != whole.starts)


@given(firsts, every, st.integers(1, 60))
def test_so_many_times_and_until_the_last_of_them_are_the_same_series(first: datetime, how: Any, times: int) -> None:
    by_times = series(first=first, every=how, times=times)
    last = by_times.last
    assert last is not None
    assert series(first=first, every=how, until=last.date()).starts == by_times.starts


def test_a_time_with_a_zone_is_refused_since_it_would_not_keep_the_clock() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        a.series(a.SeriesInputs(datetime(2026, 11, 17, 10, tzinfo=LONDON), "week", times=2), on=ON)


def test_a_refused_series_says_how_many_fit() -> None:
    inputs = a.SeriesInputs(clock("2026-11-17 15:30"), "2_weeks", times=6, sentence_ends=date(2027, 1, 15))
    sentence = a.series(inputs, on=ON).sentence
    assert sentence == "The sentence ends 15 January 2027. Number 6 would be after it: choose 5 or fewer."


@given(
    st.lists(
        st.builds(
            a.Busy,
            starts=st.datetimes(clock("2026-11-17 08:00"), clock("2026-11-17 12:00")),
            ends=st.none() | st.datetimes(clock("2026-11-17 12:01"), clock("2026-11-17 18:00")),
            whose=st.sampled_from(("practitioner", "person", "court_duty")),
        ),
        max_size=4,
    ),
    st.booleans(),
    st.booleans(),
)
def test_warnings_never_refuse(busy: list[a.Busy], no_address: bool, is_safe: bool) -> None:
    flags = () if is_safe else ("risk to staff",)
    inputs = a.BookingInputs(
        clock("2026-11-17 15:30"), "CHVS", busy=tuple(busy), no_fixed_address=no_address, staff_safety=flags
    )
    answer = a.booking_warnings(inputs, on=ON).answer
    assert answer is not None
    assert answer.refusal is None
    assert ("no_fixed_address" in answer.codes, "staff_safety" in answer.codes) == (no_address, not is_safe)


def test_every_type_has_its_settings_and_every_setting_its_type() -> None:
    book = national()
    types = book.value("appointments.types", on=ON).value
    settings = book.value("appointments.type_settings", on=ON).value
    assert list(types) == list(settings)
    assert len(a.appointment_types(on=ON)) == len(types)


def test_types_know_what_is_in_person_and_what_is_first() -> None:
    types = a.appointment_types(on=ON)
    assert {code for code, kind in types.items() if kind.is_in_person} == {"COAP", "CHVS", "COAI", "COHV"}
    assert {code for code, kind in types.items() if kind.is_home_visit} == {"CHVS", "COHV"}
    assert {code for code, kind in types.items() if kind.is_first} == {"COAI", "COHV", "COVI", "CODI"}
    assert all(kind.is_in_person for kind in types.values() if kind.is_home_visit)
    assert types["COAP"].minutes == 45


def test_messages_have_a_direction_and_contacts_have_categories() -> None:
    kinds = a.contact_types(on=ON)
    assert {code: kind.direction for code, kind in kinds.items()} == {
        "CMOA": "from_person",
        "CMOB": "to_person",
        "CTOA": "from_person",
        "CTOB": "to_person",
        "CORG": "other",
        "CINT": "none",
        "RCLC": "none",
    }
    assert [code for code, kind in kinds.items() if not kind.is_offered] == ["RCLC"]
    assert a.categories(on=ON)["multi_agency"] == "Multi-agency (IOM, MAPPA, MARAC)"
    assert len(a.categories(on=ON)) == 11

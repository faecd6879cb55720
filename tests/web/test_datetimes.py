"""A day and a time as people type them, and the two nights a year when the clocks change."""

from contextlib import suppress
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rainer.web.datetimes import HERE, MomentNotUnderstoodError, at_wall_time, understand_moment
from rainer.web.forms import Form, LooseMoment
from rainer.web.forms.moments import typed_moment
from tests.web.markup import printed

MONDAY = date(2026, 11, 9)


def here(year, month, day, hour, minute=0):
    return datetime(year, month, day, hour, minute, tzinfo=HERE)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("tue 17 nov 15.30", here(2026, 11, 17, 15, 30)),
        ("1/1/26 9:30", here(2026, 1, 1, 9, 30)),
        ("1/1/26 9.30", here(2026, 1, 1, 9, 30)),
        ("fri 9.30", here(2026, 11, 13, 9, 30)),
        ("tomorrow 2pm", here(2026, 11, 10, 14)),
        ("Tomorrow at 2.15 p.m.", here(2026, 11, 10, 14, 15)),
        ("17.11 15.30", here(2026, 11, 17, 15, 30)),
        ("17/11/2026, 15:30", here(2026, 11, 17, 15, 30)),
        ("9.30 fri", here(2026, 11, 13, 9, 30)),
        ("2pm on 17 nov", here(2026, 11, 17, 14)),
        ("9.30 17.11", here(2026, 11, 17, 9, 30)),
        ("17 Nov 2026 1530", here(2026, 11, 17, 15, 30)),
        ("17 nov 0930", here(2026, 11, 17, 9, 30)),
        ("2026-11-17T15:30", here(2026, 11, 17, 15, 30)),
        ("2026-11-17 15:30:00", here(2026, 11, 17, 15, 30)),
        ("12am fri", here(2026, 11, 13, 0)),
        ("12pm fri", here(2026, 11, 13, 12)),
        ("fri noon", here(2026, 11, 13, 12)),
        ("15.30", here(2026, 11, 9, 15, 30)),
        ("  fri   9.30 ", here(2026, 11, 13, 9, 30)),
        ("fri 15.30pm", here(2026, 11, 13, 15, 30)),
        ("tomorrow half 2", here(2026, 11, 10, 14, 30)),
        ("tomorrow at half past 2", here(2026, 11, 10, 14, 30)),
        ("fri half 9am", here(2026, 11, 13, 9, 30)),
        ("fri quarter to 6", here(2026, 11, 13, 17, 45)),
        ("quarter past 12pm fri", here(2026, 11, 13, 12, 15)),
        ("fri 1", here(2026, 11, 13, 13)),
        ("27/11 5", here(2026, 11, 27, 17)),
        ("27/11 14", here(2026, 11, 27, 14)),
        ("fri at 15", here(2026, 11, 13, 15)),
        ("tomorrow 3 o'clock", here(2026, 11, 10, 15)),
        ("next mon 3pm", here(2026, 11, 16, 15)),
        ("this tuesday 3pm", here(2026, 11, 10, 15)),
    ],
)
def test_what_is_meant(text, moment):
    assert understand_moment(text, today=MONDAY) == moment


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "day and a time"),
        ("soon", "day and a time"),
        ("17 nov", "the time too"),
        ("17 nov 2026", "the time too"),
        ("fri", "the time too"),
        ("fri 25.00", "day and a time"),
        ("fri 9.75", "day and a time"),
        ("31/2 9.30", "day and a time"),
        ("fri 13am", "day and a time"),
        ("fri 0pm", "day and a time"),
        ("99999 days 9.30", "day and a time"),
        ("fri 10", "10 in the morning or the evening? Write 10am or 10pm"),
        ("27/11 9", "9 in the morning or the evening? Write 9am or 9pm"),
        ("27/11 6", "6 in the morning or the evening?"),
        ("fri half 8", "8.30 in the morning or the evening? Write 8.30am or 8.30pm"),
        ("fri 12", "midday or midnight? Write noon or midnight"),
        ("next tuesday 3pm", "Tuesday 10 Nov or Tuesday 17 Nov? Write the date"),
        ("next tuesday", "Tuesday 10 Nov or Tuesday 17 Nov? Write the date"),
        ("fri 13", "Friday 13 November, or Friday at 13?"),
        ("fri half 14", "day and a time"),
        ("fri 0", "day and a time"),
        ("fri 24", "day and a time"),
    ],
)
def test_what_cannot_be_read_says_what_to_write(text, said):
    with pytest.raises(MomentNotUnderstoodError) as refused:
        understand_moment(text, today=MONDAY)
    assert said in refused.value.message


def test_an_hour_that_the_clocks_skip_is_refused():
    with pytest.raises(MomentNotUnderstoodError, match="There is no 01:30 on Sunday 28 March 2027"):
        understand_moment("28/3/27 1.30", today=MONDAY)
    assert understand_moment("28/3/27 2.00", today=MONDAY) == here(2027, 3, 28, 2)
    assert understand_moment("28/3/27 0.59", today=MONDAY) == here(2027, 3, 28, 0, 59)


def test_an_hour_that_comes_twice_is_asked_about():
    with pytest.raises(MomentNotUnderstoodError, match="01:30 BST for the first or 01:30 GMT for the second"):
        understand_moment("25/10/26 1.30", today=MONDAY)
    first = understand_moment("25/10/26 1.30 bst", today=MONDAY)
    second = understand_moment("25/10/26 1.30 GMT", today=MONDAY)
    assert second.timestamp() - first.timestamp() == 3600
    assert (first.utcoffset(), second.utcoffset()) == (timedelta(hours=1), timedelta(0))


def test_next_week_s_day_is_meant_once_this_week_s_is_over():
    assert understand_moment("next tuesday 3pm", today=date(2026, 11, 12)) == here(2026, 11, 17, 15)
    assert understand_moment("next tuesday 3pm", today=date(2026, 11, 10)) == here(2026, 11, 17, 15)


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)), st.times())
def test_every_time_of_every_day_is_read_as_itself_or_asked_about(day, clock):
    clock = clock.replace(second=0, microsecond=0, tzinfo=None)
    with suppress(MomentNotUnderstoodError):
        found = understand_moment(f"{day:%d/%m/%Y} {clock:%H:%M}", today=MONDAY)
        assert (found.date(), found.time()) == (day, clock)
        assert found == at_wall_time(day, clock)
        return
    assert clock.hour == 1
    assert (day.month, day.isoweekday()) in {(3, 7), (10, 7)}


@given(st.text(max_size=30))
def test_no_text_breaks_it(text):
    with suppress(MomentNotUnderstoodError):
        assert isinstance(understand_moment(text, today=MONDAY).time(), time)


class Booking(Form):
    when = LooseMoment("When", near="ahead")


def test_a_field_reads_back_what_it_understood():
    html = printed("{% fields form %}", form=Booking({"when": "fri 9.30"}))
    assert "Friday 13 November 2026, 09:30" in html
    assert 'value="fri 9.30"' in html


def test_a_field_says_what_to_write():
    form = Booking({"when": "28/3/27 1.30"})
    assert "There is no 01:30 on Sunday 28 March 2027" in form.errors["when"][0]
    assert "We read this as" not in printed("{% fields form %}", form=form)
    assert Booking({}).errors["when"] == ["Enter a day and a time, like tue 17 Nov 15.30"]


@pytest.mark.parametrize(
    "moment",
    [
        here(2026, 11, 17, 15, 30),
        here(2026, 6, 1, 9),
        here(2026, 10, 25, 1, 30),
        here(2026, 10, 25, 1, 30).replace(fold=1),
    ],
)
def test_a_moment_put_back_into_the_field_is_the_same_moment(moment):
    assert understand_moment(typed_moment(moment), today=MONDAY).timestamp() == moment.timestamp()

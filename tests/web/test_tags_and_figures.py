"""Tags say it in words; a figure carries its five parts; nothing typed by people becomes mark-up."""

from datetime import UTC, datetime

import pytest

from rainer.policy.rulebook import Status
from rainer.web.figures import Figure
from tests.web.markup import printed

NASTY = "<script>alert(1)</script>"


@pytest.mark.parametrize(
    ("level", "words", "mark", "css"),
    [
        ("very_high", "Very high", "■■■■", "rainer-tag--very-high"),
        ("H", "High", "■■■□", "govuk-tag--orange"),
        ("medium", "Medium", "■■□□", "govuk-tag--yellow"),
        ("low", "Low", "■□□□", "govuk-tag--grey"),
        ("", "Not assessed", "□□□□", "rainer-tag--bordered"),
        (None, "Not assessed", "□□□□", "rainer-tag--bordered"),
    ],
)
def test_rosh_is_words_with_a_silent_mark(level, words, mark, css):
    html = printed("{% rosh level %}", level=level)
    assert f'aria-hidden="true">{mark}</span> {words}' in html
    assert css in html
    assert "green" not in html


def test_rosh_in_full_on_first_use():
    assert "High risk of serious harm" in printed("{% rosh 'high' in_full=True %}")
    assert "risk of serious harm" not in printed("{% rosh '' in_full=True %}")


@pytest.mark.parametrize("status", list(Status))
def test_every_status_of_a_value_has_its_tag(status):
    assert status.value.capitalize() in printed("{% status_tag status %}", status=status)


def test_a_figure_has_value_unit_as_of_trend_and_why():
    figure = Figure("134%", "of time", datetime(2026, 11, 9, 6, tzinfo=UTC), "127% four weeks ago", "/why/load/")
    html = printed("{% figure figure %}", figure=figure)
    for part in (
        "134%",
        "of time",
        "127% four weeks ago",
        "06:00 Mon 9 Nov 2026",
        '<a class="govuk-link" href="/why/load/">Why 134%?</a>',
    ):
        assert part in html


@pytest.mark.parametrize(
    "source",
    [
        "{% tag nasty 'must' %}",
        "{% figure figure %}",
        "{% empty nasty %}",
        "{% alert nasty %}",
        "{% button nasty %}",
        "{% summary_list rows %}",
        "{% task_list tasks %}",
    ],
)
def test_what_people_typed_is_shown_and_never_run(source):
    context = {
        "nasty": NASTY,
        "figure": Figure(NASTY, NASTY),
        "rows": [(NASTY, NASTY)],
        "tasks": [{"text": NASTY, "kind": "must"}],
    }
    html = printed(source, **context)
    assert NASTY not in html
    assert "&lt;script&gt;" in html


def test_no_button_on_another_day():
    assert "<button" in printed("{% button 'Save' %}")
    assert printed("{% button 'Save' %}", looking_at="2026-03-03") == ""
    assert "<button" not in printed("{% save_buttons 'Save' %}", looking_at="2026-03-03")

"""Equality monitoring: asked with a list or in their own words, kept with who asked and when, seen by few."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rainer.cases.models import EqualityAnswer
from rainer.common.models import LogEntry

URL = "/people/X100001/details/equality/"


def post(world, question, role="practitioner", **fields):
    return world.client_for(role).post(f"{URL}{question}/", {"asked_on": "today", **fields})


def test_what_was_never_asked_says_so(page):
    page("practitioner", URL).says("Equality monitoring of Jordan Ellis", "Religion or belief", "Not asked")


def test_an_answer_stands_with_who_asked_and_when_and_the_one_before_it(world, page):
    assert post(world, "religion", answer="Muslim", asked_on="1 Oct 2026").status_code == 302
    assert post(world, "religion", answer="prefers-not-to-say").status_code == 302
    shown = page("senior", URL)
    shown.says(
        "Prefers not to say Asked by Aisha Rahman", "Before: Religion or belief", "Muslim. Asked by Aisha Rahman"
    )


def test_their_own_words_are_an_answer(world, page):
    assert post(world, "gender_identity", answer="own-words").status_code == 422
    assert post(world, "gender_identity", answer="own-words", self_described="Agender").status_code == 302
    page("practitioner", URL).says("In their words: Agender")


def test_no_answer_is_not_the_same_as_not_asked(world, page):
    post(world, "veteran", answer="no-answer")
    page("practitioner", URL).says("Asked, and no answer given")


def test_only_what_can_be_seen_may_be_observed(world, page):
    assert post(world, "ethnicity", answer="Black: African", how="observed").status_code == 302
    page("practitioner", URL).says("Black: African Observed by Aisha Rahman")
    assert post(world, "ethnicity", answer="prefers-not-to-say", how="observed").status_code == 422
    post(world, "religion", answer="Sikh", how="observed")
    assert EqualityAnswer.objects.get(question="religion").how == "self"


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"answer": ""}, "Choose what they said"),
        ({"answer": "Jedi"}, "Choose what they said"),
        ({"answer": "Sikh", "asked_on": "1 Jan 2030"}, "Enter a day that has been"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_kept(world, fields, says):
    answer = post(world, "religion", **fields)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not EqualityAnswer.objects.exists()


def test_the_log_says_which_question_and_never_the_answer(world):
    post(world, "religion", answer="Jewish")
    entry = LogEntry.objects.get(name="equality_answered")
    assert entry.data == {"question": "Religion or belief"}
    assert not LogEntry.objects.filter(data__icontains="Jewish").exists()


def test_pressed_twice_it_is_kept_once(world):
    for _press in range(2):
        post(world, "religion", answer="Hindu")
    assert EqualityAnswer.objects.count() == 1


def test_it_is_on_no_page_but_its_own(world, page):
    EqualityAnswer.objects.create(
        person=world.held.person, question="religion", value="Buddhist", asked_on=world.today - timedelta(days=3)
    )
    for url in ("/people/X100001/", "/people/X100001/timeline/", "/people/X100001/details/"):
        page("practitioner", url).lacks("Buddhist")
    page("practitioner", URL).says("Buddhist")
    assert "Equality monitoring" in page("practitioner", "/people/X100001/details/").links
    assert "Equality monitoring" not in page("case_administrator", "/people/X100001/details/").links
    page("case_administrator", URL, status=404)
    page("head_of_unit", URL, status=404)


def test_there_is_no_such_question(page):
    page("practitioner", f"{URL}shoe-size/", status=404)


def test_queries_do_not_grow_with_answers(world, page):
    before = page("practitioner", URL).queries
    for value in ("Sikh", "Hindu", "Muslim"):
        EqualityAnswer.objects.create(
            person=world.held.person, question="religion", value=value, asked_on=world.today,
            asked_by=world.users["senior"],
        )  # fmt: skip
    assert page("practitioner", URL).queries <= before + 1

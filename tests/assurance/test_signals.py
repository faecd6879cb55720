"""Signals that may have been missed: asked once, closed with a reason that says something, or by the record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rainer.assessments.models import AnswerChange, AssessmentRecord
from rainer.assurance.models import SignalPrompt
from rainer.assurance.operations.signals import close_prompt, look_for_signals
from rainer.assurance.queries.signals import open_prompts
from rainer.cases.models import Case
from rainer.common.errors import BadInputError, NotThereError, RefusedError
from rainer.common.models import LogEntry
from rainer.organisation.access import Acting
from tests import make
from tests.cast import World
from tests.pages import Page

Pages = Callable[..., Page]

REASON = "All thefts from shops, the last of them in 2019"


def kinds(world: World) -> list[str]:
    return [one.kind for one in open_prompts(world.held.person_id)]


def answered(world: World, *, on: date, **answers: Any) -> AssessmentRecord:
    """An assessment being written, its answers given on a day."""
    user, at = world.users["practitioner"], make.at(on)
    record = AssessmentRecord.objects.create(
        person=world.held.person, case=world.held, purpose="REVIEW", form_on=on, answers=answers, started_at=at,
        started_by=user, edited_at=at, edited_by=user,
    )  # fmt: skip
    for question, after in answers.items():
        AnswerChange.objects.create(record=record, question=question, before=None, after=after, at=at, by=user)
    return record


def look(world: World) -> int:
    return look_for_signals([world.held.person_id])


@pytest.fixture(autouse=True)
def _medium(world: World) -> None:
    Case.objects.filter(pk=world.held.pk).update(rosh="medium")
    world.held.refresh_from_db()


def test_many_convictions_and_medium(world: World, today: date) -> None:
    answered(world, on=today, history_sanctions=28)
    assert look(world) == 1
    assert open_prompts(world.held.person_id).get().words == "28 convictions and medium: say what you weighed."


def test_the_same_facts_ask_once_and_others_ask_again(world: World, today: date) -> None:
    record = answered(world, on=today, history_sanctions=28)
    assert (look(world), look(world)) == (1, 0)
    close_prompt(acting=Acting.of(world.users["practitioner"]), prompt_id=SignalPrompt.objects.get().pk, reason=REASON)
    assert (look(world), kinds(world)) == (0, [])
    record.answers = {"history_sanctions": 29}
    record.save()
    assert (look(world), kinds(world)) == (1, ["many_convictions"])


def test_it_closes_by_itself_when_the_record_answers_it(world: World, today: date) -> None:
    record = answered(world, on=today - timedelta(days=20), rosh_police_check="asked")
    assert (look(world), kinds(world)) == (1, ["check_unanswered"])
    record.answers = {"rosh_police_check": "used", "rosh_police_check_used": "Two call-outs, in the analysis"}
    record.save()
    look(world)
    kept = SignalPrompt.objects.get()
    assert (kept.closed, kept.by, kept.reason) == ("record", None, "")


def test_an_answer_not_used(world: World, today: date) -> None:
    answered(world, on=today - timedelta(days=20), rosh_children_check="answered")
    look(world)
    assert kinds(world) == ["check_unused"]


def test_contact_lost_in_the_first_days_of_a_licence(world: World, today: date) -> None:
    Case.objects.filter(pk=world.held.pk).update(state="licence")
    released = today - timedelta(days=9)
    make.sentence(world.held.person, kind="custodial", starts=today - timedelta(days=300), released_on=released)
    make.contact(world.held.person, at=make.at(released), attended="yes")
    look(world)
    assert kinds(world) == ["contact_lost"]
    make.contact(world.held.person, at=make.at(today), attended="yes")
    look(world)
    assert kinds(world) == []


def test_no_level_long_after_the_sentence(world: World, today: date) -> None:
    Case.objects.filter(pk=world.held.pk).update(rosh="not_recorded")
    make.sentence(world.held.person, starts=today - timedelta(days=60))
    look(world)
    assert kinds(world) == ["not_assessed"]
    Case.objects.filter(pk=world.held.pk).update(rosh="high")
    look(world)
    assert kinds(world) == []


def test_what_was_sent_back_says_nothing(world: World, today: date) -> None:
    record = answered(world, on=today, history_sanctions=28)
    record.state = AssessmentRecord.State.REJECTED
    record.save()
    assert look(world) == 0


@pytest.mark.parametrize("words", ["Agreed", "Agreed.", "ok, noted and reviewed", "", "no further action needed"])
def test_a_reason_that_says_nothing_is_refused(world: World, words: str) -> None:
    prompt = make.signal(world.held)
    with pytest.raises(BadInputError) as refused:
        close_prompt(acting=Acting.of(world.users["practitioner"]), prompt_id=prompt.pk, reason=words)
    assert set(refused.value.facts["errors"]) == {"reason"}
    prompt.refresh_from_db()
    assert prompt.closed_at is None


def test_closed_with_a_reason_once_by_the_first(world: World) -> None:
    prompt = make.signal(world.held)
    mine, senior = Acting.of(world.users["practitioner"]), Acting.of(world.users["senior"])
    close_prompt(acting=mine, prompt_id=prompt.pk, reason=REASON)
    close_prompt(acting=mine, prompt_id=prompt.pk, reason=REASON)
    with pytest.raises(RefusedError):
        close_prompt(acting=senior, prompt_id=prompt.pk, reason=REASON)
    entry = LogEntry.objects.get(name="signal_prompt_closed")
    assert (entry.person_id, entry.data["reason"]) == (world.held.person_id, REASON)


def test_not_by_somebody_elsewhere(world: World) -> None:
    with pytest.raises(NotThereError):
        close_prompt(acting=Acting.of(world.users["elsewhere"]), prompt_id=make.signal(world.held).pk, reason=REASON)


def test_the_page_and_its_form(page: Pages, world: World) -> None:
    prompt = make.signal(world.held)
    crn = world.held.person.crn
    assert "28 convictions and medium" in page("practitioner", f"/people/{crn}/signals/").text
    client = world.client_for("practitioner")
    refused = client.post(f"/people/{crn}/signals/{prompt.pk}/", {"reason": "Agreed"})
    assert "is not enough" in refused.content.decode()
    assert client.post(f"/people/{crn}/signals/{prompt.pk}/", {"reason": REASON}).status_code == 302
    text = page("practitioner", f"/people/{crn}/signals/").text
    assert "Nothing in the record asks to be weighed." in text
    assert REASON in text


def test_a_signal_of_another_person_is_not_there(world: World) -> None:
    prompt = make.signal(world.waiting)
    answer = world.client_for("practitioner").get(f"/people/{world.held.person.crn}/signals/{prompt.pk}/")
    assert answer.status_code == 404


def test_a_look_at_many_takes_as_many_queries_as_at_one(world: World, today: date) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as made:
            look_for_signals()
        return len(made)

    one = queries()
    for _ in range(10):
        case = make.case(team=world.fellside, held_by=world.aisha)
        make.sentence(case.person, starts=today - timedelta(days=60))
    assert queries() <= one + 2  # what was found is written, and said


def test_an_open_signal_is_on_the_practitioners_today(page: Pages, world: World, today: date) -> None:
    prompt = make.signal(world.held, raised_at=make.at(today - timedelta(days=3)))
    seen = page("practitioner", "/today/")
    seen.says("28 convictions and medium: say what you weighed.")
    assert f"/people/{world.held.person.crn}/signals/{prompt.pk}/" in seen.links.values()
    close_prompt(acting=Acting.of(world.users["practitioner"]), prompt_id=prompt.pk, reason=REASON)
    page("practitioner", "/today/").lacks("28 convictions")

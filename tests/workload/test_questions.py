"""Disputing a line, and work that has no weight: both get an answer by a day."""

from __future__ import annotations

from datetime import date

import pytest

from rainer.common.errors import ChangedMeanwhileError, NotAllowedError
from rainer.organisation.access import Acting
from rainer.organisation.models import RoleHolding
from rainer.workload.models import CurrentLoad, LineQuery, UnweightedWork
from rainer.workload.operations import answer_line, answer_unweighted_work, query_line, refresh_load
from tests import make
from tests.cast import World
from tests.pages import read_page

Role = RoleHolding.Role
LINE = "/my/load/query/?team=HMFELL&line=case:X100001"


def asked(world: World) -> LineQuery:
    client = world.client_for(Role.PRACTITIONER)
    assert client.post(LINE, {"wrong": "tier", "text": "Jordan is B2 since May"}).status_code == 302
    return LineQuery.objects.get()


def test_a_line_is_questioned_and_the_load_stands(world: World, today: date) -> None:
    refresh_load(None, at=make.at(today))
    before = CurrentLoad.objects.get(pk=world.aisha.pk).total_points
    query = asked(world)
    assert (query.line, query.answer_due) == ("case:X100001", date(2026, 11, 16))
    assert CurrentLoad.objects.get(pk=world.aisha.pk).total_points == before


def test_the_page_says_who_gets_it_and_by_when(world: World) -> None:
    read_page(world.client_for(Role.PRACTITIONER).get(LINE)).says("Megan Price gets this; you get an answer by 16 Nov")


@pytest.mark.parametrize(
    ("data", "says"), [({"text": "x"}, "Choose what is wrong"), ({"wrong": "tier"}, "Say what is wrong")]
)
def test_what_is_missing_is_said(world: World, data: dict[str, str], says: str) -> None:
    response = world.client_for(Role.PRACTITIONER).post(LINE, data)
    assert response.status_code == 422
    read_page(response).says(says)


def test_nobody_questions_anothers_load(world: World, today: date) -> None:
    with pytest.raises(NotAllowedError):
        query_line(practitioner_team=world.aisha, by=Acting.of(world.users[Role.SENIOR]), line="case:X100001",
                   wrong="tier", text="No", at=make.at(today))  # fmt: skip


def test_the_senior_answers_and_the_practitioner_reads_it(world: World) -> None:
    query = asked(world)
    data = {"upheld": "yes", "answer": "Corrected today"}
    assert world.client_for(Role.SENIOR).post(f"/load/queries/{query.pk}/", data).status_code == 302
    query.refresh_from_db()
    assert (query.upheld, query.answered_by) == (True, world.users[Role.SENIOR])
    read_page(world.client_for(Role.PRACTITIONER).get("/my/load/")).says("Megan Price answered: Corrected today")


def test_an_answer_is_given_once(world: World, today: date) -> None:
    query, senior = asked(world), Acting.of(world.users[Role.SENIOR])
    answer_line(query=query, by=senior, answer="Yes", upheld=True, at=make.at(today))
    with pytest.raises(ChangedMeanwhileError):
        answer_line(query=query, by=senior, answer="No", upheld=False, at=make.at(today))
    with pytest.raises(NotAllowedError):
        answer_line(query=query, by=Acting.of(world.users["elsewhere"]), answer="No", upheld=False, at=make.at(today))


def test_anyone_adds_work_without_a_weight_and_it_is_answered(world: World, today: date) -> None:
    data = {"what": "Showing new colleagues round", "minutes_each": "90", "times_a_month": "2"}
    client = world.client_for(Role.PRACTITIONER)
    assert client.post("/load/work-without-weight/add/", data).status_code == 302
    work = UnweightedWork.objects.get()
    assert (work.unit, work.minutes_each, work.answer_due) == (world.harrowgate, 90, date(2026, 12, 7))
    answered = world.client_for(Role.HEAD_OF_UNIT).post(
        f"/load/work-without-weight/{work.pk}/answer/", {"answer": "Two hours a week are taken off"}
    )
    assert answered.status_code == 302
    read_page(client.get("/load/work-without-weight/")).says("Two hours a week are taken off")
    with pytest.raises(ChangedMeanwhileError):
        answer_unweighted_work(
            work=work, by=Acting.of(world.users[Role.HEAD_OF_UNIT]), answer="Again", at=make.at(today)
        )
    with pytest.raises(NotAllowedError):
        answer_unweighted_work(work=work, by=Acting.of(world.users[Role.SENIOR]), answer="No", at=make.at(today))

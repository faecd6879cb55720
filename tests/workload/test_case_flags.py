"""Which cases are inactive for their points."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from rainer.cases.models import Case, Requirement
from rainer.workload.operations import refresh_case_flags
from tests import make

pytestmark = pytest.mark.django_db


def flags(case: Case, today: date) -> tuple[bool, bool]:
    refresh_case_flags([case.pk], on=today)
    case.refresh_from_db()
    return case.only_unpaid_work, case.on_warrant


@pytest.mark.parametrize(
    ("requirements", "alone"),
    [([("W", None)], True), ([("W", None), ("F", None)], False), ([("W", None), ("F", -1)], True),
     ([("W", None), ("F", 0)], True), ([("W", None), ("F", 1)], False)],
)  # fmt: skip
def test_unpaid_work_alone(today: date, requirements: list[tuple[str, int | None]], alone: bool) -> None:
    case = make.case()
    event = make.sentence(case.person).event
    for code, ended in requirements:
        day = None if ended is None else today + timedelta(days=ended)
        Requirement.objects.create(event=event, code=code, terminated_on=day)
    assert flags(case, today) == (alone, False)


@pytest.mark.parametrize(
    ("outcomes", "warrant"), [(["CO38"], True), (["CO38", "ATTC"], False), (["ATTC", "CO38", ""], True)]
)
def test_a_warrant_stands_while_the_last_outcome_says_so(today: date, outcomes: list[str], warrant: bool) -> None:
    case = make.case()
    for day, code in enumerate(outcomes):
        make.contact(case.person, at=make.at(today - timedelta(days=9 - day)), outcome_code=code)
    assert flags(case, today) == (False, warrant)


def test_what_an_import_said_stays_where_nothing_is_recorded(today: date) -> None:
    case: Any = make.case(only_unpaid_work=True, on_warrant=True)
    assert flags(case, today) == (True, True)
    assert refresh_case_flags(None, on=today) == 0

"""What the page to choose a practitioner says of those who knew the person, and of those who cannot be chosen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from rainer.cases.models import CaseHolding
from rainer.workforce.models import Absence
from tests import make
from tests.cast import World
from tests.pages import Page

Open = Callable[..., Page]
URL = "/people/X100002/allocate/"


def test_earlier_holders_are_shown_with_dates_also_of_an_earlier_case_and_those_gone(
    world: World, loads: object, page: Open
) -> None:
    day = world.today
    earlier = make.case(person=world.waiting.person, team=world.fellside, closed_on=day - timedelta(days=200))
    CaseHolding.objects.create(
        case=earlier,
        practitioner_team=world.aisha,
        starts_at=make.at(day - timedelta(days=400)),
        ends_at=make.at(day - timedelta(days=210)),
    )
    CaseHolding.objects.create(
        case=world.waiting,
        practitioner_team=world.ben,
        starts_at=make.at(day - timedelta(days=60)),
        ends_at=make.at(day - timedelta(days=30)),
    )
    shown = page("senior", URL)
    shown.says(
        "Who knew them before: Ben Okoro, PO, Thu 10 Sep 2026 to Sat 10 Oct 2026: "
        f"now in {world.ben.team}, {world.ben.team.unit}, which is not listed here;"
    )
    shown.says("those who knew them first, then the lowest load")
    shown.says("Aisha Rahman, PO, Sun 5 Oct 2025 to Mon 13 Apr 2026: can be chosen below", "Aisha Rahman, PO Knew them")


def test_of_whoever_knew_them_and_is_in_no_table_it_is_said_why(world: World, loads: object, page: Open) -> None:
    gone = make.practitioner(forename="Anna", surname="Sorel", left_on=world.today - timedelta(days=20))
    was = make.practitioner_team(practitioner=gone, team=world.fellside)
    spell = {"starts_at": make.at(world.today - timedelta(days=60)), "ends_at": make.at(world.today)}
    holding = CaseHolding.objects.create(case=world.waiting, practitioner_team=was, **spell)
    type(was).objects.filter(pk=was.pk).update(ends=gone.left_on)
    shown = page("senior", URL)
    shown.says("Anna Sorel, PO,", ": left on Tue 20 Oct 2026, so cannot be chosen.")
    shown.says("the lowest load with them first")
    shown.lacks("those who knew them first")
    away = make.practitioner(forename="Olu", surname="Adeola")
    Absence.objects.create(practitioner=away, kind="sickness", starts=world.today)
    sick = make.practitioner_team(practitioner=away, team=world.fellside)
    CaseHolding.objects.filter(pk=holding.pk).update(practitioner_team=sick)
    page("senior", URL).says("Olu Adeola, PO,", ": cannot be chosen, off sick.")


def test_qualified_does_not_apply_to_services_officers(world: World, loads: Callable[[], None], page: Open) -> None:
    long = make.practitioner(
        grade="PSO", qualified_on=None, in_grade_since=world.today.replace(year=world.today.year - 4)
    )
    make.practitioner_team(practitioner=long, team=world.fellside)
    make.practitioner_team(practitioner=make.practitioner(grade="PO", qualified_on=None), team=world.fellside)
    loads()
    shown = page("senior", URL)
    shown.says("Does not apply: 48 months in the grade")
    assert shown.text.count("Not known") == 1


def test_nobody_knew_them_is_said(world: World, loads: object, page: Open) -> None:
    page("senior", URL).says("Nobody was their practitioner before")


def test_those_alike_stand_under_one_reason(world: World, loads: Callable[[], None], page: Open) -> None:
    for _ in range(3):
        new = make.practitioner(grade="PSO", in_grade_since=world.today - timedelta(days=100))
        make.practitioner_team(practitioner=new, team=world.fellside)
    loads()
    shown = page("senior", URL)
    shown.says("3: services officer in their first year: not for RoSH high")
    assert shown.text.count("not for RoSH high") == 1


def test_where_limited_access_keeps_everyone_out_the_page_says_whom_to_ask_and_where_someone_is_let_in(
    world: World, loads: object, page: Open
) -> None:
    make.restriction(world.waiting.person, world.users["head_of_unit"])
    let_in = make.user(name="Ravi Secret")
    make.restriction(world.waiting.person, let_in)
    make.practitioner_team(
        practitioner=make.practitioner(forename="Ravi", surname="Secret", user=let_in), team=world.moorgate
    )
    shown = page("head_of_unit", URL + "?team=HMFELL")
    shown.says(
        "Nobody here can be chosen: access to this record is limited, and it keeps out the 1 practitioner",
        "Ask the information owner, National information_owner, to let someone in",
        "Moorgate, Harrowgate Moor (1)",
    )
    shown.lacks("Ravi Secret")
    assert "?team=HMMOOR" in shown.link("Moorgate, Harrowgate Moor")
    page("head_of_unit", URL).lacks("Nobody here can be chosen: access")


def test_whoever_holds_the_case_stays_where_they_are(world: World, loads: object, page: Open) -> None:
    load = world.aisha.current_load.percent
    shown = page("senior", "/people/X100001/allocate/N01A001/?team=HMFELL")
    shown.says("Aisha Rahman holds this case already and will remain at", f"remain at {load:.1f}% of time")
    shown.lacks("goes from")


@pytest.mark.parametrize(("count", "more"), [(19, False), (20, True)])
def test_candidates_are_paged_by_twenty(
    world: World, loads: Callable[[], None], page: Open, count: int, more: bool
) -> None:
    for _ in range(count):
        make.practitioner_team(practitioner=make.practitioner(), team=world.fellside)
    loads()
    shown = page("senior", URL)
    assert any("?page=2" in url for url in shown.links.values()) is more

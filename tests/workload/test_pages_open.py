"""Every load page, by role: who may open it, and that nobody looks sideways."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from rainer.cases.models import Case
from rainer.organisation.models import RoleHolding
from rainer.rulebook.queries import rulebook_now
from rainer.workforce.models import PractitionerTeam
from rainer.workload.models import CurrentLoad, LineQuery, UnweightedWork, WorkloadAction
from rainer.workload.operations import (
    evaluate_thresholds,
    refresh_case_points,
    refresh_load,
    take_place_readings,
    take_readings,
)
from rainer.workload.queries.places import Where, spread
from tests import make
from tests.cast import World

Role = RoleHolding.Role
Open = Callable[..., Any]


@pytest.fixture
def loaded(world: World, today: date) -> World:
    """The cast with loads worked out, a night read, and one of everything that waits."""
    refresh_case_points(None, on=today)
    refresh_load(None, at=make.at(today))
    take_readings(today, at=make.at(today))
    take_place_readings(today)
    return world


@pytest.fixture
def action(loaded: World, today: date) -> WorkloadAction:
    return WorkloadAction.objects.create(
        practitioner_team=loaded.aisha, threshold="act", from_reading=today, percent=112, due=today + timedelta(days=7)
    )


@pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.SENIOR, "elsewhere"])
def test_my_load_is_for_those_who_hold_cases(loaded: World, page: Open, role: str) -> None:
    page(role, "/my/load/").says("Every line that makes the figure")


@pytest.mark.parametrize("role", [Role.HEAD_OF_UNIT, Role.ANALYST, Role.PERSON, Role.KEY_WORKER])
def test_my_load_is_not_there_for_others(loaded: World, page: Open, role: str) -> None:
    page(role, "/my/load/", status=404)


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.PRACTITIONER, 200), (Role.SENIOR, 200), (Role.HEAD_OF_UNIT, 200), (Role.REGIONAL_DIRECTOR, 200),
     ("elsewhere", 404), (Role.CHIEF_OFFICER, 404), (Role.ANALYST, 404), (Role.INSPECTOR, 404),
     (Role.CASE_ADMINISTRATOR, 404)],
)  # fmt: skip
@pytest.mark.parametrize(
    "path",
    ["/staff/N01A001/load/", "/staff/N01A001/load/history/", "/why/load/N01A001/HMFELL/"],
)
def test_a_load_by_name_is_for_its_holder_and_those_above(
    loaded: World, page: Open, role: str, status: int, path: str
) -> None:
    page(role, path, status=status)


PLACES = [
    (
        "team/HMFELL",
        {Role.SENIOR: 200, Role.HEAD_OF_UNIT: 200, Role.ANALYST: 200, "elsewhere": 404, Role.PRACTITIONER: 404},
    ),
    ("team/TVTARN", {Role.SENIOR: 404, Role.HEAD_OF_UNIT: 404, Role.REGIONAL_DIRECTOR: 200}),
    ("unit/HM", {Role.SENIOR: 404, Role.HEAD_OF_UNIT: 200, Role.REGIONAL_DIRECTOR: 200, Role.INSPECTOR: 200}),
    ("region/NM", {Role.HEAD_OF_UNIT: 404, Role.REGIONAL_DIRECTOR: 200, Role.CHIEF_OFFICER: 200}),
    ("nation/all", {Role.REGIONAL_DIRECTOR: 404, Role.CHIEF_OFFICER: 200, Role.ANALYST: 200, Role.PERSON: 404}),
    ("nation/else", {Role.CHIEF_OFFICER: 404}),
]
# A senior reads the unit's front page, so the sums behind its figures open for them; the load by team does not.
WHY_TOO = {("unit/HM", Role.SENIOR): 200}


@pytest.mark.parametrize(("place", "role", "status"), [(p, r, s) for p, roles in PLACES for r, s in roles.items()])
def test_the_load_of_a_place_opens_in_ones_area(loaded: World, page: Open, place: str, role: str, status: int) -> None:
    page(role, f"/load/{place}/", status=status)
    for path in (f"/why/load-of/{place}/", f"/why/nobody-named-points/{place}/"):
        page(role, path, status=WHY_TOO.get((place, role), status))


def test_names_only_for_those_who_manage_them(loaded: World, page: Open) -> None:
    page(Role.SENIOR, "/load/team/HMFELL/").says("Aisha Rahman")
    page(Role.ANALYST, "/load/team/HMFELL/").lacks("Aisha Rahman")


@pytest.mark.parametrize("name", ["spread", "days", "weeks"])
def test_charts_come_as_pictures_and_as_figures(loaded: World, name: str) -> None:
    client = loaded.client_for(Role.HEAD_OF_UNIT)
    assert client.get(f"/load/unit/HM/charts/{name}-720.svg")["Content-Type"] == "image/svg+xml"
    assert client.get(f"/load/unit/HM/charts/{name}.csv").status_code == 200
    assert client.get(f"/load/unit/HM/charts/{name}-99.svg").status_code == 404
    assert loaded.client_for("elsewhere").get(f"/load/unit/HM/charts/{name}.csv").status_code == 404


def test_the_own_chart_is_no_more_open_than_its_page(loaded: World) -> None:
    url = "/staff/N01A001/load/HMFELL/charts/own-load-328.svg"
    assert loaded.client_for(Role.PRACTITIONER).get(url).status_code == 200
    assert loaded.client_for("elsewhere").get(url).status_code == 404
    csv = "/staff/N01A001/load/HMFELL/charts/own-load.csv"
    assert loaded.client_for(Role.SENIOR).get(csv).status_code == 200


def test_a_restricted_record_keeps_its_name_to_itself(loaded: World, page: Open) -> None:
    make.exclusion(loaded.held.person, loaded.users[Role.SENIOR])
    senior = page(Role.SENIOR, "/staff/N01A001/load/")
    senior.says("Restricted record, X100001")
    senior.lacks("Jordan Ellis")
    why = page(Role.SENIOR, "/why/load/N01A001/HMFELL/")
    why.says("1 case you may not open is counted")
    linked = {url for url in why.links.values() if url.startswith("/people/")}
    assert "/people/X100001/" not in linked
    assert linked == {f"/people/{crn}/" for crn in _crns_held(loaded.aisha) if crn != "X100001"}


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.SENIOR, 200), (Role.HEAD_OF_UNIT, 200), (Role.REGIONAL_DIRECTOR, 200), (Role.PRACTITIONER, 404),
     ("elsewhere", 404), (Role.ANALYST, 404)],
)  # fmt: skip
def test_records_of_action_open_for_those_who_answer(
    loaded: World, action: WorkloadAction, page: Open, role: str, status: int
) -> None:
    page(role, f"/load/actions/{action.pk}/", status=status)
    page(role, "/load/actions/", status=status)


def test_a_record_for_the_head_is_not_there_for_the_senior(loaded: World, action: WorkloadAction, page: Open) -> None:
    WorkloadAction.objects.filter(pk=action.pk).update(level="unit")
    page(Role.SENIOR, f"/load/actions/{action.pk}/", status=404)
    page(Role.HEAD_OF_UNIT, f"/load/actions/{action.pk}/")


@pytest.mark.parametrize(
    ("path", "role", "status"),
    [
        ("/staff/N01A001/hours/", Role.PRACTITIONER, 200), ("/staff/N01A001/hours/", Role.SENIOR, 200),
        ("/staff/N01A001/hours/", "elsewhere", 404),
        ("/staff/N01A001/hours/HMFELL/", Role.SENIOR, 200), ("/staff/N01A001/hours/HMFELL/", Role.PRACTITIONER, 404),
        ("/staff/N01B001/hours/TVTARN/", Role.SENIOR, 404),
        ("/staff/N01A001/reductions/HMFELL/add/", Role.SENIOR, 200),
        ("/staff/N01A001/reductions/HMFELL/add/?reason=other", Role.SENIOR, 200),
        ("/staff/N01A001/reductions/HMFELL/add/", Role.PRACTITIONER, 404),
        ("/load/reductions/", Role.SENIOR, 200), ("/load/reductions/", Role.PRACTITIONER, 404),
        ("/load/queries/", Role.SENIOR, 200), ("/load/queries/", Role.PRACTITIONER, 404),
        ("/load/work-without-weight/", Role.PRACTITIONER, 200), ("/load/work-without-weight/", Role.PERSON, 404),
        ("/load/work-without-weight/add/", Role.COURT_OFFICER, 200),
        ("/my/load/query/?line=case:X100001", Role.PRACTITIONER, 200),
        ("/my/load/query/?line=case:X100004", Role.PRACTITIONER, 404),
        ("/my/load/query/", Role.ANALYST, 404),
    ],
)  # fmt: skip
def test_hours_and_questions_by_role(loaded: World, page: Open, path: str, role: str, status: int) -> None:
    page(role, path, status=status)


def test_pages_of_one_row_are_not_there_outside_the_area(loaded: World, page: Open, today: date) -> None:
    here, far = make.reduction(loaded.aisha, on=today), make.reduction(loaded.ben, on=today)
    for name in ("reduction", "reduction_end", "reduction_delete"):
        page(Role.SENIOR, reverse(name, args=[here.pk]))
        page(Role.SENIOR, reverse(name, args=[far.pk]), status=404)
    query = LineQuery.objects.create(
        practitioner_team=loaded.aisha, line="case:X100001", wrong="tier", text="It is B2", answer_due=today,
        asked_by=loaded.users[Role.PRACTITIONER], asked_at=make.at(today),
    )  # fmt: skip
    page(Role.SENIOR, reverse("line_query", args=[query.pk]))
    page(Role.REGIONAL_DIRECTOR, reverse("line_query", args=[query.pk]))
    work = UnweightedWork.objects.create(
        unit=loaded.harrowgate, what="Training", added_by=loaded.users[Role.PRACTITIONER], added_at=make.at(today),
        answer_due=today,
    )  # fmt: skip
    page(Role.HEAD_OF_UNIT, reverse("answer_work", args=[work.pk]))
    page(Role.SENIOR, reverse("answer_work", args=[work.pk]), status=404)


def test_a_past_day_opens_from_what_was_kept_of_it(loaded: World, page: Open, today: date) -> None:
    case = loaded.held
    case.tier_v2 = "A3"
    case.save()
    refresh_load(None, at=make.at(today))
    assert CurrentLoad.objects.get(pk=loaded.aisha.pk).total_points == 206
    loaded.aisha.readings.update(on=today - timedelta(days=1))
    day = (today - timedelta(days=1)).isoformat()
    past = page(Role.PRACTITIONER, f"/why/load/N01A001/HMFELL/?on={day}")
    past.says("63")
    past.lacks("206")
    page(Role.PRACTITIONER, "/why/load/N01A001/HMFELL/?on=2026-01-05", status=404)


def test_a_place_opens_on_a_past_day(loaded: World, page: Open, today: date) -> None:
    day = today - timedelta(days=3)
    loaded.aisha.readings.update(on=day)
    loaded.harrowgate.readings.update(on=day)
    for path in ("/load/unit/HM/", "/why/load-of/unit/HM/", "/why/nobody-named-points/unit/HM/", "/load/team/HMFELL/"):
        page(Role.HEAD_OF_UNIT, f"{path}?on={day.isoformat()}")


@pytest.mark.parametrize("path", ["/load/unit/HM/", "/load/team/HMFELL/", "/load/actions/", "/load/reductions/"])
def test_as_many_queries_for_many_rows_as_for_few(loaded: World, page: Open, today: date, path: str) -> None:
    counts = []
    for more in (3, 30):
        for _ in range(more):
            pt = make.practitioner_team(team=loaded.fellside)
            make.case(held_by=pt)
            make.reduction(pt, on=today)
            WorkloadAction.objects.create(
                practitioner_team=pt, threshold="act", from_reading=today, percent=112, due=today
            )
        refresh_load(None, at=make.at(today))
        counts.append(page(Role.HEAD_OF_UNIT, path).queries)
    assert counts[0] == counts[1]


def test_my_load_takes_as_many_queries_for_many_cases(loaded: World, page: Open) -> None:
    few = page(Role.PRACTITIONER, "/my/load/").queries
    for _ in range(30):
        make.case(held_by=loaded.aisha)
    assert page(Role.PRACTITIONER, "/my/load/").queries == few


def test_ones_load_opens_on_a_past_day_as_it_was(loaded: World, page: Open, today: date) -> None:
    loaded.held.tier_v2 = "A3"
    loaded.held.save()
    refresh_load(None, at=make.at(today))
    loaded.aisha.readings.update(on=today - timedelta(days=1))
    day = (today - timedelta(days=1)).isoformat()
    for role, path in ((Role.PRACTITIONER, "/my/load/"), (Role.SENIOR, "/staff/N01A001/load/")):
        past = page(role, f"{path}?on={day}")
        past.says("You are looking at Sun 8 Nov 2026")
        past.says("63")
        past.lacks("206")
        past.lacks("Coming, if nothing new comes")
        page(role, path).says("206")
        page(role, f"{path}?on=2026-01-05", status=404)


@pytest.mark.parametrize(
    "path",
    ["/load/unit/HM/", "/why/load-of/unit/HM/", "/why/nobody-named-points/unit/HM/", "/staff/N01A001/load/",
     "/why/load/N01A001/HMFELL/"],
)  # fmt: skip
def test_before_the_first_weights_a_page_says_so(loaded: World, page: Open, path: str) -> None:
    found = page(Role.HEAD_OF_UNIT, f"{path}?on=1900-01-01", status=422)
    found.says("No weights are in force on Mon 1 Jan 1900: the rulebook begins on Fri 1 Jan 2021.")


def test_an_overdue_record_shows_since_when_and_where_it_went(
    loaded: World, action: WorkloadAction, page: Open, today: date
) -> None:
    WorkloadAction.objects.update(due=today - timedelta(days=1))
    page(Role.SENIOR, "/load/actions/").says("Overdue since 8 Nov")
    evaluate_thresholds(today, at=make.at(today))
    went = "Overdue since 8 Nov; went to the head of unit on 9 Nov"
    for path in ("/load/actions/", f"/load/actions/{action.pk}/", "/staff/N01A001/load/"):
        page(Role.SENIOR, path).says(went)
    page(Role.SENIOR, "/load/team/HMFELL/").says("Nothing recorded. Senior: record overdue since 8 Nov")


def test_what_was_done_and_what_is_still_owed_are_two_things(
    loaded: World, action: WorkloadAction, page: Open, today: date
) -> None:
    WorkloadAction.objects.update(due=today - timedelta(days=1))
    WorkloadAction.objects.create(
        practitioner_team=loaded.aisha, threshold="excessive", from_reading=today, percent=112, due=today,
        chosen="hold_allocations", chosen_at=make.at(today - timedelta(days=3)), hold_until=today,
        chosen_by=loaded.users[Role.SENIOR],
    )  # fmt: skip
    shown = page(Role.SENIOR, "/load/team/HMFELL/")
    shown.says("Held new cases, 6 Nov. Senior: record overdue since 8 Nov")
    WorkloadAction.objects.filter(chosen="").update(due=today + timedelta(days=2), level="unit")
    page(Role.SENIOR, "/load/team/HMFELL/").says("Head of unit: record due 11 Nov")


def test_a_file_gives_the_figures_of_the_page(loaded: World) -> None:
    CurrentLoad.objects.filter(pk=loaded.aisha.pk).update(total_points=1234, available_points=999)
    client = loaded.client_for(Role.SENIOR)
    text = client.get("/load/team/HMFELL/?download=csv").content.decode("utf-8-sig")
    assert "Load (%)" in text
    assert ",123.5," in text
    assert "2026-11-09" in text
    assert "say what you did" not in text


def test_why_counting_all_is_titled_with_that_figure(loaded: World, page: Open) -> None:
    CurrentLoad.objects.filter(pk=loaded.aisha.pk).update(total_points=1000, available_points=100)
    named = page(Role.HEAD_OF_UNIT, "/why/load-of/unit/HM/")
    counted = page(Role.HEAD_OF_UNIT, "/why/load-of/unit/HM/?figure=all")
    assert named.h1 != counted.h1
    whole = spread(Where.of_unit(loaded.harrowgate), rulebook=rulebook_now(), on=loaded.today).whole
    assert counted.h1 == [f"Why {whole.percent_with_nobody:,.0f}%?"]
    page(Role.HEAD_OF_UNIT, "/load/unit/HM/").says(counted.h1[0])


def test_a_line_that_is_queried_says_so(loaded: World, page: Open, today: date) -> None:
    LineQuery.objects.create(
        practitioner_team=loaded.aisha, line="case:X100001", wrong="tier", text="It is B2",
        answer_due=today + timedelta(days=7), asked_by=loaded.users[Role.PRACTITIONER], asked_at=make.at(today),
    )  # fmt: skip
    mine = page(Role.PRACTITIONER, "/my/load/")
    mine.says("Queried, answer by 16 Nov")
    mine.says("X100001: Wrong tier")
    mine.lacks("case:X100001")


def _crns_held(pt: PractitionerTeam) -> list[str]:
    return list(Case.objects.filter(practitioner_team=pt, closed_on=None).values_list("person__crn", flat=True))


def test_each_case_of_a_why_page_opens_its_person(loaded: World, page: Open) -> None:
    why = page(Role.PRACTITIONER, "/why/load/N01A001/HMFELL/")
    assert {f"/people/{crn}/" for crn in _crns_held(loaded.aisha)} <= set(why.links.values())

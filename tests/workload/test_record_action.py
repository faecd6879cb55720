"""Saying what was done about a load, from the page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from rainer.common.errors import ChangedMeanwhileError, NotAllowedError
from rainer.common.models import LogEntry
from rainer.organisation.access import Acting
from rainer.organisation.models import RoleHolding
from rainer.workload.models import CurrentLoad, LoadReading, WorkloadAction
from rainer.workload.operations import Answer, did_it_help, record_action, refresh_load
from tests import make
from tests.cast import World
from tests.pages import read_page

Role = RoleHolding.Role


@pytest.fixture
def action(world: World, today: date) -> WorkloadAction:
    return WorkloadAction.objects.create(
        practitioner_team=world.aisha, threshold="act", from_reading=today, percent=112, due=today + timedelta(days=7)
    )


@pytest.fixture
def send(world: World, action: WorkloadAction) -> Callable[..., Any]:
    def sent(role: str = Role.SENIOR, **fields: str) -> Any:
        data = {"chosen": "admin_help", "agreed": "yes", "look_again_on": "23 Nov", **fields}
        return world.client_for(role).post(f"/load/actions/{action.pk}/", data)

    return sent


def test_it_is_kept_with_who_and_when(send: Callable[..., Any], action: WorkloadAction, world: World) -> None:
    assert send(chosen="hold_allocations", hold_until="20 Nov").status_code == 302
    action.refresh_from_db()
    assert (action.chosen, action.hold_until) == ("hold_allocations", date(2026, 11, 20))
    assert (action.chosen_by, action.agreed) == (world.users[Role.SENIOR], True)
    assert LogEntry.objects.get(name="workload_action_recorded").data["who"] == "Aisha Rahman"


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"chosen": ""}, "Choose what you did"),
        ({"chosen": "none"}, "Say why nothing could be done"),
        ({"chosen": "escalate"}, "Say what you asked for"),
        ({"chosen": "hold_allocations"}, "Enter the day new cases are held until"),
        ({"chosen": "hold_allocations", "hold_until": "2026-11-08"}, "Enter the day new cases are held until"),
        ({"look_again_on": "2026-11-09"}, "Choose a date in the next 28 days"),
        ({"look_again_on": "2026-12-08"}, "Choose a date in the next 28 days"),
        ({"agreed": ""}, "Say whether they agreed"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(
    send: Callable[..., Any], action: WorkloadAction, fields: dict[str, str], says: str
) -> None:
    response = send(**fields)
    assert response.status_code == 422
    read_page(response).says(says)
    action.refresh_from_db()
    assert not action.chosen


def test_the_last_day_to_look_again_is_28_days_on(send: Callable[..., Any]) -> None:
    assert send(look_again_on="2026-12-07").status_code == 302


@pytest.mark.parametrize(
    "fields", [{"chosen": "none", "reason": "No one is free"}, {"chosen": "escalate", "asked_for": "two staff"}]
)
def test_nothing_and_asked_above_go_up_a_level(
    send: Callable[..., Any], action: WorkloadAction, world: World, fields: dict[str, str]
) -> None:
    send(**fields)
    risen = WorkloadAction.objects.get(rises_from=action)
    assert (risen.level, risen.chosen, risen.due) == ("unit", "", world.today + timedelta(days=7))
    shown = read_page(world.client_for(Role.HEAD_OF_UNIT).get(f"/load/actions/{risen.pk}/"))
    shown.says("two staff" if "asked_for" in fields else "No one is free")


def test_at_the_top_nothing_is_left_to_rise_to(world: World, action: WorkloadAction) -> None:
    WorkloadAction.objects.filter(pk=action.pk).update(level="nation")
    action.refresh_from_db()
    chief = Acting.of(world.users[Role.CHIEF_OFFICER])
    answer = Answer(chosen="none", reason="No money", look_again_on=world.today + timedelta(days=7))
    record_action(action=action, by=chief, answer=answer, at=make.at(world.today))
    assert WorkloadAction.objects.count() == 1


@pytest.mark.parametrize("level", ["unit", "region", "nation"])
def test_a_senior_cannot_answer_for_those_above(world: World, action: WorkloadAction, level: str) -> None:
    action.level = level
    with pytest.raises(NotAllowedError):
        record_action(
            action=action,
            by=Acting.of(world.users[Role.SENIOR]),
            answer=Answer(chosen="admin_help", look_again_on=world.today + timedelta(days=7)),
            at=make.at(world.today),
        )


def test_the_second_of_two_who_answer_at_once_is_told(world: World, action: WorkloadAction) -> None:
    answer = Answer(chosen="admin_help", look_again_on=world.today + timedelta(days=7))
    for role, fine in ((Role.SENIOR, True), (Role.HEAD_OF_UNIT, False)):
        by = Acting.of(world.users[role])
        if fine:
            record_action(action=action, by=by, answer=answer, at=make.at(world.today))
        else:
            stale = WorkloadAction(pk=action.pk, practitioner_team=world.aisha, level="team")
            with pytest.raises(ChangedMeanwhileError, match="Megan Price"):
                record_action(action=stale, by=by, answer=answer, at=make.at(world.today))
    assert LogEntry.objects.filter(name="workload_action_recorded").count() == 1


def test_the_practitioner_says_whether_it_helped(
    world: World, send: Callable[..., Any], action: WorkloadAction
) -> None:
    send()
    client = world.client_for(Role.PRACTITIONER)
    assert client.post(f"/load/actions/{action.pk}/help/", {"helped": "no", "comment": "Not enough"}).status_code == 302
    action.refresh_from_db()
    assert (action.did_it_help, action.help_comment) == (False, "Not enough")
    assert client.get(f"/load/actions/{action.pk}/help/").status_code == 405
    assert world.client_for("elsewhere").post(f"/load/actions/{action.pk}/help/", {"helped": "yes"}).status_code == 404


def test_nobody_else_says_whether_it_helped(world: World, action: WorkloadAction) -> None:
    with pytest.raises(NotAllowedError):
        did_it_help(action=action, by=Acting.of(world.users[Role.SENIOR]), helped=True)


@pytest.mark.parametrize("role", [Role.SENIOR, Role.HEAD_OF_UNIT])
def test_the_first_screen_says_since_when_it_is_overdue(
    world: World, action: WorkloadAction, role: str, today: date
) -> None:
    refresh_load(None, at=make.at(today))
    first = world.client_for(role).get("/", follow=True).content.decode()
    assert "Overdue since" not in first
    WorkloadAction.objects.update(due=today - timedelta(days=3))
    first = world.client_for(role).get("/", follow=True).content.decode()
    assert "Overdue since 6 Nov" in first


def test_naming_announces_no_second_due_day(world: World, action: WorkloadAction, today: date) -> None:
    refresh_load(None, at=make.at(today))
    CurrentLoad.objects.filter(pk=world.aisha.pk).update(total_points=1150, available_points=1000)
    url = f"/people/{world.waiting.person.crn}/allocate/N01A001/"
    WorkloadAction.objects.update(due=today + timedelta(days=2))
    asked = read_page(world.client_for(Role.SENIOR).get(url))
    asked.says("the record already asked for is due Wed 11 Nov 2026")
    asked.lacks("falls due")
    WorkloadAction.objects.all().delete()
    read_page(world.client_for(Role.SENIOR).get(url)).says("a record of what you do about it falls due Mon 16 Nov 2026")


def test_the_list_holds_what_is_ones_own_each_load_once_and_leads_to_what_waits_below(
    world: World, action: WorkloadAction, today: date
) -> None:
    facts = {"practitioner_team": world.aisha, "from_reading": today, "percent": 130, "due": today}
    WorkloadAction.objects.create(threshold="excessive", **facts)
    mine = WorkloadAction.objects.create(threshold="act", level="unit", **facts)
    head, senior = world.client_for(Role.HEAD_OF_UNIT), world.client_for(Role.SENIOR)
    shown = read_page(head.get("/load/actions/"))
    shown.says("1 load waits with those below you", "1 load")
    assert shown.link("Aisha Rahman") == f"/load/actions/{mine.pk}/"
    assert "1 load " in read_page(head.get("/load/actions/?below=1")).text
    of_senior = read_page(senior.get("/load/actions/"))
    assert of_senior.text.count("Excessive: above the level") + of_senior.text.count("At or over the level to act") == 1
    of_senior.lacks("with those below you")


def test_the_record_names_the_practitioner_and_shows_the_load_before(
    world: World, action: WorkloadAction, today: date
) -> None:
    names = [f.name for f in LoadReading._meta.fields if f.name.endswith(("_points", "_hours", "cases"))]
    load = dict.fromkeys(names, 0) | {"total_points": 1000, "available_points": 1000}
    LoadReading.objects.create(practitioner_team=world.aisha, on=today - timedelta(weeks=4), **load)
    shown = read_page(world.client_for(Role.SENIOR).get(f"/load/actions/{action.pk}/"))
    shown.says(
        "Did Aisha Rahman agree?",
        "Load when this was asked for, Mon 9 Nov 2026: 112.0%.",
        "On Mon 12 Oct 2026: 100.0%.",
    )


@pytest.mark.parametrize(("days", "says"), [(7, "for 1 week, load now"), (77, "for 11 weeks, load now")])
def test_the_question_says_over_what_and_for_how_long(
    world: World, today: date, action: WorkloadAction, days: int, says: str
) -> None:
    refresh_load(None, at=make.at(today))
    now = {"total_points": 1910, "available_points": 1000, "percent": 191}
    CurrentLoad.objects.filter(pk=world.aisha.pk).update(**now)
    names = [f.name for f in LoadReading._meta.fields if f.name.endswith(("_points", "_hours", "cases"))]
    load = dict.fromkeys(names, 0) | now
    for back in (days, 1):
        LoadReading.objects.create(practitioner_team=world.aisha, on=today - timedelta(days=back), **load)
    page = read_page(world.client_for(Role.SENIOR).get(f"/load/actions/{action.pk}/"))
    assert page.title == f"Aisha Rahman: at or over 110% {says} 191.0%. What did you do?"

"""Contracted hours and reductions through their whole life, by page and by night."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from rainer.common.models import LogEntry
from rainer.organisation.models import RoleHolding
from rainer.rulebook.queries import rulebook_now
from rainer.workforce.models import ContractedHours, Reduction
from rainer.workload.models import CurrentLoad
from rainer.workload.operations import refresh_load, roll_reductions, suggested
from rainer.workload.queries.places import Where, spread
from tests import make
from tests.cast import World
from tests.pages import read_page

Role = RoleHolding.Role
ADD = "/staff/N01A001/reductions/HMFELL/add/"
TYPED = {"reason": "other", "hours": "5", "starts": "2026-11-09", "ends": "2026-11-30", "notes": "Training"}


def test_new_hours_are_kept_and_the_load_follows(world: World) -> None:
    client = world.client_for(Role.SENIOR)
    url = "/staff/N01A001/hours/HMFELL/"
    assert client.post(url, {"hours": "30", "starts": "9 Nov"}).status_code == 302
    assert CurrentLoad.objects.get(pk=world.aisha.pk).contracted_hours == 30
    entry = LogEntry.objects.get(name="contracted_hours_set")
    assert (entry.data["old"], entry.data["hours"]) == ("37.0", "30.0")


@pytest.mark.parametrize(("hours", "status"), [("37.5", 302), ("37.6", 422), ("0", 302), ("-1", 422), ("", 422)])
def test_hours_run_from_0_to_37_5(world: World, hours: str, status: int) -> None:
    url = "/staff/N01A001/hours/HMFELL/"
    sent = {"hours": hours, "starts": "9 Nov", "reason": "Career break"}
    assert world.client_for(Role.SENIOR).post(url, sent).status_code == status


def test_no_hours_ask_why_and_the_reason_is_shown(world: World) -> None:
    url, client = "/staff/N01A001/hours/HMFELL/", world.client_for(Role.SENIOR)
    refused = client.post(url, {"hours": "0", "starts": "9 Nov"})
    assert refused.status_code == 422
    assert "Say why there are no hours" in refused.content.decode()
    assert client.post(url, {"hours": "0", "starts": "9 Nov", "reason": "Career break"}).status_code == 302
    assert "Career break" in client.get("/staff/N01A001/hours/").content.decode()
    # Hours there are need no reason, and keep none.
    assert client.post(url, {"hours": "18", "starts": "9 Nov", "reason": "Career break"}).status_code == 302
    assert "Career break" not in client.get("/staff/N01A001/hours/").content.decode()


def test_hours_of_one_day_typed_again_replace_them(world: World) -> None:
    client = world.client_for(Role.SENIOR)
    for hours in ("30", "20"):
        client.post("/staff/N01A001/hours/HMFELL/", {"hours": hours, "starts": "9 Nov"})
    assert ContractedHours.objects.get(practitioner_team=world.aisha, starts=world.today).hours == 20


@pytest.mark.parametrize(
    ("reason", "hours", "most"),
    [("long-term sickness", "37.0", None), ("newly qualified officer", "7.4", None),
     ("trade union facility time", "37.0", "18.5"), ("trainee months 1 to 6", "29.6", None)],
)  # fmt: skip
def test_the_form_starts_from_the_reasons_allowance(world: World, reason: str, hours: str, most: str | None) -> None:
    assert suggested(world.aisha, reason, on=world.today) == (Decimal(hours), most and Decimal(most))
    shown = world.client_for(Role.SENIOR).get(ADD, {"reason": reason})
    assert f'value="{hours}"' in shown.content.decode()


def test_a_reduction_takes_hours_off_at_once(world: World) -> None:
    assert world.client_for(Role.SENIOR).post(f"{ADD}?reason=other", TYPED).status_code == 302
    row = Reduction.objects.get()
    assert (row.status, row.created_by) == ("ACTIVE", world.users[Role.SENIOR])
    assert CurrentLoad.objects.get(pk=world.aisha.pk).reduction_hours == 5


@pytest.mark.parametrize(("starts", "ends", "status"), [("2026-11-10", "2026-11-30", "SCHEDULED"),
                                                        ("2026-11-09", "2026-11-10", "ACTIVE"),
                                                        ("2026-11-01", "2026-11-08", "ARCHIVED")])  # fmt: skip
def test_its_status_follows_from_its_days(world: World, starts: str, ends: str, status: str) -> None:
    world.client_for(Role.SENIOR).post(f"{ADD}?reason=other", {**TYPED, "starts": starts, "ends": ends})
    assert Reduction.objects.get().status == status


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"hours": "37.1"}, "Enter hours from 0 to 37"),
        ({"ends": "2026-11-09"}, "The last day must be after the first"),
        ({"reason": "trade union facility time", "hours": "18.6"}, "This reason allows 18.5 hours at most"),
        ({"reason": "golf"}, "Choose a reason"),
        ({"notes": "x" * 4001}, "Shorten this to 4,000 characters"),
    ],
)
def test_what_cannot_be_saved_is_said_beside_its_field(world: World, change: dict[str, str], says: str) -> None:
    response = world.client_for(Role.SENIOR).post(f"{ADD}?reason=other", {**TYPED, **change})
    assert response.status_code == 422
    read_page(response).says(says)
    assert not Reduction.objects.exists()


def test_without_hours_there_is_nothing_to_reduce(world: World) -> None:
    ContractedHours.objects.filter(practitioner_team=world.aisha).update(hours=0)
    read_page(world.client_for(Role.SENIOR).post(f"{ADD}?reason=other", TYPED)).says("Record contracted hours first")


def test_a_change_keeps_what_was_before(world: World, today: date) -> None:
    row = make.reduction(world.aisha, on=today)
    data = {**TYPED, "hours": "8", "version": "1"}
    assert world.client_for(Role.SENIOR).post(f"/load/reductions/{row.pk}/", data).status_code == 302
    entry = LogEntry.objects.get(name="reduction_changed")
    assert (entry.data["old"]["hours"], entry.data["new"]["hours"]) == ("4.0", "8.0")


def test_the_second_of_two_who_change_it_at_once_is_told(world: World, today: date) -> None:
    row = make.reduction(world.aisha, on=today)
    url = f"/load/reductions/{row.pk}/"
    first = world.client_for(Role.SENIOR).post(url, {**TYPED, "hours": "8", "version": "1"})
    second = world.client_for(Role.HEAD_OF_UNIT).post(url, {**TYPED, "hours": "9", "version": "1"})
    assert (first.status_code, second.status_code) == (302, 409)
    row.refresh_from_db()
    assert row.hours == 8


@pytest.mark.parametrize(("ends", "status"), [("2026-11-20", 302), ("2026-11-30", 302), ("2026-12-01", 422)])
def test_it_ends_early_and_never_later(world: World, today: date, ends: str, status: int) -> None:
    row = make.reduction(world.aisha, on=today)
    response = world.client_for(Role.SENIOR).post(f"/load/reductions/{row.pk}/end/", {"ends": ends, "version": "1"})
    assert response.status_code == status


def test_a_deleted_one_leaves_the_lists_and_the_load(world: World, today: date) -> None:
    row = make.reduction(world.aisha, on=today, hours=7)
    client = world.client_for(Role.SENIOR)
    assert client.post(f"/load/reductions/{row.pk}/delete/", {"version": "1"}).status_code == 302
    assert CurrentLoad.objects.get(pk=world.aisha.pk).reduction_hours == 0
    assert client.get(f"/load/reductions/{row.pk}/").status_code == 404
    assert Reduction.objects.get().status == "DELETED"


@pytest.mark.parametrize(
    ("was", "starts", "ends", "becomes"),
    [("ACTIVE", -9, -1, "ARCHIVED"), ("ACTIVE", -9, 0, "ACTIVE"), ("SCHEDULED", 0, 9, "ACTIVE"),
     ("SCHEDULED", 1, 9, "SCHEDULED"), ("SCHEDULED", -9, -2, "ARCHIVED"), ("DELETED", -9, -1, "DELETED")],
)  # fmt: skip
def test_the_nightly_roll(world: World, today: date, was: str, starts: int, ends: int, becomes: str) -> None:
    row = make.reduction(
        world.aisha, on=today, status=was, starts=today + timedelta(starts), ends=today + timedelta(ends)
    )
    roll_reductions(today, at=make.at(today, 6))
    row.refresh_from_db()
    assert row.status == becomes
    assert roll_reductions(today, at=make.at(today, 6)) == 0


def test_the_list_can_be_narrowed_to_those_that_end_soon(world: World, today: date) -> None:
    make.reduction(world.aisha, on=today, reason="court duty", ends=today + timedelta(days=28))
    make.reduction(world.aisha, on=today, reason="split role", ends=today + timedelta(days=29))
    text = world.client_for(Role.SENIOR).get("/load/reductions/?soon=1").content.decode()
    assert "Court duty" in text
    assert "Split role" not in text


BEYOND = "On Mon 23 Nov 2026 38.0 hours would be off, of 37.0 contracted. In force then: court duty, 33.0 hours"


def test_reductions_together_never_pass_the_contracted_hours(world: World, today: date) -> None:
    soon = today + timedelta(days=14)
    make.reduction(world.aisha, on=today, reason="court duty", hours=33, starts=soon, ends=soon + timedelta(days=30))
    client = world.client_for(Role.SENIOR)
    response = client.post(f"{ADD}?reason=other", TYPED)
    assert response.status_code == 422
    read_page(response).says(BEYOND)
    assert client.post(f"{ADD}?reason=other", {**TYPED, "hours": "4"}).status_code == 302
    row = Reduction.objects.get(hours=4)
    changed = {**TYPED, "hours": "5", "version": "1"}
    assert client.post(f"/load/reductions/{row.pk}/", changed).status_code == 422
    assert client.post(f"/load/reductions/{row.pk}/", {**changed, "ends": "2026-11-22"}).status_code == 302


def test_hours_recorded_beyond_the_contract_do_not_take_time_from_others(world: World, today: date) -> None:
    make.reduction(world.aisha, on=today, hours=30)
    make.reduction(world.aisha, on=today, hours=12)
    other = make.practitioner_team(team=world.fellside)
    ContractedHours.objects.create(practitioner_team=other, hours=20, starts=today)
    refresh_load(None, at=make.at(today))
    found = spread(Where.of_team(world.fellside), rulebook=rulebook_now(), on=today).whole
    assert (found.contracted_hours, found.reduction_hours, found.hours) == (94, 37, 57)
    read_page(world.client_for(Role.SENIOR).get("/staff/N01A001/hours/")).says(
        "less 37.0. (42.0 recorded; no more than the contracted hours count.)"
    )


def test_nothing_chosen_says_so(world: World) -> None:
    response = world.client_for(Role.SENIOR).get(f"{ADD}?asked=1")
    assert response.status_code == 422
    read_page(response).says("There is a problem")


def test_reasons_keep_their_own_capitals(world: World) -> None:
    page = read_page(world.client_for(Role.SENIOR).get(ADD))
    page.says("PSO learning")
    page.says("VQ3")


def test_a_comma_is_not_read_as_nothing(world: World) -> None:
    response = world.client_for(Role.SENIOR).post("/staff/N01A001/hours/HMFELL/", {"hours": "37,5", "starts": "9 Nov"})
    assert response.status_code == 422
    read_page(response).says("Write 37.5")

"""What a load at a threshold asks for, from whom, by when; and that nothing clears itself."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rainer.common.models import LogEntry, Message
from rainer.organisation.models import RoleHolding
from rainer.workload.models import CurrentLoad, LoadReading, WorkloadAction
from rainer.workload.operations import evaluate_thresholds, refresh_load
from rainer.workload.queries.history import Run, run_now
from tests import make
from tests.cast import World

FIGURES = {"case_points": 0, "report_points": 0, "cms_points": 0, "contracted_hours": 37, "reduction_hours": 0,
           "cases": 1, "community_cases": 1, "custody_cases": 0, "licence_cases": 0}  # fmt: skip


def read(pt: Any, on: date, percent: float | None) -> None:
    """A reading of so many per cent of 1,000 points; None for no available time."""
    available = 0 if percent is None else 1000
    LoadReading.objects.update_or_create(
        practitioner_team=pt,
        on=on,
        defaults={
            **FIGURES,
            "total_points": round((percent or 0) * 10),
            "available_points": available,
            "percent": percent,
        },
    )


def night(pt: Any, on: date, percent: float | None) -> int:
    read(pt, on, percent)
    return evaluate_thresholds(on, at=make.at(on, 6))


@pytest.fixture
def aisha(world: World, today: date) -> Any:
    refresh_load(None, at=make.at(today))
    return world.aisha


def waiting(level: str = "team", threshold: str = "act") -> list[WorkloadAction]:
    return list(WorkloadAction.objects.filter(chosen="", level=level, threshold=threshold))


@pytest.mark.parametrize(("percent", "records"), [(109.9, 0), (110, 1), (110.1, 1), (None, 0)])
def test_a_record_is_due_at_or_above_110(aisha: Any, today: date, percent: float | None, records: int) -> None:
    night(aisha, today, percent)
    assert len(waiting()) == records


def test_it_is_due_in_five_working_days(aisha: Any, today: date) -> None:
    night(aisha, today, 110)
    (action,) = waiting()
    assert (today.strftime("%a"), action.due) == ("Mon", today + timedelta(days=7))
    assert LogEntry.objects.filter(name="workload_action_due").count() == 1


def test_the_same_night_twice_opens_nothing_twice(aisha: Any, today: date) -> None:
    assert (night(aisha, today, 112), night(aisha, today, 112)) == (1, 0)
    assert len(waiting()) == 1


@pytest.mark.parametrize(("days_on", "records"), [(27, 0), (28, 1)])
def test_it_is_repeated_after_four_weeks_while_it_lasts(
    aisha: Any, world: World, today: date, days_on: int, records: int
) -> None:
    night(aisha, today, 112)
    _answered(world)
    night(aisha, today + timedelta(days=days_on), 112)
    assert len(waiting()) == records


def test_a_new_run_asks_again_at_once(aisha: Any, world: World, today: date) -> None:
    night(aisha, today, 112)
    _answered(world)
    night(aisha, today + timedelta(days=1), 100)
    night(aisha, today + timedelta(days=2), 112)
    assert len(waiting()) == 1


def _answered(world: World) -> None:
    WorkloadAction.objects.update(
        chosen="admin_help", chosen_by=world.users[RoleHolding.Role.SENIOR], chosen_at=make.at(world.today)
    )


def test_going_under_clears_no_record(aisha: Any, today: date) -> None:
    night(aisha, today, 112)
    night(aisha, today + timedelta(days=1), 80)
    assert len(waiting()) == 1
    assert CurrentLoad.objects.get(pk=aisha.pk).over_since is None


def test_a_night_without_a_percentage_neither_breaks_a_run_nor_counts(aisha: Any, today: date) -> None:
    for day, percent in enumerate((112, None, 112)):
        night(aisha, today + timedelta(days=day), percent)
    assert CurrentLoad.objects.get(pk=aisha.pk).over_since == today
    assert WorkloadAction.objects.count() == 1


def test_the_run_is_counted_from_every_reading_however_old(aisha: Any, world: World, today: date, page: Any) -> None:
    read(aisha, today - timedelta(days=401), 109.9)
    for ago in range(400, 0, -1):
        if ago != 200:
            read(aisha, today - timedelta(days=ago), 112)
    CurrentLoad.objects.filter(pk=aisha.pk).update(over_since=today - timedelta(days=30))
    night(aisha, today, 112)
    assert CurrentLoad.objects.get(pk=aisha.pk).over_since == today - timedelta(days=400)
    CurrentLoad.objects.filter(pk=aisha.pk).update(total_points=1300, available_points=1000)
    load = page(RoleHolding.Role.SENIOR, "/staff/N01A001/load/")
    load.says("At or over 110% for 400 days; ")
    load.says("At or over 110% for 400 days, now 130.0%")


def test_a_load_that_fell_since_the_night_is_over_no_more(aisha: Any, today: date) -> None:
    night(aisha, today - timedelta(days=1), 112)
    load = CurrentLoad.objects.get(pk=aisha.pk)
    load.total_points, load.available_points = 1099, 1000
    assert run_now(load, level=110, on=today) is None
    load.total_points = 1100
    assert run_now(load, level=110, on=today) == Run(today - timedelta(days=1), 2)


@pytest.mark.parametrize(("nights", "percent", "records"), [(27, 111, 0), (28, 111, 1), (28, 110, 0)])
def test_excessive_is_above_110_in_every_reading_of_four_weeks(
    aisha: Any, today: date, nights: int, percent: float, records: int
) -> None:
    for ago in range(nights - 1, 0, -1):
        read(aisha, today - timedelta(days=ago), percent)
    night(aisha, today, percent)
    assert len(waiting("unit", "excessive")) == records


def test_excessive_is_asked_once_a_run(aisha: Any, today: date) -> None:
    for ago in range(40, 0, -1):
        read(aisha, today - timedelta(days=ago), 111)
    for day in range(3):
        night(aisha, today + timedelta(days=day), 111)
    assert WorkloadAction.objects.filter(threshold="excessive", rises_from=None).count() == 1


@pytest.mark.parametrize(("percent", "messages"), [(124.9, 0), (125, 1)])
def test_the_head_is_told_the_same_day_at_125(aisha: Any, today: date, percent: float, messages: int) -> None:
    night(aisha, today, percent)
    night(aisha, today + timedelta(days=1), percent)
    assert [m.to for m in Message.objects.all()] == ["dilys.hart@example.org"] * messages
    assert all("Aisha" not in m.body + m.subject for m in Message.objects.all())


@pytest.mark.parametrize(("days_after_due", "records"), [(0, 0), (1, 1)])
def test_unanswered_past_its_day_it_rises(aisha: Any, today: date, days_after_due: int, records: int) -> None:
    night(aisha, today, 112)
    (first,) = waiting()
    evaluate_thresholds(first.due + timedelta(days=days_after_due), at=make.at(today))
    assert len(waiting("unit")) == records
    assert len(waiting("team")) == 1
    assert all(action.rises_from == first for action in waiting("unit"))


def test_it_rises_to_the_nation_and_no_further(aisha: Any, today: date) -> None:
    night(aisha, today, 112)
    for week in range(2, 12, 2):
        evaluate_thresholds(today + timedelta(weeks=week), at=make.at(today))
    levels = list(WorkloadAction.objects.order_by("id").values_list("level", flat=True))
    assert levels == ["team", "unit", "region", "nation"]


def test_a_placeholder_is_nobodys_load(world: World, today: date) -> None:
    pt = make.practitioner_team(is_placeholder=True)
    refresh_load(None, at=make.at(today))
    night(pt, today, 300)
    assert not WorkloadAction.objects.exists()


def test_as_many_queries_for_many_as_for_few(world: World, today: date) -> None:
    counts = []
    for day, more in enumerate((3, 30)):
        for _ in range(more):
            pt = make.practitioner_team(team=world.fellside)
            refresh_load([pt.pk], at=make.at(today))
            read(pt, today + timedelta(days=day), 112)
        with CaptureQueriesContext(connection) as captured:
            evaluate_thresholds(today + timedelta(days=day), at=make.at(today))
        counts.append(len(captured))
    assert counts[0] == counts[1]

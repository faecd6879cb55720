"""Reductions through their life, averages over periods, and the reporting day."""

from datetime import date, datetime, timedelta

import pytest

from rainer.policy import workload as w

ON = date(2026, 11, 9)


# Reductions


@pytest.mark.parametrize(
    ("starts", "ends", "status"),
    [(1, 9, "SCHEDULED"), (0, 9, "ACTIVE"), (-9, 0, "ACTIVE"), (-9, -1, "ARCHIVED")],
)
def test_the_status_a_reduction_is_saved_with(starts: int, ends: int, status: str) -> None:
    found = w.status_on_entry(starts=ON + timedelta(starts), ends=ON + timedelta(ends), on=ON)
    assert found.value == status


@pytest.mark.parametrize(
    ("status", "starts", "ends", "after"),
    [("ACTIVE", -9, -1, "ARCHIVED"), ("ACTIVE", -9, 0, "ACTIVE"), ("SCHEDULED", 0, 9, "ACTIVE"),
     ("SCHEDULED", 1, 9, "SCHEDULED"), ("DELETED", -9, -1, "DELETED"), ("ARCHIVED", -1, 9, "ARCHIVED")],
)  # fmt: skip
def test_the_nightly_roll(status: str, starts: int, ends: int, after: str) -> None:
    reduction = w.Reduction(5, ON + timedelta(starts), ON + timedelta(ends), w.ReductionStatus(status))
    assert w.roll(reduction, on=ON).status == after


def test_the_next_change_is_the_nearest_start_or_end_to_come() -> None:
    def held(starts: int, ends: int, status: str = "ACTIVE") -> w.Reduction:
        return w.Reduction(1, ON + timedelta(starts), ON + timedelta(ends), w.ReductionStatus(status))

    assert w.next_change([], on=ON) is None
    assert w.next_change([held(-5, 0)], on=ON) is None
    assert w.next_change([held(-5, 9), held(4, 20, "SCHEDULED"), held(1, 2, "DELETED")], on=ON) == ON + timedelta(4)


@pytest.mark.parametrize(
    ("hours", "starts", "ends", "fields"),
    [(5, 0, 1, []), (None, 0, 1, ["hours"]), (-1, 0, 1, ["hours"]), (37, 0, 1, ["hours"]), (18.5, 0, 1, []),
     (18.6, 0, 1, ["hours"]), (5, 0, 0, ["ends"]), (5, 1, 0, ["ends"]), (5, None, 1, ["starts"]),
     (5, 0, None, ["ends"])],
)  # fmt: skip
def test_what_stands_in_the_way_of_a_reduction(
    hours: float | None, starts: int | None, ends: int | None, fields: list[str]
) -> None:
    faults = w.check_reduction(
        reason="court duty",
        hours=hours,
        starts=None if starts is None else ON + timedelta(starts),
        ends=None if ends is None else ON + timedelta(ends),
        notes="",
        contracted_hours=37,
        most_for_reason=18.5,
        on=ON,
    )
    assert [fault.field for fault in faults] == fields


def test_a_reduction_needs_a_reason_contracted_hours_and_short_notes() -> None:
    faults = w.check_reduction(
        reason="", hours=5, starts=ON, ends=ON + timedelta(1), notes="x" * 4000, contracted_hours=0,
        most_for_reason=0, on=ON,
    )  # fmt: skip
    assert [fault.field for fault in faults] == ["hours", "reason", "notes"]


def test_an_allowance_is_a_share_of_the_contracted_hours() -> None:
    assert w.allowance_hours(contracted_hours=37, allowance_percent=47, max_percent=50) == (17.39, 18.5)
    assert w.allowance_hours(contracted_hours=20, allowance_percent=None, max_percent=None) == (20, 20)


# History


def day_row(day: int, points: int, report: int = 0) -> w.DailyRow:
    return w.DailyRow(date(2026, 11, day), report or day, 37, 0, {"total_points": points, "available_points": 1000})


def test_a_period_includes_its_last_day_and_the_public_tool_leaves_it_out() -> None:
    rows = [day_row(2, 100), day_row(8, 201), day_row(9, 9999)]
    args = {
        "group_by": "practitioner",
        "starts": date(2026, 11, 2),
        "days": 7,
        "figures": ("total_points", "available_points"),
    }
    ours = w.average(rows, **args)  # type: ignore[arg-type]
    theirs = w.average(rows, **args, last_day_left_out=True)  # type: ignore[arg-type]
    assert (ours.days, ours.figures["total_points"], ours.percent) == (2, 151, 15.1)
    assert (theirs.days, theirs.figures["total_points"]) == (1, 100)


def test_a_team_is_averaged_over_reports() -> None:
    rows = [day_row(2, 100, report=7), day_row(2, 300, report=7)]
    found = w.average(rows, group_by="team", starts=date(2026, 11, 2), days=7, figures=("total_points",))
    assert (found.days, found.figures["total_points"]) == (1, 400)


def test_a_period_without_data_has_no_load() -> None:
    found = w.average([], group_by="team", starts=date(2026, 11, 2), days=7, figures=("total_points",))
    assert (found.days, found.figures, found.percent) == (0, {"total_points": 0}, None)


@pytest.mark.parametrize(
    ("now", "start", "end"),
    [
        ("2022-07-12T18:30", "2022-07-11T18:30", "2022-07-12T18:30"),
        ("2022-07-12T18:31", "2022-07-12T18:30", "2022-07-13T19:30"),
        ("2022-07-13T19:30", "2022-07-12T18:30", "2022-07-13T19:30"),
        ("2022-07-13T19:31", "2022-07-13T19:30", "2022-07-14T18:30"),
    ],
)
def test_the_exact_end_of_a_reporting_day_belongs_to_it(now: str, start: str, end: str) -> None:
    found = w.reporting_day(datetime.fromisoformat(now))
    assert found == (datetime.fromisoformat(start), datetime.fromisoformat(end))

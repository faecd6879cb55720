"""Facts an allocation page needs: repeats, what is recent, limited access, appointments, out of area."""

from datetime import date, timedelta

import pytest

from rainer.policy import workload as w

ON = date(2026, 11, 9)


# Facts for allocation


@pytest.mark.parametrize(("minutes", "refreshed"), [(4.9, False), (5, False), (5.1, True)])
def test_a_second_click_within_minutes_changes_nothing(minutes: float, refreshed: bool) -> None:
    who = w.StaffTeam("A1", "T1")
    found = w.allocation_repeat(existing=who, new=who, minutes_since=minutes, on=ON)
    assert (found.allocated_at_changes, found.new_record) == (refreshed, False)


def test_another_team_of_the_same_practitioner_is_another_holder() -> None:
    found = w.allocation_repeat(existing=w.StaffTeam("A1", "T1"), new=w.StaffTeam("A1", "T2"), minutes_since=1, on=ON)
    assert (found.new_record, found.old_record_active, found.recalculated) == (True, False, 2)


@pytest.mark.parametrize(("days_ago", "count"), [(7, 1), (8, 0)])
def test_the_past_week_reaches_back_seven_days(days_ago: int, count: int) -> None:
    who = w.StaffTeam("A1", "T1")
    given = [w.PersonAllocation("X000001", who, ON - timedelta(days_ago))]
    assert w.cases_in_past_week(given, who, on=ON) == count


@pytest.mark.parametrize(
    ("restricted", "excluded", "outcome"),
    [([], [], "open"), (["Ann"], [], "limited_allowed"), (["Bob"], [], "forbidden"),
     ([], ["ANN"], "forbidden"), (["ann"], ["ann"], "forbidden"), ([], ["Bob"], "limited_allowed")],
)  # fmt: skip
def test_limited_access_compares_names_without_case(restricted: list[str], excluded: list[str], outcome: str) -> None:
    assert w.limited_access("ann", restricted_to=restricted, excluded_from=excluded) == outcome


@pytest.mark.parametrize(
    ("state", "days", "status"),
    [("custody", None, "NOT_NEEDED"), ("licence", 3, "NOT_NEEDED"), ("community", None, "NOT_FOUND"),
     ("community", -1, "WAS_SCHEDULED"), ("community", 0, "SCHEDULED"), ("community", 1, "SCHEDULED")],
)  # fmt: skip
def test_the_first_appointment(state: str, days: int | None, status: str) -> None:
    appointment = None if days is None else ON + timedelta(days)
    assert w.initial_appointment_status(state=state, appointment=appointment, on=ON).value == status


@pytest.mark.parametrize(
    ("score", "level"),
    [(0, "Low"), (49, "Low"), (50, "Medium"), (74, "Medium"), (75, "High"), (89, "High"), (90, "Very High")],
)
def test_levels_of_ogrs(score: int, level: str) -> None:
    assert w.ogrs_level(score, on=ON) == level


@pytest.mark.parametrize(("count", "text"), [(98, "98"), (99, "99"), (100, "99+")])
def test_a_count_in_a_menu(count: int, text: str) -> None:
    assert w.count_badge(count, on=ON) == text


def test_a_case_of_another_region_is_out_of_area() -> None:
    regions = {"T1": "North", "T2": "South", "T3": "North"}

    def away(team: str | None, managed: bool = True) -> bool:
        return w.out_of_area(held_by_team=team, is_currently_managed=managed, current_team="T1", team_regions=regions)

    assert [away("T2"), away("T3"), away("T9"), away(None), away("T2", managed=False)] == [
        True,
        False,
        False,
        False,
        False,
    ]

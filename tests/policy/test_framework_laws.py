"""Laws of the prioritising framework: whatever the colour, the version and the case, a risk task is done."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rainer.policy import framework as f
from rainer.policy.rulebook import NATION, Source, Status, Value, national

ON = date(2026, 11, 9)
VERSIONS = national().parameter("framework.tasks").values
COLOURS = ("green", "amber", "red", "lapsed")
colours = st.sampled_from(COLOURS)
rows = [(version, row) for version in VERSIONS for row in version.value["tasks"]]
cases = st.builds(
    f.CaseRisk,
    rosh=st.sampled_from(("very_high", "high", "medium", "low", "not_recorded")),
    mappa_level=st.sampled_from((None, 0, 1, 2, 3)),
    registrations=st.frozensets(st.sampled_from(("RCPR", "ADVP", "RVAD", "WEAP", "HREG")), max_size=3),
    task_bears_on_risk=st.booleans(),
)


def permission(task: str | None, colour: Any, case: f.CaseRisk | None, on: date = ON, **kwargs: Any) -> f.Permission:
    answer = f.what_may_be_done(f.WorkInputs(task, colour, case), on=on, **kwargs).answer
    assert answer is not None
    return answer


@given(st.sampled_from(rows), colours, cases)
def test_a_risk_task_is_done_under_every_version_and_colour(
    row: tuple[Value, Any], colour: Any, case: f.CaseRisk
) -> None:
    version, task = row
    answer = permission(task["task"], colour, case, on=version.starts)
    bears_on_risk = task["bears_on_risk"] == "yes" or case.task_bears_on_risk
    if bears_on_risk or case.rosh in ("very_high", "high", "not_recorded") or case.mappa_level in (2, 3):
        assert (answer.what, answer.pause_refusal) == ("do", "risk_task_cannot_pause")


@given(st.sampled_from(rows), colours, cases)
def test_only_a_pause_has_no_refusal_and_nothing_waits_under_green(
    row: tuple[Value, Any], colour: Any, case: f.CaseRisk
) -> None:
    version, task = row
    answer = permission(task["task"], colour, case, on=version.starts)
    assert (answer.what == "pause") == (answer.pause_refusal is None)
    assert colour not in ("green", "lapsed") or answer.what == "do"


@pytest.mark.parametrize("version", VERSIONS, ids=lambda v: v.starts.isoformat())
def test_every_version_is_sound(version: Value) -> None:
    assert f.table_faults(version.value["tasks"]) == ()


def local_table(**row: Any) -> Value:
    task = {"task": "recall_breach", "label": "Recall", "bears_on_risk": "yes", "green": "do", "amber": "do", **row}
    source = Source("A table of the site", "", ON)
    return Value(
        "framework.tasks", {"version": "Local", "tasks": [task]}, ON, NATION, Status.CHOSEN, source, Status.CHOSEN
    )


def test_a_local_table_that_pauses_a_risk_task_is_found_out_and_does_not_pause_it() -> None:
    table = local_table(red="pause")
    assert f.table_faults(table.value["tasks"]) == ("Recall bears on risk: it is done under every colour.",)
    book = national().with_local([table])
    assert permission("recall_breach", "red", f.CaseRisk(rosh="low"), rulebook=book).what == "do"


def test_a_reduction_says_to_what_and_green_does_everything() -> None:
    faults = f.table_faults(local_table(bears_on_risk="no", green="pause", red="reduce").value["tasks"])
    assert faults == ("Recall: under Green everything is done.", "Recall: say what it is reduced to under Red.")


@given(st.dates(date(2022, 2, 1), date(2027, 1, 1)), st.integers(-3, 3), st.sampled_from(("green", "amber", "red")))
def test_a_status_never_goes_on_past_its_review_day(starts: date, days: int, colour: Any) -> None:
    review_by = starts + timedelta(days=5)
    status = f.FrameworkStatus(colour, starts, review_by, "chief_officer")
    on = review_by + timedelta(days=days)
    assert f.colour_in_force(status, on=on) == (colour if on <= review_by else "lapsed")


instructions = st.lists(
    st.builds(
        f.Instruction,
        ref=st.uuids().map(str),
        dated=st.dates(date(2026, 11, 1), ON),
        authority=st.sampled_from(("senior", "head_of_unit", "regional_director", "chief_officer", "a caller")),
        task=st.sampled_from(("routine_review", "end_review")),
        says=st.sampled_from(("do", "pause")),
    ),
    max_size=8,
)


@given(instructions)
def test_every_instruction_stands_is_replaced_is_tied_or_agrees(given_: list[f.Instruction]) -> None:
    answer = f.settle_instructions(f.InstructionsInputs(tuple(given_)), on=ON).answer
    assert answer is not None
    assert [one.task for one in answer.tasks] == sorted({one.task for one in given_})
    for settled in answer.tasks:
        for loser in settled.replaced:
            assert settled.stands is not None
            assert loser.instruction.says != settled.stands.says
            assert loser.replaced_by == settled.stands.ref
        assert (settled.stands is None) == bool(settled.tied)


def test_paused_work_is_caught_up_ten_working_days_after_the_review_day() -> None:
    status = f.FrameworkStatus("red", date(2026, 10, 1), date(2026, 12, 18), "chief_officer")
    assert f.catch_up_date(status, on=ON) == date(2027, 1, 6)  # 25 and 28 December and 1 January are holidays

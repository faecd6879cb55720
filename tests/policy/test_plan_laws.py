"""Laws of the plan: how long a text may be, and that a step that moves ends what was quiet."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rainer.policy import plan
from rainer.policy.assessment.areas import Area

ON = date(2026, 11, 9)
days = st.dates(date(2026, 1, 1), ON)


@pytest.mark.parametrize(("length", "problems"), [(3999, []), (4000, []), (4001, ["too_long"])])
def test_goals_steps_and_notes_are_no_longer_than_their_limit(length: int, problems: list[str]) -> None:
    text = "a" * length
    for outcome in (
        plan.goal_lacks(plan.GoalText(text, Area.DRUGS), on=ON),
        plan.step_lacks(plan.StepText(text, "person"), on=ON),
        plan.note_lacks(plan.NoteText(text), on=ON),
    ):
        assert outcome.answer is not None
        assert [one.problem for one in outcome.answer.lacks] == problems


@pytest.mark.parametrize(("length", "problems"), [(120, []), (121, ["too_long"])])
def test_a_name_is_no_longer_than_its_limit(length: int, problems: list[str]) -> None:
    answer = plan.step_lacks(plan.StepText("Lifts", "someone_else", "R" * length), on=ON).answer
    assert answer is not None
    assert [one.problem for one in answer.lacks] == problems


@given(days, st.lists(days, max_size=4))
def test_a_step_that_moves_today_ends_what_was_quiet(since: date, moved: list[date]) -> None:
    need = plan.AreaNeed(Area.FINANCES, is_high=True, known_since=since)
    goals = tuple(plan.GoalMoves("ACTIVE", (Area.FINANCES,), day) for day in moved)
    before = plan.nothing_happening(plan.NeedsInputs((need,), goals), on=ON).answer
    assert before is not None
    last = max([since, *moved])
    assert bool(before.needs) == (ON - last >= timedelta(days=28))
    today = plan.GoalMoves("ACTIVE", (Area.FINANCES,), ON)
    after = plan.nothing_happening(plan.NeedsInputs((need,), (*goals, today)), on=ON).answer
    assert after is not None
    assert after.needs == ()

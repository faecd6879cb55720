"""Laws that hold for every load, whatever the cases: tried on many made-up ones."""

from datetime import date
from itertools import groupby
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from rainer.policy import workload as w
from rainer.policy.allocation import waiting_key

ON = date(2024, 5, 1)
KINDS = ("warrant", "upw", "overdue")

cases = st.builds(
    w.CaseLine,
    crn=st.just("X000001"),
    tier=st.sampled_from((*w.V2_TIERS, None)),
    state=st.sampled_from((*w.CaseState, None)),
    t2a=st.booleans(),
    warrant=st.booleans(),
    upw=st.booleans(),
    overdue=st.booleans(),
)
hours = st.decimals(0, 40, places=1).map(float)
rows = st.builds(
    w.LoadRow,
    total_points=st.integers(-50, 4000),
    available_points=st.integers(0, 2176),
    cms_points=st.integers(-50, 50),
    cases=st.integers(0, 90),
)


def load_of(*, held: list[w.CaseLine], reductions: tuple[float, ...] = ()) -> w.Load:
    inputs = w.PractitionerLoadInputs(grade=w.Grade.PO, cases=tuple(held), reductions=reductions)
    answer = w.practitioner_load(inputs, on=ON).answer
    assert answer is not None
    return answer


@given(st.lists(cases, max_size=12), cases)
def test_one_more_case_never_lowers_the_total(held: list[w.CaseLine], more: w.CaseLine) -> None:
    before, after = load_of(held=held), load_of(held=[*held, more])
    assert after.total_points >= before.total_points
    assert after.cases_scored + after.cases_unscored == len(held) + 1


@given(st.lists(cases, max_size=12))
def test_the_load_is_the_sum_of_its_cases(held: list[w.CaseLine]) -> None:
    points = [w.case_points(w.CaseInputs(case), on=ON).answer for case in held]
    assert load_of(held=held).case_points == sum(p.points or 0 for p in points if p is not None)


@given(st.lists(cases.filter(lambda c: not (c.warrant or c.upw or c.overdue)), max_size=12))
def test_cases_one_by_one_and_counted_in_cells_come_to_the_same(held: list[w.CaseLine]) -> None:
    def cell_of(case: w.CaseLine) -> tuple[str, str, bool]:
        return (str(case.state), case.tier or w.UNTIERED, case.t2a)

    known = sorted((c for c in held if c.state is not None), key=cell_of)
    cells = []
    for (state, tier, t2a), group in groupby(known, key=cell_of):
        n = len(list(group))
        cells.append(w.Cell(w.CaseState(state), tier, all=n, filtered=n, t2a=t2a))
    counted = w.practitioner_load(w.PractitionerLoadInputs(grade=w.Grade.PO, cells=tuple(cells)), on=ON).answer
    assert counted is not None
    assert counted.case_points == load_of(held=known).case_points


@given(hours, hours)
def test_more_reductions_never_leave_more_room(one: float, other: float) -> None:
    assert (
        load_of(held=[], reductions=(one, other)).available_points
        <= load_of(held=[], reductions=(one,)).available_points
    )


@given(st.lists(rows, max_size=20), st.integers(0, 20))
def test_a_rollup_of_parts_equals_the_rollup_of_the_whole(all_rows: list[w.LoadRow], cut: int) -> None:
    parts = (w.add_up(all_rows[:cut]), w.add_up(all_rows[cut:]))
    whole = w.add_up(all_rows)
    assert w.add_up(parts) == whole
    rolled = w.rollup(w.RollupInputs(tuple(all_rows)), on=ON).answer
    assert rolled is not None
    assert rolled.percent == whole.percent
    assert rolled.with_load + rolled.not_available == len(all_rows)


@given(st.lists(st.integers(0, 300), min_size=1, max_size=30), st.floats(0, 1))
def test_a_centile_lies_among_the_values(values: list[int], share: float) -> None:
    found = w.centile(values, share)
    assert found is not None
    assert min(values) <= found <= max(values)


waiting = st.tuples(st.integers(1, 4), st.integers(0, 400), st.none() | st.integers(0, 400), st.integers(0, 10**6))


@given(st.lists(waiting, unique_by=lambda one: one[3]), st.randoms())
def test_the_waiting_order_is_total_and_does_not_depend_on_where_it_starts(
    people: list[tuple[int, int, int | None, int]], shuffle: Random
) -> None:
    def key(person: tuple[int, int, int | None, int]) -> tuple[int, int, int, int, str]:
        group, days, contact, crn = person
        return waiting_key(group=group, days_waiting=days, days_since_contact=contact, crn=f"X{crn:06d}")

    assert len({key(person) for person in people}) == len(people)
    mixed = list(people)
    shuffle.shuffle(mixed)
    assert sorted(mixed, key=key) == sorted(people, key=key)


def test_the_waiting_order_by_hand() -> None:
    order = [
        waiting_key(group=1, days_waiting=2, days_since_contact=1, crn="X000009"),
        waiting_key(group=2, days_waiting=90, days_since_contact=None, crn="X000008"),
        waiting_key(group=2, days_waiting=90, days_since_contact=400, crn="X000001"),
        waiting_key(group=2, days_waiting=90, days_since_contact=3, crn="X000002"),
        waiting_key(group=2, days_waiting=90, days_since_contact=3, crn="X000003"),
        waiting_key(group=2, days_waiting=89, days_since_contact=None, crn="X000000"),
    ]
    assert order == sorted(order)

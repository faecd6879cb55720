"""Laws of the requirement rules that hold whatever the case."""

from dataclasses import replace
from datetime import date, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from rainer.policy import requirements
from rainer.policy.dates import add_months
from rainer.policy.requirements import (
    ActivityContact,
    BookedSession,
    DiscountInputs,
    ProgressInputs,
    ProjectAllocation,
    RarInputs,
    RequirementContact,
    ScheduleInputs,
    SchemeEvent,
)

TODAY = date(2026, 6, 15)
days = st.integers(-60, 60).map(lambda n: TODAY + timedelta(days=n))
known = st.sampled_from([True, False, None])
contacts = st.lists(st.builds(ActivityContact, days, known, known, st.booleans()), max_size=12)


@st.composite
def allocations(draw: st.DrawFn, name: str) -> ProjectAllocation:
    start = draw(st.integers(6 * 60, 18 * 60))
    end = start + draw(st.integers(1, 5 * 60))
    first = draw(days)
    length = draw(st.none() | st.integers(0, 400))
    return ProjectAllocation(
        name=name,
        project="P" + name,
        frequency=draw(st.sampled_from(["ONCE", "WEEKLY", "FORTNIGHTLY"])),
        weekday=draw(st.integers(0, 6)),
        start=time(*divmod(start, 60)),
        end=time(*divmod(end, 60)),
        first_day=first,
        last_day=None if length is None else first + timedelta(days=length),
    )


orders = st.builds(
    ScheduleInputs,
    required_minutes=st.integers(0, 6000),
    allocations=st.tuples(allocations("A"), allocations("B")) | st.tuples(allocations("A")) | st.just(()),
    non_working_days=st.frozensets(days, max_size=10),
    now=st.times(),
)


def _plan(inputs: ScheduleInputs) -> requirements.Schedule:
    plan = requirements.schedule(inputs, on=TODAY).answer
    assert plan is not None
    return plan


@settings(max_examples=60, deadline=None)
@given(orders)
def test_every_minute_is_booked_or_missing(order: ScheduleInputs) -> None:
    plan = _plan(order)
    assert sum(session.minutes for session in plan.to_book) + plan.shortfall == order.required_minutes


@settings(max_examples=60, deadline=None)
@given(orders)
def test_sessions_lie_in_their_allocation_and_on_working_days(order: ScheduleInputs) -> None:
    by_name = {allocation.name: allocation for allocation in order.allocations}
    for session in _plan(order).to_book:
        allocation = by_name[session.allocation or ""]
        assert allocation.falls_on(session.day)
        assert session.day >= TODAY
        assert session.day not in order.non_working_days
        assert allocation.start == session.start < session.end <= allocation.end
        assert session.day > TODAY or session.start >= order.now


@settings(max_examples=60, deadline=None)
@given(orders, st.sampled_from(["ALLOCATION_CHANGE", "OTHER_CHANGE"]))
def test_booking_again_books_nothing(order: ScheduleInputs, trigger: str) -> None:
    plan = _plan(order)
    again = ScheduleInputs(
        required_minutes=order.required_minutes,
        allocations=order.allocations,
        booked=tuple(BookedSession(session) for session in plan.to_book),
        non_working_days=order.non_working_days,
        now=order.now,
        trigger=trigger,  # type: ignore[arg-type]
    )
    if trigger == "OTHER_CHANGE" and any(a.frequency == "ONCE" for a in order.allocations):
        return  # a run books a single session once more, as each run may
    assert _plan(again).to_book == ()


@given(contacts, st.randoms(use_true_random=False))
def test_rar_days_do_not_depend_on_order_or_repetition(given_contacts: list[ActivityContact], shuffle) -> None:  # type: ignore[no-untyped-def]
    once = requirements.rar_days(RarInputs(tuple(given_contacts)), on=TODAY).answer
    twice = given_contacts * 2
    shuffle.shuffle(twice)
    assert requirements.rar_days(RarInputs(tuple(twice)), on=TODAY).answer == once
    assert once is not None
    assert once.done + once.booked <= len({contact.day for contact in given_contacts})


@given(st.integers(2400, 18000), st.integers(0, 18000), st.integers(0, 600))
def test_time_off_grows_with_time_worked_and_never_passes_the_order(required: int, worked: int, more: int) -> None:
    def discount(minutes: int) -> requirements.Discount:
        answer = requirements.incentive_discount(DiscountInputs(required, minutes, "QUALIFYING"), on=TODAY).answer
        assert answer is not None
        return answer

    assert discount(worked).current <= discount(worked + more).current
    done = min(worked, required - discount(worked).most)
    assert done + discount(done).current <= required + 1  # half minutes go up


@given(st.lists(st.builds(SchemeEvent, st.integers(-60, 480), st.booleans(), st.booleans()), max_size=8))
def test_nothing_counts_after_the_event_that_ends_the_scheme(events: list[SchemeEvent]) -> None:
    def progress(some: list[SchemeEvent]) -> requirements.SchemeProgress:
        inputs = requirements.ProgressOfScheme(6000, tuple(some))
        answer = requirements.incentive_progress(inputs, on=TODAY).answer
        assert answer is not None
        return answer

    ended = [*events, SchemeEvent(0, False, True)]
    assert progress([*ended, SchemeEvent(480, True)]) == progress(ended)


@given(days, st.integers(1, 700))
def test_a_period_of_days_has_that_many_days(start: date, length: int) -> None:
    end = requirements.last_day(start, f"{length} days")
    assert end is not None
    assert (end - start).days + 1 == length
    assert requirements.last_day(start, str(length)) == end


@given(days, st.integers(-60, 60))
def test_months_later_and_back_is_the_same_day_or_earlier_in_it(start: date, months: int) -> None:
    there = add_months(start, months)
    assert (there.year - start.year) * 12 + there.month - start.month == months
    back = add_months(there, -months)
    assert (back.year, back.month) == (start.year, start.month)
    assert start.day - 3 <= back.day <= start.day


requirement_contacts = st.lists(
    st.builds(RequirementContact, days, known, known, st.integers(0, 400), st.booleans()), max_size=10
)


@settings(max_examples=60)
@given(
    st.sampled_from([kind.kind for kind in requirements.requirement_kinds(on=TODAY)]),
    st.none() | st.integers(1, 9000),
    st.none() | days,
    st.none() | days,
    requirement_contacts,
)
def test_every_requirement_has_its_one_line(
    kind: str, ordered: int | None, starts: date | None, ends: date | None, some: list[RequirementContact]
) -> None:
    inputs = ProgressInputs(kind, ordered, starts, ends, contacts=tuple(some))
    outcome = requirements.requirement_progress(inputs, on=TODAY)
    progress = outcome.answer
    assert progress is not None
    assert outcome.sentence.startswith(progress.name)
    assert progress.why in outcome.sentence
    assert progress.left is None or progress.left >= 0
    if progress.is_on_track is None:
        assert outcome.missing or progress.why
    if progress.left is not None and progress.ordered is not None and progress.done <= progress.ordered:
        assert progress.done + progress.left == progress.ordered


@given(requirement_contacts, days)
def test_a_corrected_outcome_corrects_the_line(some: list[RequirementContact], day: date) -> None:
    def done(contact: RequirementContact) -> int:
        inputs = ProgressInputs("programme", 100, TODAY, TODAY, contacts=(*some, contact))
        answer = requirements.requirement_progress(inputs, on=TODAY).answer
        assert answer is not None
        return answer.done

    missed, kept = RequirementContact(day, False, False), RequirementContact(day, True, True)
    assert done(kept) == done(missed) + 1


kept_or_not = st.lists(
    st.builds(RequirementContact, days, known, known, minutes=st.just(0)).filter(lambda c: c.day <= TODAY), max_size=10
)


@settings(max_examples=60, deadline=None)
@given(kept_or_not, st.integers(1, 300), st.integers(1, 60))
def test_what_is_off_track_went_so_on_the_day_it_says(kept: list[RequirementContact], ago: int, ordered: int) -> None:
    inputs = ProgressInputs(
        "rehabilitation_activity", ordered, TODAY - timedelta(days=ago), order_ends_on=TODAY + timedelta(days=30),
        contacts=tuple(kept),
    )  # fmt: skip

    def is_off(day: date) -> bool:
        known = replace(inputs, contacts=tuple(one for one in kept if one.day <= day))
        answer = requirements.requirement_progress(known, on=day).answer
        return answer is not None and answer.is_on_track is False

    since = requirements.off_track_since(inputs, on=TODAY)
    assert (since is None) == (not is_off(TODAY))
    if since is not None:
        assert since <= TODAY
        assert is_off(since)
        assert not is_off(since - timedelta(days=1))

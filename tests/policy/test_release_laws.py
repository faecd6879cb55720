"""Laws of licence, home detention curfew and parole rules that hold whatever the case."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from rainer.policy import hdc, licence, parole
from rainer.policy.working_days import bank_holidays, is_working_day

HOLIDAYS = bank_holidays()
ON = date(2026, 6, 15)
starts = st.dates(date(2021, 2, 1), date(2028, 12, 31))
sentences = st.dates(date(2019, 1, 1), date(2026, 6, 1))


def _curfew(inputs: hdc.EligibilityInputs, on: date = ON) -> date | None:
    answer = hdc.eligibility_date(inputs, on=on).answer
    assert answer is not None
    return answer.day


@given(sentences, st.integers(42, 3000), st.integers(0, 200))
def test_nobody_goes_home_in_the_first_fourteen_days(sentenced: date, length: int, remand: int) -> None:
    day = _curfew(hdc.EligibilityInputs(sentenced, Decimal(length), remand))
    if day is not None:
        assert day >= sentenced + timedelta(days=14)


@given(sentences, st.integers(42, 3000), st.integers(0, 60))
def test_a_longer_time_never_brings_the_curfew_forward(sentenced: date, length: int, more: int) -> None:
    shorter = _curfew(hdc.EligibilityInputs(sentenced, Decimal(length)))
    longer = _curfew(hdc.EligibilityInputs(sentenced, Decimal(length + more)))
    assert shorter is not None
    assert longer is not None
    assert shorter <= longer


@given(sentences, st.integers(42, 3000), st.integers(0, 100), st.integers(0, 100))
def test_more_remand_never_puts_the_curfew_back(sentenced: date, length: int, remand: int, more: int) -> None:
    later = _curfew(hdc.EligibilityInputs(sentenced, Decimal(length), remand))
    earlier = _curfew(hdc.EligibilityInputs(sentenced, Decimal(length), remand + more))
    if later is not None and earlier is not None:
        assert earlier <= later


@given(sentences, st.integers(42, 3000))
def test_after_the_repeal_no_adult_has_a_later_date_and_every_young_one_keeps_it(sentenced: date, length: int) -> None:
    after = date(2026, 10, 1)
    adult = _curfew(hdc.EligibilityInputs(sentenced, Decimal(length)), after)
    young = _curfew(hdc.EligibilityInputs(sentenced, Decimal(length), is_young=True), after)
    assert young == _curfew(hdc.EligibilityInputs(sentenced, Decimal(length)), ON)
    assert adult == (young if young and young < date(2026, 9, 2) else None)


CRITERIA = hdc.criteria(on=ON)


@given(st.data())
def test_another_answer_never_overturns_a_decided_criterion(data: st.DataObject) -> None:
    criterion = data.draw(st.sampled_from(CRITERIA))
    answer = st.sampled_from([True, False, None])
    some = {name: data.draw(answer) for name in criterion.questions}
    more = {name: data.draw(answer) if given is None else given for name, given in some.items()}
    before = hdc.criterion_met(hdc.CriterionInputs(criterion.code, some), on=ON)
    after = hdc.criterion_met(hdc.CriterionInputs(criterion.code, more), on=ON)
    assert before.answer is None or after.answer == before.answer
    assert (before.answer is None) == bool(before.missing)


@given(starts)
def test_warning_hard_stop_and_start_come_in_this_order_on_working_days(start: date) -> None:
    inputs = licence.HardStopInputs(start)
    stop = licence.hard_stop_date(inputs, on=ON).answer
    warning = licence.hard_stop_warning_date(inputs, on=ON).answer
    assert stop is not None
    assert warning is not None
    assert warning < stop < start
    assert is_working_day(stop, holidays=HOLIDAYS)
    assert is_working_day(warning, holidays=HOLIDAYS)


@given(starts)
def test_a_release_brought_forward_is_on_a_working_day_and_no_friday(start: date) -> None:
    day = licence.earliest_release_date(licence.EarliestReleaseInputs(start), on=ON).answer
    assert day is not None
    assert day <= start
    assert is_working_day(day, holidays=HOLIDAYS)
    assert day.weekday() != 4


@given(starts, st.none() | starts)
def test_a_licence_starts_no_later_than_the_release_point(point: date, confirmed: date | None) -> None:
    day = licence.start_date(licence.StartInputs("release", point, confirmed), on=ON).answer
    assert day is not None
    assert day <= point
    assert day == confirmed or is_working_day(day, holidays=HOLIDAYS)


@given(st.none() | starts, st.none() | starts, st.none() | starts, starts)
def test_the_date_parole_is_near_by_is_the_earliest_to_come(
    thd: date | None, ted: date | None, ped: date | None, on: date
) -> None:
    answer = parole.approaching(parole.ApproachingInputs(thd, ted, ped), on=on).answer
    assert answer is not None
    to_come = [day for day in (thd, ted, ped) if day is not None and day >= on]
    assert answer.is_approaching == (answer.day is not None)
    if answer.day is not None:
        assert answer.day == min(to_come)

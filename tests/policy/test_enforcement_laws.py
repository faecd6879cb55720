"""Laws of enforcement that hold for every case, and what its tables promise each other."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rainer.policy import enforcement, months
from rainer.policy.enforcement import Contact, GivenWarning, Proceeding, StandingInputs
from rainer.policy.outcome import walk
from rainer.policy.rulebook import Place, Rulebook, Source, Status, Value, national

ON = date(2026, 6, 15)
DAY = timedelta(days=1)
UNIT = Place("England and Wales", "Northmarch", "Saltmere")
CODES = tuple(row.code for row in enforcement.appointment_outcomes(on=ON))
days = st.dates(date(2023, 1, 1), date(2026, 6, 15))
kinds = st.sampled_from(tuple(enforcement.KIND_WORDS))
acts = st.sampled_from(("community", "suspended"))
refs = st.integers(1, 9)


def _local(key: str, value: Any) -> Rulebook:
    source = Source("A local instruction", "", ON)
    return national().with_local([Value(key, value, date(2026, 1, 1), UNIT, Status.CHOSEN, source, Status.CHOSEN)])


@st.composite
def orders(draw: st.DrawFn) -> StandingInputs:
    contacts = draw(
        st.lists(st.builds(Contact, refs.map(str), days, st.sampled_from(CODES)), unique_by=lambda c: c.ref)
    )
    about = st.frozensets(st.sampled_from([c.ref for c in contacts] or ["none"]), max_size=2)
    warning = st.builds(GivenWarning, refs.map(str), days, about, st.none() | days)
    proceeding = st.builds(Proceeding, refs.map(str), st.sampled_from(("breach", "recall")), days, about)
    warnings = draw(st.lists(warning, max_size=3, unique_by=lambda w: w.ref))
    proceedings = draw(st.lists(proceeding, max_size=2, unique_by=lambda p: p.ref))
    return StandingInputs(draw(kinds), tuple(contacts), tuple(warnings), tuple(proceedings))


def _standing(inputs: StandingInputs, on: date = ON) -> enforcement.Standing:
    answer = enforcement.standing(inputs, on=on).answer
    assert answer is not None
    return answer


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.integers(1, 60))
def test_months_end_on_the_eve_of_the_same_day(start: date, n: int) -> None:
    after = months.first_day_after(start, n)
    assert months.is_within(after - DAY, start, n)
    assert not months.is_within(after, start, n)
    assert months.last_day(start, n) == after - DAY
    assert after.day == start.day or after.day == 1
    if after.day == start.day:
        assert (after.year * 12 + after.month) - (start.year * 12 + start.month) == n


@pytest.mark.parametrize(
    ("start", "last"),
    [
        (date(2024, 2, 29), date(2025, 2, 28)),
        (date(2023, 2, 28), date(2024, 2, 27)),
        (date(2023, 3, 1), date(2024, 2, 29)),
        (date(2025, 12, 31), date(2026, 12, 30)),
    ],
)
def test_twelve_months_around_the_end_of_february(start: date, last: date) -> None:
    assert months.last_day(start, 12) == last


@given(acts, days, days)
def test_referral_is_the_only_option_exactly_while_a_warning_counts(kind: Any, warned: date, breached: date) -> None:
    inputs = enforcement.DutyInputs(kind, breached, False, warned)
    answer = enforcement.statutory_options(inputs, on=ON).answer
    assert answer is not None
    assert answer.warning_counts_until is not None
    counts = warned <= breached <= answer.warning_counts_until
    assert answer.options == (("REFER",) if counts else ("WARN", "REFER"))
    assert enforcement.statutory_options(replace(inputs, reasonable_excuse=True), on=ON).answer.options == ()  # type: ignore[union-attr]


@given(acts, days, days)
def test_an_orders_options_are_the_statutory_ones_of_its_one_failure(kind: Any, warned: date, failed: date) -> None:
    assume(months.is_within(ON, failed, 12))
    order = StandingInputs(kind, (Contact("c", failed, "UAAB"),), (GivenWarning("w", warned, frozenset({"other"})),))
    alone = enforcement.statutory_options(enforcement.DutyInputs(kind, failed, False, warned), on=ON).answer
    assert alone is not None
    assert _standing(order).lawful_options == alone.options


@given(orders(), st.randoms(use_true_random=False))
def test_the_order_in_which_facts_come_changes_nothing(order: StandingInputs, random: Any) -> None:
    shuffled = [list(facts) for facts in (order.contacts, order.warnings, order.proceedings)]
    for facts in shuffled:
        random.shuffle(facts)
    again = StandingInputs(order.sentence_kind, *(tuple(facts) for facts in shuffled))  # type: ignore[arg-type]
    assert _standing(again) == _standing(order)


@given(orders(), days)
def test_what_came_later_changes_nothing_about_a_past_day(order: StandingInputs, on: date) -> None:
    earlier = StandingInputs(
        order.sentence_kind,
        tuple(c for c in order.contacts if c.day <= on),
        tuple(w for w in order.warnings if w.given_on <= on),
        tuple(p for p in order.proceedings if p.started_on <= on),
    )
    assert _standing(earlier, on) == _standing(order, on)


@given(orders(), days)
def test_a_warning_withdrawn_is_as_if_never_given(order: StandingInputs, given_on: date) -> None:
    gone = GivenWarning("gone", given_on, withdrawn_on=ON)
    assert _standing(replace(order, warnings=(*order.warnings, gone))) == _standing(order)


@given(orders())
def test_every_contact_named_was_passed_in_and_is_in_the_steps(order: StandingInputs) -> None:
    outcome = enforcement.standing(order, on=ON)
    assert outcome.answer is not None
    given_refs = {contact.ref for contact in order.contacts}
    for name in ("failures", "awaiting", "acceptable"):
        named = getattr(outcome.answer, name)
        step = next(step for step in outcome.steps if step.name == name)
        assert set(named) <= given_refs
        assert [part.name for part in step.parts] == [f"{name}.{ref}" for ref in named]
        assert list(named) == step.result
    assert set(outcome.answer.to_deal_with) <= set(outcome.answer.failures)


@given(orders())
def test_a_failure_to_deal_with_always_has_a_lawful_option(order: StandingInputs) -> None:
    answer = _standing(order)
    if order.sentence_kind in ("pss", "youth"):
        assert answer.lawful_options is None
    else:
        assert bool(answer.lawful_options) is bool(answer.to_deal_with)


@given(orders())
def test_a_second_failure_is_never_passed_over_in_silence(order: StandingInputs) -> None:
    answer = _standing(order)
    if answer.to_deal_with and answer.failures_in_window > 1:
        assert answer.prompt != "NONE"
        assert answer.consider == enforcement.ENDS_IN[order.sentence_kind]


@given(st.builds(enforcement.ActionInputs, st.sampled_from(CODES), kinds, st.booleans(), st.booleans(), st.booleans()))
def test_every_action_is_offered_somewhere_and_rest_is_not_offered_twice(inputs: enforcement.ActionInputs) -> None:
    answer = enforcement.suggested_actions(inputs, on=ON).answer
    assert answer is not None
    every = [row.code for row in enforcement.enforcement_actions(on=ON)]
    assert {*answer.suggested, *answer.letters, *answer.different} == set(every)
    assert not {*answer.suggested, *answer.letters} & set(answer.different)
    if inputs.sentence_kind == "licence":
        assert not {"EA02", "EA03", "EA08", "BRE"} & {*answer.suggested, *answer.letters}
    if inputs.sentence_kind in ("community", "suspended"):
        assert not {"LCL", "EA11", "EA03"} & {*answer.suggested, *answer.letters}


def test_the_outcome_table_agrees_with_itself() -> None:
    rows = enforcement.appointment_outcomes(on=ON)
    assert len({row.code for row in rows}) == len(rows) == 26
    for row in rows:
        assert row.counts_as_failure == (row.complied == "no"), row.code
        assert row.is_enforceable == row.counts_as_failure, row.code
        assert not (row.is_acceptable_absence and row.complied != "yes"), row.code
        assert row.is_rescheduled == (row.kind == "rescheduled"), row.code
        assert not (row.may_be_given_ahead and row.is_enforceable), row.code


def test_unpaid_work_has_its_own_unacceptable_absence() -> None:
    unpaid = {row.code for row in enforcement.appointment_outcomes(on=ON, unpaid_work=True)}
    other = {row.code for row in enforcement.appointment_outcomes(on=ON, unpaid_work=False)}
    assert unpaid - other == {"UACP"}
    assert other - unpaid == {"UAAB"}


def test_no_action_has_a_length_until_somebody_sets_one() -> None:
    assert all(row.response_days is None for row in enforcement.enforcement_actions(on=ON))
    needing = {row.code for row in enforcement.enforcement_actions(on=ON) if row.needs_reply_date}
    settable = national().value("enforcement.response_days", on=ON).value
    assert needing == set(settable)


@pytest.mark.parametrize(("today", "left", "is_overdue"), [(14, 1, False), (15, 0, False), (16, 0, True)])
def test_a_local_length_runs_the_evidence_clock_there(today: int, left: int, is_overdue: bool) -> None:
    book = _local("enforcement.response_days", {"EA12": 7})
    inputs = enforcement.EvidenceInputs(date(2026, 6, 5), action="EA12", action_on=date(2026, 6, 8))
    there = enforcement.evidence_clock(inputs, on=date(2026, 6, today), place=UNIT, rulebook=book).answer
    elsewhere = enforcement.evidence_clock(inputs, on=date(2026, 6, today), rulebook=book).answer
    assert there is not None
    assert elsewhere is not None
    assert (there.evidence_until, there.days_left, there.is_overdue) == (date(2026, 6, 15), left, is_overdue)
    assert elsewhere.evidence_until is None


def test_a_target_somebody_set_is_counted_and_the_others_say_nobody_did() -> None:
    book = _local("enforcement.unset_targets", {"send_warning": 2, "first_hearing": None, "conclusion": None})
    inputs = enforcement.BreachInputs(date(2026, 6, 5))
    outcome = enforcement.breach_clock(inputs, on=ON, place=UNIT, rulebook=book)
    assert outcome.answer is not None
    assert outcome.answer.targets["send_warning"] == date(2026, 6, 9)
    assert outcome.answer.not_set == ("first_hearing", "conclusion")
    found = {step.name: step.found for step in outcome.steps}
    assert found["conclusion"] == enforcement.NOBODY_HAS_SET


@given(days, st.integers(0, 30), days)
def test_the_task_has_the_earlier_date(failed: date, later: int, on: date) -> None:
    inputs = enforcement.BreachInputs(failed, failed + later * DAY)
    answer = enforcement.breach_clock(inputs, on=on).answer
    assert answer is not None
    assert answer.due_from_aware is not None
    assert answer.due == min(answer.due_from_failure, answer.due_from_aware) == answer.due_from_failure
    assert answer.is_overdue == (on > answer.due)
    assert (answer.days_left > 0) <= (on < answer.due)


def test_a_decision_resting_on_an_assumed_figure_says_so() -> None:
    assert enforcement.evidence_clock(enforcement.EvidenceInputs(ON), on=ON).rests_on_assumption
    duty = enforcement.DutyInputs("suspended", ON, False)
    assert not enforcement.statutory_options(duty, on=ON).rests_on_assumption
    assert enforcement.statutory_options(duty, on=date(2020, 11, 30)).rests_on_assumption


def test_every_state_of_a_breach_is_reached_and_every_move_leads_somewhere() -> None:
    states = set(national().value("enforcement.breach_transitions", on=ON).value["states"])
    moves = enforcement.breach_moves(on=ON)
    assert {move.to for move in moves} | {"considering"} == states | {"pack_drafted"}
    assert {move.start for move in moves} == states - {"warned", "outcome_recorded"}
    assert all(move.who for move in moves)
    assert all(move.needs_reason for move in moves if move.to == "withdrawn")


@given(orders())
def test_the_steps_are_told_in_words_and_never_by_a_reference_or_code(order: StandingInputs) -> None:
    order = replace(order, contacts=tuple(replace(c, ref=f"contact:{c.ref}") for c in order.contacts))
    codes = [*(c.ref for c in order.contacts), *(c.outcome for c in order.contacts)]
    for step in walk(enforcement.standing(order, on=ON).steps):
        assert step.said or not isinstance(step.result, list | str), step
        told = f"{step.label} {step.found} {step.said or step.result}"
        assert not [code for code in codes if code in told], step

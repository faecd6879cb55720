"""The clocks of enforcement: evidence for an absence, the decision on it, and the start of a breach."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, timedelta

from rainer.policy import working_days
from rainer.policy.dates import counted, date_words
from rainer.policy.due import NOBODY_HAS_SET, is_in_time
from rainer.policy.enforcement.actions import RESPONSE_DAYS
from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, Value, national

DECISION_DAYS = "enforcement.decision_working_days"
FROM_FAILURE, FROM_AWARE = "enforcement.breach_from_failure", "enforcement.breach_from_aware"
UNSET = "enforcement.unset_targets"
TARGET_WORDS = {
    "send_warning": "Send the warning",
    "first_hearing": "First hearing",
    "conclusion": "Conclusion at court",
}


@dataclass(frozen=True, slots=True)
class EvidenceInputs:
    """An absence awaiting evidence.

    `action` and `action_on`: the enforcement action that asked for an answer, and its day (the day of the absence
    where not given). `respond_by`: the date the practitioner gave; it goes before the length that is set.
    """

    absent_on: date
    action: str | None = None
    action_on: date | None = None
    respond_by: date | None = None
    decided_on: date | None = None


@dataclass(frozen=True, slots=True)
class EvidenceClock:
    """`evidence_until` and `days_left` are None while nobody has set how long evidence may take.

    `is_decided_in_time` is None while there is still time. The clock never decides: an absence stays awaited.
    """

    evidence_until: date | None
    days_left: int | None
    decision_due: date
    working_days_left: int
    is_overdue: bool
    is_decided_in_time: bool | None


@rule("enforcement.evidence_clock", reads=(RESPONSE_DAYS, DECISION_DAYS, working_days.BANK_HOLIDAYS))
def evidence_clock(
    inputs: EvidenceInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[EvidenceClock]:
    """Until when evidence for an absence is awaited, and by when somebody must decide. It never decides by itself."""
    book = rulebook or national()
    response, decision = (book.value(key, on=on, place=place) for key in (RESPONSE_DAYS, DECISION_DAYS))
    holidays = working_days.bank_holidays(place, book)
    until = _evidence_until(inputs, response)
    due = until or working_days.add(inputs.absent_on, decision.value, holidays=holidays)
    answer = EvidenceClock(
        evidence_until=until,
        days_left=max((until - on).days, 0) if until else None,
        decision_due=due,
        working_days_left=working_days.working_days_between(on, due, holidays=holidays),
        is_overdue=inputs.decided_on is None and on > due,
        is_decided_in_time=is_in_time(inputs.decided_on, due, on),
    )
    steps = (
        Step("evidence", "Evidence awaited until", date_words(until) if until else NOBODY_HAS_SET, until, response),
        Step("decision", "Decision due", _decision_words(until, decision), due, None if until else decision),
    )
    notes = ("An absence stays awaited until somebody decides.",)
    sentence = _evidence_sentence(inputs, answer)
    return Outcome("enforcement.evidence_clock", on, place, answer, steps, sentence=sentence, notes=notes)


def _evidence_until(inputs: EvidenceInputs, response: Value) -> date | None:
    if inputs.respond_by is not None:
        return inputs.respond_by
    days = response.value.get(inputs.action)
    return None if days is None else (inputs.action_on or inputs.absent_on) + timedelta(days=days)


def _decision_words(until: date | None, decision: Value) -> str:
    return "when the evidence clock ends" if until else f"{counted(decision.value, 'working day')} after the absence"


def _evidence_sentence(inputs: EvidenceInputs, clock: EvidenceClock) -> str:
    if inputs.decided_on:
        in_time = "in time" if clock.is_decided_in_time else f"after {date_words(clock.decision_due)}"
        return f"Decided on {date_words(inputs.decided_on)}, {in_time}."
    if clock.is_overdue:
        return f"Somebody must decide: the decision was due by {date_words(clock.decision_due)}."
    if clock.evidence_until:
        left = counted(clock.days_left or 0, "day")
        return f"Evidence is awaited until {date_words(clock.evidence_until)}, {left} left."
    return f"No limit is set for the evidence. A decision is due by {date_words(clock.decision_due)}."


@dataclass(frozen=True, slots=True)
class BreachInputs:
    """The relevant failure, the day of becoming aware of it, and the day breach was started, where they are known."""

    failed_on: date
    aware_on: date | None = None
    started_on: date | None = None


@dataclass(frozen=True, slots=True)
class BreachClock:
    """Both dates and the earlier of them, `due`, which the task has.

    `days_left` counts today, not the due day. `is_in_time_…` are None while breach is not started and there is time
    left, and where the date is not known. `targets`: the others by name, None where nobody has set one; `not_set`
    names those.
    """

    due_from_failure: date
    due_from_aware: date | None
    due: date
    days_left: int
    is_overdue: bool
    is_in_time_from_failure: bool | None
    is_in_time_from_aware: bool | None
    targets: dict[str, date | None]
    not_set: tuple[str, ...]


@rule("enforcement.breach_clock", reads=(FROM_FAILURE, FROM_AWARE, UNSET, working_days.BANK_HOLIDAYS))
def breach_clock(
    inputs: BreachInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[BreachClock]:
    """By when breach is to be started: so long after the failure, and after becoming aware; the earlier is the task's."""
    if inputs.aware_on is not None and inputs.aware_on < inputs.failed_on:
        missing = ("a day of becoming aware that is not before the failure",)
        sentence = "Nobody can be aware of a failure before it happens."
        return Outcome("enforcement.breach_clock", on, place, None, (), missing, sentence)
    book = rulebook or national()
    failure, aware, unset = (book.value(key, on=on, place=place) for key in (FROM_FAILURE, FROM_AWARE, UNSET))
    holidays = working_days.bank_holidays(place, book)
    first = working_days.add(inputs.failed_on, failure.value, holidays=holidays)
    second = inputs.aware_on and working_days.add(inputs.aware_on, aware.value, holidays=holidays)
    targets = _targets(inputs.failed_on, unset, holidays)
    due = min(first, second or first)
    answer = BreachClock(
        due_from_failure=first,
        due_from_aware=second,
        due=due,
        days_left=working_days.working_days_between(on, due, holidays=holidays),
        is_overdue=inputs.started_on is None and on > due,
        is_in_time_from_failure=is_in_time(inputs.started_on, first, on),
        is_in_time_from_aware=is_in_time(inputs.started_on, second, on),
        targets=targets,
        not_set=tuple(name for name, day in targets.items() if day is None),
    )
    steps = (
        _due_step("from_failure", "After the failure", inputs.failed_on, first, failure),
        _due_step("from_aware", "After becoming aware", inputs.aware_on, second, aware),
        *(Step(name, TARGET_WORDS[name], NOBODY_HAS_SET if day is None else "set here", day, unset)
          for name, day in targets.items()),
    )  # fmt: skip
    sentence = _breach_sentence(inputs, answer)
    return Outcome("enforcement.breach_clock", on, place, answer, steps, sentence=sentence)


def _targets(failed_on: date, unset: Value, holidays: Container[date]) -> dict[str, date | None]:
    return {
        name: None if days is None else working_days.add(failed_on, days, holidays=holidays)
        for name, days in unset.value.items()
    }


def _due_step(name: str, label: str, start: date | None, due: date | None, value: Value) -> Step:
    found = f"{counted(value.value, 'working day')} after {date_words(start)}" if start else "the day is not known"
    return Step(name, label, found, due, value)


def _breach_sentence(inputs: BreachInputs, clock: BreachClock) -> str:
    if inputs.started_on:
        return f"Breach was started on {date_words(inputs.started_on)}; it was due by {date_words(clock.due)}."
    if clock.is_overdue:
        return f"Breach was to be started by {date_words(clock.due)}."
    left = counted(clock.days_left, "working day")
    return f"Breach is to be started by {date_words(clock.due)}, {left} left."

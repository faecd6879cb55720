"""Whether an unpaid work session can be saved: the first check that fails says why not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.requirements.unpaid_work import minutes_between
from rainer.policy.rulebook import NATION, Place, Rulebook, national

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class SessionOutcome:
    """What an outcome means: the person came; it counts as a failure to comply."""

    attended: bool
    is_enforceable: bool


@dataclass(frozen=True, slots=True)
class SessionInputs:
    """A session about to be saved. What is None is not known or does not matter, and its check passes.

    `project_ends` is the first day the project is over. `has_ended` and `starts_later` compare the session with
    now. `already_credited` is what this session held before.
    """

    day: date | None = None
    has_ended: bool = False
    starts_later: bool = False
    project_ends: date | None = None
    sentenced_on: date | None = None
    project_days: frozenset[str] | None = None
    outcome: SessionOutcome | None = None
    has_attendance_details: bool = True
    start: time | None = None
    end: time | None = None
    penalty_minutes: int | None = None
    notes_length: int = 0
    minutes_to_credit: int | None = None
    required_minutes: int | None = None
    completed_minutes: int = 0
    adjustment_minutes: int = 0
    already_credited: int = 0
    is_education: bool = False
    remaining_education_minutes: int | None = None
    was_sensitive: bool = False
    is_sensitive: bool = True


@dataclass(frozen=True, slots=True)
class SessionCheck:
    """The first check that failed, by its code and in words; None if all passed."""

    error: str | None
    message: str = ""


@rule("upw.appointment_valid", reads=("unpaid_work.notes_limit",))
def appointment_valid(
    inputs: SessionInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[SessionCheck]:
    """Whether an unpaid work session can be saved; the first check that fails is the answer."""
    value = (rulebook or national()).value("unpaid_work.notes_limit", on=on, place=place)
    steps = tuple(
        Step(code, must, "no" if fails else "yes", not fails, value if code == "NOTES_TOO_LONG" else None)
        for code, must, fails in _checks(inputs, value.value)
    )
    failed = next((step for step in steps if not step.result), None)
    answer = SessionCheck(failed.name, f"{failed.label}.") if failed else SessionCheck(None)
    sentence = "The session can be saved." if failed is None else f"Not saved. {failed.label}."
    return Outcome("upw.appointment_valid", on, place, answer, steps, sentence=sentence)


def _checks(given: SessionInputs, notes_limit: int) -> list[tuple[str, str, bool]]:
    """Every check in the order they are told: its code, what must hold, and whether it fails."""
    outcome = given.outcome
    return [
        ("SENSITIVE_CANNOT_BE_UNSET", "A sensitive session must stay sensitive",
         given.was_sensitive and not given.is_sensitive),
        ("ON_OR_AFTER_PROJECT_END", "The session must be before the project ends",
         given.day is not None and given.project_ends is not None and given.day >= given.project_ends),
        ("BEFORE_SENTENCE", "The session must not be before the sentence",
         given.day is not None and given.sentenced_on is not None and given.day < given.sentenced_on),
        ("PROJECT_CLOSED_THAT_DAY", "The project must be open that day", _is_closed(given)),
        ("OUTCOME_REQUIRED", "A session that is over must have an outcome", given.has_ended and outcome is None),
        ("FUTURE_ALLOWS_ONLY_ACCEPTABLE_ABSENCE",
         "A session still to come must have no outcome, or an acceptable absence", _is_unfit_for_future(given)),
        ("ATTENDANCE_DETAILS_REQUIRED", "A session attended must have its attendance details",
         outcome is not None and outcome.attended and not given.has_attendance_details),
        ("END_NOT_AFTER_START", "The end must be after the start", _ends_early(given)),
        ("PENALTY_EXCEEDS_DURATION", "The penalty must be no longer than the session", _penalty_is_longer(given)),
        ("NOTES_TOO_LONG", f"The notes must have at most {notes_limit:,} characters",
         given.notes_length > notes_limit),
        ("EXCEEDS_REMAINING_TIME", "No more must be credited than is left of the order", _is_over_order(given)),
        ("EXCEEDS_ETE_ALLOWANCE", "No more education and training must be credited than may count",
         _is_over_education(given)),
    ]  # fmt: skip


def _is_closed(given: SessionInputs) -> bool:
    days = given.project_days
    return given.day is not None and days is not None and WEEKDAYS[given.day.weekday()] not in days


def _is_unfit_for_future(given: SessionInputs) -> bool:
    outcome = given.outcome
    return given.starts_later and outcome is not None and (outcome.attended or outcome.is_enforceable)


def _length(given: SessionInputs) -> int | None:
    return None if given.start is None or given.end is None else minutes_between(given.start, given.end)


def _ends_early(given: SessionInputs) -> bool:
    length = _length(given)
    return length is not None and length <= 0


def _penalty_is_longer(given: SessionInputs) -> bool:
    length = _length(given)
    return length is not None and (given.penalty_minutes or 0) > length


def _is_over_order(given: SessionInputs) -> bool:
    if given.required_minutes is None:
        return False
    left = given.required_minutes + given.adjustment_minutes - given.completed_minutes
    return (given.minutes_to_credit or 0) > left + given.already_credited


def _is_over_education(given: SessionInputs) -> bool:
    left = given.remaining_education_minutes
    if not given.is_education or left is None:
        return False
    return (given.minutes_to_credit or 0) > left + given.already_credited

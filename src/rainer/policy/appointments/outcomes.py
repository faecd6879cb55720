"""Outcomes of appointments: which may be recorded when, and which appointments still wait for one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from rainer.policy.appointments.types import SETTINGS, TYPES, appointment_types
from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook

OutcomeRefusal = Literal["future_allows_only_acceptable_absence", "after_sentence_end", "after_death"]
REFUSAL_WORDS: dict[OutcomeRefusal, str] = {
    "future_allows_only_acceptable_absence": (
        "It has not started: only an absence with a good reason, or a move to another time, can be recorded"
    ),
    "after_sentence_end": "The sentence had ended by then: nothing then can count as a failure",
    "after_death": "The person had died by then: they can neither have come nor have failed to",
}


@dataclass(frozen=True, slots=True)
class OutcomeFacts:
    """What an outcome says: did the person come, did they comply (None: not known, or it does not apply).

    An outcome that says they did not comply is enforceable.
    """

    code: str
    attended: bool | None
    complied: bool | None
    is_rescheduling: bool = False


@dataclass(frozen=True, slots=True)
class OutcomeInputs:
    """An outcome somebody wants to record `now` for an appointment. Both times on one clock."""

    outcome: OutcomeFacts
    starts: datetime
    now: datetime
    sentence_ended_on: date | None = None
    died_on: date | None = None


@dataclass(frozen=True, slots=True)
class OutcomeAllowed:
    """Whether it may be recorded; if not, why not."""

    is_allowed: bool
    refusal: OutcomeRefusal | None = None


@rule("appointments.outcome_allowed")
def outcome_allowed(
    inputs: OutcomeInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[OutcomeAllowed]:
    """Whether an outcome may be recorded: any for the past, only a good reason or another time for what is to come."""
    outcome, day = inputs.outcome, inputs.starts.date()
    is_future = inputs.now < inputs.starts
    ended = inputs.sentence_ended_on is not None and inputs.sentence_ended_on < day
    died = inputs.died_on is not None and inputs.died_on < day
    is_failure = outcome.complied is False
    is_good_reason = outcome.attended is False and outcome.complied is True
    refusal: OutcomeRefusal | None = None
    if is_future and not (outcome.is_rescheduling or is_good_reason):
        refusal = "future_allows_only_acceptable_absence"
    elif died and (outcome.attended or is_failure):
        refusal = "after_death"
    elif ended and is_failure:
        refusal = "after_sentence_end"
    answer = OutcomeAllowed(refusal is None, refusal)
    steps = (
        Step("future", "Is it still to come?", f"{inputs.starts:%H:%M} on {day.isoformat()}", is_future),
        Step("died", "Had the person died by then?", str(inputs.died_on or "no"), died),
        Step("ended", "Had the sentence ended by then?", str(inputs.sentence_ended_on or "no"), ended),
        Step("failure", "Does the outcome say they did not comply?", outcome.code, is_failure),
    )
    sentence = f"{REFUSAL_WORDS[refusal]}." if refusal else "It may be recorded."
    return Outcome("appointments.outcome_allowed", on, place, answer, steps, sentence=sentence)


@dataclass(frozen=True, slots=True)
class OverdueInputs:
    """An appointment as it stands `now`. Both times on one clock; an empty `outcome_code` is none."""

    type_code: str
    ends: datetime
    now: datetime
    outcome_code: str = ""


@rule("appointments.is_overdue_for_outcome", reads=(TYPES, SETTINGS))
def is_overdue_for_outcome(
    inputs: OverdueInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[bool]:
    """Whether an appointment that is over still waits for its outcome; a type nobody knows waits too."""
    kind = appointment_types(on=on, place=place, rulebook=rulebook).get(inputs.type_code)
    needs = kind is None or kind.outcome_required
    is_over = inputs.ends <= inputs.now
    is_overdue = needs and is_over and not inputs.outcome_code
    steps = (
        Step("needs", "Does its type need an outcome?", kind.name if kind else "type not known", needs),
        Step("over", "Is it over?", f"{inputs.ends:%H:%M} on {inputs.ends.date().isoformat()}", is_over),
        Step("outcome", "Outcome", inputs.outcome_code or "none", bool(inputs.outcome_code)),
    )
    sentence = "It waits for its outcome." if is_overdue else "It does not wait for an outcome."
    return Outcome("appointments.is_overdue_for_outcome", on, place, is_overdue, steps, sentence=sentence)

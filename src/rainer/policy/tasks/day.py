"""A practitioner's day: what may be put off, and whether what must be done fits."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from rainer.policy.dates import counted, date_words
from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national
from rainer.policy.tasks.kinds import MINUTES
from rainer.policy.tasks.ranking import SETTINGS, PriorityWord

SnoozeRefusal = Literal["appointment_is_moved", "already_paused", "not_a_choice", "only_to_end_of_day", "reason_needed"]
REFUSAL_WORDS: dict[SnoozeRefusal, str] = {
    "appointment_is_moved": "An appointment is not put off: move it, or record its outcome",
    "already_paused": "It is paused already: nobody expects it of you",
    "not_a_choice": "Choose one of the days offered",
    "only_to_end_of_day": "It must be done today and bears on risk: it can only move to the end of the day",
    "reason_needed": "Say why",
}


@dataclass(frozen=True, slots=True)
class SnoozeInputs:
    """A task somebody wants to put off by `days`, 0 for the end of the day, and why."""

    kind: str
    priority: PriorityWord
    days: int
    reason: str = ""
    bears_on_risk: bool = False
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Snooze:
    """Whether it may be put off, until when (None where not), and past its due date or not. The due date stays."""

    is_allowed: bool
    refusal: SnoozeRefusal | None
    until: date | None
    is_past_due: bool
    choices: tuple[int, ...]


@rule("tasks.may_snooze", reads=(SETTINGS,))
def may_snooze(
    inputs: SnoozeInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Snooze]:
    """Whether a task may be put off, and until when; a must that bears on risk only to the end of the day."""
    settings = (rulebook or national()).value(SETTINGS, on=on, place=place)
    choices = tuple(settings.value["snooze_choices"])
    is_risk_must = inputs.priority == "must" and inputs.bears_on_risk
    needs_reason = is_risk_must or inputs.days > settings.value["snooze_reason_above_days"]
    found: tuple[tuple[SnoozeRefusal, bool], ...] = (
        ("appointment_is_moved", inputs.kind == "appointment"),
        ("already_paused", inputs.priority == "paused"),
        ("not_a_choice", inputs.days not in choices),
        ("only_to_end_of_day", is_risk_must and inputs.days > 0),
        ("reason_needed", needs_reason and not inputs.reason.strip()),
    )
    refusal = next((name for name, holds in found if holds), None)
    until = None if refusal else on + timedelta(days=inputs.days)
    is_past_due = until is not None and inputs.due is not None and inputs.due < until
    answer = Snooze(
        is_allowed=refusal is None,
        refusal=refusal,
        until=until,
        is_past_due=is_past_due,
        choices=(0,) if is_risk_must else choices,
    )
    steps = (
        Step(
            "days",
            "Put off by",
            f"{counted(inputs.days, 'day')}, of {', '.join(map(str, answer.choices))}",
            until,
            settings,
        ),
        *(Step(name, REFUSAL_WORDS[name], "yes" if holds else "no", holds) for name, holds in found),
    )
    return Outcome("tasks.may_snooze", on, place, answer, steps, sentence=_snooze_sentence(answer, inputs))


def _snooze_sentence(answer: Snooze, inputs: SnoozeInputs) -> str:
    if answer.until is None:
        return f"{REFUSAL_WORDS[answer.refusal]}." if answer.refusal else ""
    when = date_words(answer.until) if inputs.days else "the end of the day"
    past = f" It was due {date_words(inputs.due)}: that stays." if answer.is_past_due and inputs.due else ""
    return f"Put off until {when}.{past}"


@dataclass(frozen=True, slots=True)
class DayInputs:
    """A practitioner's working minutes on a day, those of each appointment, and the kinds of the other musts.

    `usual` are minutes by kind of a group the practitioner is in: they go before the table's.
    """

    working_minutes: int
    appointments: tuple[int, ...] = ()
    musts: tuple[str, ...] = ()
    usual: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fit:
    """Whether the day's appointments and musts fit. `left` is below 0 where they do not.

    Kinds nobody knows the minutes of are named in `unknown`, not counted as nothing.
    """

    fits: bool
    left: int
    in_appointments: int
    in_musts: int
    unknown: tuple[str, ...] = ()

    @property
    def over(self) -> int:
        return max(-self.left, 0)


@rule("tasks.fits_the_day", reads=(MINUTES,))
def fits_the_day(
    inputs: DayInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Fit]:
    """Whether the appointments and musts of a day fit in its working time, by what they usually take."""
    table = (rulebook or national()).value(MINUTES, on=on, place=place)
    usual = {**table.value, **inputs.usual}
    booked = sum(inputs.appointments)
    musts = sum(usual.get(kind) or 0 for kind in inputs.musts)
    left = inputs.working_minutes - booked - musts
    unknown = tuple(sorted({kind for kind in inputs.musts if usual.get(kind) is None}))
    answer = Fit(left >= 0, left, booked, musts, unknown)
    steps = (
        Step("working", "Time today", clock_words(inputs.working_minutes), inputs.working_minutes),
        Step("appointments", "In appointments", f"{len(inputs.appointments)} of them", booked),
        Step("musts", "Other musts usually take", f"{len(inputs.musts)} of them", musts, table),
        Step("left", "Left for the rest", clock_words(left), left),
    )
    return Outcome("tasks.fits_the_day", on, place, answer, steps, sentence=_fit_sentence(answer, inputs))


def _fit_sentence(answer: Fit, inputs: DayInputs) -> str:
    first = (
        f"Time today {clock_words(inputs.working_minutes)}. In appointments {clock_words(answer.in_appointments)}. "
        f"Musts usually take about {clock_words(answer.in_musts)}."
    )
    rest = "for the rest" if answer.left else "and nothing is left over"
    fits = (
        f"It fits, with {clock_words(answer.left)} {rest}."
        if answer.fits
        else f"It is {clock_words(answer.over)} too much."
    )
    unknown = f" For {', '.join(answer.unknown)} nobody knows what it takes." if answer.unknown else ""
    return f"{first} {fits}{unknown}"


def clock_words(minutes: int) -> str:
    """Hours and minutes as Today shows them: 7 h 24."""
    sign, minutes = ("−" if minutes < 0 else ""), abs(minutes)
    return f"{sign}{minutes // 60} h {minutes % 60:02}"

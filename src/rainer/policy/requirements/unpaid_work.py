"""Unpaid work (UPW): time to credit, the share for education and training, and the time it must be done in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta

from rainer.policy.dates import add_months, counted, date_words
from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national


def minutes_of(at: time) -> int:
    """Minutes since midnight."""
    return at.hour * 60 + at.minute


def minutes_between(start: time, end: time) -> int:
    return minutes_of(end) - minutes_of(start)


def hours_words(minutes: int) -> str:
    """Minutes as pages write them: 2 hours 30 minutes."""
    hours, rest = divmod(abs(minutes), 60)
    parts = [counted(hours, "hour")] if hours or not rest else []
    return " ".join([*parts, counted(rest, "minute")] if rest else parts)


@dataclass(frozen=True, slots=True)
class CreditInputs:
    """A session. `attended` is what its outcome means, None while it has none."""

    attended: bool | None
    start: time
    end: time
    penalty_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Credit:
    """Minutes to credit; None where there is nothing to store."""

    minutes: int | None


@rule("upw.minutes_to_credit")
def minutes_to_credit(
    inputs: CreditInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Credit]:
    """Minutes of unpaid work to credit for a session: its length less the penalty, if the person came."""
    length = minutes_between(inputs.start, inputs.end)
    minutes = length - (inputs.penalty_minutes or 0) if inputs.attended else 0
    answer = Credit(minutes if minutes > 0 else None)
    came = {True: "came", False: "did not come", None: "no outcome"}[inputs.attended]
    steps = (
        Step("attended", "Outcome", came, bool(inputs.attended)),
        Step("length", "From start to end", f"{inputs.start:%H:%M} to {inputs.end:%H:%M}", length),
        Step("penalty", "Penalty", counted(inputs.penalty_minutes or 0, "minute"), answer.minutes),
    )
    sentence = f"Credit {hours_words(answer.minutes)}." if answer.minutes else "Nothing to credit."
    return Outcome("upw.minutes_to_credit", on, place, answer, steps, sentence=sentence)


@dataclass(frozen=True, slots=True)
class EducationInputs:
    """Ordered minutes, and those done in education, training and employment (ETE) so far."""

    required_minutes: int
    done_minutes: int


@dataclass(frozen=True, slots=True)
class EducationAllowance:
    """Minutes of education and training that may count, and those left; below 0 when too many were credited."""

    allowed: int
    remaining: int


@rule("upw.ete_allowance", reads=("unpaid_work.education_percent",))
def ete_allowance(
    inputs: EducationInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[EducationAllowance]:
    """How much education and training may count as unpaid work: a share of the ordered minutes, cut to whole ones."""
    value = (rulebook or national()).value("unpaid_work.education_percent", on=on, place=place)
    allowed = inputs.required_minutes * value.value // 100
    answer = EducationAllowance(allowed, allowed - inputs.done_minutes)
    steps = (
        Step("allowed", f"{value.value}% of the order", hours_words(inputs.required_minutes), allowed, value),
        Step("remaining", "Less what is done", hours_words(inputs.done_minutes), answer.remaining),
    )
    sentence = f"{hours_words(max(answer.remaining, 0))} of education and training may still count."
    return Outcome("upw.ete_allowance", on, place, answer, steps, sentence=sentence)


@dataclass(frozen=True, slots=True)
class DoByInputs:
    """The day of sentence and the end of the order."""

    sentenced_on: date
    order_ends_on: date | None


@rule("upw.do_by", reads=("unpaid_work.months_to_complete",))
def do_by(inputs: DoByInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> Outcome[date]:
    """The last day unpaid work is to be done by: within the months the law gives, or before the order ends."""
    value = (rulebook or national()).value("unpaid_work.months_to_complete", on=on, place=place)
    months: int | None = value.value
    if months is None:
        day = inputs.order_ends_on
        step = Step("limit", "Months allowed by law", "no limit: the order's own end", day, value)
    else:
        day = add_months(inputs.sentenced_on, months) - timedelta(days=1)
        step = Step("limit", "Months allowed by law", f"{months}, from {date_words(inputs.sentenced_on)}", day, value)
    missing = () if day else ("end of the order",)
    sentence = f"To be done by {date_words(day)}." if day else ""
    return Outcome("upw.do_by", on, place, day, (step,), missing, sentence)

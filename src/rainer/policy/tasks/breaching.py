"""Tasks of a breach that is under way: its pack, the answer to its notice, its day at court, what came of it."""

from __future__ import annotations

from datetime import date

from rainer.policy.dates import counted, date_words
from rainer.policy.enforcement import BreachClock, BreachInputs, breach_clock
from rainer.policy.outcome import Outcome
from rainer.policy.tasks.facts import BreachFact
from rainer.policy.tasks.kinds import Deriving

# By state, what is still to be done before the information is laid.
BEFORE_COURT = {
    "referred": "It is referred; its pack is still to be made",
    "pack_drafted": "Its pack is drafted; a manager is still to check it",
    "manager_check": "Its pack is with a manager; the information is still to be laid",
}
AFTER_COURT = {
    "proved": "It was proved",
    "not_proved": "It was not proved",
    "withdrawn": "It was withdrawn",
}


def clock_of(d: Deriving, one: BreachFact) -> Outcome[BreachClock]:
    """Its clocks. A day of becoming aware that lies before the failure is a mistake: the failure's own clock holds."""
    aware = one.aware_on if one.aware_on and one.aware_on >= one.failed_on else None
    inputs = BreachInputs(one.failed_on, aware, one.started_on)
    return breach_clock(inputs, on=d.on, place=d.place, rulebook=d.book)


def steps_of_breaches(d: Deriving) -> None:
    """What is next in each breach that was started."""
    for one in d.facts.breaches:
        if one.started_on is None:
            continue
        if one.status in BEFORE_COURT:
            _to_court(d, one)
            _answer(d, one)
        elif one.status == "laid":
            why = "The information is laid; record the day of the hearing."
            _by_target(d, one, "breach_listing", "first_hearing", why)
        elif one.status == "listed" and one.hearing_on is not None:
            _hearing(d, one, one.hearing_on)
        elif one.status in AFTER_COURT:
            why = f"{AFTER_COURT[one.status]}; record how it ended."
            _by_target(d, one, "breach_outcome", "conclusion", why)


def _to_court(d: Deriving, one: BreachFact) -> None:
    """The measure counts to when it is presented to the court; where that clock is not known, the failure's own holds."""
    outcome = clock_of(d, one)
    if outcome.answer is None:
        return
    due = outcome.answer.due_from_aware or outcome.answer.due
    why = f"{BEFORE_COURT[one.status]}. It is to be before the court by {date_words(due)}{_left(d, due)}."
    d.want("breach_pack", one.ref, due, why, *outcome.values_used())


def _left(d: Deriving, due: date) -> str:
    days = d.working_days_until(due)
    return f", {counted(days, 'working day')} left" if due >= d.on else ""


def _answer(d: Deriving, one: BreachFact) -> None:
    """The answer to the notice, until a pack is made after its day: what was said goes into it."""
    if one.answer_by is None or (one.pack_made_on is not None and one.pack_made_on > one.answer_by):
        return
    why = f"The notice asks for an answer by {date_words(one.answer_by)}: see whether it came, and make the pack after it."
    d.want("breach_answer", one.ref, one.answer_by, why)


def _hearing(d: Deriving, one: BreachFact, on: date) -> None:
    when = date_words(on)
    why = f"The hearing was on {when}: record what the court found." if on < d.on else f"The hearing is on {when}."
    d.want("breach_hearing", one.ref, on, why)


def _by_target(d: Deriving, one: BreachFact, kind: str, target: str, why: str) -> None:
    """A step by a target that a place may set; without one it has no date."""
    outcome = clock_of(d, one)
    due = outcome.answer.targets.get(target) if outcome.answer else None
    unset = "" if due else " No limit is set for it here."
    d.want(kind, one.ref, due, f"{why}{unset}", *outcome.values_used())

"""Tasks of the plan's own work: asking again, the practitioner's steps, goals past their day, needs nobody works on."""

from __future__ import annotations

from rainer.policy.dates import counted, date_words
from rainer.policy.plan import AREA_WORDS, Quiet, nothing_happening
from rainer.policy.tasks.kinds import Deriving

SHORT = 80


def agreement(d: Deriving) -> None:
    """Who could not be asked about the plan is asked the next time."""
    asked = d.facts.plan.not_answered_on
    if asked is not None:
        limit = d.limit("own_limits")
        due = d.working_days_after(asked, limit.value["plan_agreement"])
        d.want("plan_agreement", "plan", due, f"They could not be asked about the plan on {date_words(asked)}.", limit)


def steps_and_goals(d: Deriving) -> None:
    """What the practitioner promised by a day; goals whose day has passed."""
    for step in d.facts.plan.steps:
        d.want("plan_step", step.ref, step.by, f"“{_short(step.what)}”, by {date_words(step.by)}.")
    for goal in d.facts.plan.goals:
        if goal.by < d.on:
            why = f"“{_short(goal.what)}” was to be reached by {date_words(goal.by)}."
            d.want("plan_goal", goal.ref, None, why)


def _short(text: str) -> str:
    line = " ".join(text.split()).rstrip(".")
    return line if len(line) <= SHORT else f"{line[: SHORT - 1].rstrip()}…"


def needs(d: Deriving) -> None:
    """Needs about which nothing is happening, in one task for the person."""
    if d.facts.plan.needs is None:
        return
    outcome = nothing_happening(d.facts.plan.needs, on=d.on, place=d.place, rulebook=d.book)
    if outcome.answer is not None and outcome.answer.needs:
        said = "; ".join(_said(one) for one in outcome.answer.needs)
        d.want("plan_need", "needs", None, f"Nothing is happening about: {said}.", *outcome.values_used())


def _said(one: Quiet) -> str:
    words = AREA_WORDS[one.area]
    return words if one.days is None else f"{words}, {counted(one.days, 'day')}"

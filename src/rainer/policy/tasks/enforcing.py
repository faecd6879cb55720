"""Tasks of enforcement and recall. Their clocks are the rules of enforcement and recall; here they become tasks."""

from __future__ import annotations

from datetime import datetime, time

from rainer.policy.dates import date_words
from rainer.policy.enforcement import EvidenceInputs, evidence_clock
from rainer.policy.enforcement.clocks import UNSET
from rainer.policy.recall import ClockInputs, recall_clocks
from rainer.policy.tasks.breaching import clock_of
from rainer.policy.tasks.facts import RecallFact
from rainer.policy.tasks.kinds import Deriving


def absences(d: Deriving) -> None:
    """A decision on each absence whose reason is awaited. It is never decided by time."""
    for one in d.facts.absences:
        if one.decided_on is not None:
            continue
        inputs = EvidenceInputs(one.absent_on, one.action, one.action_on, one.respond_by)
        outcome = evidence_clock(inputs, on=d.on, place=d.place, rulebook=d.book)
        if outcome.answer is not None:
            why = f"Missed on {date_words(one.absent_on)}; somebody must decide. {outcome.sentence}"
            d.want("absence_decision", one.ref, outcome.answer.decision_due, why, *outcome.values_used())


def replies(d: Deriving) -> None:
    """A reply that an enforcement action wants."""
    for one in d.facts.replies:
        if one.dealt_with_on is None:
            by = f"by {date_words(one.respond_by)}" if one.respond_by else "and no date was set for it"
            d.want("enforcement_response", one.ref, one.respond_by, f"{one.action}: a reply was asked for, {by}.")


def warnings(d: Deriving) -> None:
    """A warning that was decided on is sent; where nobody has set a limit, the task has no date."""
    for one in d.facts.warnings:
        if one.sent_on is not None:
            continue
        target = d.value(UNSET)
        days = target.value["send_warning"]
        due = None if days is None else d.working_days_after(one.failed_on, days)
        limit = "No limit is set: send it as soon as you can" if due is None else f"It is due in {days} working days"
        why = f"A warning is to be given for the failure of {date_words(one.failed_on)}. {limit}."
        d.want("warning_letter", one.ref, due, why, target)


def breaches(d: Deriving) -> None:
    """Breach that is to be started, by the earlier of its two clocks."""
    for one in d.facts.breaches:
        if one.started_on is not None:
            continue
        outcome = clock_of(d, one)
        if outcome.answer is not None:
            why = f"For the failure of {date_words(one.failed_on)}. {outcome.sentence}"
            d.want("breach_referral", one.ref, outcome.answer.due, why, *outcome.values_used())


def recalls(d: Deriving) -> None:
    """The senior's rationale, and the request itself."""
    for one in d.facts.recalls:
        zone = one.senior_agreed_at.tzinfo if one.senior_agreed_at else None
        inputs = ClockInputs(
            now=datetime.combine(d.on, time.min, zone),
            senior_asked_on=one.senior_asked_on,
            senior_agreed_at=one.senior_agreed_at,
            is_emergency=one.is_emergency,
        )
        outcome = recall_clocks(inputs, on=d.on, place=d.place, rulebook=d.book)
        clocks, values = outcome.answer, outcome.values_used()
        if clocks is None:
            continue
        if clocks.rationale_due is not None and one.rationale_on is None:
            why = (
                f"A senior was asked about recall; why it is decided is recorded by {date_words(clocks.rationale_due)}."
            )
            d.want("recall_rationale", one.ref, clocks.rationale_due, why, *values)
        if clocks.part_a_due is not None and one.part_a_sent_at is None:
            due = clocks.part_a_due
            d.want("recall_request", one.ref, due.date(), _recall_words(one, due), *values, at=due.timetz())


def _recall_words(one: RecallFact, due: datetime) -> str:
    what = "An emergency recall" if one.is_emergency else "Recall"
    return f"{what} was agreed; the request is endorsed and sent by {due:%H:%M} on {date_words(due.date())}."

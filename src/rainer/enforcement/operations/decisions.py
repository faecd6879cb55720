"""Decide about an absence: a good reason, no good reason, or wait. A change of mind is a new decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.cases.models import Case
from rainer.common import clock, log
from rainer.common.errors import BadInputError, ChangedMeanwhileError, RefusedError
from rainer.common.models import LogEntry
from rainer.enforcement.inputs import day_of
from rainer.enforcement.models import AbsenceDecision, Warning
from rainer.enforcement.queries.absence import latest_decision, why_no_decision
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.organisation.models import User
from rainer.policy.enforcement import absence_reasons
from rainer.supervision.models import Contact
from rainer.supervision.operations.common import locked, reference_for
from rainer.supervision.operations.outcomes import Outcome, record_outcome
from rainer.supervision.reference import AWAITED, Reference

UNACCEPTABLE = "UAAB"
DECIDED = log.event_type(
    "absence_decided",
    gettext_lazy("{actor} decided about an absence of {day}: {decision}. {reason}"),
    personal=("reason",),
)
Kind = AbsenceDecision.Decision


@dataclass(frozen=True, slots=True)
class Decision:
    """What someone decides. `named`: which good reason. `known`, `evidence`, `called`: what they had before them."""

    decision: str
    named: str = ""
    reason: str = ""
    known: str = ""
    evidence: str = ""
    called: str = ""
    wait_until: date | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """The decision, and a warning in force that rested on the one before it and no longer has a failure under it."""

    decision: AbsenceDecision
    warning: Warning | None


@transaction.atomic
def decide_absence(
    *, acting: Acting, contact_id: int, version: int | None, decision: Decision, last_seen: int | None = None
) -> Decided:
    """Keep a decision about a missed appointment and, unless it is to wait, what came of the appointment.

    `last_seen` is the decision that stood on the page, 0 for none. Raises ChangedMeanwhileError where someone decided
    meanwhile, BadInputError for what lacks its reason, RefusedError where nothing is to be decided.
    """
    contact = locked(acting, contact_id, None, Capability.DECIDE_ABSENCE)
    before = latest_decision(contact)
    _first_wins(contact, before, version, last_seen)
    if why := why_no_decision(contact):
        raise RefusedError(why)
    reference = reference_for(contact)
    code = _code(decision, reference)
    _check(decision, code, reference)
    _keep_outcome(acting, contact, decision, code or AWAITED, reference)
    made = AbsenceDecision.objects.create(
        contact=contact,
        decision=decision.decision,
        outcome_code=code,
        named=decision.named if decision.decision == Kind.ACCEPTABLE else "",
        reason=decision.reason.strip(),
        known=decision.known.strip(),
        evidence=decision.evidence.strip(),
        called=decision.called.strip(),
        wait_until=decision.wait_until if decision.decision == Kind.WAIT else None,
        by=acting.user,
        at=clock.now(),
        replaces=before,
    )
    _log(acting.user, contact, made, reference)
    return Decided(made, _warning_without_failure(made))


def keep_decision_of_excuse(entry: LogEntry) -> None:
    """A reaction to a recorded outcome, in its own transaction: whoever excuses an absence, ahead of the day too, has
    decided about it, and what was so at that moment is kept as for every decision."""
    if not entry.data.get("excused") or entry.actor is None:
        return
    contact = Contact.objects.select_related("person").get(pk=int(entry.subject.partition(":")[2]))
    cases = Case.objects.filter(person=contact.person_id).select_related("team__unit__region")
    case = cases.order_by(F("closed_on").desc(nulls_first=True)).first()
    assert case is not None  # an outcome is recorded on somebody's case
    contact.case = case
    # What was written before, of something else, is no reason for this.
    words = contact.added_notes.filter(pk=entry.data["note"]).first()
    made = AbsenceDecision.objects.create(
        contact=contact,
        decision=Kind.ACCEPTABLE,
        outcome_code=contact.outcome_code,
        # Words on a sensitive appointment stay with it.
        reason=words.text if words and not contact.is_sensitive else "",
        by=entry.actor,
        at=entry.at,
        replaces=latest_decision(contact),
    )
    _log(entry.actor, contact, made, reference_for(contact))


def _first_wins(contact: Contact, before: AbsenceDecision | None, version: int | None, last_seen: int | None) -> None:
    """Two who decide at once: the first stands, the second is told what it was."""
    seen = before.pk if before else 0
    if before is not None and last_seen is not None and last_seen != seen:
        said = _("%(who)s decided about this absence while you were writing.") % {"who": before.by}
        theirs = {"decision": str(before.get_decision_display()), "reason": before.reason}
        raise ChangedMeanwhileError(said, who=str(before.by), at=before.at.isoformat(), theirs=theirs)
    if version is not None and version != contact.version:
        raise ChangedMeanwhileError(_("Someone changed this appointment while you were writing."))


def _code(decision: Decision, reference: Reference) -> str:
    """The outcome the decision comes to; "" to wait."""
    if decision.decision == Kind.UNACCEPTABLE:
        return UNACCEPTABLE
    if decision.decision == Kind.ACCEPTABLE:
        return next((one.code for one in absence_reasons(**reference.where) if one.name == decision.named), "")
    return ""


def _check(decision: Decision, code: str, reference: Reference) -> None:
    if decision.decision not in Kind.values:
        raise BadInputError(_("Choose what you decide."), errors={"decision": _("Choose what you decide")})
    errors: dict[str, Any] = {}
    if decision.decision == Kind.ACCEPTABLE:
        if not code:
            errors["named"] = _("Choose the reason")
        elif reference.outcomes[code].needs_reason_text and not decision.reason.strip():
            errors["reason"] = _("Say why: professional judgement needs a sentence")
    elif not decision.reason.strip():
        errors["reason"] = _("Say why")
    if decision.decision == Kind.WAIT and decision.wait_until is None:
        errors["wait_until"] = _("Enter the day until which you wait")
    elif decision.decision == Kind.WAIT and decision.wait_until and decision.wait_until < reference.on:
        errors["wait_until"] = _("Enter today or a later day")
    if errors:
        raise BadInputError(_("The decision was not saved."), errors=errors)


def _keep_outcome(acting: Acting, contact: Contact, decision: Decision, code: str, reference: Reference) -> None:
    """What came of the appointment, unless it stands so already."""
    row = reference.outcome_for(code, contact)
    if row is not None and row.code == contact.outcome_code:
        return
    note = decision.reason if row is not None and row.needs_reason_text else ""
    said = Outcome(code, note=note)
    record_outcome(acting=acting, contact_id=contact.pk, version=None, outcome=said, by_decision=True)


def _warning_without_failure(made: AbsenceDecision) -> Warning | None:
    if made.decision == Kind.UNACCEPTABLE:
        return None
    return Warning.objects.filter(failure=made.contact_id, withdrawn_on=None).first()


def _log(by: User, contact: Contact, made: AbsenceDecision, reference: Reference) -> None:
    log.record(
        DECIDED,
        actor=by,
        subject=f"absence-decision:{made.pk}",
        person_id=contact.person_id,
        unit_id=contact.case.team.unit_id,
        data={
            "decision": str(made.get_decision_display()),
            "reason": made.reason,
            "outcome": reference.outcome_name(made.outcome_code) if made.outcome_code else "",
            "code": made.outcome_code,
            "contact": contact.pk,
            "day": day_of(contact).isoformat(),
        },
    )

"""Breach: started on chosen failures, moved from state to state by those who may, until its outcome is recorded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.cases.models import Breach
from rainer.common import clock, log
from rainer.common.errors import BadInputError, ChangedMeanwhileError, NotAllowedError, NotThereError, RefusedError
from rainer.enforcement.codes import BREACH_ACTIONS
from rainer.enforcement.inputs import day_of
from rainer.enforcement.models import BreachProceeding, EnforcementAction, Move, Warning
from rainer.enforcement.operations.actions import finish
from rainer.enforcement.queries.breach import (
    about,
    awaits_check,
    clock_of,
    failures_of,
    moves_for,
    opening,
    order_stands,
    view_kept,
)
from rainer.enforcement.queries.order import Order, order_after, why_nothing_follows
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.policy import enforcement
from rainer.supervision.models import Contact
from rainer.supervision.operations.common import case_for, locked, reference_for
from rainer.supervision.reference import Reference
from rainer.web.datetimes import HERE

MOVED = log.event_type(
    "breach_moved", gettext_lazy("{actor} moved the breach: {label}. {reason}"), personal=("reason",)
)
NOTED = log.event_type("breach_view_recorded", gettext_lazy("{actor} recorded a view of compliance: {view}"))
# The officer's own view, in the words of the Sentencing Council's guideline; it is never worked out.
VIEWS = {
    "wilful": gettext_lazy("Wilful and persistent non-compliance"),
    "low": gettext_lazy("Low level of compliance"),
    "medium": gettext_lazy("Medium level of compliance"),
    "high": gettext_lazy("High level of compliance"),
}


@dataclass(frozen=True, slots=True)
class Start:
    """What a breach is started on. `refer`: refer it at once, or consider it first."""

    failures: Iterable[int]
    became_aware_on: date | None
    refer: bool = True
    event_id: int | None = None


@transaction.atomic
def start_breach(*, acting: Acting, contact_id: int, start: Start) -> BreachProceeding:
    """Start on the failures that were chosen, of which the appointment is one.

    Raises RefusedError where nothing can follow, the order does not end in breach, or a breach of it is open already;
    BadInputError for failures that are none, or a day of becoming aware before them.
    """
    contact = locked(acting, contact_id, None, Capability.MANAGE_BREACH)
    reference = reference_for(contact)
    order = _order(contact, start, reference)
    failures = _failures(order, start)
    proceeding = _make(acting, contact, order, aware_on=_aware_on(failures, start, on=acting.on))
    proceeding.failures.set(failures)
    proceeding.due = _due(proceeding, failures, reference)
    proceeding.save(update_fields=["due"])
    _move(acting, proceeding, "", "considering", _("Started to consider breach"), due=proceeding.due)
    if start.refer:
        _step(acting, proceeding, "referred", _("Referred to an enforcement officer"), "")
    for action in EnforcementAction.objects.filter(contact=contact, code__in=BREACH_ACTIONS, done_at=None):
        finish(acting, action)
    return proceeding


def _order(contact: Contact, start: Start, reference: Reference) -> Order:
    if why := why_nothing_follows(contact, reference):
        raise RefusedError(why)
    order = order_after(contact, reference, event_id=start.event_id)
    if order is None:
        raise RefusedError(_("No sentence stands that this appointment could be for."))
    if enforcement.ENDS_IN[order.kind] != "BREACH":
        raise RefusedError(_("A licence is enforced by recall, not by breach."))
    if BreachProceeding.objects.filter(event=order.sentence.event, closed_at=None).exists():
        raise RefusedError(_("A breach of this order is open already."))
    return order


def _failures(order: Order, start: Start) -> list[Contact]:
    counted = {int(name.partition(":")[2]) for name in order.where.failures}
    chosen = {*start.failures} & counted
    if not chosen:
        said = _("Choose at least one failure that counts")
        raise BadInputError(said, errors={"failures": said})
    return list(Contact.objects.filter(pk__in=chosen).order_by("at", "pk"))


def _aware_on(failures: list[Contact], start: Start, *, on: date) -> date:
    aware, said = start.became_aware_on, ""
    if aware is None:
        said = _("Enter the day you became aware")
    elif aware < day_of(failures[-1]):
        said = _("Enter a day that is not before the last failure")
    elif aware > on:
        said = _("Enter today or an earlier day")
    if aware is None or said:
        raise BadInputError(said, errors={"became_aware_on": said})
    return aware


def _make(acting: Acting, contact: Contact, order: Order, *, aware_on: date) -> BreachProceeding:
    try:
        with transaction.atomic():
            return BreachProceeding.objects.create(
                person=contact.person,
                event=order.sentence.event,
                case=contact.case,
                status="considering",
                started_by=acting.user,
                started_at=clock.now(),
                became_aware_on=aware_on,
            )
    except IntegrityError as error:  # someone started one on another failure of the order a moment ago
        raise RefusedError(_("A breach of this order is open already.")) from error


def _due(proceeding: BreachProceeding, failures: list[Contact], reference: Reference) -> date | None:
    answer = clock_of(proceeding, failures, (), reference).answer
    return answer.due if answer else None


@dataclass(frozen=True, slots=True)
class Step:
    """A move someone asks for, with what some moves need: a reason, the day of the hearing, what the court did."""

    to: str
    reason: str = ""
    hearing_on: date | None = None
    outcome: str = ""


@transaction.atomic
def move_breach(*, acting: Acting, breach_id: int, version: int | None, step: Step) -> BreachProceeding:
    """Make a move that the table of moves allows this user.

    Raises ChangedMeanwhileError where someone moved it meanwhile, NotAllowedError where the move is somebody else's,
    BadInputError for what it lacks, RefusedError where the order ended or what must come first has not.
    """
    proceeding, reference = lock_breach(acting, breach_id, version)
    move = next((one for one in moves_for(proceeding, acting, reference).moves if one.to == step.to), None)
    if move is None:
        raise NotAllowedError(_("This move is not yours to make now. Ask whose it is."))
    _check_move(proceeding, move, step)
    if step.to == "listed":
        proceeding.hearing_on = step.hearing_on
    if step.to == "outcome_recorded":
        proceeding.outcome = step.outcome.strip()
    _step(acting, proceeding, step.to, move.label, step.reason.strip())
    return proceeding


def lock_breach(acting: Acting, breach_id: int, version: int | None) -> tuple[BreachProceeding, Reference]:
    """The breach, its row locked, if the user may work on it and saw it as it stands. Call in a transaction."""
    rows = BreachProceeding.objects.select_for_update(of=("self",)).select_related("person", "event__sentence")
    proceeding = rows.filter(pk=breach_id).first()
    if proceeding is None:
        raise NotThereError(_("You cannot open this. It may be restricted, or not yours, or not there."))
    proceeding.case = case_for(acting, proceeding.person, opening(acting))
    if version is not None and version != proceeding.version:
        last = Move.objects.filter(about=about(proceeding)).select_related("by").order_by("-at", "-pk").first()
        who = str(last.by) if last else ""
        said = _("%(who)s changed this breach while you were writing.") % {"who": who or _("Someone")}
        raise ChangedMeanwhileError(said, who=who, at=last.at.isoformat() if last else "")
    return proceeding, Reference.of(proceeding.case.team.unit, on=clock.today())


def _check_move(proceeding: BreachProceeding, move: enforcement.Move, step: Step) -> None:
    errors: dict[str, str] = {}
    if move.needs_reason and not step.reason.strip():
        errors["reason"] = _("Say why")
    if step.to == "listed" and step.hearing_on is None:
        errors["hearing_on"] = _("Enter the day of the hearing")
    if step.to == "outcome_recorded" and not step.outcome.strip():
        errors["outcome"] = _("Say what the court did, or why it ended")
    if errors:
        raise BadInputError(_("This was not saved."), errors=errors)
    if why := _not_yet(proceeding, step.to):
        raise RefusedError(why)


def _not_yet(proceeding: BreachProceeding, to: str) -> str:
    """What must come before a move; "" where nothing is missing."""
    if to in ("referred", "pack_drafted", "manager_check", "laid") and not order_stands(proceeding):
        return _("The order has ended: nothing more goes to court. Withdraw the breach.")
    if to == "warned" and not _is_warned(proceeding):
        return _("Give the warning first: its letter is what warns.")
    if to == "pack_drafted" and not proceeding.pack:
        return _("Make the pack first.")
    if to == "manager_check" and not proceeding.view_of_compliance:
        return _("Record your view of compliance first.")
    if to in ("manager_check", "laid") and proceeding.pack.get("view") != view_kept(proceeding):
        return _("The view of compliance was written after the pack was made. The pack must be made anew.")
    if to == "laid" and awaits_check(proceeding):
        return _("A manager has not checked the pack yet.")
    return ""


def _is_warned(proceeding: BreachProceeding) -> bool:
    return Warning.objects.filter(failure__in=failures_of(proceeding), withdrawn_on=None).exists()


def _step(acting: Acting, proceeding: BreachProceeding, to: str, label: str, reason: str) -> None:
    """Make a checked move, with what it does to the fact other rules read."""
    was = proceeding.status
    proceeding.status = to
    if to == "pack_drafted":  # sent back, what was checked is checked again
        proceeding.pack.pop("checked", None)
    if to == "referred":
        proceeding.fact = Breach.objects.create(event=proceeding.event, started_on=acting.on)
    if to == "outcome_recorded" and proceeding.fact is not None:
        proceeding.fact.ended_on, proceeding.fact.outcome = acting.on, proceeding.outcome[:60]
        proceeding.fact.save(update_fields=["ended_on", "outcome"])
    if to in ("warned", "outcome_recorded") or (to == "withdrawn" and proceeding.fact is None):
        proceeding.closed_at = clock.now()
    proceeding.version += 1
    proceeding.save()
    _move(acting, proceeding, was, to, label, reason=reason)


def _move(
    acting: Acting,
    proceeding: BreachProceeding,
    was: str,
    to: str,
    label: str,
    *,
    reason: str = "",
    due: date | None = None,
) -> None:
    made = Move.objects.create(
        about=about(proceeding),
        from_status=was,
        to_status=to,
        by=acting.user,
        role=next(iter(sorted(acting.roles)), "")[:20],
        at=clock.now(),
        reason=reason,
        due=timezone.make_aware(datetime.combine(due, time.max.replace(microsecond=0)), HERE) if due else None,
    )
    _log(MOVED, acting, proceeding, f"breach-move:{made.pk}", label=label, reason=reason, to=to)


@transaction.atomic
def record_view(
    *, acting: Acting, breach_id: int, version: int | None, view: str, reason: str, proposal: str
) -> BreachProceeding:
    """Keep the officer's own view of how the order was kept, why, and what is proposed to the court."""
    proceeding, _reference = lock_breach(acting, breach_id, version)
    if not acting.area(Capability.MANAGE_BREACH).holds_team(proceeding.case.team):
        raise NotAllowedError(_("The view of compliance is for those who manage breach."))
    errors = {} if view in VIEWS else {"view": _("Choose one")}
    if not reason.strip():
        errors["reason"] = _("Say why")
    if errors:
        raise BadInputError(_("The view was not saved."), errors=errors)
    proceeding.view_of_compliance, proceeding.view_reason = view, reason.strip()
    proceeding.proposal = proposal.strip()
    proceeding.version += 1
    proceeding.save(update_fields=["view_of_compliance", "view_reason", "proposal", "version"])
    _log(NOTED, acting, proceeding, about(proceeding), view=str(VIEWS[view]))
    return proceeding


def _log(event: log.EventType, acting: Acting, proceeding: BreachProceeding, subject: str, **data: Any) -> None:
    log.record(
        event,
        actor=acting.user,
        subject=subject,
        person_id=proceeding.person_id,
        unit_id=proceeding.case.team.unit_id,
        data={"breach": proceeding.pk, **data},
    )

"""Choose what follows a failure: an action that fits, or another with its reason; who makes it, by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.common import clock, log
from rainer.common.errors import BadInputError, ChangedMeanwhileError, RefusedError
from rainer.enforcement.inputs import day_of
from rainer.enforcement.models import EnforcementAction
from rainer.enforcement.queries.order import Order, order_after, pausing, why_not_paused, why_nothing_follows
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.policy.enforcement import enforcement_actions
from rainer.supervision.models import Contact
from rainer.supervision.operations.common import locked, reference_for
from rainer.supervision.reference import Reference

CHOSEN = log.event_type(
    "enforcement_action_chosen",
    gettext_lazy("{actor} chose what follows the failure of {day}: {action}. {reason}"),
    personal=("reason",),
)
DEALT_WITH = log.event_type("enforcement_action_dealt_with", gettext_lazy("{actor} dealt with the reply to: {action}"))
PAUSE = "PAUSE"
ME, ADMINISTRATOR = "me", "admin"
WHOM = {ME: gettext_lazy("I do"), ADMINISTRATOR: gettext_lazy("A case administrator does")}
# Groups of actions with a page of their own, where they are done; the others are done by being chosen.
DONE_ELSEWHERE = ("letter", "breach", "breach_or_recall", "recall", "withdrawal")


@dataclass(frozen=True, slots=True)
class Choice:
    """What someone chooses. `event_id` says for which order, where the appointment does not."""

    code: str
    for_whom: str = ME
    respond_by: date | None = None
    reason: str = ""
    event_id: int | None = None


@transaction.atomic
def choose_action(
    *, acting: Acting, contact_id: int, choice: Choice, last_seen: int | None = None
) -> EnforcementAction:
    """Keep what is done about a failure. `last_seen`: the action that stood on the page, 0 for none.

    Raises ChangedMeanwhileError where someone chose meanwhile, BadInputError for what lacks its date or reason,
    RefusedError where nothing can follow or the choice is to pause what bears on risk.
    """
    contact = locked(acting, contact_id, None, Capability.DECIDE_ABSENCE)
    reference = reference_for(contact)
    if why := why_nothing_follows(contact, reference):
        raise RefusedError(why)
    order = order_after(contact, reference, event_id=choice.event_id)
    if order is None:
        said = _("Say which sentence this appointment was for.")
        raise BadInputError(said, errors={"event": said})
    _first_wins(order, last_seen)
    if choice.code == PAUSE:
        raise RefusedError(_paused_words(why_not_paused(pausing(contact, reference))))
    _check(order, choice, on=acting.on)
    row = order.actions[choice.code]
    made = EnforcementAction.objects.create(
        contact=contact,
        event=order.sentence.event,
        code=choice.code,
        for_whom=choice.for_whom,
        respond_by=choice.respond_by or order.day_for(choice.code, acting.on) if row.needs_reply_date else None,
        reason=choice.reason.strip(),
        by=acting.user,
        at=clock.now(),
    )
    if row.group not in DONE_ELSEWHERE and not row.needs_reply_date:
        finish(acting, made)
    _log(CHOSEN, acting, contact, made, action=row.name, reason=made.reason, day=day_of(contact).isoformat())
    return made


def _first_wins(order: Order, last_seen: int | None) -> None:
    last = order.chosen[0] if order.chosen else None
    if last is not None and last_seen is not None and last.pk != last_seen:
        said = _("%(who)s chose what follows while you were writing.") % {"who": last.by}
        theirs = {"code": order.actions[last.code].name, "reason": last.reason}
        raise ChangedMeanwhileError(said, who=str(last.by), at=last.at.isoformat(), theirs=theirs)


def _paused_words(why: str) -> str:
    if why:
        return _("This cannot be put off as paused: %(why)s.") % {"why": why}
    return _("The framework lets this wait: put it off on Today, where the record will say so.")


def _check(order: Order, choice: Choice, *, on: date) -> None:
    row = order.actions.get(choice.code)
    if row is None:
        raise BadInputError(_("Choose what follows."), errors={"code": _("Choose what follows")})
    if not order.fits(choice.code):
        said = _("“%(action)s” is not for this kind of sentence: choose another") % {"action": row.name}
        raise BadInputError(_("This was not saved."), errors={"code": said})
    errors: dict[str, Any] = {}
    if choice.code not in {*order.fitting.suggested, *order.fitting.letters} and not choice.reason.strip():
        errors["reason"] = _("Say why: this is not among the actions that fit")
    if row.needs_reply_date:
        respond_by = choice.respond_by or order.day_for(choice.code, on)
        if respond_by is None:
            errors["respond_by"] = _("Enter the day by which you want an answer")
        elif respond_by < on:
            errors["respond_by"] = _("Enter today or a later day")
    if choice.for_whom not in WHOM:
        errors["for_whom"] = _("Choose who makes it")
    if errors:
        raise BadInputError(_("This was not saved."), errors=errors)


@transaction.atomic
def dealt_with(*, acting: Acting, action_id: int) -> EnforcementAction:
    """The reply an action asked for came, or its time is over, and someone looked at it. Twice changes nothing."""
    action = lock_action(acting, action_id, Capability.DECIDE_ABSENCE)
    if action.done_at is None:
        finish(acting, action)
        reference = reference_for(action.contact)
        _log(DEALT_WITH, acting, action.contact, action, action=action_name(action.code, reference))
    return action


def lock_action(acting: Acting, action_id: int, capability: Capability) -> EnforcementAction:
    """The action, its row locked, if the user may do this with the contact it follows. Call in a transaction."""
    action = EnforcementAction.objects.select_for_update(of=("self",)).filter(pk=action_id).first()
    contact = locked(acting, action.contact_id if action else 0, None, capability)
    assert action is not None
    action.contact = contact
    return action


def finish(acting: Acting, action: EnforcementAction) -> None:
    action.done_at, action.done_by = clock.now(), acting.user
    action.save(update_fields=["done_at", "done_by"])


def action_name(code: str, reference: Reference) -> str:
    return next((row.name for row in enforcement_actions(**reference.where) if row.code == code), code)


def _log(event: log.EventType, acting: Acting, contact: Contact, made: EnforcementAction, /, **data: Any) -> None:
    log.record(
        event,
        actor=acting.user,
        subject=f"enforcement-action:{made.pk}",
        person_id=contact.person_id,
        unit_id=contact.case.team.unit_id,
        data={"code": made.code, "contact": contact.pk, **data},
    )

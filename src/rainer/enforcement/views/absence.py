"""An absence: what is known, and what is decided; then what follows."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rainer.cases.furniture import person_frame
from rainer.enforcement.forms.absence import DecisionForm, NextForm
from rainer.enforcement.models import AbsenceDecision, EnforcementAction, Warning
from rainer.enforcement.operations.actions import ADMINISTRATOR, DONE_ELSEWHERE, ME, choose_action, dealt_with
from rainer.enforcement.operations.decisions import Decided, decide_absence
from rainer.enforcement.queries.absence import absence_of, longest_wait, why_no_decision
from rainer.enforcement.queries.order import (
    Order,
    order_after,
    pausing,
    standing_orders,
    why_not_paused,
    why_nothing_follows,
)
from rainer.enforcement.views.common import (
    contact_url,
    day_page,
    form_page,
    kept_for_later,
    number_in,
    reference_of,
    saved_by,
)
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.policy.enforcement import OPTION_WORDS, absence_reasons
from rainer.policy.outcome import Step
from rainer.supervision.access import open_contact
from rainer.supervision.models import Contact
from rainer.supervision.reference import Reference
from rainer.web import notices, words
from rainer.web.forms import drafts
from rainer.web.navigation import address
from rainer.web.page import render

DECIDE = Capability.DECIDE_ABSENCE
Kind = AbsenceDecision.Decision


def _facts(contact: Contact) -> dict[str, Any]:
    return {"name": contact.person, "when": words.long_moment(contact.at)}


def closed(request: ActingRequest, contact: Contact, title: str, why: str, **links: str) -> HttpResponse:
    """A plain message in place of a form that would lead nowhere."""
    frame = person_frame(request, contact.case)
    back = contact_url(contact)
    return render(
        request, "enforcement/closed.html", title=title, said=why, back=back, status=422, links=links, **frame
    )


@needs(DECIDE)
def decision(request: ActingRequest, pk: int) -> HttpResponse:
    """Decide about a missed appointment, with what is known in view. Nothing is decided by itself."""
    contact = open_contact(request.acting, pk, DECIDE, what=_("the page to decide about an absence"))
    title = _("Missed: %(name)s, %(when)s") % _facts(contact)
    if why := why_no_decision(contact):
        return closed(request, contact, title, why, **_onward(contact))
    draft = f"decision:{pk}"
    if (kept := kept_for_later(request, draft, title=title, then=contact_url(contact))) is not None:
        return kept
    reference = reference_of(contact.case)
    form = DecisionForm(
        request.POST or None,
        reasons=absence_reasons(**reference.where),
        on=reference.on,
        longest_wait=longest_wait(reference),
        initial=drafts.restored(request, draft),
    )
    if (
        form.is_bound
        and form.may_save()
        and (made := saved_by(form, lambda: _decide(request, pk, form), {"reason": form.reason_field}))
    ):
        drafts.forget(request, draft)
        return _decided(request, contact, made)
    absence = absence_of(contact, request.acting, reference)
    last = absence.last
    return form_page(
        request,
        "enforcement/decision.html",
        form,
        title=title,
        back=contact_url(contact),
        contact=contact,
        absence=absence,
        around=[(one, reference.type_name(one.type_code), _came(one, reference)) for one in absence.around],
        decided=[
            (one, _basis(one, reference), address("circumstances", f"absence-decision:{one.pk}"))
            for one in absence.decisions
        ],
        is_change=last is not None and last.decision != Kind.WAIT,
        hidden={"version": contact.version, "last": last.pk if last else 0},
        **person_frame(request, contact.case),
    )


def _onward(contact: Contact) -> dict[str, str]:
    """Where the page of an appointment without an outcome sends one."""
    return {} if contact.outcome_code else {"outcome": address("outcome", contact.pk)}


def _came(contact: Contact, reference: Reference) -> str:
    return reference.outcome_name(contact.outcome_code) if contact.outcome_code else ""


def _basis(one: AbsenceDecision, reference: Reference) -> str:
    """What a decision was recorded as."""
    return reference.outcome_name(one.outcome_code) if one.outcome_code else ""


def _decide(request: ActingRequest, pk: int, form: DecisionForm) -> Decided:
    return decide_absence(
        acting=request.acting,
        contact_id=pk,
        version=number_in(request.POST, "version"),
        decision=form.value(),
        last_seen=number_in(request.POST, "last"),
    )


def _decided(request: ActingRequest, contact: Contact, made: Decided) -> HttpResponse:
    """No good reason goes on to what follows; a good one, where a warning rested on the old, to withdrawing it."""
    said = _("Decision saved for %(name)s: %(decision)s")
    notices.saved(request, said % {"name": contact.person, "decision": made.decision.get_decision_display()})
    if made.warning is not None:
        return HttpResponseRedirect(reverse("warning_withdraw", args=[made.warning.pk]))
    if made.decision.decision == Kind.UNACCEPTABLE:
        return HttpResponseRedirect(reverse("enforcement_next", args=[contact.pk]))
    return HttpResponseRedirect(day_page(request))


@needs(DECIDE)
def enforcement_next(request: ActingRequest, pk: int) -> HttpResponse:
    """Where the order stands, what the law lets you do, and the choice."""
    contact = open_contact(request.acting, pk, DECIDE, what=_("the page to choose what follows a failure"))
    title = _("What next: %(name)s, %(when)s") % _facts(contact)
    reference = reference_of(contact.case)
    if why := why_nothing_follows(contact, reference):
        return closed(request, contact, title, why)
    draft = f"next:{pk}"
    if (kept := kept_for_later(request, draft, title=title, then=contact_url(contact))) is not None:
        return kept
    events = standing_orders(contact) if order_after(contact, reference) is None else []
    asked = number_in(request.POST, "event") or number_in(request.GET, "event")
    event = asked or (events[0].event_id if len(events) else None)
    order = order_after(contact, reference, event_id=event)
    if order is None:
        return closed(request, contact, title, _("No sentence stands that this appointment could be for."))
    form = _next_form(request, order, [(one.event_id, _sentence(one)) for one in events], draft)
    if form.is_bound and form.may_save() and (made := saved_by(form, lambda: _choose(request, order, form))):
        drafts.forget(request, draft)
        return _chosen(request, order, made)
    return form_page(
        request,
        "enforcement/next.html",
        form,
        title=title,
        back=contact_url(contact),
        hidden={"last": order.chosen[0].pk if order.chosen else 0},
        **next_context(order, reference),
        **person_frame(request, contact.case),
    )


def _sentence(sentence: Any) -> str:
    facts = {"what": sentence.get_kind_display(), "number": sentence.event.number}
    return _("%(what)s (event %(number)s)") % facts


def _next_form(request: ActingRequest, order: Order, events: list[tuple[int, str]], draft: str) -> NextForm:
    fitting = [(code, order.actions[code].name, order.hint(code)) for code in order.first]
    first = order.first[0] if order.first else ""
    day = order.day_for(first, request.acting.on) if first else None
    return NextForm(
        request.POST or None,
        fitting=fitting,
        rest=[(code, order.actions[code].name) for code in order.rest],
        events=events,
        initial={
            "code": first,
            "for_whom": ME,
            "respond_by": day,
            "event": order.sentence.event_id,
            **drafts.restored(request, draft),
        },
    )


def next_context(order: Order, reference: Reference) -> dict[str, Any]:
    """Where the order stands, in words; each figure opens to its contacts."""
    where = order.where
    options = where.lawful_options
    return {
        "order": order,
        "where": where,
        "sentence_words": _sentence(order.sentence),
        "options": [OPTION_WORDS[option] for option in options] if options is not None else None,
        "must": options == ("REFER",),
        "law": _step(order, "lawful_options").value,
        "failures": _step(order, "failures"),
        "paused": why_not_paused(pausing(order.contact, reference)),
        "compliance": reverse("compliance", args=[order.contact.person.crn]),
        "chosen": [
            (
                one,
                order.actions[one.code].name,
                address("circumstances", f"enforcement-action:{one.pk}"),
                _waits(one, order),
            )
            for one in order.chosen
            if one.code in order.actions
        ],
    }


def _waits(action: EnforcementAction, order: Order) -> bool:
    """Whether someone is to say that its reply is dealt with; a letter or a breach has a page of its own."""
    return action.done_at is None and order.actions[action.code].group not in DONE_ELSEWHERE


def _step(order: Order, name: str) -> Step:
    """A step of where the order stands: what was looked at, and the dated value behind it."""
    return next(step for step in order.standing.steps if step.name == name)


def _choose(request: ActingRequest, order: Order, form: NextForm) -> EnforcementAction:
    choice = form.value(event_id=order.sentence.event_id)
    return choose_action(
        acting=request.acting,
        contact_id=order.contact.pk,
        choice=choice,
        last_seen=number_in(request.POST, "last"),
    )


def _chosen(request: ActingRequest, order: Order, made: EnforcementAction) -> HttpResponse:
    """On to the page where the action is done; one for someone else, or done by being chosen, ends here."""
    onward = _page_of(order, made) if made.for_whom == ME else ""
    if not onward:
        said = (
            _("%(action)s: asked of a case administrator") if made.for_whom == ADMINISTRATOR else _("%(action)s: saved")
        )
        notices.saved(request, said % {"action": order.actions[made.code].name})
    return HttpResponseRedirect(onward or day_page(request))


def _page_of(order: Order, made: EnforcementAction) -> str:
    group, contact = order.actions[made.code].group, order.contact
    if group == "letter":
        return reverse("warning_letter", args=[contact.pk])
    if group == "withdrawal":
        warning = Warning.objects.filter(failure=contact, withdrawn_on=None).first()
        return reverse("warning_withdraw", args=[warning.pk]) if warning else ""
    ends_in_recall = order.kind in ("licence", "youth")
    if group == "recall" or (group == "breach_or_recall" and ends_in_recall):
        return address("recall_start", contact.person.crn)
    return address("breach_start", contact.pk) if group in ("breach", "breach_or_recall") else ""


@needs(DECIDE)
@require_POST
def action_dealt_with(request: ActingRequest, pk: int) -> HttpResponse:
    """The reply that was asked for was looked at, or never came: the action is done."""
    action = dealt_with(acting=request.acting, action_id=pk)
    notices.saved(request, _("Saved: the reply is dealt with"))
    return HttpResponseRedirect(reverse("enforcement_next", args=[action.contact_id]))

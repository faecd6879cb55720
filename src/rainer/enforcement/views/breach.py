"""Breach: started, looked at, moved; the officer's view; the notice and the pack."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from rainer.cases.furniture import person_frame
from rainer.common import clock
from rainer.enforcement.forms.breach import MoveForm, NoticeForm, StartForm, ViewForm, usual_of
from rainer.enforcement.inputs import day_of
from rainer.enforcement.models import BreachProceeding, KeptFile
from rainer.enforcement.operations.breach import VIEWS, move_breach, record_view, start_breach
from rainer.enforcement.operations.court import make_pack, write_notice
from rainer.enforcement.queries.breach import (
    OPENS,
    awaits_check,
    breach_page,
    failures_counted,
    failures_of,
    open_breach,
    order_stands,
    why_not_checked_by,
)
from rainer.enforcement.queries.notice import needs_review, notice_facts, notice_paper
from rainer.enforcement.queries.order import Order, order_after, standing_orders, why_nothing_follows
from rainer.enforcement.queries.pack import exhibits_of
from rainer.enforcement.views.absence import closed
from rainer.enforcement.views.common import (
    contact_url,
    form_page,
    kept_for_later,
    number_in,
    pdf_answer,
    reference_of,
    saved_by,
)
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.supervision.access import open_contact
from rainer.supervision.inputs import local
from rainer.supervision.models import Contact
from rainer.supervision.reference import Reference
from rainer.web import notices, words
from rainer.web.forms import drafts
from rainer.web.navigation import address
from rainer.web.page import render
from rainer.web.pdf import html_of, paper_from, pdf_of

MANAGE = Capability.MANAGE_BREACH
PREVIEW, PDF, COMPLETE = "preview", "pdf", "complete"


@needs(MANAGE)
def breach_start(request: ActingRequest, pk: int) -> HttpResponse:
    """Start breach after a failure: on which failures, aware since when, by when it is to be done."""
    contact = open_contact(request.acting, pk, MANAGE, what=_("the page to start a breach"))
    title = _("Start breach: %(name)s") % {"name": contact.person}
    reference = reference_of(contact.case)
    if why := why_nothing_follows(contact, reference):
        return closed(request, contact, title, why)
    order = _order(request, contact, reference)
    if order is None or not order.where.failures:
        return closed(request, contact, title, _("There is no failure on an order to start breach on."))
    draft = f"breach-start:{pk}"
    if (kept := kept_for_later(request, draft, title=title, then=contact_url(contact))) is not None:
        return kept
    event = order.sentence.event_id
    form = StartForm(
        request.POST or None, failures=_failures(order, reference), initial=_initial(request, order, draft)
    )

    def save() -> BreachProceeding:
        return start_breach(acting=request.acting, contact_id=pk, start=form.value(event))

    if form.is_bound and form.may_save() and (made := saved_by(form, save)):
        drafts.forget(request, draft)
        notices.saved(request, _("Breach started for %(name)s") % {"name": contact.person})
        return HttpResponseRedirect(reverse("breach", args=[made.pk]))
    frame = person_frame(request, contact.case)
    return form_page(
        request, "enforcement/breach_start.html", form, title=title, back=contact_url(contact), order=order, **frame
    )


def _order(request: ActingRequest, contact: Contact, reference: Reference) -> Order | None:
    action = contact.enforcement_actions.exclude(event=None).order_by("-at").first()
    asked = number_in(request.GET, "event") or (action.event_id if action else None)
    events = [one.event_id for one in standing_orders(contact)]
    return order_after(contact, reference, event_id=asked if asked in events else None)


def _failures(order: Order, reference: Reference) -> list[tuple[int, str]]:
    rows = failures_counted(order.where.failures)
    return [(one.pk, f"{words.moment(one.at)}: {reference.outcome_name(one.outcome_code)}") for one in rows]


def _initial(request: ActingRequest, order: Order, draft: str) -> dict[str, Any]:
    """Those nobody has dealt with are ticked; aware since the decision on the last of them."""
    open_ones = [name.partition(":")[2] for name in order.where.to_deal_with]
    last = order.contact.decisions.order_by("-at", "-pk").first()
    aware = max(local(last.at).date() if last else day_of(order.contact), day_of(order.contact))
    ticked = open_ones or [str(order.contact.pk)]
    return {"failures": ticked, "became_aware_on": aware, "how": "refer", **drafts.restored(request, draft)}


@needs(*OPENS)
def breach(request: ActingRequest, pk: int) -> HttpResponse:
    """Where a breach stands: its clocks, its failures, what was done, and what the user may do next."""
    proceeding = open_breach(request.acting, pk, what=_("the page of a breach"))
    reference = reference_of(proceeding.case)
    page = breach_page(proceeding, request.acting, reference)
    form = MoveForm(request.POST or None, moves=page.moves.moves) if page.moves.moves else None

    def save() -> BreachProceeding:
        assert form is not None
        version = number_in(request.POST, "version")
        return move_breach(acting=request.acting, breach_id=pk, version=version, step=form.value())

    if form is not None and form.is_bound and form.may_save() and saved_by(form, save) is not None:
        notices.saved(request, _("Saved for %(name)s") % {"name": proceeding.person})
        return HttpResponseRedirect(request.path)
    facts = notice_facts(proceeding, page.failures, reference)
    return render(
        request,
        "enforcement/breach.html",
        title=_("Breach: %(name)s") % {"name": proceeding.person},
        as_of=clock.now(),
        back=reverse("compliance", args=[proceeding.person.crn]) if request.acting.may(Capability.SEE_PERSON) else None,
        status=422 if form is not None and form.is_bound and form.errors else 200,
        form=form,
        page_of=page,
        proceeding=proceeding,
        clock=page.clock,
        failures=[
            (one, reference.type_name(one.type_code), reference.outcome_name(one.outcome_code), contact_url(one))
            for one in page.failures
        ],
        done=[(one, address("circumstances", f"breach-move:{one.pk}")) for one in page.done],
        states=_states(reference),
        view=VIEWS.get(proceeding.view_of_compliance, ""),
        review=needs_review(proceeding, facts),
        checked=page.proceeding.pack.get("checked"),
        awaits_check=awaits_check(proceeding),
        may_check=awaits_check(proceeding) and not why_not_checked_by(request.acting, proceeding),
        may_manage=request.acting.area(MANAGE).holds_team(proceeding.case.team),
        hidden={"version": proceeding.version},
        **person_frame(request, proceeding.case),
    )


def _states(reference: Reference) -> dict[str, str]:
    """What each state is called."""
    table = reference.rulebook.value("enforcement.breach_transitions", on=reference.on, place=reference.place)
    return dict(table.value["states"])


@needs(MANAGE)
def breach_view(request: ActingRequest, pk: int) -> HttpResponse:
    """The officer's view of how the order was kept. It is never worked out."""
    proceeding = open_breach(request.acting, pk, what=_("the view of compliance"))
    title = _("How the order was kept: %(name)s") % {"name": proceeding.person}
    initial = {"view": proceeding.view_of_compliance, "reason": proceeding.view_reason, "proposal": proceeding.proposal}
    form = ViewForm(request.POST or None, initial=initial)

    def save() -> BreachProceeding:
        version = number_in(request.POST, "version")
        return record_view(acting=request.acting, breach_id=pk, version=version, **form.cleaned_data)

    back = reverse("breach", args=[pk])
    if form.is_bound and form.may_save() and saved_by(form, save) is not None:
        return HttpResponseRedirect(back)
    hidden = {"version": proceeding.version}
    frame = person_frame(request, proceeding.case)
    return form_page(request, "enforcement/breach_view.html", form, title=title, back=back, hidden=hidden, **frame)


@needs(*OPENS)
def breach_notice(request: ActingRequest, pk: int) -> HttpResponse:
    """The notice: the record's facts, what is written into it, the paper; completed, it changes no more."""
    proceeding = open_breach(request.acting, pk, what=_("a breach notice"))
    title, back = _("Breach notice: %(name)s") % {"name": proceeding.person}, reverse("breach", args=[pk])
    if proceeding.notice.get("completed_at") or not order_stands(proceeding):
        return _notice_kept(request, proceeding, title, back)
    facts = notice_facts(proceeding, failures_of(proceeding), reference_of(proceeding.case))
    typed = {**usual_of(proceeding, facts), **proceeding.notice.get("typed", {})}
    form = NoticeForm(request.POST or None, facts=facts, initial=typed)

    def save() -> BreachProceeding:
        return write_notice(
            acting=request.acting,
            breach_id=pk,
            version=number_in(request.POST, "version"),
            typed=form.typed(),
            complete=COMPLETE in request.POST,
        )

    if form.is_bound and form.may_save():
        typed = form.typed()
        if PDF in request.POST:
            return pdf_answer(pdf_of(notice_paper(facts, typed, at=clock.now())), f"notice-{facts['crn']}.pdf")
        if PREVIEW not in request.POST and saved_by(form, save) is not None:
            notices.saved(request, _("Breach notice saved for %(name)s") % {"name": proceeding.person})
            return HttpResponseRedirect(back)
    return form_page(
        request,
        "enforcement/breach_notice.html",
        form,
        title=title,
        back=back,
        preview=html_of(notice_paper(facts, typed, at=clock.now())),
        review=needs_review(proceeding, facts),
        hidden={"version": proceeding.version},
        **person_frame(request, proceeding.case),
    )


def _notice_kept(request: ActingRequest, proceeding: BreachProceeding, title: str, back: str) -> HttpResponse:
    """A notice that changes no more: completed, or stopped because the order ended."""
    notice = proceeding.notice
    return render(
        request,
        "enforcement/breach_notice_kept.html",
        title=title,
        back=back,
        proceeding=proceeding,
        notice=notice,
        html=html_of(paper_from(notice["paper"])) if notice.get("paper") else "",
        **person_frame(request, proceeding.case),
    )


@needs(*OPENS)
def breach_pack(request: ActingRequest, pk: int) -> HttpResponse:
    """What the pack holds, with the hash of each and the time it was made; making it anew."""
    proceeding = open_breach(request.acting, pk, what=_("a breach pack"))
    if request.method == "POST":
        make_pack(acting=request.acting, breach_id=pk, version=number_in(request.POST, "version"))
        notices.saved(request, _("Pack made for %(name)s") % {"name": proceeding.person})
        return HttpResponseRedirect(request.path)
    pack = proceeding.pack
    return render(
        request,
        "enforcement/breach_pack.html",
        title=_("Breach pack: %(name)s") % {"name": proceeding.person},
        back=reverse("breach", args=[pk]),
        proceeding=proceeding,
        pack=pack,
        made=datetime.fromisoformat(pack["made_at"]) if pack else None,
        exhibits=exhibits_of(proceeding),
        may_make=proceeding.status in ("referred", "pack_drafted") and order_stands(proceeding),
        html=html_of(paper_from(pack["paper"])) if pack else "",
        hidden={"version": proceeding.version},
        **person_frame(request, proceeding.case),
    )


@needs(*OPENS)
@require_GET
def breach_pack_pdf(request: ActingRequest, pk: int) -> HttpResponse:
    """The pack as the file it was made into."""
    return _kept(request, pk, "pack")


@needs(*OPENS)
@require_GET
def breach_notice_pdf(request: ActingRequest, pk: int) -> HttpResponse:
    """The notice as the file it was completed as."""
    return _kept(request, pk, "notice")


def _kept(request: ActingRequest, pk: int, what: str) -> HttpResponse:
    proceeding = open_breach(request.acting, pk, what=_("a paper of a breach"))
    sha256 = getattr(proceeding, what).get("sha256", "")
    kept = KeptFile.objects.filter(sha256=sha256).first()
    if kept is None:
        notices.told(request, _("There is no such file yet."))
        return HttpResponseRedirect(reverse("breach", args=[pk]))
    return pdf_answer(bytes(kept.content), f"breach-{what}-{proceeding.person.crn}.pdf")

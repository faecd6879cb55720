"""Letters: written, looked at, sent, kept as they were sent; the list for those who make them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from rainer.cases.access import log_people, open_person
from rainer.cases.furniture import person_frame
from rainer.cases.models import Case
from rainer.cases.queries.matters import what_matters
from rainer.common import clock
from rainer.common.errors import NotThereError
from rainer.enforcement.forms.absence import ReasonForm
from rainer.enforcement.forms.letters import PREFIX, LetterForm
from rainer.enforcement.models import EnforcementAction, KeptFile, Letter, Warning
from rainer.enforcement.operations.letters import (
    mark_printed,
    send_letter,
    withdraw_letter,
    withdraw_warning,
    write_letter,
)
from rainer.enforcement.queries.answers import is_awaited
from rainer.enforcement.queries.letters import (
    Writing,
    asked_for,
    being_written,
    letter_actions,
    limited_in,
    to_print,
    writing_of,
)
from rainer.enforcement.views.absence import closed
from rainer.enforcement.views.common import (
    contact_url,
    day_page,
    form_page,
    pdf_answer,
    reference_of,
    saved_by,
)
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.supervision.access import open_contact
from rainer.supervision.models import Contact
from rainer.web import notices, words
from rainer.web.navigation import address
from rainer.web.page import render
from rainer.web.pdf import html_of, one_paper, paper_from, pdf_of

SEND = Capability.SEND_LETTER
PREVIEW, PDF, KEEP = "preview", "pdf", "keep"
LARGE_PRINT = "large print"


@needs(SEND)
def warning_letter(request: ActingRequest, pk: int) -> HttpResponse:
    """The letter chosen after an appointment: as it will be, the parts that are the writer's own, and sending it."""
    contact = open_contact(request.acting, pk, SEND, what=_("the page to write a letter"))
    title = _("Letter to %(name)s, about %(when)s") % {"name": contact.person, "when": words.day(contact.at)}
    action = letter_actions(contact).first()
    writing = _writing(action, contact)
    if action is None or writing is None:
        why = _("No letter is asked for here, or it was sent already.")
        return closed(request, contact, title, why, next=reverse("enforcement_next", args=[pk]))
    form = _form(request, action, writing)
    if form.is_bound and form.may_save():
        if PDF in request.POST:
            return pdf_answer(pdf_of(_paper(writing, form)), f"letter-{contact.person.crn}.pdf")
        if PREVIEW not in request.POST and (done := _saved(request, action, form)) is not None:
            return done
    return form_page(
        request,
        "enforcement/write_letter.html",
        form,
        title=title,
        back=contact_url(contact),
        contact=contact,
        writing=writing,
        matters=what_matters(contact.person_id, request.acting.on),
        action=action,
        letter_title=writing.template.title.format_map(writing.facts),
        preview=html_of(_paper(writing, form)),
        **person_frame(request, contact.case),
    )


def _writing(action: EnforcementAction | None, contact: Contact) -> Writing | None:
    if action is None:
        return None
    action.contact = contact
    return writing_of(action, reference_of(contact.case))


def _form(request: ActingRequest, action: EnforcementAction, writing: Writing) -> LetterForm:
    """As it was kept, or as the template has it; in large print and by hand where that is what the person needs."""
    draft = Letter.objects.filter(action=action, state=Letter.State.DRAFT).first()
    wants_large = any(LARGE_PRINT in one.kind.lower() for one in writing.adjustments)
    by_post = Letter.Method.POST if writing.facts["address"] else Letter.Method.HAND
    initial: dict[str, Any] = {"large_print": wants_large, "method": by_post}
    if draft is not None:
        own = {PREFIX + name: text for name, text in draft.facts["free"].items() if name != "added"}
        added = draft.facts["free"].get("added", "")
        initial = {**own, "added": added, "large_print": draft.large_print, "method": draft.method or by_post}
    return LetterForm(request.POST or None, template=writing.template, kind=writing.facts["kind"], initial=initial)


def _paper(writing: Writing, form: LetterForm) -> Any:
    """The letter with what is in the form now."""
    if form.is_bound and form.is_valid():
        wording = form.value()
        return writing.paper(free=dict(wording.free), at=clock.now(), large_print=wording.large_print)
    own = {name.removeprefix(PREFIX): str(form[name].value() or "") for name in form.fields if name.startswith(PREFIX)}
    own["added"] = str(form["added"].value() or "")
    return writing.paper(free=own, at=clock.now(), large_print=bool(form["large_print"].value()))


def _saved(request: ActingRequest, action: EnforcementAction, form: LetterForm) -> HttpResponse | None:
    """Sent, or kept to send later; None where it was refused."""
    save = write_letter if KEEP in request.POST else send_letter
    letter = saved_by(form, lambda: save(acting=request.acting, action_id=action.pk, wording=form.value()))
    if letter is None:
        return None
    if KEEP in request.POST:
        notices.saved(
            request,
            _("Letter kept. It is not sent."),
            reverse("warning_letter", args=[action.contact_id]),
            _("Go on with it"),
        )
        return HttpResponseRedirect(day_page(request))
    notices.saved(request, _("Letter sent: %(title)s") % {"title": letter.title})
    return HttpResponseRedirect(reverse("letter", args=[letter.pk]))


def _opened(request: ActingRequest, pk: int, capability: Capability) -> tuple[Letter, Case]:
    """A letter of a person whose record the user may open; the read is logged."""
    rows = Letter.objects.select_related("person", "made_by", "action__contact", "action__answered_by")
    letter = rows.filter(pk=pk).first()
    if letter is None:
        raise NotThereError(_("You cannot open this. It may be restricted, or not yours, or not there."))
    return letter, open_person(request.acting, letter.person.crn, capability, what=_("a letter"))


@needs(Capability.SEE_PERSON)
@require_GET
def letter(request: ActingRequest, pk: int) -> HttpResponse:
    """A letter as it was sent, with its warning."""
    letter, case = _opened(request, pk, Capability.SEE_PERSON)
    warning = Warning.objects.filter(letter=letter).select_related("by", "withdrawn_by").first()
    may_decide = request.acting.area(Capability.DECIDE_ABSENCE).holds_team(case.team)
    return render(
        request,
        "enforcement/letter.html",
        title=letter.title,
        back=address("timeline", case.person.crn) or address("person", case.person.crn),
        letter=letter,
        warning=warning,
        circumstances=address("circumstances", f"warning:{warning.pk}") if warning else "",
        html=html_of(paper_from(letter.paper)),
        may_withdraw=may_decide,
        may_answer=may_decide and letter.action is not None and is_awaited(letter.action),
        may_write=letter.state == Letter.State.DRAFT and request.acting.may(SEND),
        **person_frame(request, case),
    )


@needs(Capability.SEE_PERSON)
@require_GET
def letter_pdf(request: ActingRequest, pk: int) -> HttpResponse:
    """The very file that was sent; of a letter still being written, the file as it would be."""
    letter, case = _opened(request, pk, Capability.SEE_PERSON)
    kept = KeptFile.objects.filter(sha256=letter.pdf_sha256).first() if letter.pdf_sha256 else None
    content = bytes(kept.content) if kept else pdf_of(paper_from(letter.paper))
    return pdf_answer(content, f"letter-{case.person.crn}-{letter.pk}.pdf")


@needs(SEND)
def letters(request: ActingRequest) -> HttpResponse:
    """Letters asked for, being written, and waiting to be printed; several are printed as one file."""
    if request.method == "POST":
        printed = mark_printed(acting=request.acting, letter_ids=_ticked(request.POST))
        said = ngettext("%(count)s letter marked as printed", "%(count)s letters marked as printed", len(printed))
        notices.saved(request, said % {"count": len(printed)})
        return HttpResponseRedirect(request.path)
    asked, writing, printing = (
        list(asked_for(request.acting)),
        list(being_written(request.acting)),
        list(to_print(request.acting)),
    )
    people = [*(one.contact.person_id for one in asked), *(one.person_id for one in [*writing, *printing])]
    limited = limited_in(request.acting, people)
    log_people(request.acting, dict.fromkeys(pk for pk in people if pk not in limited), what=_("the list of letters"))
    return render(
        request,
        "enforcement/letters.html",
        title=_("Letters"),
        as_of=clock.now(),
        asked=asked,
        writing=writing,
        printing=printing,
        limited=limited,
    )


@needs(SEND)
@require_POST
def letters_print(request: ActingRequest) -> HttpResponse:
    """The ticked letters as one PDF, each from a new page. Nothing is marked by looking."""
    acting = request.acting
    rows = list(to_print(acting).filter(pk__in=_ticked(request.POST)))
    limited = limited_in(acting, [one.person_id for one in rows])
    rows = [one for one in rows if one.person_id not in limited]
    if not rows:
        notices.told(request, _("Tick the letters to print first."))
        return HttpResponseRedirect(reverse("letters"))
    log_people(acting, dict.fromkeys(one.person_id for one in rows), what=_("letters to print"))
    papers = [paper_from(one.paper) for one in rows]
    batch = one_paper(_("Letters to print"), papers, at=clock.now())
    return pdf_answer(pdf_of(batch, with_title=False), "letters.pdf")


def _ticked(data: Any) -> list[int]:
    return [int(pk) for pk in data.getlist("letter") if pk.isdecimal()]


@needs(Capability.DECIDE_ABSENCE)
def warning_withdraw(request: ActingRequest, pk: int) -> HttpResponse:
    """A warning whose decision changed, or that was wrong: withdraw it, with the reason."""
    warning = Warning.objects.select_related("failure__person", "by").filter(pk=pk).first()
    what = _("the page to withdraw a warning")
    contact = open_contact(request.acting, warning.failure_id if warning else 0, Capability.DECIDE_ABSENCE, what=what)
    assert warning is not None
    title = _("Withdraw the warning of %(day)s?") % {"day": words.day(warning.given_on)}
    if warning.withdrawn_on is not None:
        return closed(request, contact, title, _("This warning is withdrawn already."))
    last = contact.decisions.order_by("-at", "-pk").first()
    initial = {"reason": last.reason or _("A new decision was made.")} if last and last.decision == "acceptable" else {}
    form = ReasonForm(request.POST or None, initial=initial)

    def save() -> Warning:
        return withdraw_warning(acting=request.acting, warning_id=pk, reason=form.cleaned_data["reason"])

    if form.is_bound and form.may_save() and saved_by(form, save) is not None:
        notices.saved(request, _("Warning withdrawn: %(name)s") % {"name": contact.person})
        return HttpResponseRedirect(reverse("compliance", args=[contact.person.crn]))
    return form_page(
        request,
        "enforcement/withdraw.html",
        form,
        title=title,
        back=contact_url(contact),
        warning=warning,
        rests_on=last,
        **person_frame(request, contact.case),
    )


@needs(Capability.DECIDE_ABSENCE)
def letter_withdraw(request: ActingRequest, pk: int) -> HttpResponse:
    """A letter that should not have gone out."""
    letter, case = _opened(request, pk, Capability.DECIDE_ABSENCE)
    form = ReasonForm(request.POST or None)

    def save() -> Letter:
        return withdraw_letter(acting=request.acting, letter_id=pk, reason=form.cleaned_data["reason"])

    if form.is_bound and form.may_save() and saved_by(form, save) is not None:
        notices.saved(request, _("Letter withdrawn: %(title)s") % {"title": letter.title})
        return HttpResponseRedirect(reverse("letter", args=[pk]))
    title = _("Withdraw the letter: %(title)s") % {"title": letter.title}
    back = reverse("letter", args=[pk])
    return form_page(request, "enforcement/withdraw.html", form, title=title, back=back, **person_frame(request, case))

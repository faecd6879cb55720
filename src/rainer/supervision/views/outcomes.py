"""What came of an appointment: one by itself, several kept at once, a slip taken back."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rainer.assessments.queries.plans import plan_parts
from rainer.cases.access import log_people
from rainer.cases.furniture import person_frame
from rainer.common import clock
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.supervision.access import open_contact
from rainer.supervision.forms.base import KEY, version_of
from rainer.supervision.forms.contacts import NoteForm, OutcomeForm
from rainer.supervision.models import Contact
from rainer.supervision.operations.notes import add_note
from rainer.supervision.operations.outcomes import Kept, record_kept, record_outcome, take_back_outcome
from rainer.supervision.queries.contact import aims_of, can_count, offered, why_no_outcome
from rainer.supervision.queries.waiting import Waiting, outcomes_to_record
from rainer.supervision.reference import ACTIVITY, AWAITED, Reference
from rainer.supervision.views.common import (
    came_from,
    contact_url,
    day_page,
    form_page,
    kept_for_later,
    reference_of,
)
from rainer.web import notices, words
from rainer.web.forms import drafts, saved_by
from rainer.web.forms.form import KEEP_THEIRS
from rainer.web.navigation import address
from rainer.web.page import render

RECORD = Capability.RECORD_CONTACT


@needs(RECORD)
def outcome(request: ActingRequest, pk: int) -> HttpResponse:
    """Say what came of it. A missed one goes on to its decision; a moved one to its new time."""
    contact = open_contact(request.acting, pk, RECORD, what=_("the page to record an outcome"))
    title = _("%(name)s, %(when)s") % {"name": contact.person, "when": words.long_moment(contact.at)}
    if why := why_no_outcome(contact):
        return _closed(request, contact, title, why)
    draft = f"outcome:{pk}"
    if KEEP_THEIRS in request.POST:
        return _keep_theirs(request, contact, draft)
    if (kept := kept_for_later(request, draft, title=title, then=contact_url(contact))) is not None:
        return kept
    reference = reference_of(contact.case)
    codes = offered(contact, request.acting, reference, is_future=contact.at > clock.now())
    form = _form(request, contact, reference, codes, draft)
    if form.is_bound and form.is_moved:
        return HttpResponseRedirect(reverse("reschedule", args=[pk]))
    version = version_of(request.POST, contact.version)

    def save() -> None:
        record_outcome(acting=request.acting, contact_id=pk, version=version, outcome=form.outcome(codes))

    if form.is_bound and form.may_save() and saved_by(form, save):
        drafts.forget(request, draft)
        return _saved(request, contact, form.outcome(codes).code)
    return form_page(
        request,
        "supervision/outcome.html",
        form,
        title=title,
        back=contact_url(contact),
        contact=contact,
        version=version,
        type_name=reference.type_name(contact.type_code),
        **person_frame(request, contact.case),
    )


def _keep_theirs(request: ActingRequest, contact: Contact, draft: str) -> HttpResponse:
    """Someone was faster: their outcome stands, and this user's words are added to it."""
    form = NoteForm({"text": request.POST.get("note", ""), KEY: request.POST.get(KEY, "")})

    def add() -> None:
        add_note(acting=request.acting, contact_id=contact.pk, text=form.cleaned_data["text"], key=form.key)

    if form.may_save() and saved_by(form, add):
        drafts.forget(request, draft)
        said = _("Your note is added for %(name)s. What was recorded before stands.") % {"name": contact.person}
        notices.saved(request, said)
        return HttpResponseRedirect(came_from(request, contact_url(contact)))
    return form_page(
        request, "supervision/form.html", form, title=_("Add a note"), back=contact_url(contact),
        button=_("Add the note"), action=reverse("contact_note", args=[contact.pk]), **person_frame(request, contact.case),
    )  # fmt: skip


def _form(
    request: ActingRequest, contact: Contact, reference: Reference, codes: dict[str, str], draft: str
) -> OutcomeForm:
    first = "kept" if "kept" in codes else next(iter(codes))
    asked = request.GET.get("choose", "")
    is_activity = contact.requirement is not None and reference.is_requirement(contact.requirement.code, ACTIVITY)
    initial: dict[str, Any] = {"happened": asked if asked in codes else first, "counts_for_rar": is_activity}
    form = OutcomeForm(
        request.POST or None,
        offered=list(codes),
        excuses=[row for row in reference.outcomes.values() if row.is_acceptable_absence],
        aims=aims_of(contact.person) if "kept" in codes else [],
        # What a sensitive contact was about is not told on the page of the plan.
        plan_parts=plan_parts(contact.person_id) if "kept" in codes and not contact.is_sensitive else [],
        may_count="kept" in codes and can_count(contact, reference),
        initial={**initial, **drafts.restored(request, draft)},
    )
    # Whoever comes with the answer chosen, from Today, has the note left to write.
    form.fields["note"].takes_focus = asked in codes and not form.is_bound  # type: ignore[attr-defined]
    return form


def _closed(request: ActingRequest, contact: Contact, title: str, why: str) -> HttpResponse:
    frame = person_frame(request, contact.case)
    back = contact_url(contact)
    return render(request, "supervision/closed.html", title=title, said=why, back=back, status=422, **frame)


def _saved(request: ActingRequest, contact: Contact, code: str) -> HttpResponse:
    """A missed one is not done with: it goes on to the decision, once there is a page for it."""
    decision = address("absence_decision", contact.pk) if code == AWAITED else ""
    said = _("Missed appointment saved for %(name)s") if code == AWAITED else _("Outcome saved for %(name)s")
    undo = reverse("outcome_undo", args=[contact.pk])
    notices.saved(request, said % {"name": contact.person}, undo, _("Undo or add to it"))
    otherwise = contact_url(contact) if code == AWAITED else day_page()
    return HttpResponseRedirect(decision or came_from(request, otherwise))


@needs(RECORD)
def undo(request: ActingRequest, pk: int) -> HttpResponse:
    """Take back an outcome that was a slip."""
    contact = open_contact(request.acting, pk, RECORD, what=_("an outcome to take back"))
    if request.method == "POST":
        take_back_outcome(acting=request.acting, contact_id=pk, version=version_of(request.POST, contact.version))
        notices.saved(request, _("Taken back for %(name)s: it waits for its outcome again") % {"name": contact.person})
        return HttpResponseRedirect(contact_url(contact))
    reference = reference_of(contact.case)
    return render(
        request,
        "supervision/undo_outcome.html",
        title=_("Undo or add to it: %(name)s") % {"name": contact.person},
        back=contact_url(contact),
        contact=contact,
        outcome=reference.outcome_name(contact.outcome_code) if contact.outcome_code else "",
        **person_frame(request, contact.case),
    )


@needs(RECORD)
def to_record(request: ActingRequest) -> HttpResponse:
    """Appointments that are over and wait for their outcome: several kept at once, each with its own note."""
    typed: dict[int, str] = {}
    if request.method == "POST":
        rows = _ticked(request)
        done = record_kept(acting=request.acting, rows=rows)
        if done.saved:
            said = ngettext("%(count)s outcome saved", "%(count)s outcomes saved", len(done.saved))
            notices.saved(request, said % {"count": len(done.saved)})
        if not done.refused and done.saved:
            return HttpResponseRedirect(f"{request.path}?{request.GET.urlencode()}".rstrip("?"))
        typed = {row.contact_id: row.note for row in rows}
        refused = dict(done.refused)
        nothing = not rows
    else:
        refused, nothing = {}, False
    waiting = outcomes_to_record(request.acting, whose=request.GET.get("whose", ""), page=request.GET.get("page"))
    log_people(request.acting, waiting.person_ids, what=_("outcomes to record"))
    return render(
        request,
        "supervision/to_record.html",
        title=_("Outcomes to record"),
        as_of=clock.now(),
        waiting=waiting,
        rows=_rows(waiting, typed, refused),
        nothing=nothing,
        status=422 if nothing or refused else 200,
    )


def _ticked(request: ActingRequest) -> list[Kept]:
    found = []
    for pk in request.POST.getlist("kept"):
        if pk.isdecimal():
            version = request.POST.get(f"version-{pk}", "")
            note = request.POST.get(f"note-{pk}", "")
            found.append(Kept(int(pk), int(version) if version.isdecimal() else 0, note))
    return found


def _rows(waiting: Waiting, typed: dict[int, str], refused: dict[int, str]) -> list[dict[str, Any]]:
    return [
        {
            "row": row,
            "note": typed.get(row.contact.pk, ""),
            "ticked": row.contact.pk in typed,
            "refused": refused.get(row.contact.pk, ""),
        }
        for row in waiting.rows
    ]

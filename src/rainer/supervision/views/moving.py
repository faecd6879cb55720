"""Move an appointment to another time, or call it off."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rainer.cases.furniture import person_frame
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.supervision.access import open_to_read
from rainer.supervision.forms.base import version_of
from rainer.supervision.forms.booking import CancelForm, MoveForm
from rainer.supervision.models import Contact
from rainer.supervision.operations.moving import cancel, reschedule, wanted_of
from rainer.supervision.queries import before
from rainer.supervision.queries.booking import Look, look
from rainer.supervision.reference import Reference
from rainer.supervision.views.booking import USE_TIME, WITHOUT_TELLING
from rainer.supervision.views.common import came_from, contact_url, form_page, reference_of
from rainer.web import notices, words
from rainer.web.forms import saved_by
from rainer.web.forms.moments import typed_moment
from rainer.web.page import render

RECORD = Capability.RECORD_CONTACT


@needs(RECORD)
def move(request: ActingRequest, pk: int) -> HttpResponse:
    """A new time; the old appointment keeps its place, with who asked and why."""
    contact = open_to_read(request.acting, pk, RECORD, what=_("the page to move an appointment"))
    title = _("Move the appointment with %(name)s") % {"name": contact.person}
    reference, way = reference_of(contact.case), before.reach(contact.person)
    form, found = _form(request, contact, reference), None
    was_sent = form.is_bound and before.was_sent(request.acting, form.key)
    if (why := _why_not(contact)) and not was_sent:
        return _closed(request, contact, title, why)
    version = version_of(request.POST, contact.version)
    made: list[Contact] = []

    def save() -> None:
        tell = way.is_possible and WITHOUT_TELLING not in request.POST
        made.append(
            reschedule(
                acting=request.acting, contact_id=pk, version=version, to=form.to(), why=form.why(), tell=tell,
                key=form.key,
            )
        )  # fmt: skip

    if form.is_bound and form.is_valid():
        if not was_sent:
            found = _look(request, contact, form, reference)
        if form.may_save() and USE_TIME not in request.POST and saved_by(form, save):
            facts = {"name": contact.person, "when": words.long_moment(made[0].at)}
            notices.saved(request, _("Moved for %(name)s: %(when)s") % facts)
            return HttpResponseRedirect(came_from(request, contact_url(made[0])))
    return form_page(
        request,
        "supervision/move.html",
        form,
        title=title,
        back=contact_url(contact),
        contact=contact,
        type_name=reference.type_name(contact.type_code),
        version=version,
        way=way,
        free=found.nearest_free if found else None,
        free_typed=typed_moment(found.nearest_free) if found and found.nearest_free else "",
        button=_("Seen these? Move anyway") if form.is_bound and form.shows_warnings else _("Move it"),
        **person_frame(request, contact.case),
    )


def _form(request: ActingRequest, contact: Contact, reference: Reference) -> MoveForm:
    people = list(before.can_be_with(contact.case, on=reference.on))
    me = before.mine_in(request.acting, contact.case.team)
    posted = request.POST.copy() if request.method == "POST" else None
    if posted is not None and USE_TIME in posted:
        posted["when"] = str(posted[USE_TIME])
    initial: dict[str, Any] = {"location": contact.location, "with_id": contact.practitioner_team_id}
    if contact.ends_at is not None:
        initial["minutes"] = round((contact.ends_at - contact.at).total_seconds() / 60)
    return MoveForm(posted, people=people, me=me.pk if me else None, initial=initial)


def _look(request: ActingRequest, contact: Contact, form: MoveForm, reference: Reference) -> Look | None:
    wanted = wanted_of(contact, form.to())
    with_ = next((pt for pt in before.can_be_with(contact.case, on=reference.on) if pt.pk == wanted.with_id), None)
    if with_ is None:
        form.add_error("with_id", _("Choose who it is with"))
        return None
    by_me = with_.practitioner.user_id == request.acting.user.pk
    found = look(contact.case, wanted, with_, reference=reference, by_me=by_me, moving=contact)
    if found.refusal:
        form.add_error("when", found.refusal)
    for line in found.warnings:
        form.warn("when", line)
    return found


@needs(RECORD)
def call_off(request: ActingRequest, pk: int) -> HttpResponse:
    """Call it off, with those after it in its series where asked."""
    contact = open_to_read(request.acting, pk, RECORD, what=_("the page to cancel an appointment"))
    title = _("Cancel the appointment with %(name)s") % {"name": contact.person}
    if why := _why_not(contact):
        return _closed(request, contact, title, why)
    form = CancelForm(request.POST or None, later=before.still_to_come(contact))
    version, off = version_of(request.POST, contact.version), []

    def save() -> None:
        off.extend(
            cancel(
                acting=request.acting, contact_id=pk, version=version, why=form.why(),
                and_later=bool(form.cleaned_data.get("and_later")),
            )
        )  # fmt: skip

    if form.is_bound and form.may_save() and saved_by(form, save):
        said = ngettext("Cancelled for %(name)s", "%(count)s appointments cancelled for %(name)s", len(off))
        notices.saved(request, said % {"name": contact.person, "count": len(off)})
        return HttpResponseRedirect(came_from(request, reverse("appointment", args=[pk])))
    return form_page(
        request, "supervision/form.html", form, title=title, back=contact_url(contact), button=_("Cancel it"),
        version=version, intro=[words.long_moment(contact.at)], **person_frame(request, contact.case),
    )  # fmt: skip


def _why_not(contact: Contact) -> str:
    """Why it can be neither moved nor cancelled; "" where it can."""
    if not contact.is_appointment:
        return _("This is not an appointment.")
    if contact.cancelled_at is not None:
        return _("This appointment was cancelled.")
    if hasattr(contact, "rescheduled_to"):
        return _("This appointment has moved already.")
    return _("Something has come of this appointment already.") if contact.outcome_code else ""


def _closed(request: ActingRequest, contact: Contact, title: str, why: str) -> HttpResponse:
    frame, back = person_frame(request, contact.case), contact_url(contact)
    return render(request, "supervision/closed.html", title=title, said=why, back=back, status=422, **frame)

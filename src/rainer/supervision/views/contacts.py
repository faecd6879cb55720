"""An appointment or contact on its page; add one; add words; put its time right; mark it; raise it."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rainer.cases.access import open_person
from rainer.cases.forms import OpenRestrictedForm
from rainer.cases.furniture import person_frame
from rainer.cases.operations import who_is_told
from rainer.common import clock
from rainer.common.errors import NotThereError
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.supervision.access import open_contact, open_to_read
from rainer.supervision.forms.base import version_of
from rainer.supervision.forms.contacts import ContactForm, NoteForm, TimeForm
from rainer.supervision.models import Contact
from rainer.supervision.operations.alerts import clear_alerts, raise_alert
from rainer.supervision.operations.contacts import add_contact, correct_time
from rainer.supervision.operations.notes import add_note, mark_sensitive
from rainer.supervision.operations.opening import open_sensitive_contact
from rainer.supervision.parts import parts_of
from rainer.supervision.queries.contact import contact_page, why_no_outcome, words_of
from rainer.supervision.views.common import (
    came_from,
    contact_url,
    form_page,
    kept_for_later,
    reference_of,
)
from rainer.supervision.views.contact_facts import contact_facts
from rainer.web import notices, words
from rainer.web.forms import drafts, saved_by
from rainer.web.navigation import address
from rainer.web.page import render

SEE, RECORD = Capability.SEE_PERSON, Capability.RECORD_CONTACT


@needs(SEE)
@require_GET
def contact(request: ActingRequest, pk: int) -> HttpResponse:
    """The page of one contact; of an appointment too."""
    found = open_contact(request.acting, pk, SEE, what=_("a contact"))
    reference = reference_of(found.case)
    page = contact_page(found, reference)
    is_over = found.at <= clock.now()
    return render(
        request,
        "supervision/contact.html",
        title=_("%(type)s, %(when)s") % {"type": page.type_name, "when": words.long_moment(found.at)},
        as_of=clock.now(),
        back=address("timeline", found.person.crn) or reverse("person", args=[found.person.crn]),
        contact=found,
        page=page,
        facts=contact_facts(found, page),
        cut=reference.setting("notes")["own_page_from"],
        may_record=request.acting.area(RECORD).holds_team(found.case.team),
        may_open=found.is_hidden and request.acting.area(Capability.OPEN_RESTRICTED).holds_team(found.case.team),
        can_have_outcome=not why_no_outcome(found),
        is_over=is_over,
        stands=found.is_appointment and found.cancelled_at is None and not found.outcome_code,
        decision=address("absence_decision", found.pk) if found.attended == Contact.Attended.NO else "",
        **person_frame(request, found.case, current="timeline"),
    )


@needs(SEE)
@require_GET
def words_page(request: ActingRequest, pk: int, note: int) -> HttpResponse:
    """A long note on a page of its own. 0 is what was written with the contact."""
    found = open_to_read(request.acting, pk, SEE, what=_("a note"))
    one = next((one for one in words_of(found) if one.pk == note), None)
    if one is None:
        raise NotThereError(_("There is no such note."))
    return render(
        request,
        "supervision/words.html",
        title=_("Note by %(name)s, %(when)s") % {"name": one.by or "Rainer", "when": words.moment(one.at)},
        back=contact_url(found),
        one=one,
        **person_frame(request, found.case),
    )


@needs(RECORD)
def add(request: ActingRequest, crn: str) -> HttpResponse:
    """Record something that happened."""
    case = open_person(request.acting, crn, RECORD, what=_("the page to record a contact"))
    title, draft = _("Record a contact with %(name)s") % {"name": case.person}, f"contact:{crn}"
    back = reverse("person", args=[crn])
    if (kept := kept_for_later(request, draft, title=title, then=back)) is not None:
        return kept
    reference = reference_of(case)
    form = ContactForm(
        request.POST or None, reference=reference, parts=parts_of(case.person, reference),
        can_alert=case.practitioner_team_id is not None, initial=drafts.restored(request, draft),
    )  # fmt: skip

    def save() -> None:
        add_contact(acting=request.acting, case=case, happened=form.happened(), key=form.key)

    if form.is_bound and form.may_save() and saved_by(form, save):
        drafts.forget(request, draft)
        notices.saved(request, _("Contact saved for %(name)s") % {"name": case.person})
        return HttpResponseRedirect(came_from(request, address("timeline", crn) or back))
    return form_page(
        request, "supervision/form.html", form, title=title, back=back, button=_("Save"), later=True,
        **person_frame(request, case),
    )  # fmt: skip


@needs(RECORD)
def note(request: ActingRequest, pk: int) -> HttpResponse:
    """Add words to a contact."""
    found = open_to_read(request.acting, pk, RECORD, what=_("the page to add a note"))
    draft = f"note:{pk}"
    page = contact_page(found, reference_of(found.case))
    facts = {"type": page.type_name, "when": words.moment(found.at)}
    title = _("Add a note to %(type)s, %(when)s") % facts
    if (kept := kept_for_later(request, draft, title=title, then=contact_url(found))) is not None:
        return kept
    form = NoteForm(request.POST or None, initial=drafts.restored(request, draft))

    def save() -> None:
        add_note(acting=request.acting, contact_id=pk, text=form.cleaned_data["text"], key=form.key)

    if form.is_bound and form.may_save() and saved_by(form, save):
        drafts.forget(request, draft)
        notices.saved(request, _("Note added"))
        return HttpResponseRedirect(contact_url(found))
    return form_page(
        request, "supervision/form.html", form, title=title, back=contact_url(found), button=_("Add the note"),
        later=True, **person_frame(request, found.case),
    )  # fmt: skip


@needs(RECORD)
def correct(request: ActingRequest, pk: int) -> HttpResponse:
    """Put right when something took place. Both times are shown after."""
    found = open_to_read(request.acting, pk, RECORD, what=_("the page to correct a time"))
    form = TimeForm(request.POST or None, initial={"when": found.at})

    def save() -> None:
        got = form.cleaned_data
        minutes = int(got["minutes"]) if got["minutes"] else None
        correct_time(
            acting=request.acting, contact_id=pk, version=version_of(request.POST, found.version), at=got["when"],
            minutes=minutes, reason=got["reason"],
        )  # fmt: skip

    if form.is_bound and form.may_save() and saved_by(form, save):
        notices.saved(request, _("Time corrected"))
        return HttpResponseRedirect(contact_url(found))
    return form_page(
        request, "supervision/form.html", form, title=_("Correct the time"), back=contact_url(found),
        button=_("Save the time"), version=found.version,
        intro=[_("The time that stands there now stays in sight: %(when)s.") % {"when": words.long_moment(found.at)}],
        **person_frame(request, found.case),
    )  # fmt: skip


@needs(RECORD)
@require_POST
def sensitive(request: ActingRequest, pk: int) -> HttpResponse:
    found = open_contact(request.acting, pk, RECORD, what=_("a contact to mark"))
    mark_sensitive(acting=request.acting, contact_id=pk, version=version_of(request.POST, found.version))
    return _done(request, found, _("Marked as sensitive. It stays so."))


@needs(Capability.OPEN_RESTRICTED)
@require_http_methods(["GET", "POST"])
def open_sensitive(request: ActingRequest, pk: int) -> HttpResponse:
    """Open what is hidden of a contact, with a reason, for an hour."""
    found = open_contact(request.acting, pk, Capability.OPEN_RESTRICTED, what=_("the page to open a sensitive contact"))
    if not found.is_hidden:
        return HttpResponseRedirect(contact_url(found))
    users = who_is_told(found.case, opener=request.acting.user, on=request.acting.on)
    told = get_text_list([user.name for user in users], _("and"))
    form = OpenRestrictedForm(request.POST or None)

    def save() -> None:
        open_sensitive_contact(acting=request.acting, contact_id=pk, **form.cleaned_data)

    if form.is_bound and form.may_save() and saved_by(form, save):
        notices.told(request, _("Opened. Told: %(told)s.") % {"told": told} if told else _("Opened."))
        return HttpResponseRedirect(contact_url(found))
    return form_page(
        request, "cases/open_restricted.html", form, title=_("This contact is sensitive"), told=told,
        back=contact_url(found), **person_frame(request, found.case),
    )  # fmt: skip


@needs(RECORD)
@require_POST
def alert(request: ActingRequest, pk: int) -> HttpResponse:
    """Raise the contact to whoever holds the case, or clear its alert."""
    found = open_contact(request.acting, pk, RECORD, what=_("a contact to raise"))
    standing = getattr(found, "alert", None)
    if standing is not None and standing.cleared_at is None:
        clear_alerts(acting=request.acting, alert_ids=[standing.pk])
        return _done(request, found, _("Alert cleared"))
    raised = raise_alert(acting=request.acting, contact_id=pk)
    return _done(request, found, _("Raised to %(name)s") % {"name": raised.practitioner_team.practitioner})


def _done(request: ActingRequest, found: Contact, said: str) -> HttpResponse:
    notices.saved(request, said)
    return HttpResponseRedirect(contact_url(found))

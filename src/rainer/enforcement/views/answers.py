"""What was answered to a letter."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from rainer.cases.access import NOT_THERE
from rainer.cases.furniture import person_frame
from rainer.common.errors import NotThereError
from rainer.enforcement.forms.letters import AnswerForm
from rainer.enforcement.models import EnforcementAction
from rainer.enforcement.operations.answers import record_answer
from rainer.enforcement.queries.answers import is_awaited
from rainer.enforcement.views.absence import closed
from rainer.enforcement.views.common import contact_url, form_page, saved_by
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.supervision.access import open_contact
from rainer.web import notices

DECIDE = Capability.DECIDE_ABSENCE


@needs(DECIDE)
def letter_answer(request: ActingRequest, pk: int) -> HttpResponse:
    """An answer came, or none did by the day."""
    action = EnforcementAction.objects.filter(pk=pk).first()
    if action is None:
        raise NotThereError(NOT_THERE)
    contact = open_contact(request.acting, action.contact_id, DECIDE, what=_("the answer to a letter"))
    title = _("Answer to the letter: %(name)s") % {"name": contact.person}
    if not is_awaited(action):
        return closed(request, contact, title, _("No answer is awaited to this letter."))
    form = AnswerForm(request.POST or None)

    def save() -> EnforcementAction:
        return record_answer(acting=request.acting, action_id=pk, **form.cleaned_data)

    if form.is_bound and form.may_save() and saved_by(form, save) is not None:
        notices.saved(request, _("Answer saved for %(name)s") % {"name": contact.person})
        return HttpResponseRedirect(contact_url(contact))
    return form_page(
        request,
        "enforcement/letter_answer.html",
        form,
        title=title,
        back=contact_url(contact),
        action=action,
        letter=action.letters.filter(state="sent").first(),
        contact=contact,
        **person_frame(request, contact.case),
    )

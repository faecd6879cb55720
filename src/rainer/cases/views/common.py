"""What the pages about a person share here: the frame, and a form that is saved, kept for later, or refused with its
typing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from rainer.cases.furniture import person_frame
from rainer.cases.models import Case
from rainer.organisation.access import ActingRequest
from rainer.web import notices
from rainer.web.forms import Form, drafts, saved_by
from rainer.web.page import render


def sent_and_saved(form: Form, save: Callable[[], Any]) -> bool:
    """Do it where the form was sent and may be saved."""
    return form.is_bound and form.may_save() and saved_by(form, save)


def status_of(form: Form) -> int:
    return 422 if form.is_bound and form.errors else 200


def changing_page(
    request: ActingRequest,
    case: Case,
    form: Form,
    save: Callable[[], Any],
    *,
    title: str,
    back: str,
    draft: str = "",
    **context: Any,
) -> HttpResponse:
    """The form; or, saved or kept for later, back.

    `draft` names the draft of "Save and come back later"; without it that is not offered.
    """
    if draft and drafts.asked(request):
        drafts.keep(request, draft, title=title)
        return HttpResponseRedirect(back)
    if sent_and_saved(form, save):
        if draft:
            drafts.forget(request, draft)
        notices.saved(request, _("Saved for %(name)s: %(what)s.") % {"name": case.person, "what": title})
        return HttpResponseRedirect(back)
    around = {**person_frame(request, case, current=""), "sub_nav": ()}
    return render(
        request, "cases/details_form.html", title=title, form=form, back=back, status=status_of(form),
        later=bool(draft), **around, **context,
    )  # fmt: skip

"""What the pages that change a record share: the form, saved or kept for later, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from rainer.cases.furniture import identity_bar
from rainer.cases.models import Case
from rainer.common.errors import BadInputError, RefusedError
from rainer.organisation.access import ActingRequest
from rainer.web import notices
from rainer.web.forms import Form, drafts, put_on_fields
from rainer.web.page import render


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
    """The form; or, saved or kept for later, back. What an operation refuses stands on the form with the typing.

    `draft` names the draft of "Save and come back later"; without it that is not offered.
    """
    if draft and drafts.asked(request):
        drafts.keep(request, draft, title=title)
        return HttpResponseRedirect(back)
    if form.is_bound and form.may_save():
        try:
            save()
        except (BadInputError, RefusedError) as error:
            put_on_fields(form, error)
        else:
            if draft:
                drafts.forget(request, draft)
            notices.saved(request, _("Saved for %(name)s: %(what)s.") % {"name": case.person, "what": title})
            return HttpResponseRedirect(back)
    frame: dict[str, Any] = {"crn": case.person.crn, "identity": identity_bar(case, request.acting), "sub_nav": ()}
    status = 422 if form.is_bound and form.errors else 200
    return render(
        request, "cases/details_form.html", title=title, form=form, back=back, status=status, later=bool(draft),
        **frame, **context,
    )  # fmt: skip

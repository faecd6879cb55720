"""The check of a breach pack, by somebody who has not worked on it."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from rainer.cases.furniture import person_frame
from rainer.enforcement.forms.breach import CheckForm
from rainer.enforcement.models import BreachProceeding
from rainer.enforcement.operations.checking import check_pack
from rainer.enforcement.queries.breach import awaits_check, open_breach, why_not_checked_by
from rainer.enforcement.views.common import form_page, number_in, saved_by
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.web import notices
from rainer.web.page import render
from rainer.web.pdf import html_of, paper_from


@needs(Capability.CHECK_BREACH)
def breach_check(request: ActingRequest, pk: int) -> HttpResponse:
    """The pack to read, and what was looked at."""
    proceeding = open_breach(request.acting, pk, what=_("the check of a breach pack"))
    title, back = _("Check the breach pack: %(name)s") % {"name": proceeding.person}, reverse("breach", args=[pk])
    frame = person_frame(request, proceeding.case)
    why = why_not_checked_by(request.acting, proceeding)
    if not awaits_check(proceeding):
        why = _("No pack waits to be checked here.")
    if why:
        return render(request, "enforcement/breach_check.html", title=title, back=back, why=why, **frame)
    form = CheckForm(request.POST or None)

    def save() -> BreachProceeding:
        version = number_in(request.POST, "version")
        return check_pack(acting=request.acting, breach_id=pk, version=version, found=form.cleaned_data["found"])

    if form.is_bound and form.may_save() and saved_by(form, save) is not None:
        notices.saved(request, _("Pack checked for %(name)s") % {"name": proceeding.person})
        return HttpResponseRedirect(back)
    return form_page(
        request,
        "enforcement/breach_check.html",
        form,
        title=title,
        back=back,
        proceeding=proceeding,
        html=html_of(paper_from(proceeding.pack["paper"])) if proceeding.pack.get("paper") else "",
        hidden={"version": proceeding.version},
        **frame,
    )

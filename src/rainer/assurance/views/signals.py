"""Signals that may have been missed about a person: what to weigh, and what was weighed."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from rainer.assurance.forms import ReasonForm
from rainer.assurance.operations.signals import close_prompt
from rainer.assurance.queries.signals import closed_prompts, open_prompts
from rainer.cases.access import NOT_THERE, open_person
from rainer.cases.furniture import identity_bar, person_pages
from rainer.common import clock
from rainer.common.errors import NotThereError
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.web import notices
from rainer.web.forms import saved_by
from rainer.web.page import render

SEE, WRITE = Capability.SEE_PERSON, Capability.WRITE_ASSESSMENT


@needs(SEE)
@require_GET
def person_signals(request: ActingRequest, crn: str) -> HttpResponse:
    case = open_person(request.acting, crn, SEE, what=_("the signals to weigh"))
    return render(
        request,
        "assurance/signals.html",
        title=_("Signals to weigh: %(name)s") % {"name": case.person},
        as_of=clock.now(),
        crn=crn,
        prompts=list(open_prompts(case.person_id)),
        closed=list(closed_prompts(case.person_id)),
        may_close=request.acting.area(WRITE).holds_team(case.team),
        identity=identity_bar(case, request.acting),
        sub_nav=person_pages(crn, request.acting, current="person_risk"),
    )


@needs(WRITE)
def signal_close(request: ActingRequest, crn: str, pk: int) -> HttpResponse:
    """Say what was weighed: one question on one page."""
    case = open_person(request.acting, crn, WRITE, what=_("the signals to weigh, to close one"))
    prompt = open_prompts(case.person_id).filter(pk=pk).first()
    back = reverse("person_signals", args=[crn])
    if prompt is None:
        if closed_prompts(case.person_id).filter(pk=pk).exists():
            return HttpResponseRedirect(back)
        raise NotThereError(NOT_THERE)
    form = ReasonForm(request.POST or None)

    def save() -> None:
        close_prompt(acting=request.acting, prompt_id=pk, reason=form.cleaned_data["reason"])

    if form.is_bound and form.may_save() and saved_by(form, save):
        notices.saved(request, _("Kept with your name: what you weighed"))
        return HttpResponseRedirect(back)
    return render(
        request,
        "assurance/signal.html",
        title=_("Say what you weighed"),
        back=back,
        prompt=prompt,
        form=form,
        identity=identity_bar(case, request.acting),
    )

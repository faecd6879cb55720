"""What waits for a second person's signature, and the page on which that person decides: facts beside the change, no verdict."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from rainer.assessments.forms.signing import LookForm, ReasonForm
from rainer.assessments.operations.signing import COUNTERSIGN, say_not_mine
from rainer.assessments.operations.signing import countersign as decide
from rainer.assessments.views.common import opened, title_of
from rainer.cases.access import log_people
from rainer.cases.furniture import person_frame
from rainer.common import clock
from rainer.organisation.access import ActingRequest, needs
from rainer.overview.oversight import looked_at, waiting_for
from rainer.overview.today.signing import waits_by_team
from rainer.web import notices
from rainer.web.forms import saved_by
from rainer.web.page import render


@needs(COUNTERSIGN)
@require_GET
def countersign_list(request: ActingRequest) -> HttpResponse:
    """What waits for the user's signature, the longest first, beside the time there is for it."""
    waiting = waiting_for(request.acting)
    log_people(request.acting, [one.person_id for one in waiting.rows], what=_("what waits for a second signature"))
    return render(
        request, "overview/countersign_list.html", title=_("Waiting for you to sign"), as_of=clock.now(),
        waiting=waiting, elsewhere=[(team, sorted(kinds.items())) for team, kinds in waits_by_team(request.acting)],
    )  # fmt: skip


@needs(COUNTERSIGN)
@require_http_methods(["GET", "POST"])
def countersign(request: ActingRequest, pk: int) -> HttpResponse:
    """The change laid out with its facts, then what the second person tested and what came of it."""
    look = looked_at(request.acting, pk)
    record = opened(request, look.row.record_id, what=_("an assessment, to countersign it"))
    form = LookForm(request.POST or None)

    def save() -> None:
        decide(acting=request.acting, countersignature_id=pk, look=form.value(request.POST.get("decision", "")))

    if form.is_bound and form.is_valid() and saved_by(form, save):
        sent = request.POST.get("decision") == "back"
        notices.saved(request, _("Sent back to its author.") if sent else _("Signed."))
        return HttpResponseRedirect(reverse("countersign_list"))
    return render(
        request, "overview/countersign.html", title=_("Sign as a second person: %(what)s") % {"what": title_of(record)},
        form=form, look=look, record=record, status=422 if form.is_bound and form.errors else 200,
        back=reverse("countersign_list"), **{**person_frame(request, record.case), "sub_nav": ()},
    )  # fmt: skip


@needs(COUNTERSIGN)
@require_http_methods(["GET", "POST"])
def countersign_not_mine(request: ActingRequest, pk: int) -> HttpResponse:
    look = looked_at(request.acting, pk)
    record = opened(request, look.row.record_id, what=_("an assessment that is not the user’s to sign"))
    form = ReasonForm(request.POST or None)

    def save() -> None:
        say_not_mine(acting=request.acting, countersignature_id=pk, why=form.cleaned_data["reason"])

    if form.is_bound and form.is_valid() and saved_by(form, save):
        notices.saved(request, _("Kept. Somebody else will sign."))
        return HttpResponseRedirect(reverse("countersign_list"))
    return render(
        request, "assessments/reason.html", title=_("Not mine to sign: conflict"), form=form, button_words=_("Keep"),
        intro=_("For example because you know the person or their family. The others who may sign still see it."),
        status=422 if form.is_bound else 200, back=reverse("countersign", args=[pk]),
        **{**person_frame(request, record.case), "sub_nav": ()},
    )  # fmt: skip

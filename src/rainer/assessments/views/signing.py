"""Sign an assessment, lock it as it is, roll it back."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from rainer.assessments.forms.signing import ReasonForm
from rainer.assessments.models import AssessmentRecord
from rainer.assessments.operations.signing import (
    COUNTERSIGN,
    lock_incomplete,
    roll_back,
    sign_assessment,
)
from rainer.assessments.views.common import WRITE, opened
from rainer.cases.furniture import person_frame
from rainer.organisation.access import ActingRequest, needs
from rainer.web import notices
from rainer.web.forms import saved_by
from rainer.web.page import render


@needs(WRITE)
@require_POST
def assessment_sign(request: ActingRequest, pk: int) -> HttpResponse:
    opened(request, pk, what=_("an assessment, to sign it"))
    record = sign_assessment(acting=request.acting, record_id=pk)
    waits = record.is_waiting
    notices.saved(request, _("Signed. It waits for a second person.") if waits else _("Signed. It counts from now."))
    return HttpResponseRedirect(reverse("assessment", args=[pk]))


@needs(WRITE)
@require_http_methods(["GET", "POST"])
def assessment_lock(request: ActingRequest, pk: int) -> HttpResponse:
    title = _("Lock the assessment as it is")
    intro = _("It stays as it is for good, marked as not complete. You go on in a copy.")
    return _with_reason(request, pk, title=title, intro=intro, button=_("Lock it"), do=lock_incomplete)


@needs(COUNTERSIGN)
@require_http_methods(["GET", "POST"])
def assessment_roll_back(request: ActingRequest, pk: int) -> HttpResponse:
    title = _("Roll the assessment back")
    intro = _("It stays readable, but no longer counts. Its author goes on in a copy.")
    return _with_reason(request, pk, title=title, intro=intro, button=_("Roll it back"), do=roll_back)


def _with_reason(request: ActingRequest, pk: int, *, title: str, intro: str, button: str, do: Any) -> HttpResponse:
    record = opened(request, pk, what=title)
    form = ReasonForm(request.POST or None)
    made: list[AssessmentRecord] = []

    def save() -> None:
        made.append(do(acting=request.acting, record_id=pk, reason=form.cleaned_data["reason"]))

    if form.is_bound and form.is_valid() and saved_by(form, save):
        notices.saved(request, _("%(what)s: done. This is the copy.") % {"what": title})
        return HttpResponseRedirect(reverse("assessment", args=[made[0].pk]))
    return render(
        request, "assessments/reason.html", title=title, form=form, intro=intro, button_words=button,
        status=422 if form.is_bound else 200, back=reverse("assessment", args=[pk]),
        **{**person_frame(request, record.case), "sub_nav": ()},
    )  # fmt: skip

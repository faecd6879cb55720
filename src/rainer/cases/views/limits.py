"""Who may open a record: for the information owner and the managers of its place. Nothing of the record is shown."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from rainer.cases.access import NOT_THERE, case_to_limit
from rainer.cases.forms_limits import ChangeLimitForm, EndLimitForm, LimitForm
from rainer.cases.models import Case
from rainer.cases.operations.limits import EXCLUSION, KINDS, RESTRICTION, change_limit, end_limit, set_limit
from rainer.cases.queries.limits import Limit, limits_of
from rainer.cases.views.common import sent_and_saved, status_of
from rainer.common import clock, log
from rainer.common.errors import NotThereError, RestrictedError
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.web import notices, words
from rainer.web.forms import Form, drafts
from rainer.web.page import render

SET = Capability.SET_LIMITED_ACCESS
ADD_TITLES = {
    EXCLUSION: gettext_lazy("Keep someone out of record %(crn)s"),
    RESTRICTION: gettext_lazy("Let only named people into record %(crn)s"),
}


@needs(SET)
@require_GET
def limited_access(request: ActingRequest, crn: str) -> HttpResponse:
    found = limits_of(case_to_limit(request.acting, crn), on=request.acting.on)
    return render(
        request,
        "cases/limited_access.html",
        title=_("Who may open record %(crn)s") % {"crn": crn},
        as_of=clock.now(),
        crn=crn,
        limits=found,
        lists=[(EXCLUSION, _("Kept out"), found.exclusions), (RESTRICTION, _("Alone let in"), found.restrictions)],
        history=[(one, log.sentence(one)) for one in found.history],
    )


@needs(SET)
@require_http_methods(["GET", "POST"])
def limit_add(request: ActingRequest, crn: str, kind: str) -> HttpResponse:
    case = _case(request, crn, kind)
    title, draft = ADD_TITLES[kind] % {"crn": crn}, f"limit:{crn}:{kind}"
    if drafts.asked(request):
        drafts.keep(request, draft, title=title)
        return HttpResponseRedirect(reverse("limited_access", args=[crn]))
    initial = {"starts": request.acting.on, **drafts.restored(request, draft)}
    form = LimitForm(request.POST or None, kind=kind, case=case, acting=request.acting, initial=initial)

    def save() -> None:
        set_limit(acting=request.acting, crn=crn, kind=kind, **form.cleaned_data)
        drafts.forget(request, draft)

    return _page(request, form, save, crn, title=title, later=True)


@needs(SET)
@require_http_methods(["GET", "POST"])
def limit_change(request: ActingRequest, crn: str, kind: str, pk: int) -> HttpResponse:
    found = _limit(request, crn, kind, pk)
    initial = {"message": found.row.message, "ends": found.row.ends}
    form = ChangeLimitForm(request.POST or None, initial=initial)

    def save() -> None:
        change_limit(acting=request.acting, crn=crn, kind=kind, pk=pk, **form.cleaned_data)

    title = _("Change what holds for %(who)s") % {"who": found.row.user}
    return _page(request, form, save, crn, title=title, intro=_since(found))


@needs(SET)
@require_http_methods(["GET", "POST"])
def limit_end(request: ActingRequest, crn: str, kind: str, pk: int) -> HttpResponse:
    found = _limit(request, crn, kind, pk)
    form = EndLimitForm(request.POST or None)

    def save() -> None:
        end_limit(acting=request.acting, crn=crn, kind=kind, pk=pk, **form.cleaned_data)

    title = _("End what holds for %(who)s") % {"who": found.row.user}
    return _page(request, form, save, crn, title=title, intro=_since(found))


def _since(found: Limit) -> str:
    facts = {"day": words.day(found.row.starts), "who": found.row.set_by or "Rainer", "reason": found.row.reason}
    return _("Since %(day)s, set by %(who)s: %(reason)s") % facts


def _case(request: ActingRequest, crn: str, kind: str) -> Case:
    if kind not in KINDS:
        raise NotThereError(NOT_THERE)
    return case_to_limit(request.acting, crn)


def _limit(request: ActingRequest, crn: str, kind: str, pk: int) -> Limit:
    found = limits_of(_case(request, crn, kind), on=request.acting.on)
    rows = found.exclusions if kind == EXCLUSION else found.restrictions
    limit = next((one for one in rows if one.row.pk == pk and not one.has_ended), None)
    if limit is None:
        raise NotThereError(NOT_THERE)
    return limit


def _page(
    request: ActingRequest, form: Form, save: Any, crn: str, *, title: str, intro: str = "", later: bool = False
) -> HttpResponse:
    back = reverse("limited_access", args=[crn])
    if sent_and_saved(form, save):
        notices.saved(request, _("Saved for record %(crn)s.") % {"crn": crn})
        return HttpResponseRedirect(_after(request, crn, back))
    return render(
        request,
        "cases/details_form.html",
        title=title,
        form=form,
        back=back,
        intro=intro,
        later=later,
        status=status_of(form),
    )


def _after(request: ActingRequest, crn: str, back: str) -> str:
    """Back to the lists, or home for a manager who has just closed the record to themself."""
    try:
        case_to_limit(request.acting, crn)
    except RestrictedError:
        return "/"
    return back

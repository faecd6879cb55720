"""Contact and home: what is kept of a person, and a page to change each part of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from rainer.cases.access import NOT_THERE, open_person
from rainer.cases.forms_details import FACT_FORMS, GROUP_FORMS, EndForm
from rainer.cases.furniture import person_frame
from rainer.cases.operations.details import GROUPS, change_details
from rainer.cases.operations.facts import KINDS, add_fact, end_fact
from rainer.cases.queries.details import TITLES, details, fact_of, holders
from rainer.cases.queries.matters import what_matters
from rainer.cases.views.common import changing_page
from rainer.common import clock
from rainer.common.errors import NotThereError
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.web.page import render

EDIT = Capability.EDIT_PERSON


@needs(Capability.SEE_PERSON)
@require_GET
def person_details(request: ActingRequest, crn: str) -> HttpResponse:
    case = open_person(request.acting, crn, Capability.SEE_PERSON, what=_("contact and home"))
    return render(
        request,
        "cases/details.html",
        title=_("Contact and home"),
        as_of=clock.now(),
        groups=details(case, on=request.acting.on),
        matters=what_matters(case.person_id, request.acting.on),
        holders=holders(case),
        may_see_equality=request.acting.area(Capability.SEE_EQUALITY).holds_team(case.team),
        may_edit=request.acting.area(EDIT).holds_team(case.team),
        **person_frame(request, case, current="person_details"),
    )


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def person_details_edit(request: ActingRequest, crn: str, group: str) -> HttpResponse:
    if group not in GROUPS:
        raise NotThereError(NOT_THERE)
    case = open_person(request.acting, crn, EDIT, what=_("a page to change details"))
    person = case.person
    initial = {name: getattr(person, name) for name in GROUPS[group][1]}
    if group == "numbers":
        initial["pnc"] = person.pnc_as_given or person.pnc
    form = GROUP_FORMS[group](request.POST or None, initial=initial)
    typed = request.POST.get("version", "")
    version = int(typed) if typed.isdecimal() else person.version

    def save() -> None:
        values = form.cleaned_data
        change_details(acting=request.acting, crn=crn, group=group, version=version, values=values)

    title = str(TITLES[group])
    return changing_page(request, case, form, save, back=_home(crn), title=title, version=version)


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def person_fact_add(request: ActingRequest, crn: str, kind: str) -> HttpResponse:
    if kind not in KINDS:
        raise NotThereError(NOT_THERE)
    case = open_person(request.acting, crn, EDIT, what=_("a page to add to the details"))
    form = FACT_FORMS[kind](request.POST or None)

    def save() -> None:
        add_fact(acting=request.acting, crn=crn, kind=kind, values=form.cleaned_data)

    title = _("Add to: %(what)s") % {"what": TITLES[kind]}
    return changing_page(request, case, form, save, back=_home(crn), title=title)


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def person_fact_end(request: ActingRequest, crn: str, kind: str, pk: int) -> HttpResponse:
    if kind not in KINDS:
        raise NotThereError(NOT_THERE)
    case = open_person(request.acting, crn, EDIT, what=_("a page to end something in the details"))
    rows: Any = KINDS[kind].model._default_manager
    row = rows.filter(person=case.person, pk=pk).first()
    if row is None:
        raise NotThereError(NOT_THERE)
    form = EndForm(request.POST or None)

    def save() -> None:
        end_fact(acting=request.acting, crn=crn, kind=kind, pk=pk, on=form.cleaned_data["on"])

    fact = fact_of(kind, row, on=request.acting.on)
    return changing_page(
        request,
        case,
        form,
        save,
        back=_home(crn),
        title=_("It no longer holds"),
        intro=f"{fact.text.rstrip('.')}. {fact.days}",
    )


def _home(crn: str) -> str:
    return reverse("person_details", args=[crn])

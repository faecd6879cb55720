"""Pages that change what the sentence page shows: requirements, interventions, offences."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from rainer.cases.access import NOT_THERE, open_person
from rainer.cases.forms_sentence import (
    EndRequirementForm,
    InterventionForm,
    MainOffenceForm,
    OffenceForm,
    RequirementForm,
    initial_of_intervention,
    initial_of_requirement,
)
from rainer.cases.furniture import identity_bar
from rainer.cases.models import Case, SentenceEvent
from rainer.cases.operations import sentence as operations
from rainer.cases.queries.sentence import event_of, intervention_of, offence_of, requirement_of
from rainer.cases.views.common import changing_page
from rainer.common.errors import NotThereError
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.policy.requirements import RequirementKind, kind_of_code, requirement_kinds
from rainer.rulebook.queries import place_of, rulebook_now
from rainer.web.forms import drafts
from rainer.web.page import render

EDIT = Capability.EDIT_PERSON
R = TypeVar("R")


@needs(EDIT)
@require_GET
def requirement_add(request: ActingRequest, crn: str, event: int) -> HttpResponse:
    """Which kind: one page of names."""
    case = _open(request, crn)
    found = _event(case, event)
    return render(
        request,
        "cases/requirement_add.html",
        title=_("Which requirement?"),
        kinds=requirement_kinds(**_asked(request, case)),
        event=found,
        back=_back(crn),
        crn=crn,
        identity=identity_bar(case, request.acting),
    )


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def requirement_add_kind(request: ActingRequest, crn: str, event: int, kind: str) -> HttpResponse:
    case = _open(request, crn)
    found, asked = _event(case, event), _asked(request, case)
    of = next((one for one in requirement_kinds(**asked) if one.kind == kind), None)
    sentence = getattr(found, "sentence", None)
    if of is None or sentence is None:
        raise NotThereError(NOT_THERE)
    key = f"requirement:{event}:{kind}"
    initial = {"imposed_on": sentence.starts, "starts": sentence.starts, **drafts.restored(request, key)}
    form = RequirementForm(request.POST or None, kind=of, sentence=sentence, asked=asked, initial=initial)

    def save() -> None:
        operations.add_requirement(acting=request.acting, crn=crn, event_id=event, kind=kind, values=form.values())

    title = _("Add: %(name)s") % {"name": of.name}
    return changing_page(request, case, form, save, title=title, back=_back(crn), draft=key)


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def requirement_change(request: ActingRequest, crn: str, pk: int) -> HttpResponse:
    case = _open(request, crn)
    row = _there(requirement_of(case, pk))
    asked = _asked(request, case)
    of = kind_of_code(row.code, **asked) or RequirementKind(row.code, row.code, row.code, (), "dates", "dates", "")
    initial = initial_of_requirement(row)
    order = row.event.sentence
    form = RequirementForm(request.POST or None, kind=of, sentence=order, asked=asked, unit=row.unit, initial=initial)
    seen = _seen(request, row, case)

    def save() -> None:
        operations.change_requirement(acting=request.acting, crn=crn, pk=pk, seen=seen, values=form.values())

    title = _("Correct: %(name)s") % {"name": of.name}
    return changing_page(request, case, form, save, title=title, back=_back(crn), version=seen)


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def requirement_end(request: ActingRequest, crn: str, pk: int) -> HttpResponse:
    case = _open(request, crn)
    row = _there(requirement_of(case, pk))
    kind = kind_of_code(row.code, **_asked(request, case))
    form = EndRequirementForm(request.POST or None, initial={"on": request.acting.on})

    def save() -> None:
        operations.end_requirement(acting=request.acting, crn=crn, pk=pk, **form.cleaned_data)

    title = _("End: %(name)s") % {"name": kind.name if kind else row.code}
    return changing_page(request, case, form, save, title=title, back=_back(crn))


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def intervention_add(request: ActingRequest, crn: str, event: int) -> HttpResponse:
    case = _open(request, crn)
    found, asked = _event(case, event), _asked(request, case)
    rows = [(row, kind_of_code(row.code, **asked)) for row in found.requirements.filter(terminated_on=None)]
    named = [(row.pk, kind.name if kind else row.code) for row, kind in rows]
    key = f"intervention:{event}"
    form = InterventionForm(request.POST or None, requirements=named, initial=drafts.restored(request, key))

    def save() -> None:
        operations.add_intervention(acting=request.acting, crn=crn, event_id=event, values=form.cleaned_data)

    return changing_page(request, case, form, save, title=_("Add an intervention"), back=_back(crn), draft=key)


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def intervention_change(request: ActingRequest, crn: str, pk: int) -> HttpResponse:
    case = _open(request, crn)
    row = _there(intervention_of(case, pk))
    form = InterventionForm(request.POST or None, initial=initial_of_intervention(row))
    seen = _seen(request, row, case)

    def save() -> None:
        operations.change_intervention(acting=request.acting, crn=crn, pk=pk, seen=seen, values=form.cleaned_data)

    title = _("Change: %(name)s") % {"name": row.subtype or row.kind}
    return changing_page(request, case, form, save, title=title, back=_back(crn), version=seen)


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def main_offence(request: ActingRequest, crn: str, event: int) -> HttpResponse:
    case = _open(request, crn)
    row = _event(case, event)
    initial = {name: getattr(row, name) for name in operations.MAIN_OFFENCE_FIELDS}
    form = MainOffenceForm(request.POST or None, initial=initial)
    seen = _seen(request, row, case)

    def save() -> None:
        operations.correct_main_offence(
            acting=request.acting, crn=crn, event_id=event, seen=seen, values=form.cleaned_data
        )

    title = _("Correct the main offence")
    return changing_page(request, case, form, save, title=title, back=_back(crn), version=seen)


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def offence_add(request: ActingRequest, crn: str, event: int) -> HttpResponse:
    case = _open(request, crn)
    _event(case, event)
    form = OffenceForm(request.POST or None)

    def save() -> None:
        operations.add_offence(acting=request.acting, crn=crn, event_id=event, values=form.cleaned_data)

    return changing_page(request, case, form, save, title=_("Add a further offence"), back=_back(crn))


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def offence_change(request: ActingRequest, crn: str, pk: int) -> HttpResponse:
    case = _open(request, crn)
    row = _there(offence_of(case, pk))
    initial = {name: getattr(row, name) for name in operations.OFFENCE_FIELDS}
    form = OffenceForm(request.POST or None, initial=initial)
    seen = _seen(request, row, case)

    def save() -> None:
        operations.correct_offence(acting=request.acting, crn=crn, pk=pk, seen=seen, values=form.cleaned_data)

    title = _("Correct a further offence")
    return changing_page(request, case, form, save, title=title, back=_back(crn), version=seen)


def _open(request: ActingRequest, crn: str) -> Case:
    return open_person(request.acting, crn, EDIT, what=_("a page to change the sentence"))


def _event(case: Case, pk: int) -> SentenceEvent:
    return _there(event_of(case, pk))


def _there(row: R | None) -> R:
    if row is None:
        raise NotThereError(NOT_THERE)
    return row


def _asked(request: ActingRequest, case: Case) -> dict[str, Any]:
    """The named arguments of a rule."""
    return {"on": request.acting.on, "place": place_of(case.team.unit), "rulebook": rulebook_now()}


def _seen(request: ActingRequest, row: models.Model, case: Case) -> int:
    """Which change of it the user saw: as the form brought it back, or the last there is."""
    if request.method == "POST":
        typed = request.POST.get("version", "")
        return int(typed) if typed.isdecimal() else 0
    return operations.change_seen(row, case.person_id)


def _back(crn: str) -> str:
    return reverse("person_sentence", args=[crn])

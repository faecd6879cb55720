"""Parole: each review with its reports' lifecycle, who did what when, and a page for each move."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from rainer.assessments.queries.answers import Told
from rainer.assessments.queries.summary import harm_told
from rainer.cases.access import NOT_THERE, open_person
from rainer.cases.furniture import person_frame
from rainer.cases.models import Case, Sentence
from rainer.cases.queries.sentence import custodial_sentences
from rainer.common import clock
from rainer.common.errors import NotThereError
from rainer.enforcement.forms.parole import DisclosureForm, ListForm, PartForm, StageForm
from rainer.enforcement.models import ParoleReport
from rainer.enforcement.operations.parole import list_review, move_report, set_disclosure, write_part
from rainer.enforcement.queries.parole import labels, may_follow, reviews, roles
from rainer.enforcement.views.common import form_page, kept_for_later, number_in, reference_of, saved_by
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.web import notices
from rainer.web.forms import Form, drafts
from rainer.web.page import render

SEE, EDIT = Capability.SEE_PERSON, Capability.EDIT_PERSON


@needs(SEE)
@require_GET
def parole(request: ActingRequest, crn: str) -> HttpResponse:
    case = open_person(request.acting, crn, SEE, what=_("parole"))
    found = reviews(case, reference_of(case))
    return render(
        request,
        "enforcement/parole.html",
        title=_("Parole: %(name)s") % {"name": case.person},
        as_of=clock.now(),
        reviews=[(one, _parts(one.parts), _addenda(one.row)) for one in found],
        may_edit=request.acting.area(EDIT).holds_team(case.team),
        back=reverse("licence", args=[crn]),
        **person_frame(request, case, current="person_sentence"),
    )


def _parts(parts: list[tuple[str, str, dict[str, Any]]]) -> list[dict[str, Any]]:
    return [
        {**part, "role": code, "words": words, "when": parse_datetime(part["at"]) if "at" in part else None}
        for code, words, part in parts
    ]


def _addenda(row: ParoleReport) -> list[dict[str, Any]]:
    """With their days as days."""
    days = ("due", "asked_on", "submitted_on")
    return [{name: parse_date(v) if name in days else v for name, v in one.items()} for one in row.addenda]


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def parole_list(request: ActingRequest, crn: str) -> HttpResponse:
    case = open_person(request.acting, crn, EDIT, what=_("a page to list a parole review"))
    events = [(one.event_id, _event_words(one)) for one in custodial_sentences(case)]
    if not events:
        raise NotThereError(_("No custodial sentence is running."))
    key = f"parole-list:{crn}"
    form = ListForm(request.POST or None, events=events, initial=drafts.restored(request, key))

    def save() -> object:
        found = dict(form.cleaned_data)
        return list_review(acting=request.acting, crn=crn, event_id=int(found.pop("event")), **found)

    return _saved(request, case, form, save, title=_("List a parole review"), draft=key)


def _event_words(sentence: Sentence) -> str:
    facts = {"number": sentence.event.number, "offence": sentence.event.main_offence}
    return _("Event %(number)s: %(offence)s") % facts


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def parole_move(request: ActingRequest, crn: str, pk: int, to: str) -> HttpResponse:
    case, row = _open(request, crn, pk)
    reference = reference_of(case)
    if request.method == "GET" and to not in may_follow(row, reference):
        raise NotThereError(NOT_THERE)
    known = {"report_due": row.report_due, "target_hearing": row.target_hearing}
    key = f"parole-{to}:{pk}"
    form = StageForm(request.POST or None, to=to, initial={**known, **drafts.restored(request, key)})

    def save() -> object:
        version = number_in(request.POST, "version") or 0
        return move_report(acting=request.acting, crn=crn, pk=pk, version=version, step=form.value())

    title = labels(reference).get(to, to)
    return _saved(request, case, form, save, title=title, draft=key, row=row)


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def parole_part(request: ActingRequest, crn: str, pk: int, role: str) -> HttpResponse:
    case, row = _open(request, crn, pk)
    if role not in row.parts:
        raise NotThereError(NOT_THERE)
    key = f"parole-part-{role}:{pk}"
    known = {"summary": row.parts[role].get("summary", "")}
    form = PartForm(request.POST or None, initial={**known, **drafts.restored(request, key)})

    def save() -> object:
        version = number_in(request.POST, "version") or 0
        return write_part(acting=request.acting, crn=crn, pk=pk, version=version, role=role, **form.cleaned_data)

    beside = harm_told(case.person_id)
    return _saved(request, case, form, save, title=roles()[role], draft=key, row=row, beside=beside)


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def parole_disclosure(request: ActingRequest, crn: str, pk: int) -> HttpResponse:
    case, row = _open(request, crn, pk)
    form = DisclosureForm(request.POST or None, initial={"disclosed": "no" if row.is_not_disclosed else "yes"})

    def save() -> object:
        found = form.cleaned_data
        return set_disclosure(
            acting=request.acting, crn=crn, pk=pk, version=number_in(request.POST, "version") or 0,
            is_not_disclosed=found["disclosed"] == "no", reason=found["reason"],
        )  # fmt: skip

    return _saved(request, case, form, save, title=_("What is disclosed"), row=row)


def _open(request: ActingRequest, crn: str, pk: int) -> tuple[Case, ParoleReport]:
    case = open_person(request.acting, crn, EDIT, what=_("a page to change a parole report"))
    row = ParoleReport.objects.filter(person=case.person, pk=pk).first()
    if row is None:
        raise NotThereError(NOT_THERE)
    return case, row


def _saved(
    request: ActingRequest,
    case: Case,
    form: Form,
    save: Callable[[], object],
    *,
    title: str,
    draft: str = "",
    row: ParoleReport | None = None,
    beside: Sequence[Told] = (),
) -> HttpResponse:
    back = reverse("parole", args=[case.person.crn])
    if draft and (kept := kept_for_later(request, draft, title=title, then=back)) is not None:
        return kept
    if form.is_bound and form.may_save() and saved_by(form, save) is not None:
        if draft:
            drafts.forget(request, draft)
        notices.saved(request, _("Saved for %(name)s: %(what)s.") % {"name": case.person, "what": title})
        return HttpResponseRedirect(back)
    hidden = {"version": row.version} if row else {}
    return form_page(
        request, "enforcement/record_form.html", form, title=title, back=back, later=bool(draft), hidden=hidden,
        beside=beside,
        **{**person_frame(request, case), "sub_nav": ()},
    )  # fmt: skip

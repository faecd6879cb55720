"""A person's assessments; one of them section by section; a section as a form with what is known offered."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rainer.assessments.forms.section import SectionForm
from rainer.assessments.known import known_beside
from rainer.assessments.models import AssessmentRecord
from rainer.assessments.operations.writing import Saved, save_section, start_assessment
from rainer.assessments.queries.answers import told
from rainer.assessments.queries.due import NOT_ASSESSMENTS, due_of
from rainer.assessments.queries.records import (
    SectionState,
    being_written,
    form_of,
    newest_finished,
    records_of,
    sections_of,
)
from rainer.assessments.queries.signing import needed_signatures
from rainer.assessments.views.common import SEE, WRITE, may_write, opened, title_of
from rainer.cases.access import NOT_THERE, open_person
from rainer.cases.furniture import person_frame
from rainer.common import clock
from rainer.common.errors import NotThereError
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.policy.assessment.form import Question, Section
from rainer.web import notices
from rainer.web.forms import drafts, saved_by
from rainer.web.page import render

COUNTERSIGN = Capability.COUNTERSIGN_ASSESSMENT
CONFIRM, NUMBER = "confirm", "version"


@needs(SEE)
@require_GET
def person_assessment(request: ActingRequest, crn: str) -> HttpResponse:
    """Every assessment of a person: the one being written, where they stand, and those before."""
    case = open_person(request.acting, crn, SEE, what=_("the assessments"))
    written = being_written(case.person_id)
    return render(
        request,
        "assessments/person.html",
        title=_("Assessment"),
        as_of=clock.now(),
        written=written,
        sections=sections_of(written, form_of(written)) if written else [],
        newest=newest_finished(case.person_id),
        due=[one for one in due_of(case, on=request.acting.on).answer or () if one.trigger not in NOT_ASSESSMENTS],
        records=[one for one in records_of(case.person_id) if one != written],
        may_write=may_write(request, case) and case.person.date_of_death is None,
        **person_frame(request, case, current="person_assessment"),
    )


@needs(WRITE)
@require_POST
def assessment_start(request: ActingRequest, crn: str) -> HttpResponse:
    record = start_assessment(
        acting=request.acting, crn=crn, purpose=request.POST.get("purpose", ""), why=request.POST.get("why", "")
    )
    return HttpResponseRedirect(reverse("assessment", args=[record.pk]))


@needs(SEE)
@require_GET
def assessment(request: ActingRequest, pk: int) -> HttpResponse:
    """The sections with how far each is, and what can be done with the whole."""
    record = opened(request, pk, what=_("an assessment"))
    form = form_of(record)
    sections = sections_of(record, form)
    asked = [one for one in sections if one.is_asked]
    writes = may_write(request, record.case)
    may_sign = writes and record.is_open and all(one.is_done for one in asked)
    return render(
        request,
        "assessments/assessment.html",
        title=title_of(record),
        record=record,
        parts=_by_part(sections),
        done=sum(one.is_done for one in asked),
        asked=len(asked),
        may_write=writes,
        needed=needed_signatures(record, request.acting) if may_sign else None,
        may_roll_back=request.acting.area(COUNTERSIGN).holds_team(record.case.team) and not record.is_open,
        countersignatures=record.countersignatures.select_related("by").order_by("order", "asked_at"),
        back=reverse("person_assessment", args=[record.person.crn]),
        **person_frame(request, record.case),
    )


def _by_part(sections: list[Any]) -> list[tuple[str, list[Any]]]:
    found: dict[str, list[Any]] = {}
    for one in sections:
        found.setdefault(one.section.part, []).append(one)
    return list(found.items())


@needs(SEE)
@require_http_methods(["GET", "POST"])
def assessment_section(request: ActingRequest, pk: int, code: str) -> HttpResponse:
    """A section as it was answered, or its questions for those who may still write it."""
    record = opened(request, pk, what=_("a section of an assessment"))
    section = form_of(record).section(code)
    if section is None:
        raise NotThereError(NOT_THERE)
    frame: dict[str, Any] = {
        "title": _("%(section)s: %(name)s") % {"section": section.label, "name": record.person},
        "back": reverse("assessment", args=[pk]),
        "record": record,
        "section": section,
        **person_frame(request, record.case),
    }
    if not (record.is_open and may_write(request, record.case)):
        return render(request, "assessments/section_kept.html", rows=told(section, record.answers), **frame)
    return _write(request, record, section, frame)


def _write(request: ActingRequest, record: AssessmentRecord, section: Section, frame: dict[str, Any]) -> HttpResponse:
    draft = f"assessment:{record.pk}:{section.code}"
    if drafts.asked(request):
        drafts.keep(request, draft, title=frame["title"])
        return HttpResponseRedirect(frame["back"])
    last = newest_finished(record.person_id)
    known = {code: one for code, one in known_beside(record, last).items() if not _has(record, code)}
    offered = {**record.answers, **{code: one.answer for code, one in known.items()}}
    form = SectionForm(
        request.POST or None, section=section, answers=offered, known=known, initial=drafts.restored(request, draft)
    )
    kept: list[Saved] = []

    def save() -> None:
        number = request.POST.get(NUMBER, "")
        confirmed = tuple(known) if request.POST.get(CONFIRM) else ()
        kept.append(
            save_section(
                acting=request.acting, record_id=record.pk, section=section.code,
                number=int(number) if number.isdecimal() else None, answers=form.cleaned_data, known=known,
                confirmed=confirmed,
            )
        )  # fmt: skip

    if form.is_bound and "more" not in request.POST and form.is_valid() and saved_by(form, save):
        drafts.forget(request, draft)
        return _saved(request, kept[0], section)
    # A form: the way back stands above it, and on a phone the other pages of the person would fill the first screen.
    frame = {**frame, "sub_nav": ()}
    return render(
        request,
        "assessments/section.html",
        form=form,
        blocks=_blocks(form),
        known=[one for one in form.shown if one.code in known],
        confirmed=bool(request.POST.get(CONFIRM)),
        status=422 if form.is_bound and form.errors and "more" not in request.POST else 200,
        **_around(record, section, last),
        **frame,
    )


def _around(record: AssessmentRecord, section: Section, last: AssessmentRecord | None) -> dict[str, Any]:
    """Who saved the section last, how it was answered last time, and which section comes next."""
    states = sections_of(record, form_of(record))
    saved = record.saved.get(section.code)
    return {
        "number": saved["number"] if saved else "",
        "saved": saved,
        "saved_when": datetime.fromisoformat(saved["at"]) if saved else None,
        "sections": states,
        "next": _after(states, section),
        "last": last,
        "last_rows": told(section, last.answers) if last else [],
    }


def _after(states: list[SectionState], section: Section) -> SectionState | None:
    codes = [one.section.code for one in states]
    return next((one for one in states[codes.index(section.code) + 1 :] if one.is_asked), None)


def _asked(question: Question) -> str:
    """What it hangs on, for the script that shows it in time; "" where it hangs on nothing."""
    return json.dumps([[one.question, one.any_of] for one in question.asked_when]) if question.asked_when else ""


def _blocks(form: SectionForm) -> list[dict[str, Any]]:
    """Each top question with its field or its rows, and the heading it begins."""
    found: list[dict[str, Any]] = []
    group = ""
    for question, field, rows in form.blocks:
        heading = question.group if question.group != group else ""
        found.append({"question": question, "field": field, "rows": rows, "group": heading, "asked": _asked(question)})
        group = question.group
    return found


def _has(record: AssessmentRecord, code: str) -> bool:
    return record.answers.get(code) not in (None, "", [])


def _saved(request: ActingRequest, saved: Saved, section: Section) -> HttpResponse:
    """Say what was removed; go on to the next section, or stay where an answer has brought up more questions."""
    record = saved.record
    states = sections_of(record, form_of(record))
    here = next(one for one in states if one.section.code == section.code)
    if saved.removed:
        names = "; ".join(saved.removed)
        notices.told(request, _("No longer asked, so removed: %(names)s.") % {"names": names})
    if here.open:
        more = ngettext("%(n)s question of this section is still to be answered.", "%(n)s questions of this section are still to be answered.", here.open)  # fmt: skip
        notices.saved(request, _("Saved.") + " " + more % {"n": here.open})
        if "stay" not in request.POST and saved.changed:
            return HttpResponseRedirect(reverse("assessment_section", args=[record.pk, section.code]))
    else:
        notices.saved(request, _("%(section)s: saved") % {"section": section.label})
    nearest = _after(states, section)
    if nearest is None:
        return HttpResponseRedirect(reverse("assessment", args=[record.pk]))
    return HttpResponseRedirect(reverse("assessment_section", args=[record.pk, nearest.section.code]))

"""One part of a recall record: what it asks, what the record knows of it already, drafts."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from rainer.cases.access import NOT_THERE
from rainer.cases.furniture import person_frame
from rainer.common.errors import NotThereError
from rainer.enforcement.forms.recall import PartForm
from rainer.enforcement.models import RecallProceeding
from rainer.enforcement.operations.recall import write_part
from rainer.enforcement.queries.recall import CONSIDER, OPENS, Record
from rainer.enforcement.queries.recall_asks import told
from rainer.enforcement.queries.recall_record import facts_beside, known
from rainer.enforcement.views.common import form_page, kept_for_later, number_in, saved_by
from rainer.enforcement.views.recall import record_for
from rainer.organisation.access import ActingRequest, needs
from rainer.policy.recall import Part
from rainer.web import notices
from rainer.web.forms import drafts
from rainer.web.page import render


@needs(*OPENS)
def recall_part(request: ActingRequest, crn: str, pk: int, part: str) -> HttpResponse:
    """A part as it was written, or its questions for those who may still write it."""
    record = record_for(request, crn, pk, what=_("a part of a recall record"))
    row = next((one for one in record.parts if one.part == part), None)
    if row is None:
        raise NotThereError(NOT_THERE)
    title = _("%(part)s: %(name)s") % {"part": row.label, "name": record.proceeding.person}
    frame: dict[str, Any] = {
        "title": title,
        "back": reverse("recall", args=[crn, pk]),
        "facts": facts_beside(part, record),
    }
    frame |= person_frame(request, record.proceeding.case)
    may = request.acting.area(CONSIDER).holds_team(record.proceeding.case.team)
    if not (may and record.may_write(part)):
        return render(request, "enforcement/recall_part_kept.html", **_kept(record, row), **frame)
    return _write(request, record, row, frame)


def _kept(record: Record, part: Part) -> dict[str, Any]:
    return {
        "rows": told(part.part, record.said(part.part), record.asking),
        "written": record.proceeding.answers.get(part.part),
    }


def _write(request: ActingRequest, record: Record, part: Part, frame: dict[str, Any]) -> HttpResponse:
    draft = f"recall-part:{record.proceeding.pk}:{part.part}"
    if (kept := kept_for_later(request, draft, title=frame["title"], then=frame["back"])) is not None:
        return kept
    form = PartForm(
        request.POST or None, part=part.part, asking=record.asking, initial=_initial(request, record, part, draft)
    )

    def save() -> RecallProceeding:
        return write_part(
            acting=request.acting,
            recall_id=record.proceeding.pk,
            part=part.part,
            number=number_in(request.POST, "version"),
            said=form.cleaned_data,
        )

    if form.is_bound and form.may_save() and saved_by(form, save) is not None:
        drafts.forget(request, draft)
        notices.saved(request, _("%(part)s: saved") % {"part": part.label})
        return HttpResponseRedirect(frame["back"])
    hidden = {"version": record.number(part.part)}
    written = record.proceeding.answers.get(part.part)
    extra = {"part": part.part, "types": record.types, "written": written, "hidden": hidden}
    return form_page(request, "enforcement/recall_part.html", form, **extra, **frame)


def _initial(request: ActingRequest, record: Record, part: Part, draft: str) -> dict[str, Any]:
    """What was written; else what the record knows; over both, the draft."""
    written = record.said(part.part) or known(part.part, record, request.user)
    return {**written, **_listed(drafts.restored(request, draft))}


def _listed(restored: dict[str, Any]) -> dict[str, Any]:
    """A draft keeps one ticked box as one value."""
    many = ("chosen", "conditions")
    return {name: [v] if name in many and isinstance(v, str) else v for name, v in restored.items()}

"""An assessment to be read: on one page, beside the last one, and as it changed day by day."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from rainer.assessments.queries.answers import differences
from rainer.assessments.queries.records import FINISHED, form_of, records_of
from rainer.assessments.queries.summary import summary_of
from rainer.assessments.views.common import SEE, opened
from rainer.cases.furniture import person_frame
from rainer.organisation.access import ActingRequest, needs
from rainer.web.page import render

MOST = 200


@needs(SEE)
@require_GET
def assessment_summary(request: ActingRequest, pk: int) -> HttpResponse:
    """What a court, a prison or a stranger needs, on one side of paper."""
    record = opened(request, pk, what=_("the summary of an assessment"))
    title = _("Assessment on one page: %(name)s") % {"name": record.person}
    return render(
        request, "assessments/summary.html", title=title, as_of=record.signed_at or record.edited_at, record=record,
        summary=summary_of(record), back=reverse("assessment", args=[pk]), **person_frame(request, record.case),
    )  # fmt: skip


@needs(SEE)
@require_GET
def assessment_changes(request: ActingRequest, pk: int) -> HttpResponse:
    """Every answer that is not what it was in the assessment signed before."""
    record = opened(request, pk, what=_("what changed in an assessment"))
    earlier = records_of(record.person_id).filter(state__in=FINISHED, started_at__lt=record.started_at)
    before = earlier.order_by("-signed_at", "-pk").first()
    changed = list(differences(form_of(record), before.answers, record.answers)) if before else []
    return render(
        request, "assessments/changes.html", title=_("What changed since last time"), record=record, before=before,
        differences=changed, back=reverse("assessment", args=[pk]), **person_frame(request, record.case),
    )  # fmt: skip


@needs(SEE)
@require_GET
def assessment_history(request: ActingRequest, pk: int) -> HttpResponse:
    """Who changed which answer when, the newest first; and each state that was kept for good."""
    record = opened(request, pk, what=_("who changed what in an assessment"))
    asked = {question.code: question for _section, question in form_of(record).questions()}
    changes = list(record.changes.select_related("by").order_by("-at", "-pk")[: MOST + 1])
    return render(
        request, "assessments/history.html", title=_("Who changed what"), record=record,
        changes=[(one, asked.get(one.question)) for one in changes[:MOST]], is_cut=len(changes) > MOST,
        snapshots=record.snapshots.order_by("-at"), back=reverse("assessment", args=[pk]),
        **person_frame(request, record.case),
    )  # fmt: skip

"""Scores of a person: each with what it is made of, what it lacks, how old it is; and how they were before."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rainer.assessments.models import PredictorScore
from rainer.assessments.operations.scores import score_again
from rainer.assessments.queries.records import newest_finished
from rainer.assessments.queries.scores import history_of, lines_of, name_of
from rainer.assessments.screening import NAMES, screened
from rainer.assessments.views.common import SEE, WRITE, may_write
from rainer.cases.access import NOT_THERE, open_person
from rainer.cases.furniture import person_frame
from rainer.common import clock
from rainer.common.errors import NotThereError
from rainer.organisation.access import ActingRequest, needs
from rainer.policy.predictors.offences import offences
from rainer.rulebook.queries import rulebook_now
from rainer.web import notices
from rainer.web.entry import signed_in
from rainer.web.page import render

MOST_FOUND = 60


@needs(SEE)
@require_GET
def scores(request: ActingRequest, crn: str) -> HttpResponse:
    case = open_person(request.acting, crn, SEE, what=_("the scores"))
    on, record = request.acting.on, newest_finished(case.person_id)
    return render(
        request, "assessments/scores.html", title=_("Scores"), as_of=clock.now(), lines=lines_of(case, record, on=on),
        screens=[(kind, NAMES[kind], one) for kind, one in screened(case, record, on=on).items()],
        history=history_of(case.person_id, on), may_write=may_write(request, case),
        back=reverse("person_risk", args=[crn]), **person_frame(request, case, current="person_risk"),
    )  # fmt: skip


@needs(WRITE)
@require_POST
def scores_again(request: ActingRequest, crn: str) -> HttpResponse:
    """Work them out again from the facts as they are now."""
    kept = score_again(acting=request.acting, crn=crn)
    said = _("Worked out again and kept.") if kept else _("Nothing is different: no new score was kept.")
    notices.saved(request, said)
    return HttpResponseRedirect(reverse("scores", args=[crn]))


@needs(SEE)
@require_GET
def score(request: ActingRequest, crn: str, pk: int) -> HttpResponse:
    """One score as it was worked out: every part in words, the values it used, and the facts it rests on."""
    case = open_person(request.acting, crn, SEE, what=_("how a score was worked out"))
    row = PredictorScore.objects.select_related("by").filter(person=case.person_id, pk=pk).first()
    if row is None:
        raise NotThereError(NOT_THERE)
    return render(
        request, "assessments/score.html", title=name_of(row.kind), score=row, steps=row.outcome.get("steps", []),
        back=reverse("scores", args=[crn]), **{**person_frame(request, case), "sub_nav": ()},
    )  # fmt: skip


@signed_in
@require_GET
def offence_codes(request: ActingRequest) -> HttpResponse:
    """Find the code of an offence by words or by its first digits."""
    words = request.GET.get("q", "").strip()
    table = offences(on=request.acting.on, rulebook=rulebook_now())
    found = table.find(words) if words else ()
    return render(
        request, "assessments/offence_codes.html", title=_("Codes of offences"), words=words,
        found=[(one, table.categories.get(one.category, one.category)) for one in found[:MOST_FOUND]],
        count=len(found), value=table.value,
    )  # fmt: skip

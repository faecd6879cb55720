"""Why: the steps behind a level, a need, a signature, a screen or a score, each with the value it read."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from rainer.assessments.models import AssessmentRecord
from rainer.assessments.predicting import PREDICTORS, facts_of, predicted
from rainer.assessments.queries.due import due_of
from rainer.assessments.queries.records import newest_finished
from rainer.assessments.queries.scores import name_of
from rainer.assessments.queries.signing import countersigns_of, harm_of
from rainer.assessments.reference import reference_of
from rainer.assessments.screening import NAMES, screened
from rainer.assessments.views.common import SEE, opened
from rainer.cases.access import NOT_THERE, open_person
from rainer.cases.furniture import person_frame
from rainer.cases.models import Case
from rainer.common.errors import NotThereError
from rainer.organisation.access import Acting, ActingRequest, needs
from rainer.policy import assessment as policy
from rainer.policy.outcome import Outcome
from rainer.web.why import why_page

TITLES = {
    "harm": gettext_lazy("Why this level of serious harm?"),
    "screening": gettext_lazy("Why is a full analysis asked, or not?"),
    "areas": gettext_lazy("Why these scores of areas of life?"),
    "needs": gettext_lazy("Why are these needs identified?"),
    "items": gettext_lazy("Which items do the answers give?"),
    "signatures": gettext_lazy("Why must others sign?"),
}


@needs(SEE)
@require_GET
def assessment_why(request: ActingRequest, pk: int, what: str) -> HttpResponse:
    """One of the things that follow from the answers of an assessment, step by step."""
    record = opened(request, pk, what=_("why an assessment comes out as it does"))
    if what not in TITLES:
        raise NotThereError(NOT_THERE)
    outcome = _outcome(what, record, request.acting)
    return _page(request, outcome, str(TITLES[what]), record.case, reverse("assessment", args=[pk]))


def _outcome(what: str, record: AssessmentRecord, acting: Acting) -> Outcome[Any]:
    if what == "harm":
        return harm_of(record, acting)
    if what == "signatures":
        return countersigns_of(record, acting)
    where, answers = reference_of(record.case, record.form_on), policy.AnswersInputs(record.answers)
    if what == "needs":
        return policy.needs_identified(policy.IdentifiedInputs(record.answers), **where)
    rule: Any = {"screening": policy.full_analysis, "areas": policy.area_standings, "items": policy.oasys_items}[what]
    outcome: Outcome[Any] = rule(answers, **where)
    return outcome


@needs(SEE)
@require_GET
def assessment_due_why(request: ActingRequest, crn: str) -> HttpResponse:
    case, _record = _opened(request, crn, _("why an assessment is due"))
    outcome = due_of(case, on=request.acting.on)
    return _page(request, outcome, _("When is an assessment due?"), case, reverse("person_assessment", args=[crn]))


@needs(SEE)
@require_GET
def screen_why(request: ActingRequest, crn: str, kind: str) -> HttpResponse:
    case, record = _opened(request, crn, _("why a screen comes out as it does"))
    if kind not in NAMES:
        raise NotThereError(NOT_THERE)
    outcome = screened(case, record, on=request.acting.on)[kind]
    return _page(request, outcome, NAMES[kind], case, reverse("scores", args=[crn]))


@needs(SEE)
@require_GET
def score_why(request: ActingRequest, crn: str, kind: str) -> HttpResponse:
    """A score from the facts as they are now; `score` shows one as it was kept."""
    case, record = _opened(request, crn, _("why a score comes out as it does"))
    if kind not in PREDICTORS:
        raise NotThereError(NOT_THERE)
    on = request.acting.on
    outcome = predicted(case, facts_of(case, record), on=on)[kind]
    return _page(request, outcome, name_of(kind), case, reverse("scores", args=[crn]))


def _opened(request: ActingRequest, crn: str, what: str) -> tuple[Case, AssessmentRecord | None]:
    case = open_person(request.acting, crn, SEE, what=what)
    return case, newest_finished(case.person_id)


def _page(request: ActingRequest, outcome: Outcome[Any], title: str, case: Case, back: str) -> HttpResponse:
    frame = person_frame(request, case)
    return why_page(
        request, outcome, title=title, sentence=outcome.sentence, subject=case.person, back=back, another_day=False,
        identity=frame["identity"], sub_nav=frame["sub_nav"],
    )  # fmt: skip

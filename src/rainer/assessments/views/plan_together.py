"""What two people do with a plan on one screen: ask whether they agree, and look at it again."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rainer.assessments.forms.plans import AgreeForm, ReviewForm
from rainer.assessments.models import Plan
from rainer.assessments.operations.plans import agree_plan, review_plan
from rainer.assessments.plan_paper import agreed_words, plan_paper
from rainer.assessments.queries.plans import PlanOf
from rainer.assessments.views.plan_frame import (
    WRITE,
    form_page,
    plan_to_write,
    plan_url,
    saved,
    theirs_frame,
    version_in,
)
from rainer.cases.access import NOT_THERE
from rainer.common import clock
from rainer.common.errors import NotThereError
from rainer.organisation.access import ActingRequest, needs
from rainer.policy.plan import Agree as Asked
from rainer.policy.plan import ReviewDay, may_agree, review_day
from rainer.web import notices
from rainer.web.forms import drafts
from rainer.web.pdf import html_of

both = require_http_methods(["GET", "POST"])


@needs(WRITE)
@both
def agree(request: ActingRequest, crn: str) -> HttpResponse:
    """The plan as the person reads it, and what they say of it."""
    found = plan_to_write(request, crn, _("the page to ask about the plan"))
    plan = _begun(found)
    if said := _not_yet(found, plan):
        notices.told(request, said)
        return HttpResponseRedirect(plan_url(found))
    is_again = plan.status == Plan.Status.COULD_NOT_ANSWER
    form = AgreeForm(request.POST or None, is_again=is_again, initial=_names(request, found))
    version = version_in(request, plan.version)

    def save() -> Any:
        return agree_plan(acting=request.acting, crn=crn, version=version, answer=form.answer())

    details = form.details.get(str(form.data.get("to", "")), "to")
    if saved(form, save, {"details": details}) is not None:
        notices.saved(request, _("What they say is recorded, and the plan as it was. Print two: one for each of you"))
        return HttpResponseRedirect(reverse("plan_theirs", args=[crn]))
    paper = plan_paper(found, at=clock.now())
    return form_page(
        request, found, "assessments/plan/agree.html", form, title=_("Agree the plan"), back=plan_url(found),
        html=html_of(paper), version=version, **theirs_frame(request, found),
    )  # fmt: skip


def _not_yet(found: PlanOf, plan: Plan) -> str:
    """Why nobody can be asked now; "" where they can."""
    to = Plan.Status.UPDATED_AGREED if plan.status == Plan.Status.COULD_NOT_ANSWER else Plan.Status.AGREED
    steps = tuple(len(one.steps) for one in found.active)
    answer = may_agree(Asked(plan.status, to, steps), **found.where).answer
    refusals = answer.refusals if answer else ()
    if "conflict" in refusals:
        return agreed_words(found.agreement) if found.agreement else ""
    if "no_goal" in refusals:
        return _("Add a goal to work on: there is nothing to agree with yet.")
    if "goal_without_step" in refusals:
        return _("Add a step: who does what by when. Every goal needs one.")
    return ""


@needs(WRITE)
@both
def review(request: ActingRequest, crn: str) -> HttpResponse:
    """Each goal in turn, what worked, what they say, and the next day."""
    found = plan_to_write(request, crn, _("the page to look at the plan again"))
    plan = _begun(found)
    if plan.is_draft:
        notices.told(request, _("Ask the person about the plan first: a draft is changed, not looked at again."))
        return HttpResponseRedirect(plan_url(found))
    key, title = f"plan-review:{crn}", _("Look at the plan again: %(name)s") % {"name": found.case.person}
    if drafts.asked(request):
        drafts.keep(request, key, title=title)
        return HttpResponseRedirect(plan_url(found))
    goals = [one.goal for one in (*found.active, *found.later)]
    initial = {**_names(request, found), **drafts.restored(request, key)}
    form = ReviewForm(request.POST or None, goals=goals, initial=initial)
    version = version_in(request, plan.version)

    def save() -> Any:
        return review_plan(acting=request.acting, crn=crn, version=version, review=form.review())

    if (kept := saved(form, save)) is not None:
        drafts.forget(request, key)
        notices.saved(request, _("The review is closed, and kept as version %(number)s") % {"number": kept.number})
        return HttpResponseRedirect(plan_url(found))
    return form_page(
        request, found, "assessments/plan/review.html", form, title=title, back=plan_url(found), version=version,
        goal_fields=[form[f"what-{goal.pk}"] for goal in goals],
        last_fields=[field for field in form.top_fields if not field.name.startswith("what-")],
    )  # fmt: skip


def _names(request: ActingRequest, found: PlanOf) -> dict[str, Any]:
    """The names of both, and the day that is suggested."""
    answer = review_day(ReviewDay(found.on), **found.where).answer
    return {
        "practitioner_name": str(request.acting.user),
        "person_name": str(found.case.person),
        "review_on": answer.suggested if answer else None,
    }


def _begun(found: PlanOf) -> Plan:
    if found.plan is None:
        raise NotThereError(NOT_THERE)
    return found.plan

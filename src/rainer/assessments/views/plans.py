"""The plan to work with, the plan to show, its history and its versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from rainer.assessments.area_words import AREA_NAMES
from rainer.assessments.models import Goal, Plan, Step
from rainer.assessments.plan_paper import agreed_words, goal_words, plan_paper, who_words
from rainer.assessments.queries.plan_history import history_of, note_words
from rainer.assessments.queries.plans import GoalShown, PlanOf
from rainer.assessments.views.plan_frame import SEE, frame, may_write, plan_to_see, plan_url, theirs_frame
from rainer.cases.access import NOT_THERE
from rainer.common import clock
from rainer.common.errors import NotThereError
from rainer.organisation.access import ActingRequest, needs
from rainer.web.navigation import address
from rainer.web.page import render
from rainer.web.pdf import html_of, one_paper, pdf_answer, pdf_of
from rainer.web.why import why_page

PAGE = 50
LARGE, EASY = "large", "easy"


@needs(SEE)
@require_GET
def plan(request: ActingRequest, crn: str) -> HttpResponse:
    """Goals and their steps, what the person said, needs with nothing happening, what is to be done next."""
    found = plan_to_see(request, crn, _("the plan"))
    writes, lines = may_write(request, found), need_lines(found)
    return render(
        request,
        "assessments/plan/plan.html",
        title=_("Plan"),
        as_of=clock.now(),
        plan=found,
        may_write=writes,
        standing=status_words(found),
        agreed=agreed_words(found.agreement) if found.agreement else "",
        next=next_step(found) if writes else None,
        goals=[
            (_("Working on it"), [goal_line(one, found) for one in found.active]),
            (_("Not now"), [goal_line(one, found) for one in found.later]),
        ],
        over=[goal_line(one, found) for one in (*found.achieved, *found.removed)],
        quiet=[one for one in lines if one["said"]],
        needs=[one for one in lines if not one["said"]],
        statuses=Step.Status.choices,
        **frame(request, found, current="plan"),
    )


def status_words(found: PlanOf) -> tuple[str, str]:
    """Where the plan stands, and the kind of its tag."""
    if found.plan is None:
        return "", ""
    has_agreed = found.plan.status in (Plan.Status.AGREED, Plan.Status.UPDATED_AGREED)
    return str(found.plan.get_status_display()), "neutral" if has_agreed else "bordered"


@dataclass(frozen=True, slots=True)
class Next:
    """The one thing to do: its words and its page, by its name."""

    text: str
    name: str
    url: str

    @property
    def is_goal(self) -> bool:
        return self.name == "plan_goal_add"

    @property
    def is_review(self) -> bool:
        return self.name == "plan_review"


def next_step(found: PlanOf) -> Next:
    def to(text: str, name: str, *args: int) -> Next:
        return Next(text, name, reverse(name, args=[found.case.person.crn, *args]))

    plan = found.plan
    if plan is None or not found.active:
        return to(_("Add a goal"), "plan_goal_add")
    bare = next((one for one in found.active if not one.steps), None)
    if bare is not None:
        return to(_("Add a step: who does what by when"), "plan_step_add", bare.goal.pk)
    if plan.is_draft:
        return to(_("Ask whether they agree"), "plan_agree")
    if plan.status == Plan.Status.COULD_NOT_ANSWER:
        return to(_("Ask again whether they agree"), "plan_agree")
    if plan.review_on and plan.review_on <= found.on:
        return to(_("Look at the plan again together"), "plan_review")
    return to(_("Add a goal"), "plan_goal_add")


def goal_line(shown: GoalShown, found: PlanOf) -> dict[str, Any]:
    """A goal as the template prints it."""
    goal = shown.goal
    why_over = shown.why_over if goal.is_over else None
    return {
        "shown": shown,
        "goal": goal,
        "title": goal_words(goal),
        "areas": [AREA_NAMES.get(one, one) for one in (goal.area, *goal.related)],
        "steps": [(step, who_words(step, found)) for step in shown.steps],
        "progress": [(one, note_words(one)) for one in shown.progress[:3]],
        "worked": [(one, address("contact", one.contact_id)) for one in shown.worked[:3]],
        "worked_more": max(0, len(shown.worked) - 3),
        "why": why_over,
        "is_removed": goal.status == Goal.Status.REMOVED,
    }


def need_lines(found: PlanOf) -> list[dict[str, Any]]:
    """Each need by name: why it is one, which goals are about it, and for how long nothing has happened."""
    quiet = {one.area: one for one in found.quiet.answer.needs} if found.quiet.answer else {}
    lines = []
    for standing in found.needs:
        goals = [one for one in found.active if standing.area in (one.goal.area, *one.goal.related)]
        lines.append(
            {
                "area": standing.area.value,
                "name": AREA_NAMES[standing.area.value],
                "standing": standing,
                "goals": goals,
                "quiet": quiet.get(standing.area),
                "said": _quiet_words(quiet[standing.area].days) if standing.area in quiet else "",
            }
        )
    return sorted(lines, key=lambda one: -(one["quiet"].days or 0) if one["quiet"] else 1)


def _quiet_words(days: int | None) -> str:
    if days is None:
        return _("Nothing is happening")
    return ngettext("Nothing is happening, %(days)s day", "Nothing is happening, %(days)s days", days) % {"days": days}


@needs(SEE)
@require_GET
def why(request: ActingRequest, crn: str) -> HttpResponse:
    """Why nothing is said to be happening about a need: the days, and the value they are held against."""
    found = plan_to_see(request, crn, _("why nothing is happening about a need"))
    around = {name: value for name, value in frame(request, found).items() if name != "crn"}
    title = _("Why is nothing happening?")
    return why_page(
        request, found.quiet, title=title, back=plan_url(found), as_of=clock.now(), another_day=False, **around
    )


@needs(SEE)
@require_GET
def theirs(request: ActingRequest, crn: str) -> HttpResponse:
    """The plan to turn round: what is theirs, and nothing else."""
    found = _begun(plan_to_see(request, crn, _("the plan, to show it")))
    large, easy = request.GET.get("size") == LARGE, request.GET.get("words") == EASY
    paper = plan_paper(found, at=clock.now(), large=large, easy=easy)
    return render(
        request,
        "assessments/plan/theirs.html",
        title=paper.title,
        html=html_of(paper),
        large=large,
        easy=easy,
        links=_other_ways(crn, large=large, easy=easy),
        **theirs_frame(request, found),
    )


def _other_ways(crn: str, *, large: bool, easy: bool) -> dict[str, str]:
    """The same plan larger or smaller, in easier or usual words, and on paper."""
    here, on_paper = reverse("plan_theirs", args=[crn]), reverse("plan_theirs_pdf", args=[crn])

    def to(url: str, large: bool, easy: bool) -> str:
        asked = "&".join(part for part, used in ((f"size={LARGE}", large), (f"words={EASY}", easy)) if used)
        return f"{url}?{asked}" if asked else url

    return {"size": to(here, not large, easy), "words": to(here, large, not easy), "paper": to(on_paper, large, easy)}


@needs(SEE)
@require_GET
def theirs_pdf(request: ActingRequest, crn: str) -> HttpResponse:
    """Two copies on paper, one for each."""
    found = _begun(plan_to_see(request, crn, _("the plan, to print it")))
    at = clock.now()
    easy = request.GET.get("words") == EASY
    paper = plan_paper(found, at=at, large=request.GET.get("size") == LARGE, easy=easy, to_sign=True)
    two = one_paper(paper.title, [paper, paper], at=at)
    return pdf_answer(pdf_of(two, with_title=False), f"plan-{crn}.pdf")


@needs(SEE)
@require_GET
def history(request: ActingRequest, crn: str) -> HttpResponse:
    """All that happened to the plan, the newest first."""
    found = _begun(plan_to_see(request, crn, _("the history of the plan")))
    assert found.plan is not None
    page = Paginator(history_of(found.plan), PAGE).get_page(request.GET.get("page"))
    around = frame(request, found, current="plan")
    return render(
        request, "assessments/plan/history.html", title=_("History of the plan"), back=plan_url(found), page=page,
        versions=found.versions, **around,
    )  # fmt: skip


@needs(SEE)
@require_GET
def version(request: ActingRequest, crn: str, number: int) -> HttpResponse:
    """The plan as it was on a day. Read only."""
    found = plan_to_see(request, crn, _("an earlier version of the plan"))
    kept = found.version(number)
    return render(
        request,
        "assessments/plan/version.html",
        title=_("Plan, version %(number)s") % {"number": number},
        back=reverse("plan_history", args=[crn]),
        kept=kept,
        standing=str(Plan.Status(kept.content["status"]).label),
        review_on=_day(kept.content["review_on"]),
        goals=[_kept_goal(one, found) for one in kept.content["goals"]],
        **frame(request, found, current="plan"),
    )


def _kept_goal(content: dict[str, Any], found: PlanOf) -> dict[str, Any]:
    """A goal of a kept version, in words."""
    return {
        "title": f"“{content['title']}”" if content["is_own_words"] else content["title"],
        "status": Goal.Status(content["status"]).label,
        "target_on": _day(content["target_on"]) if content["closed_on"] is None else None,
        "closed_on": _day(content["closed_on"]),
        "areas": [AREA_NAMES.get(one, one) for one in (content["area"], *content["related"])],
        "steps": [_kept_step(one, found) for one in content["steps"]],
    }


def _kept_step(content: dict[str, Any], found: PlanOf) -> dict[str, Any]:
    """A practitioner of an earlier day may have been another: their role stands, not today's name."""
    step = Step(actor=content["actor"], who_name=content["who_name"])
    is_practitioner = step.actor == Step.Actor.PRACTITIONER
    return {
        "who": step.get_actor_display() if is_practitioner else who_words(step, found),
        "what": content["description"],
        "by_on": _day(content["by_on"]),
        "standing": Step.Status(content["status"]).label,
    }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _begun(found: PlanOf) -> PlanOf:
    if found.plan is None:
        raise NotThereError(NOT_THERE)
    return found

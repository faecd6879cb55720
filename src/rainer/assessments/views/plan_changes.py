"""Goals and steps: written, changed, put in order, achieved, removed, taken up again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from rainer.assessments.area_words import AREA_NAMES
from rainer.assessments.forms.plans import (
    AgainForm,
    GoalForm,
    NoteForm,
    ProgressForm,
    StepForm,
    goal_initial,
    step_initial,
)
from rainer.assessments.operations.plans import (
    achieve_goal,
    add_goal,
    add_step,
    change_goal,
    change_step,
    delete_goal,
    move_step,
    note_progress,
    order_goal,
    readd_goal,
    remove_goal,
)
from rainer.assessments.plan_paper import goal_words, person_name, practitioner_name
from rainer.assessments.queries.plans import GoalShown, PlanOf
from rainer.assessments.views.plan_frame import WRITE, form_page, plan_to_write, plan_url, saved, version_in
from rainer.organisation.access import ActingRequest, needs
from rainer.policy.plan import Offer, SetOn, target_days
from rainer.web import notices
from rainer.web.forms import Form, drafts

FORM = "assessments/plan/form.html"
both = require_http_methods(["GET", "POST"])


def _offers(plan: PlanOf) -> tuple[Offer, ...]:
    answer = target_days(SetOn(plan.on), **plan.where).answer
    return answer.offers if answer else ()


@needs(WRITE)
@both
def goal_add(request: ActingRequest, crn: str) -> HttpResponse:
    """A goal, in their words first; then its first step."""
    plan = plan_to_write(request, crn, _("a page to add a goal"))
    key = f"plan-goal:{crn}"
    title, back = _("Add a goal: %(name)s") % {"name": plan.case.person}, plan_url(plan)
    if drafts.asked(request):
        drafts.keep(request, key, title=title)
        return HttpResponseRedirect(back)
    about = request.GET.get("area", "")
    initial = {"is_own_words": True, "area": about if about in AREA_NAMES else "", **drafts.restored(request, key)}
    form = GoalForm(request.POST or None, offers=_offers(plan), initial=initial)

    made = saved(form, lambda: add_goal(acting=request.acting, crn=crn, goal=form.words()))
    if made is not None:
        drafts.forget(request, key)
        notices.saved(request, _("Goal added. Now the first step: who does what by when"))
        if made.target_on is None:
            return HttpResponseRedirect(plan_url(plan, f"goal-{made.pk}"))
        return HttpResponseRedirect(reverse("plan_step_add", args=[crn, made.pk]))
    return form_page(request, plan, "assessments/plan/goal_form.html", form, title=title, back=back, later=True)


@needs(WRITE)
@both
def goal_change(request: ActingRequest, crn: str, pk: int) -> HttpResponse:
    plan = plan_to_write(request, crn, _("a page to change a goal"))
    goal = plan.goal(pk).goal
    version = version_in(request, goal.version)
    form = GoalForm(request.POST or None, offers=_offers(plan), initial=goal_initial(goal))

    def save() -> Any:
        return change_goal(acting=request.acting, crn=crn, pk=pk, version=version, goal=form.words())

    if saved(form, save) is not None:
        notices.saved(request, _("Goal changed"))
        return HttpResponseRedirect(plan_url(plan, f"goal-{pk}"))
    return form_page(
        request, plan, "assessments/plan/goal_form.html", form, title=_("Change a goal"),
        back=plan_url(plan, f"goal-{pk}"), version=version,
    )  # fmt: skip


@needs(WRITE)
@require_POST
def goal_move(request: ActingRequest, crn: str, pk: int) -> HttpResponse:
    """One place up or down."""
    plan = plan_to_write(request, crn, _("a goal, to move it"))
    order_goal(acting=request.acting, crn=crn, pk=pk, way="up" if "up" in request.POST else "down")
    return HttpResponseRedirect(plan_url(plan, f"goal-{pk}"))


@needs(WRITE)
@both
def goal_progress(request: ActingRequest, crn: str, pk: int) -> HttpResponse:
    """How it is going, in the person's words."""
    plan, shown = _goal(request, crn, pk, _("a page to note how a goal is going"))
    form = ProgressForm(request.POST or None)

    def save() -> Any:
        got = form.cleaned_data
        return note_progress(acting=request.acting, crn=crn, goal=pk, how=got["how"], text=got["text"])

    return _about_goal(request, plan, shown, form, save, title=_("How it is going"), done=_("Noted how it is going"))


@needs(WRITE)
@both
def goal_achieve(request: ActingRequest, crn: str, pk: int) -> HttpResponse:
    plan, shown = _goal(request, crn, pk, _("a page to mark a goal as achieved"))
    label = _("What helped, if you want to say")
    form = NoteForm(request.POST or None, label=label)

    def save() -> Any:
        return achieve_goal(
            acting=request.acting, crn=crn, pk=pk, version=_seen(request, shown), text=form.cleaned_data["text"]
        )

    title, done = _("Is this goal achieved?"), _("Goal achieved")
    return _about_goal(request, plan, shown, form, save, title=title, done=done, verb=_("Yes, it is achieved"))


@needs(WRITE)
@both
def goal_remove(request: ActingRequest, crn: str, pk: int) -> HttpResponse:
    plan, shown = _goal(request, crn, pk, _("a page to remove a goal"))
    required = _("Say why it is removed: it stays in the history with your reason")
    hint = _("It stays in the history with this reason, and can be taken up again.")
    form = NoteForm(request.POST or None, label=_("Why it is removed"), required=required, hint=hint)

    def save() -> Any:
        return remove_goal(
            acting=request.acting, crn=crn, pk=pk, version=_seen(request, shown), text=form.cleaned_data["text"]
        )

    title, done = _("Remove a goal"), _("Goal removed. It is in the history")
    return _about_goal(request, plan, shown, form, save, title=title, done=done, verb=_("Remove it"))


@needs(WRITE)
@both
def goal_again(request: ActingRequest, crn: str, pk: int) -> HttpResponse:
    plan, shown = _goal(request, crn, pk, _("a page to take a goal up again"))
    form = AgainForm(request.POST or None, offers=_offers(plan))

    def save() -> Any:
        return readd_goal(
            acting=request.acting, crn=crn, pk=pk, version=_seen(request, shown), text=form.cleaned_data["text"],
            target_on=form.target,
        )  # fmt: skip

    title, done = _("Take a goal up again"), _("Goal taken up again")
    return _about_goal(request, plan, shown, form, save, title=title, done=done, verb=_("Take it up again"))


@needs(WRITE)
@both
def goal_delete(request: ActingRequest, crn: str, pk: int) -> HttpResponse:
    """Of a draft alone: nobody was asked about it yet."""
    plan, shown = _goal(request, crn, pk, _("a page to delete a goal"))
    form = Form(request.POST if request.method == "POST" else None)

    def save() -> Any:
        delete_goal(acting=request.acting, crn=crn, pk=pk, version=_seen(request, shown))
        return True

    return _about_goal(
        request, plan, shown, form, save, title=_("Delete a goal"), done=_("Goal deleted"), verb=_("Delete it"),
        intro=_("This plan is a draft: the goal and its steps go, and nothing of them is kept."), anchor="",
    )  # fmt: skip


@needs(WRITE)
@both
def step_add(request: ActingRequest, crn: str, pk: int) -> HttpResponse:
    """Who does what by when; another one follows where that is asked for."""
    plan, shown = _goal(request, crn, pk, _("a page to add a step"))
    form = _step_form(request, plan, {})
    made = saved(form, lambda: add_step(acting=request.acting, crn=crn, goal=pk, step=form.words()))
    if made is not None:
        notices.saved(request, _("Step added: %(what)s") % {"what": made.description})
        again = request.path if "another" in request.POST else plan_url(plan, f"goal-{pk}")
        return HttpResponseRedirect(again)
    return form_page(
        request, plan, "assessments/plan/step_form.html", form, title=_("Add a step"),
        back=plan_url(plan, f"goal-{pk}"), about=goal_words(shown.goal), is_new=True,
        steps=[step.description for step in shown.steps],
    )  # fmt: skip


@needs(WRITE)
@both
def step_change(request: ActingRequest, crn: str, pk: int) -> HttpResponse:
    plan = plan_to_write(request, crn, _("a page to change a step"))
    step = plan.step(pk)
    version = version_in(request, step.version)
    form = _step_form(request, plan, step_initial(step))

    def save() -> Any:
        return change_step(acting=request.acting, crn=crn, pk=pk, version=version, step=form.words())

    if saved(form, save) is not None:
        notices.saved(request, _("Step changed"))
        return HttpResponseRedirect(plan_url(plan, f"goal-{step.goal_id}"))
    return form_page(
        request, plan, "assessments/plan/step_form.html", form, title=_("Change a step"),
        back=plan_url(plan, f"goal-{step.goal_id}"), version=version, about=goal_words(plan.goal(step.goal_id).goal),
    )  # fmt: skip


def _step_form(request: ActingRequest, plan: PlanOf, initial: dict[str, Any]) -> StepForm:
    names = {"person": person_name(plan), "practitioner": practitioner_name(plan)}
    return StepForm(request.POST or None, initial=initial, **names)


@needs(WRITE)
@require_POST
def step_move(request: ActingRequest, crn: str, pk: int) -> HttpResponse:
    """Where a step stands now: one choice on the page of the plan."""
    plan = plan_to_write(request, crn, _("a step, to say where it stands"))
    step = plan.step(pk)
    version = version_in(request, step.version)
    moved = move_step(acting=request.acting, crn=crn, pk=pk, version=version, status=request.POST.get("status", ""))
    facts = {"what": moved.description, "status": moved.get_status_display().lower()}
    notices.saved(request, _("“%(what)s” is now at “%(status)s”") % facts)
    return HttpResponseRedirect(plan_url(plan, f"goal-{step.goal_id}"))


def _goal(request: ActingRequest, crn: str, pk: int, what: str) -> tuple[PlanOf, GoalShown]:
    plan = plan_to_write(request, crn, what)
    return plan, plan.goal(pk)


def _seen(request: ActingRequest, shown: GoalShown) -> int:
    return version_in(request, shown.goal.version)


def _about_goal(
    request: ActingRequest,
    plan: PlanOf,
    shown: GoalShown,
    form: Form,
    save: Callable[[], Any],
    *,
    title: str,
    done: str,
    verb: str = "",
    intro: str = "",
    anchor: str = "goal",
) -> HttpResponse:
    """One thing done with one goal, and back to it."""
    back = plan_url(plan, f"goal-{shown.goal.pk}")
    if saved(form, save) is not None:
        notices.saved(request, done)
        return HttpResponseRedirect(back if anchor else plan_url(plan))
    return form_page(
        request, plan, FORM, form, title=title, back=back, about=goal_words(shown.goal), verb=verb or _("Save"),
        intro=intro, version=_seen(request, shown),
    )  # fmt: skip

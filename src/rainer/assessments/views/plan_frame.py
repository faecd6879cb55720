"""What the pages of a plan share: who may open and write, the frame, a form that is saved or refused with its typing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from django.http import HttpResponse
from django.urls import reverse

from rainer.assessments.queries.plans import PlanOf
from rainer.cases.access import open_case, open_person
from rainer.cases.furniture import identity_bar, person_pages
from rainer.common.errors import BadInputError, RefusedError
from rainer.organisation.access import ActingRequest
from rainer.organisation.capabilities import Capability
from rainer.web.forms import Form, put_on_fields
from rainer.web.page import render

SEE, WRITE = Capability.SEE_PERSON, Capability.WRITE_PLAN
T = TypeVar("T")


def plan_to_see(request: ActingRequest, crn: str, what: str) -> PlanOf:
    return PlanOf(open_person(request.acting, crn, SEE, what=what), request.acting.on)


def plan_to_write(request: ActingRequest, crn: str, what: str) -> PlanOf:
    return PlanOf(open_case(request.acting, crn, WRITE, what=what), request.acting.on)


def may_write(request: ActingRequest, plan: PlanOf) -> bool:
    case = plan.case
    is_open = case.closed_on is None and case.person.date_of_death is None
    return is_open and request.acting.area(WRITE).holds_team(case.team)


def frame(request: ActingRequest, plan: PlanOf, *, current: str = "") -> dict[str, Any]:
    """What stands around a page that holds the practitioner's own view: not one to turn round."""
    crn = plan.case.person.crn
    return {
        "crn": crn,
        "identity": replace(identity_bar(plan.case, request.acting), safe_to_show=False),
        "sub_nav": person_pages(crn, request.acting, current=current) if current else (),
    }


def theirs_frame(request: ActingRequest, plan: PlanOf) -> dict[str, Any]:
    """The name and nothing else: no risk, no tier, no way on to pages that hold them."""
    bar = identity_bar(plan.case, request.acting)
    shown = replace(
        bar, rosh=None, tier="", tier_url="", tier_notes=(), talk_first=False, restricted=False, born=None, age=None, held_by="",
        url="", open_until=None, close_url="", died=None, safe_to_show=True,
    )  # fmt: skip
    return {"crn": plan.case.person.crn, "identity": shown}


def plan_url(plan: PlanOf, anchor: str = "") -> str:
    return reverse("plan", args=[plan.case.person.crn]) + (f"#{anchor}" if anchor else "")


def saved(form: Form, save: Callable[[], T], fields: Mapping[str, str] | None = None) -> T | None:
    """Do it where the form was sent and may be saved. What is refused stands on the form, the typing with it.

    `fields` says where what is refused stands, for fields that the form calls otherwise.
    """
    if not (form.is_bound and form.may_save()):
        return None
    try:
        return save()
    except (BadInputError, RefusedError) as error:
        given = error.facts.get("errors", {})
        error.facts["errors"] = {(fields or {}).get(name, name): message for name, message in given.items()}
        put_on_fields(form, error)
        return None


def form_page(
    request: ActingRequest, plan: PlanOf, template: str, form: Form, *, back: str, **context: Any
) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    around = {**frame(request, plan), "back": back}
    return render(request, template, form=form, status=status, **{**around, **context})


def version_in(request: ActingRequest, otherwise: int) -> int:
    """The version that stood in the page the user saw."""
    text = str(request.POST.get("version", ""))
    return int(text) if text.isdecimal() else otherwise

"""How the person kept to each order, each figure opening to its contacts; and a team's count for its senior."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from rainer.cases.access import open_person
from rainer.cases.furniture import person_frame
from rainer.cases.models import Case
from rainer.common import clock
from rainer.common.errors import NotThereError
from rainer.enforcement.inputs import orders_of, sentence_kind
from rainer.enforcement.queries.compliance import WORDS, OrderCompliance, compliance_of, judgements_in, status_words
from rainer.enforcement.queries.order import standings
from rainer.enforcement.queries.recall import records_of, state_names
from rainer.enforcement.views.common import contact_url, number_in, reference_of
from rainer.organisation.access import ActingRequest, get_team, needs
from rainer.organisation.capabilities import Capability
from rainer.supervision.reference import Reference
from rainer.web.navigation import address
from rainer.web.page import render
from rainer.web.why import why_page

SEE = Capability.SEE_PERSON


@needs(SEE)
@require_GET
def compliance(request: ActingRequest, crn: str) -> HttpResponse:
    """Per order: kept, acceptable, not complied, waiting, failures that count, warnings and breaches."""
    case = open_person(request.acting, crn, SEE, what=_("the compliance page"))
    reference = reference_of(case)
    orders = compliance_of(case, request.acting, reference)
    states = state_names(reference)
    return render(
        request,
        "enforcement/compliance.html",
        title=_("Compliance: %(name)s") % {"name": case.person},
        as_of=clock.now(),
        orders=[(one, status_words(one.outcome)) for one in orders],
        shown=_shown(request, orders, reference),
        may_count=request.acting.area(Capability.SEE_TEAM_TODAY).holds_team(case.team),
        recalls=[(one, states.get(one.status, "")) for one in records_of(case, request.acting)],
        may_think_of_recall=_may_think_of_recall(request, case, orders),
        may_decide=request.acting.area(Capability.DECIDE_ABSENCE).holds_team(case.team),
        **person_frame(request, case, current="compliance"),
    )


def _may_think_of_recall(request: ActingRequest, case: Case, orders: list[OrderCompliance]) -> bool:
    on_licence = any(one.stands and sentence_kind(one.sentence) in ("licence", "youth") for one in orders)
    return on_licence and request.acting.area(Capability.CONSIDER_RECALL).holds_team(case.team)


def _shown(request: ActingRequest, orders: list[OrderCompliance], reference: Reference) -> dict[str, Any] | None:
    """The contacts behind the figure that was pressed."""
    name, event = request.GET.get("show", ""), number_in(request.GET, "order")
    order = next((one for one in orders if one.sentence.event_id == event), None)
    if order is None or name not in WORDS:
        return None
    rows = [
        (one, reference.type_name(one.type_code), reference.outcome_name(one.outcome_code), contact_url(one))
        for one in reversed(order.lists[name])
    ]
    return {"words": WORDS[name], "order": order, "rows": rows}


@needs(SEE)
@require_GET
def compliance_why(request: ActingRequest, crn: str, event: int) -> HttpResponse:
    """The steps behind where an order stands, each failure with its contact."""
    case = open_person(request.acting, crn, SEE, what=_("why an order stands where it does"))
    outcome = standings(orders_of(case.person_id), reference_of(case)).get(event)
    if outcome is None:
        raise NotThereError(_("You cannot open this. It may be restricted, or not yours, or not there."))
    urls = {
        part.name: address("appointment", number)
        for step in outcome.steps
        for part in step.parts
        if (number := part.name.partition(".contact:")[2])
    }
    return why_page(
        request,
        outcome,
        title=_("Why the order stands where it does"),
        back=reverse("compliance", args=[crn]),
        as_of=clock.now(),
        step_urls={name: url for name, url in urls.items() if url},
        **{name: value for name, value in person_frame(request, case).items() if name in ("identity", "sub_nav")},
    )


@needs(Capability.SEE_TEAM_TODAY)
@require_GET
def professional_judgement(request: ActingRequest, code: str) -> HttpResponse:
    """How often absences of the team's people were accepted by professional judgement. Never by person."""
    team = get_team(request.acting, code, Capability.SEE_TEAM_TODAY)
    today = clock.today()
    reference = Reference.of(team.unit, on=today)
    look = reference.rulebook.value("enforcement.pages", on=today, place=reference.place).value
    quarter = timedelta(days=look["quarter_days"])
    quarters = [
        judgements_in(team, since=today - quarter * (n + 1) + timedelta(days=1), until=today - quarter * n)
        for n in range(look["quarters"])
    ]
    return render(
        request,
        "enforcement/judgement.html",
        title=_("Accepted by professional judgement: %(team)s") % {"team": team},
        as_of=clock.now(),
        quarters=quarters,
    )

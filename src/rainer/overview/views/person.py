"""A person at a glance, and the picture of how they kept to their appointments."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from rainer.cases.access import open_person
from rainer.cases.furniture import held_by_words, identity_bar, override_words, person_pages
from rainer.common import clock
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.overview.glance.gathering import NEEDS, Glance, compliance_chart, glance_of
from rainer.overview.today.day import owners_of
from rainer.overview.today.shown import shown
from rainer.supervision.inputs import cannot_words, known_of
from rainer.supervision.progress_words import how_far
from rainer.supervision.reference import Reference
from rainer.web.charts import chart_csv, chart_response
from rainer.web.navigation import address
from rainer.web.page import render

SEE = Capability.SEE_PERSON


@needs(SEE)
@require_GET
def person(request: ActingRequest, crn: str) -> HttpResponse:
    case = open_person(request.acting, crn, SEE, what=_("the record at a glance"))
    reference = Reference.of(case.team.unit, on=request.acting.on)
    glance = glance_of(case, request.acting, reference)
    may_record = request.acting.area(Capability.RECORD_CONTACT).holds_team(case.team)
    is_over = case.closed_on is not None or case.person.date_of_death is not None
    lines = [shown(line, is_limited=False, may_act=may_record) for line in glance.work]
    return render(
        request,
        "overview/person.html",
        title=str(case.person),
        as_of=clock.now(),
        # The page names flags and people around them: whoever is near must not read it.
        identity=replace(identity_bar(case, request.acting), safe_to_show=False),
        sub_nav=person_pages(crn, request.acting, current="person"),
        glance=glance,
        case=case,
        needs=lines[:NEEDS],
        more_needs=len(lines) - NEEDS,
        held_by=held_by_words(case),
        tier_why=address("tier", crn),
        tier_overridden=override_words(case),
        timeline=address("timeline", crn),
        who_looked=address("who_looked", crn) if request.acting.may(Capability.SEE_WHO_LOOKED) else "",
        # Typed tasks stand on the Today of whose they are.
        own=[owner.pk for owner in owners_of(request.acting)] if request.acting.may(Capability.SEE_TODAY) else [],
        may_record_outcome=may_record,
        may_record=may_record and not is_over,
        hand_over=address("handover", crn) or (reverse("reallocate", args=[crn]) if _may_move(request, glance) else ""),
        next=[(one, reference.type_name(one.type_code)) for one in glance.next],
        last=(glance.last, reference.type_name(glance.last.type_code)) if glance.last else None,
        requirements=[(one.name, how_far(one)) for one in glance.requirements],
        cannot_come=[cannot_words(one) for one in known_of(case, on=request.acting.on).cannot_do],
        chart=glance.chart,
    )


def _may_move(request: ActingRequest, glance: Glance) -> bool:
    case = glance.case
    is_held = case.practitioner_team_id is not None and case.closed_on is None
    return is_held and request.acting.area(Capability.ALLOCATE).holds_team(case.team)


@needs(SEE)
@require_GET
def compliance_picture(request: ActingRequest, crn: str, width: int = 0) -> HttpResponse:
    """The picture at one of its widths; its figures as CSV where none is given."""
    case = open_person(request.acting, crn, SEE, what=_("the picture of compliance"))
    chart = compliance_chart(case, Reference.of(case.team.unit, on=request.acting.on))
    return chart_response(chart, width) if width else chart_csv(chart)

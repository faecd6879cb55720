"""Who may be harmed, how, when and what changes it; and whether the record's flag says the same."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rainer.assessments.operations.flag import set_flag_to_level
from rainer.assessments.queries.risk import risk_of
from rainer.assessments.views.common import SEE
from rainer.cases.access import open_person
from rainer.cases.furniture import person_frame
from rainer.common import clock
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.web import notices
from rainer.web.navigation import address
from rainer.web.page import render
from rainer.web.tags import ROSH

EDIT = Capability.EDIT_PERSON


@needs(SEE)
@require_GET
def person_risk(request: ActingRequest, crn: str) -> HttpResponse:
    case = open_person(request.acting, crn, SEE, what=_("the risk of serious harm"))
    return render(
        request, "assessments/risk.html", title=_("Risk of serious harm"), as_of=clock.now(),
        risk=risk_of(case, on=request.acting.on), signals=address("person_signals", crn), may_edit=request.acting.area(EDIT).holds_team(case.team),
        **person_frame(request, case, current="person_risk"),
    )  # fmt: skip


@needs(EDIT)
@require_POST
def risk_flag(request: ActingRequest, crn: str) -> HttpResponse:
    """Put the record's flag at the level of the newest signed assessment."""
    level = set_flag_to_level(acting=request.acting, crn=crn)
    words = {"level": ROSH[level].words}
    notices.saved(request, _("The flag says %(level)s now. The tier is worked out again.") % words)
    return HttpResponseRedirect(reverse("person_risk", args=[crn]))

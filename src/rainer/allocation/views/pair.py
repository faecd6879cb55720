"""One person and one practitioner as the pages of naming weigh them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from rainer.allocation.inputs import Rules
from rainer.allocation.queries.verdicts import Verdict, verdict
from rainer.allocation.views.choose import ALLOCATE
from rainer.cases.access import open_case
from rainer.cases.models import Case
from rainer.common.errors import NotThereError
from rainer.organisation.access import ActingRequest
from rainer.web import words
from rainer.workforce.models import PractitionerTeam


@dataclass(frozen=True, slots=True)
class Pair:
    """One person and one practitioner as the page weighs them."""

    case: Case
    to: PractitionerTeam
    found: Verdict
    rules: Rules

    @property
    def names(self) -> dict[str, Any]:
        return {
            "to": self.to.practitioner,
            "forename": self.to.practitioner.forename or self.to.practitioner,
            "person": self.case.person,
            "before": words.load1(self.found.percent_before),
            "after": words.load1(self.found.percent_after),
        }

    @property
    def stops(self) -> bool:
        """Whether going on means overriding: an interruption card comes first."""
        return bool(self.found.against) or self.found.needs_load_reason


def pair_of(request: ActingRequest, crn: str, staff: str, *, what: str) -> Pair:
    case = open_case(request.acting, crn, ALLOCATE, what=what)
    area = request.acting.area(ALLOCATE)
    found = (
        PractitionerTeam.objects.select_related("practitioner", "team__unit__region")
        .filter(area.teams_q("team"), practitioner__code=staff)
        .filter(Q(team__code=request.GET["team"]) if request.GET.get("team") else Q())
    )
    to = next((pt for pt in found if pt.team_id == case.team_id), found.first())
    if to is None:
        raise NotThereError("You cannot choose this practitioner: not in your area, or not there.")
    rules = Rules.of(case.team.unit, on=request.acting.on)
    return Pair(case, to, verdict(case, to, rules), rules)

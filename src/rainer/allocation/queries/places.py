"""Where people and practitioners are: what the optimiser takes for near, and what a row says of the place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from rainer.allocation.proposal.explain import reason
from rainer.allocation.proposal.problem import PersonWaiting, Problem
from rainer.allocation.proposal.result import Placement
from rainer.cases.models import Case
from rainer.organisation.models import Team
from rainer.workforce.models import PractitionerTeam


def office_of(team: Team) -> str:
    """The team's office. Teams without one on record are at no office together."""
    return team.office or team.code


def near(team: Team, *, across: bool) -> str:
    """What comes nearest after the same team: the office, or the person's own unit where a whole region is reached."""
    return team.unit.code if across else office_of(team)


@dataclass(frozen=True, slots=True)
class Places:
    """The teams behind the references of a problem."""

    people: Mapping[str, Team]
    practitioners: Mapping[str, Team]

    def reasons(self, placements: Iterable[Placement], problem: Problem) -> dict[str, str]:
        """By person, the sentence of the placement with the offices as they are, and another unit named."""
        people = {person.ref: person for person in problem.people}
        return {p.person: self._reason(p, people[p.person], problem) for p in placements}

    def _reason(self, placement: Placement, person: PersonWaiting, problem: Problem) -> str:
        home, there = self.people[placement.person], self.practitioners[placement.to]
        said = reason(
            replace(person, office=office_of(home)),
            replace(problem.candidate(placement.to), office=office_of(there)),
            placement.starts_on,
            problem,
        )
        if there.unit_id == home.unit_id:
            return said
        return _("%(why)s; in another unit: %(unit)s") % {"why": said, "unit": there.unit.name}


def places_of(cases: Iterable[Case], to: Iterable[PractitionerTeam]) -> Places:
    return Places({str(case.pk): case.team for case in cases}, {str(pt.pk): pt.team for pt in to})

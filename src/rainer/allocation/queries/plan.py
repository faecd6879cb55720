"""The loads of a plan as its ticked rows leave them: for the list, for "next best" and for changing one row alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from rainer.allocation.models import Proposal, ProposalRow
from rainer.allocation.proposal.problem import Candidate
from rainer.allocation.proposal.result import added_points, is_at
from rainer.allocation.queries.proposals import PLACED, kept_problem
from rainer.workforce.models import PractitionerTeam
from rainer.workload.models import CurrentLoad


@dataclass(frozen=True, slots=True)
class Beside:
    """One practitioner in per cent: with the plan but without this person, then with this person too.

    `at_stop`: the load with this person is at or over the level at which nobody is given anyone without a reason.
    """

    before: float | None
    after: float | None
    at_stop: bool


class Plan:
    """A proposal's ticked rows added up. Practitioners the proposal did not know come with `more`."""

    def __init__(self, proposal: Proposal, rows: Iterable[ProposalRow], more: Iterable[PractitionerTeam] = ()) -> None:
        problem = kept_problem(proposal)
        known = {c.ref for c in problem.candidates}
        strangers = candidates_of(pt for pt in more if str(pt.pk) not in known)
        self._problem = replace(problem, candidates=(*problem.candidates, *strangers))
        self._known = known | {c.ref for c in strangers}
        self._people = {p.ref: p for p in self._problem.people}
        self._given = {str(r.case_id): str(r.to_id) for r in rows if r.ticked and str(r.to_id) in self._known}
        self._added = added_points(self._problem, self._given)

    def beside(self, case_id: int, to_id: int | None) -> Beside:
        """What giving this person to this practitioner makes of the plan, wherever the plan has the person now."""
        ref, person = str(to_id), self._people.get(str(case_id))
        if person is None or ref not in self._known:
            return Beside(None, None, at_stop=False)
        points = self._problem.points(person)
        candidate = self._problem.candidate(ref)
        without = self._added.get(ref, 0) - (points if self._given.get(person.ref) == ref else 0)
        after = candidate.load(without + points)
        at_stop = after is not None and is_at(self._problem, ref, without + points, self._problem.settings.stop_level)
        return Beside(candidate.load(without), after, at_stop)

    def alone(self, case_id: int, to_id: int | None) -> Beside:
        """What this one person makes of the load as it stands, without the rest of the plan."""
        ref, person = str(to_id), self._people.get(str(case_id))
        if person is None or ref not in self._known:
            return Beside(None, None, at_stop=False)
        points, candidate = self._problem.points(person), self._problem.candidate(ref)
        return Beside(
            candidate.load(), candidate.load(points),
            at_stop=bool(candidate.available_points) and is_at(self._problem, ref, points, self._problem.settings.stop_level),
        )  # fmt: skip

    def others_given(self, case_id: int, to_id: int) -> int:
        """How many people the ticked rows give this practitioner, besides this person."""
        return sum(to == str(to_id) and person != str(case_id) for person, to in self._given.items())

    def now(self, to_id: int) -> float | None:
        """Load without anything of the plan."""
        ref = str(to_id)
        return self._problem.candidate(ref).load() if ref in self._known else None


def candidates_of(to: Iterable[PractitionerTeam]) -> list[Candidate]:
    """The optimiser's practitioners with their loads as they stand, enough to add up. One query."""
    ids = [pt.pk for pt in to]
    loads = CurrentLoad.objects.in_bulk(ids)
    return [_candidate(pk, loads.get(pk)) for pk in ids]


def _candidate(pk: int, load: CurrentLoad | None) -> Candidate:
    total, available = (load.total_points, load.available_points) if load else (0, None)
    return Candidate(str(pk), grade="", available_points=available, total_points=total, team="", office="")


def plan_of(proposal: Proposal, more: Iterable[PractitionerTeam] = ()) -> Plan:
    return Plan(proposal, ProposalRow.objects.filter(proposal=proposal, state=PLACED), more)

"""The same list filled the plain way, to compare with: in order, each to the least loaded who is qualified."""

from __future__ import annotations

from collections import Counter

from rainer.allocation.proposal.problem import Candidate, PersonWaiting, Problem, Verdict
from rainer.allocation.proposal.result import is_at


def fill_in_order(problem: Problem) -> dict[str, str]:
    """Practitioner ref by person ref. Those who can wait are placed only under the act level, unless all are asked."""
    given: dict[str, str] = {}
    added: Counter[str] = Counter()
    heads: Counter[str] = Counter()
    for person in sorted(filter(problem.asked_for, problem.people), key=lambda p: p.order):
        open_to = [c for c in problem.candidates if _fits(problem, person, c, added, heads)]
        if not open_to:
            continue
        to = min(open_to, key=lambda c: (_by_reason(person, c), c.load(added[c.ref]) or 0.0, c.ref))
        given[person.ref] = to.ref
        added[to.ref] += problem.points(person)
        heads[to.ref] += 1
    return given


def _by_reason(person: PersonWaiting, to: Candidate) -> bool:
    """Those who would need a written reason come last, as in the proposal itself."""
    return person.verdicts[to.ref] is Verdict.REASON


def _fits(problem: Problem, person: PersonWaiting, to: Candidate, added: Counter[str], heads: Counter[str]) -> bool:
    if not problem.may_take(person, to) or (to.most_new is not None and heads[to.ref] >= to.most_new):
        return False
    most = problem.settings.most_new_in_one_plan
    if most is not None and heads[to.ref] >= most and not problem.must_place(person):
        return False
    extra = added[to.ref] + problem.points(person)
    return problem.must_place(person) or not is_at(problem, to.ref, extra, problem.settings.act_level)

"""Nobody is given more new people in one plan than the settings allow: people without points weigh nothing in the
load, so the objectives alone would let them pile up on one practitioner.

Runs on a finished plan. People without points move to whoever qualifies and has been given fewest; moving them
changes no load. Then those who can wait are left for another day, the last of the list first. Those placed
whatever the load keep their name whatever the count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from rainer.allocation.proposal.problem import Candidate, PersonWaiting, Problem, Verdict
from rainer.allocation.proposal.result import added_points, is_at


def spread(problem: Problem, given: Mapping[str, str]) -> dict[str, str]:
    """The plan (practitioner ref by person ref) with no more for each than `most_new_in_one_plan`."""
    most, plan = problem.settings.most_new_in_one_plan, dict(given)
    if most is None:
        return plan
    heads, added = Counter(plan.values()), added_points(problem, plan)
    last_first = sorted((p for p in problem.people if p.ref in plan), key=lambda p: -p.order)
    for person in last_first:
        if heads[plan[person.ref]] <= most or problem.points(person):
            continue
        fewest = min(_others(problem, person, plan[person.ref], heads, added), key=lambda c: heads[c.ref], default=None)
        if fewest is not None and heads[fewest.ref] + 1 < heads[plan[person.ref]]:
            heads[plan[person.ref]] -= 1
            heads[fewest.ref] += 1
            plan[person.ref] = fewest.ref
    for person in (p for p in last_first if not problem.must_place(p)):
        if heads[plan[person.ref]] > most:
            heads[plan.pop(person.ref)] -= 1
    return plan


def _others(
    problem: Problem, person: PersonWaiting, now: str, heads: Mapping[str, int], added: Mapping[str, int]
) -> list[Candidate]:
    """Who else could take a person without points, with no reason to write that is not to be written now."""
    needs_reason = person.verdicts[now] is Verdict.REASON
    return [
        c
        for c in problem.candidates
        if c.ref != now
        and problem.may_take(person, c)
        and (needs_reason or person.verdicts[c.ref] is not Verdict.REASON)
        and (c.most_new is None or heads[c.ref] < c.most_new)
        and (problem.must_place(person) or not is_at(problem, c.ref, added.get(c.ref, 0), problem.settings.act_level))
    ]

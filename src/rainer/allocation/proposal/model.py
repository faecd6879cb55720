"""Work out a proposal: who can be placed and at what load, then to whom, then why. `docs/policy/proposal.md`."""

from __future__ import annotations

import time
from collections.abc import Callable

from rainer.allocation.proposal.explain import not_placed, placements
from rainer.allocation.proposal.problem import Problem
from rainer.allocation.proposal.result import Proposal, shortage, summarise
from rainer.allocation.proposal.watch import Progress, Watch
from rainer.allocation.proposal.who import choose_who
from rainer.allocation.proposal.whom import choose_whom

FULL = 100.0


def propose(
    problem: Problem,
    *,
    report: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Proposal:
    """The best plan found within the time limit, with its distance to the proven bound.

    `report` is told each time a better plan is found; `should_stop` is asked often, and True ends the work with the
    best plan so far. With no limit reached, the same problem and seed give the same proposal.
    """
    began = time.perf_counter()
    cancelled = False

    def stop() -> bool:
        nonlocal cancelled
        cancelled = cancelled or (should_stop is not None and should_stop())
        return cancelled

    watch = Watch(began + problem.settings.time_limit_seconds, began, report, stop)
    who = choose_who(problem, watch)
    given, levels = choose_whom(problem, who, watch)
    return Proposal(
        placements=placements(problem, given),
        not_placed=not_placed(problem, given),
        not_asked=sum(not problem.asked_for(p) for p in problem.people),
        summary=summarise(problem, given),
        shortages=tuple(shortage(problem, level) for level in (problem.settings.act_level, FULL)),
        levels=(*who.levels, *levels),
        seconds=watch.seconds(),
        cancelled=cancelled,
    )

"""Which rows of a proposal ask for a written reason, as each will be named: in order, one load upon the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rainer.allocation.inputs import Flags, Guard, Rules, flags_of
from rainer.allocation.queries.caps import OverCap, in_naming_order
from rainer.allocation.queries.verdicts import Levels, case_points_in, reason_words
from rainer.policy.workload import load_percent
from rainer.workload.models import CurrentLoad


@dataclass(frozen=True, slots=True)
class Asked:
    """One row that asks for something in writing.

    `rule`: why the guard wants a reason, "" where it wants none. `percent`: the load this naming ends at, where that
    is at or over the level at which nobody is given anyone without a reason; None otherwise. `over_cap`: the cap of
    new people a week this one goes beyond, if it does.
    """

    row: Any
    rule: str
    percent: float | None
    over_cap: OverCap | None


def reasons_asked(rows: Sequence[Any], rules: Rules, beyond: Mapping[int, OverCap]) -> list[Asked]:
    """The rows that ask for a reason, in the order they are named. Two queries for any number of rows."""
    flags = flags_of({r.case.person_id for r in rows}, on=rules.on)
    loads = CurrentLoad.objects.in_bulk({r.to_id for r in rows})
    guard, levels = Guard(rules), Levels.of(rules)
    added: Counter[int] = Counter()
    found = []
    for row in in_naming_order(rows):
        safety = flags.get(row.case.person_id, Flags()).staff_safety
        answer = guard.of(row.case, row.to.practitioner, staff_safety=safety)
        points = case_points_in(row.case, row.to.team.kind, rules)
        added[row.to_id] += points or 0
        after = _after(loads.get(row.to_id), added[row.to_id]) if points is not None else None
        over = after if levels.reached("allocation_stop", after) else None
        rule = reason_words(row.to.practitioner.short_grade, answer) if "reason" in answer.needs else ""
        cap = beyond.get(row.pk)
        if rule or over is not None or cap:
            found.append(Asked(row, rule, over, cap))
    return found


def _after(load: CurrentLoad | None, extra: int) -> float | None:
    return None if load is None else load_percent(load.total_points + extra, load.available_points)

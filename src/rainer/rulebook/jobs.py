from __future__ import annotations

from rainer.common import clock
from rainer.common.jobs import job
from rainer.rulebook.operations import mark_turns


@job("mark_local_values", only_one=True)
def mark_local_values() -> None:
    """Note the local values that begin today or ran out yesterday, so that loads and tiers follow"""
    mark_turns(clock.today())

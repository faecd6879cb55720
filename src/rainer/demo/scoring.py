"""Points of the demo's cases and time of its practitioners, by the rulebook's own values."""

from __future__ import annotations

from datetime import date

import numpy as np

from rainer.demo.profiles import Profile
from rainer.demo.staff import Worker
from rainer.policy.workload.capacity import available_points, hours_of
from rainer.policy.workload.weights import workload_tables


def point_table(made: list[Profile], *, on: date) -> np.ndarray:
    """Points of one case of each profile; 0 where no weight is in force."""
    tables = workload_tables(on=on)
    return np.array([int(tables.weight(scheme="v2", tier=p.tier_v2, state=p.state).points or 0) for p in made])


def room(worker: Worker, *, on: date, days_ago: int = 0) -> int:
    """Points the worker can carry on a day."""
    tables = workload_tables(on=on)
    hours = hours_of(
        grade=worker.grade,
        contracted_hours=worker.hours,
        reduction_hours=min(worker.hours, worker.reduction_hours(days_ago)),
        default_hours=tables.default_hours.value,
        divisor=tables.hours_divisor,
    )
    return available_points(nominal_target=tables.nominal_target.value[worker.grade], hours=hours)

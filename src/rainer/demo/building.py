"""What is passed around while the demo world is built."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from rainer.demo.days import moment
from rainer.demo.names import Names
from rainer.demo.profiles import Profile
from rainer.demo.rows import Rows


@dataclass
class World:
    """What is being built, and the numbers that it is drawn from."""

    on: date
    rng: np.random.Generator
    names: Names
    made: list[Profile]
    points: np.ndarray
    rows: Rows
    password_hash: str
    is_national: bool = False
    next_crn: int = 1207
    next_staff: int = 1
    json_cache: dict[int, str] = field(default_factory=dict)
    heads: list[Any] = field(default_factory=list)  # of a nation's people, for their contacts

    def day(self, days_ago: int) -> date:
        return self.on - timedelta(days=days_ago)

    def moment(self, days_ago: int, hour: int = 10) -> datetime:
        return moment(self.day(days_ago), hour, (days_ago * 7) % 60)

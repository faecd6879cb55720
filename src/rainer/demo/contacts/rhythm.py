"""How often someone is seen, and where: the pace of the contact table, with what people and offices make of it."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

from rainer.demo.chance import Chance
from rainer.demo.life import Life
from rainer.policy.rulebook import national

PACE_IN_CUSTODY = 75
TYPES = (("COAP", 0.72), ("COPT", 0.14), ("COVC", 0.06), ("CODC", 0.03), ("COOO", 0.02), ("C084", 0.03))
TYPES_IN_CUSTODY = (("COVC", 0.6), ("COPT", 0.25), ("COOO", 0.15))
IN_PERSON = ("COAP", "CHVS", "COAI")
DAYS = {"weeks": 7, "months": 28}
# Planned a little before it is due; and for a few it is not thought of in time.
EARLY, REMEMBERED = 0.75, 0.94


@cache
def _table(on: date) -> Any:
    return national().value("contact_levels.community", on=on).value


def days_of(period: Any) -> int | None:
    """{"weeks": 2} as days; None where it is left to the plan, or is every contact."""
    if not isinstance(period, dict):
        return None
    return sum(DAYS[unit] * int(count) for unit, count in period.items())


class Rhythm:
    """One person's. It is told what was kept, and says what comes next and when."""

    def __init__(self, life: Life) -> None:
        self.life = life
        self.is_custody = life.profile.state == "custody"
        table = _table(life.on)
        rosh = life.profile.rosh
        self._row = table["rosh"][table["not_recorded_counts_as"] if rosh == "not_recorded" else rosh]
        self._first_weeks = timedelta(weeks=table["first_weeks"])
        self._visited: date | None = None
        self._in_person: date | None = None

    def days(self, day: date) -> int:
        """From an appointment on that day to the next."""
        if self.is_custody:
            return PACE_IN_CUSTODY
        period = self._row["first" if day < self.life.starts + self._first_weeks else "after"]
        return days_of(period) or PACE_IN_CUSTODY

    def type_on(self, chance: Chance, day: date) -> str:
        if self.is_custody:
            return chance.weighted(TYPES_IN_CUSTODY)
        if self._is_due(self._visited, days_of(self._row["home_visit"]), day, since=self._home_since(day)):
            return "CHVS" if chance.likely(REMEMBERED) else "COAP"
        if self._row["in_person"] == "every_contact":
            return "COAP"
        if self._is_due(self._in_person, days_of(self._row["in_person"]), day, since=self.life.starts):
            return "COAP"
        return chance.weighted(TYPES)

    def _home_since(self, day: date) -> date:
        moved = self.life.moved_on
        return moved if moved is not None and self.life.starts < moved <= day else self.life.starts

    @staticmethod
    def _is_due(last: date | None, period: int | None, day: date, *, since: date) -> bool:
        if period is None:
            return False
        return last is None or last < since or (day - last).days > period * EARLY

    def kept(self, type_code: str, day: date) -> None:
        if type_code == "CHVS":
            self._visited = day
        if type_code in IN_PERSON:
            self._in_person = day

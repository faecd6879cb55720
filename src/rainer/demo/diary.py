"""A practitioner's days: working days, and times that nobody else was promised."""

from __future__ import annotations

from datetime import date, datetime, time

from rainer.demo.days import DAY, moment, working_day

SLOTS = ((9, 0), (9, 45), (10, 30), (11, 15), (13, 0), (13, 45), (14, 30), (15, 15), (16, 0), (16, 45))
Off = tuple[tuple[int, ...], time | None, time | None]


class Diary:
    """What one practitioner has promised, by day."""

    def __init__(self) -> None:
        self._taken: dict[date, list[int]] = {}

    def slot(self, day: date, first: int, off: Off | None = None) -> datetime | None:
        """A free moment of the day, looked for from slot `first` on and round; None when the day is full."""
        taken = self._taken.setdefault(day, [])
        for step in range(len(SLOTS)):
            index = (first + step) % len(SLOTS)
            if index in taken or (off is not None and _is_off(off, day, SLOTS[index])):
                continue
            taken.append(index)
            return moment(day, *SLOTS[index])
        return None

    def next_slot(self, day: date, first: int, off: Off | None = None) -> datetime:
        """A free moment on the first working day from `day` on that has one."""
        day = working_day(day)
        while (found := self.slot(day, first, off)) is None:
            day = working_day(day + DAY)
            off = None  # a person who can never come is offered any time
        return found


def _is_off(off: Off, day: date, slot: tuple[int, int]) -> bool:
    weekdays, since, until = off
    begins = time(*slot)
    return day.weekday() in weekdays and (since is None or begins >= since) and (until is None or begins < until)

"""Sessions run by others: unpaid work, programmes, treatment. They stand in nobody's diary here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from rainer.demo.chance import Chance
from rainer.demo.contacts.entry import Entry, write
from rainer.demo.days import moment, working_day
from rainer.demo.life import Life

YEAR = 365
# By code of the requirement: what a session is called, days between, share of sessions kept.
SESSIONS = {
    "W": ("Unpaid work session", 7, 0.84),
    "C": ("Programme session", 7, 0.88),
    "DRR": ("Drug treatment appointment", 14, 0.78),
    "ATR": ("Alcohol treatment appointment", 14, 0.8),
    "MHTR": ("Mental health treatment appointment", 14, 0.85),
}
DAY_OF_WORK = 360  # minutes of a session of unpaid work, less what is lost on some days
MISSED = (("AAEM", 0.3), ("AAME", 0.4), ("AAFC", 0.2), ("AASD", 0.1))


def sessions(life: Life) -> None:
    """Those of the requirements that still run, up to what was ordered."""
    if life.holder is None or life.profile.is_contact_suspended:
        return
    chance = life.chance(15)
    for code, requirement in life.requirement_ids.items():
        if code in SESSIONS:
            _of(life, chance, code, requirement, life.amounts[code])


def _of(life: Life, chance: Chance, code: str, requirement: int, ordered: int) -> None:
    name, step, kept = SESSIONS[code]
    left = {"W": ordered * 60, "C": ordered}.get(code, 1_000)
    for number, day in enumerate(_days(life, chance, step), start=1):
        if left <= 0:
            return
        is_kept = chance.likely(kept)
        minutes = min(left, DAY_OF_WORK - 30 * chance.weighted(((0, 0.7), (1, 0.2), (2, 0.1)))) if code == "W" else 120
        write(life, Entry(
            "COSR", moment(day, 9, 30), "ATTC" if is_kept else chance.weighted(MISSED), minutes=DAY_OF_WORK if code == "W" else 120,
            description=f"{name} {number}" if code == "C" else name, location="" if code != "W" else "Community payback",
            requirement_id=requirement, credited=minutes if is_kept and code == "W" else None, booked_days=14, by_group=True,
        ))  # fmt: skip
        if is_kept:
            left -= minutes if code == "W" else 1


def _days(life: Life, chance: Chance, step: int) -> Iterator[date]:
    first = max(life.starts + timedelta(days=chance.between(14, 80)), life.last_day - timedelta(days=YEAR))
    day = working_day(first)
    # What came of those since the last contact has not been sent yet.
    while day <= (life.last_contact or life.starts):
        yield day
        day = working_day(day + timedelta(days=step * (1 if chance.likely(0.9) else 2)))

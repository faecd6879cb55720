"""One contact as a row: what kind, when, what came of it, who wrote it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rainer.demo.life import Life
from rainer.supervision.models import Contact

MINUTES = {"COAP": 45, "COPT": 20, "COVC": 30, "CHVS": 45, "CODC": 20, "COOO": 45, "C084": 45, "COAI": 45, "COSR": 45}
AT_HOME = {"CHVS": "At home", "CODC": "At the door"}
# Outcome: attended, complied.
ANSWERS = {
    "": ("not_known", ""), "ATTC": ("yes", "yes"), "AFTC": ("yes", "no"), "ATSH": ("yes", "no"), "AFTA": ("no", ""),
    "UAAB": ("no", "no"), "RSOF": ("not_known", ""), "RSSR": ("not_known", ""),
}  # fmt: skip
EXCUSED = ("no", "yes")
FROM_PERSON = ("CTOA", "CMOA")  # whoever rings or writes was there


@dataclass(slots=True)
class Entry:
    """A contact to be. `type_code` and `outcome` are the case system's codes; without `minutes` it is no appointment."""

    type_code: str
    at: datetime
    outcome: str = ""
    notes: str = ""
    minutes: int | None = None
    description: str = ""
    location: str = ""
    is_first: bool = False
    is_sensitive: bool = False
    counts_for_rar: bool = False
    requirement_id: int | None = None
    action: str = ""
    respond_by: date | None = None
    rescheduled_from: int | None = None
    asked_by: str = ""
    reschedule_reason: str = ""
    credited: int | None = None
    booked_days: int = 0
    by_group: bool = False  # run by someone else for many: in nobody's diary


def appointment(life: Life, type_code: str, at: datetime, outcome: str = "", notes: str = "") -> Entry:
    where = AT_HOME.get(type_code, "" if type_code in ("COPT", "COVC") else life.office)
    return Entry(type_code, at, outcome, notes, MINUTES[type_code], location=where, booked_days=9)


def write(life: Life, entry: Entry) -> int:
    day = entry.at.date()
    worker, user = life.worker_on(day), life.user_on(day)
    attended, complied = ANSWERS.get(entry.outcome, EXCUSED)
    is_appointment = entry.minutes is not None
    if not is_appointment:
        attended, complied = "yes" if entry.type_code in FROM_PERSON else "not_known", ""
    return life.world.rows.add(
        Contact, life.person_id, entry.type_code, entry.at,
        entry.at + timedelta(minutes=entry.minutes) if entry.minutes else None, is_appointment, entry.is_first,
        entry.outcome, attended, complied, entry.at + timedelta(hours=1) if entry.outcome else None, entry.notes,
        entry.description, entry.location, entry.is_sensitive, entry.counts_for_rar,
        None if worker is None or entry.by_group else worker.practitioner_team_id, life.event_id, entry.requirement_id,
        entry.action, entry.respond_by, entry.rescheduled_from, entry.asked_by, entry.reschedule_reason, entry.credited,
        user, entry.at - timedelta(days=entry.booked_days),
    )  # fmt: skip

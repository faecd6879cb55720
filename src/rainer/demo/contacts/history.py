"""Twelve months of appointments and contacts of one person, at the pace their risk asks for, up to what is booked next.

The last contact, which the plan of the world decides, was kept; what was missed since then waits for its decision.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from rainer.demo.chance import Chance
from rainer.demo.contacts import entry as entries
from rainer.demo.contacts import notes as words
from rainer.demo.contacts.absences import Absences
from rainer.demo.contacts.entry import appointment, write
from rainer.demo.days import is_working_day, moment, working_day
from rainer.demo.life import Life

YEAR = 365
# Days from one appointment to the next here, in the first sixteen weeks and after: facts of the demo, not policy.
PACE = {
    "very_high": (7, 7), "high": (7, 14), "medium": (14, 28), "low": (28, 56), "not_recorded": (7, 14),
}  # fmt: skip
PACE_IN_CUSTODY = 75
FIRST_WEEKS = timedelta(weeks=16)
TYPES = (("COAP", 0.66), ("COPT", 0.14), ("CHVS", 0.08), ("COVC", 0.05), ("CODC", 0.03), ("COOO", 0.02), ("C084", 0.02))
TYPES_IN_CUSTODY = (("COVC", 0.6), ("COPT", 0.25), ("COOO", 0.15))
TYPES_LATELY = (("COAP", 0.72), ("COPT", 0.1), ("CHVS", 0.12), ("COVC", 0.06))
# How reliably people come: share of people, share of appointments missed without and with a good reason.
RELIABLE = (((0.015, 0.05), 0.62), ((0.05, 0.09), 0.28), ((0.11, 0.12), 0.10))
MOVED, OTHER_CONTACTS, RECENT_CONTACTS, SENSITIVE = 0.035, 0.28, 0.22, 0.012
DECIDED_WITHIN = 12  # days within which an absence may still wait for its decision


@dataclass(slots=True)
class Pace:
    life: Life
    is_custody: bool

    def days(self, day: date) -> int:
        if self.is_custody:
            return PACE_IN_CUSTODY
        first, after = PACE[self.life.profile.rosh]
        return first if day < self.life.starts + FIRST_WEEKS else after


def contacts(life: Life) -> None:
    """Everything with and about the person; people with nobody named keep the one contact that they had."""
    chance = life.chance(14)
    last = life.last_contact
    if last is None or life.holder is None:
        if last is not None:
            write(life, appointment(life, _type_of_last(life, last), moment(last, 11, life.number % 60), "ATTC"))
        return
    pace = Pace(life, life.profile.state == "custody")
    absences = Absences(life, chance, *chance.weighted(RELIABLE))
    until = life.assessed if life.profile.is_contact_suspended else last
    for day in _days_before(life, chance, pace, min(until, last)):
        _past(life, chance, absences, day)
    _last(life, chance, last)
    if last < life.last_day and chance.likely(RECENT_CONTACTS):
        day = working_day(last + timedelta(days=chance.between(1, (life.last_day - last).days)), back=True)
        words.other(life, chance, max(day, last), SENSITIVE)
    if life.closed_days is None and not life.profile.is_contact_suspended:
        _since(life, chance, absences, pace, last)
    absences.follow_up()


def _days_before(life: Life, chance: Chance, pace: Pace, last: date) -> list[date]:
    """The days of the earlier appointments, oldest first."""
    first = max(life.starts, life.last_day - timedelta(days=YEAR))
    found: list[date] = []
    day = last
    while True:
        step = pace.days(day)
        day -= timedelta(days=step + chance.between(-(step // 5), step // 4))
        if day <= first:
            return found[::-1]
        found.append(working_day(day, back=True))


def _past(life: Life, chance: Chance, absences: Absences, day: date) -> None:
    worker = life.worker_on(day)
    at = worker.diary.slot(day, chance.between(0, 9), life.off) if worker else None
    if at is None:
        return
    entry = appointment(life, _type(life, chance), at)
    if chance.likely(MOVED):
        entry.rescheduled_from = _moved(life, chance, entry)
    elif absences.takes(entry):
        return
    entry.outcome = "ATTC"
    words.of_kept(life, chance, entry)
    _counts(life, chance, entry)
    write(life, entry)
    if chance.likely(OTHER_CONTACTS):
        words.other(life, chance, day, SENSITIVE)


def _type(life: Life, chance: Chance) -> str:
    return chance.weighted(TYPES_IN_CUSTODY if life.profile.state == "custody" else TYPES)


def _moved(life: Life, chance: Chance, entry: entries.Entry) -> int:
    """The appointment that stood before this one, moved by the person or by the service; its reason is on this one."""
    by_person = chance.likely(0.6)
    before = appointment(
        life, entry.type_code, entry.at - timedelta(days=chance.between(1, 3)), "RSOF" if by_person else "RSSR"
    )
    entry.asked_by = "person" if by_person else "service"
    entry.reschedule_reason = words.why_moved(chance, by_person)
    return write(life, before)


def _counts(life: Life, chance: Chance, entry: entries.Entry) -> None:
    """About half of the meetings of an order with activity days are worked as one of them."""
    activity = life.requirement_ids.get("F")
    if activity and entry.type_code in ("COAP", "COOO", "C084") and chance.likely(0.5):
        entry.requirement_id, entry.counts_for_rar = activity, True


def _type_of_last(life: Life, day: date) -> str:
    """An office is shut at the weekend, and someone on duty rings; under a suspension people only ring."""
    if not is_working_day(day) or life.profile.is_contact_suspended:
        return "COPT"
    return "COVC" if life.profile.state == "custody" else "COAP"


def _last(life: Life, chance: Chance, day: date) -> None:
    worker = life.worker_on(day)
    free = worker.diary.slot(day, chance.between(0, 9), life.off) if worker and is_working_day(day) else None
    entry = appointment(life, _type_of_last(life, day), free or moment(day, 11, life.number % 60), "ATTC")
    if entry.type_code == "COAP" and chance.likely(0.12):
        entry.type_code, entry.location = "CHVS", "At home"
    words.of_kept(life, chance, entry)
    _counts(life, chance, entry)
    write(life, entry)


def _since(life: Life, chance: Chance, absences: Absences, pace: Pace, last: date) -> None:
    """What fell between the last contact and today, and the next appointment."""
    assert life.holder is not None
    step = pace.days(last)
    due = last + timedelta(days=step)
    gap = (life.on - last).days
    if gap > max(2, step * 0.6):
        day = working_day(life.on - timedelta(days=chance.between(1, min(gap - 1, DECIDED_WITHIN))), back=True)
        at = life.holder.diary.slot(day, chance.between(0, 9), life.off) if day > last else None
        if at is not None:
            absences.lately(appointment(life, "COAP" if not pace.is_custody else "COVC", at))
            due = day + timedelta(days=min(step, 7))
    if chance.likely(0.06):
        return
    due = max(due, life.on + timedelta(days=chance.between(0, 4)))
    at = life.holder.diary.next_slot(due, chance.between(0, 9), life.off)
    kind = chance.weighted(TYPES_IN_CUSTODY if pace.is_custody else TYPES_LATELY)
    write(life, appointment(life, kind, at))

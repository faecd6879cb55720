"""Twelve months of appointments and contacts of one person, at the pace their risk asks for, up to what is booked next.

The last contact, which the plan of the world decides, was kept; what was missed since then waits for its decision.
"""

from __future__ import annotations

from datetime import date, timedelta

from rainer.demo.chance import Chance
from rainer.demo.contacts import entry as entries
from rainer.demo.contacts import notes as words
from rainer.demo.contacts.absences import Absences
from rainer.demo.contacts.entry import appointment, write
from rainer.demo.contacts.rhythm import Rhythm
from rainer.demo.days import is_working_day, moment, working_day
from rainer.demo.life import Life

YEAR = 365
# How reliably people come: share of people, share of appointments missed without and with a good reason.
RELIABLE = (((0.015, 0.05), 0.62), ((0.05, 0.09), 0.28), ((0.11, 0.12), 0.10))
MOVED, OTHER_CONTACTS, RECENT_CONTACTS, SENSITIVE = 0.035, 0.28, 0.16, 0.012
NOT_KEPT, NOTHING_BOOKED = 0.22, 0.04
LATELY = 12  # days within which an absence may still wait for its decision


def contacts(life: Life) -> None:
    """Everything with and about the person."""
    chance = life.chance(14)
    if life.holder is None or life.last_contact is None:
        _without_practitioner(life)
        return
    rhythm = Rhythm(life)
    absences = Absences(life, chance, *chance.weighted(RELIABLE))
    last = life.last_contact
    until = min(life.assessed, last) if life.profile.is_contact_suspended else last
    days = _days_before(life, chance, rhythm, until)
    _first(life, rhythm, days)
    for day in days:
        _past(life, chance, rhythm, absences, day)
    _last(life, chance, rhythm, last)
    if life.closed_days is None and not life.profile.is_contact_suspended:
        _since(life, chance, rhythm, absences)
    absences.follow_up()


def _without_practitioner(life: Life) -> None:
    """The first appointment, with whoever was on duty, and the last contact; often they are one."""
    last, first = life.last_contact, life.first_on
    if life.first in ("booked", "missed") and life.closed_days is None and life.profile.state != "custody":
        entry = appointment(life, "COAI", moment(working_day(first), 10, 30))
        if life.first == "missed":
            entry.outcome, entry.respond_by, entry.action = "AFTA", working_day(first + timedelta(days=7)), "EA12"
        _write_first(life, entry)
    if last is None:
        return
    first = max(life.starts, working_day(first, back=True))
    if life.first == "kept" and life.profile.state != "custody" and first <= last:
        _write_first(life, appointment(life, "COAI", moment(first, 10, 30), "ATTC"))
        if first == last:
            return
    write(life, appointment(life, _type_of_last(life, last), moment(last, 11, life.number % 60), "ATTC"))


def _first(life: Life, rhythm: Rhythm, days: list[date]) -> None:
    """The first appointment, where it fell within the year that is written."""
    day = max(life.starts, working_day(life.first_on, back=True))
    if life.first != "kept" or rhythm.is_custody or (days and day >= days[0]) or day >= (life.last_contact or life.on):
        return
    if day < max(life.starts, life.last_day - timedelta(days=YEAR)):
        return
    _write_first(life, appointment(life, "COAI", moment(day, 10, 30), "ATTC"))
    rhythm.kept("COAI", day)


def _write_first(life: Life, entry: entries.Entry) -> None:
    entry.is_first, entry.booked_days = True, 3
    write(life, entry)


def _days_before(life: Life, chance: Chance, rhythm: Rhythm, last: date) -> list[date]:
    """The days of the earlier appointments, oldest first."""
    first = max(life.starts, life.last_day - timedelta(days=YEAR))
    found: list[date] = []
    day = last
    while True:
        step = rhythm.days(day)
        day -= timedelta(days=step - chance.between(0, step // 5))
        if day <= first:
            return found[::-1]
        found.append(working_day(day, back=True))


def _past(life: Life, chance: Chance, rhythm: Rhythm, absences: Absences, day: date) -> None:
    worker = life.worker_on(day)
    at = worker.diary.slot(day, chance.between(0, 9), life.off) if worker else None
    if at is None:
        return
    entry = appointment(life, rhythm.type_on(chance, day), at)
    if chance.likely(MOVED):
        entry.rescheduled_from = _moved(life, chance, entry)
    elif absences.takes(entry):
        return
    _keep(life, chance, rhythm, entry)
    if chance.likely(OTHER_CONTACTS):
        words.other(life, chance, day, SENSITIVE)


def _keep(life: Life, chance: Chance, rhythm: Rhythm, entry: entries.Entry) -> None:
    entry.outcome = "ATTC"
    words.of_kept(life, chance, entry)
    _counts(life, chance, entry)
    rhythm.kept(entry.type_code, entry.at.date())
    write(life, entry)


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
    """Most meetings of an order with activity days are worked as one of them."""
    activity = life.requirement_ids.get("F")
    if activity and entry.type_code in ("COAP", "COOO", "C084") and chance.likely(0.8):
        entry.requirement_id, entry.counts_for_rar = activity, True


def _type_of_last(life: Life, day: date) -> str:
    """An office is shut at the weekend, and someone on duty rings; under a suspension people only ring."""
    if not is_working_day(day) or life.profile.is_contact_suspended:
        return "COPT"
    return "COVC" if life.profile.state == "custody" else "COAP"


def _last(life: Life, chance: Chance, rhythm: Rhythm, day: date) -> None:
    worker = life.worker_on(day)
    free = worker.diary.slot(day, chance.between(0, 9), life.off) if worker else None
    kind = _type_of_last(life, day)
    if kind == "COAP" and rhythm.type_on(chance, day) == "CHVS":
        kind = "CHVS"
    _keep(life, chance, rhythm, appointment(life, kind, free or moment(day, 11, life.number % 60)))


def _since(life: Life, chance: Chance, rhythm: Rhythm, absences: Absences) -> None:
    """What fell between the last contact and today, and the next appointment."""
    assert life.holder is not None
    assert life.last_contact is not None
    last, step = life.last_contact, rhythm.days(life.last_contact)
    gap = (life.on - last).days
    due = last + timedelta(days=step)
    if gap > step or (gap > step * 0.6 and chance.likely(NOT_KEPT)):
        due = _not_kept(life, chance, rhythm, absences) or due
    if gap > 1 and chance.likely(RECENT_CONTACTS):
        day = working_day(life.on - timedelta(days=chance.between(1, min(gap - 1, LATELY))), back=True)
        words.other(life, chance, max(day, last), SENSITIVE, by_person=False)
    if chance.likely(NOTHING_BOOKED):
        return
    due = max(working_day(due - timedelta(days=chance.between(0, step // 4)), back=True), life.on)
    at = life.holder.diary.next_slot(due, chance.between(0, 9), life.off)
    write(life, appointment(life, rhythm.type_on(chance, at.date()), at))


def _not_kept(life: Life, chance: Chance, rhythm: Rhythm, absences: Absences) -> date | None:
    """An appointment after the last contact that did not end in one; answers when the next is due then."""
    assert life.holder is not None
    assert life.last_contact is not None
    gap = (life.on - life.last_contact).days
    day = working_day(life.on - timedelta(days=chance.between(1, max(1, min(gap - 1, LATELY)))), back=True)
    at = life.holder.diary.slot(day, chance.between(0, 9), life.off) if day > life.last_contact else None
    if at is None:
        return None
    absences.lately(appointment(life, rhythm.type_on(chance, day), at))
    return day + timedelta(days=min(rhythm.days(day), 7))

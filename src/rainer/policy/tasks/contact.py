"""Tasks of contact: appointments and their outcomes, the first appointment, who is seen when, check-ins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from rainer.policy.appointments.types import SETTINGS
from rainer.policy.contact_levels import ContactInputs, Due, next_due
from rainer.policy.dates import counted, date_words
from rainer.policy.tasks.facts import SeenFacts, SentenceFact
from rainer.policy.tasks.kinds import Deriving


def appointments(d: Deriving) -> None:
    """Today's are there to be kept; of earlier ones without an outcome, the outcome is missing."""
    settings = d.value(SETTINGS)
    for one in d.facts.appointments:
        if one.outcome_code or one.day > d.on:
            continue
        if one.day == d.on:
            d.want("appointment", one.ref, one.day, "It is today.", settings, at=one.at)
        elif settings.value.get(one.type_code, {}).get("outcome_required", True):
            why = f"The appointment of {date_words(one.day)} has no outcome yet."
            d.want("outcome_missing", one.ref, one.day, why, settings)


def seeing_the_person(d: Deriving) -> None:
    """The first appointment after sentence or release, then contact by the contact table.

    None of it in custody, or while contact is suspended.
    """
    if d.facts.state == "custody" or d.facts.is_contact_suspended:
        return
    begun = [(begins, one) for begins, one in _begun(d.facts.sentences) if _is_running(begins, one, d.on)]
    for begins, sentence in begun:
        _first_appointment(d, begins, sentence)
    if begun:
        start, sentence = max(begun, key=lambda pair: pair[0])
        _by_the_contact_table(d, start, sentence)


def _begun(sentences: Iterable[SentenceFact]) -> Iterator[tuple[date, SentenceFact]]:
    for sentence in sentences:
        if sentence.begins is not None:
            yield sentence.begins, sentence


def _is_running(begins: date, sentence: SentenceFact, on: date) -> bool:
    return begins <= on and (sentence.ends is None or on <= sentence.ends)


def _first_appointment(d: Deriving, begins: date, sentence: SentenceFact) -> None:
    if _has_been_seen(sentence, begins):
        return
    after = "release" if sentence.is_custodial else "sentence"
    limit = d.limit("first_appointment_release" if sentence.is_custodial else "first_appointment_community")
    due = d.working_days_after(begins, limit.value)
    booked = sentence.first_booked_for
    if _is_booked_in_time(booked, due, d.on):
        return
    days = counted(limit.value, "working day")
    why = f"A first appointment in person is due within {days} of {after} on {date_words(begins)}."
    if booked is not None and booked > due:
        why += f" One is booked for {date_words(booked)}, after that."
    d.want("first_appointment", sentence.ref, due, why, limit)


def _has_been_seen(sentence: SentenceFact, begins: date) -> bool:
    return sentence.first_attended_on is not None and sentence.first_attended_on >= begins


def _is_booked_in_time(booked: date | None, due: date, on: date) -> bool:
    return booked is not None and on <= booked <= due


def _by_the_contact_table(d: Deriving, start: date, sentence: SentenceFact) -> None:
    seen = _each_kind_counts_as_the_wider(d.facts.seen)
    inputs = ContactInputs(
        rosh=d.facts.risk.rosh,
        starts=start,
        last_contact=seen.last_contact,
        last_in_person=seen.last_in_person,
        last_home_visit=seen.last_home_visit,
        moved_on=seen.moved_on,
        planned_in_person=seen.planned_in_person,
        planned_home_visit=seen.planned_home_visit,
    )
    outcome = next_due(inputs, on=d.on, place=d.place, rulebook=d.book)
    if outcome.answer is None:
        return
    due, values = outcome.answer, outcome.values_used()

    def want(kind: str, what: Due, booked: date | None) -> None:
        if what.by is not None and not _is_booked_in_time(booked, what.by, d.on):
            d.want(kind, sentence.ref, what.by, what.why, *values)

    want("home_visit", due.home_visit, seen.next_booked_home_visit)
    # Until the person has been seen, the first appointment is what is due.
    if not _has_been_seen(sentence, start) and (seen.last_contact is None or seen.last_contact < start):
        return
    in_person_first = due.in_person.by is not None and due.contact.by is not None and due.in_person.by <= due.contact.by
    want("in_person_contact", due.in_person, seen.next_booked_in_person)
    # One in person by then is a contact too: asking for both would ask for the same twice.
    if not in_person_first:
        want("next_contact", due.contact, seen.next_booked)


def _each_kind_counts_as_the_wider(seen: SeenFacts) -> SeenFacts:
    """A home visit is in person, and what is in person is a contact."""
    in_person = _latest(seen.last_in_person, seen.last_home_visit)
    booked_in_person = _soonest(seen.next_booked_in_person, seen.next_booked_home_visit)
    return replace(
        seen,
        last_in_person=in_person,
        last_contact=_latest(seen.last_contact, in_person),
        next_booked_in_person=booked_in_person,
        next_booked=_soonest(seen.next_booked, booked_in_person),
    )


def _latest(one: date | None, other: date | None) -> date | None:
    return max((day for day in (one, other) if day is not None), default=None)


def _soonest(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day is not None), default=None)


def check_ins(d: Deriving) -> None:
    """Each remote check-in wants a look, and one that expired wants it no less."""
    limit = d.limit("own_limits")
    for one in d.facts.check_ins:
        if one.reviewed_on is None:
            what = "expired" if one.has_expired else "came"
            due = d.working_days_after(one.on, limit.value["checkin_review"])
            d.want("checkin_review", one.ref, due, f"The check-in {what} on {date_words(one.on)}.", limit)

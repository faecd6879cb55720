"""Requirements, interventions and offences: added, corrected, ended. What was there before is in the log."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.cases.access import NOT_THERE, open_person
from rainer.cases.models import Case, Intervention, Offence, Requirement, SentenceEvent
from rainer.cases.operations.details import plain
from rainer.common import log
from rainer.common.errors import BadInputError, ChangedMeanwhileError, NotThereError, RefusedError
from rainer.common.models import LogEntry
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.policy.requirements import requirement_kind
from rainer.rulebook.queries import place_of, rulebook_now

_PERSONAL = ("what", "old", "new")
REQUIREMENT_ADDED = log.event_type(
    "requirement_added", gettext_lazy("{actor} added a requirement: {what}"), personal=_PERSONAL
)
REQUIREMENT_CHANGED = log.event_type(
    "requirement_changed", gettext_lazy("{actor} corrected a requirement: {what}"), personal=_PERSONAL
)
REQUIREMENT_ENDED = log.event_type(
    "requirement_ended", gettext_lazy("{actor} ended a requirement: {what}"), personal=_PERSONAL
)
INTERVENTION_ADDED = log.event_type(
    "intervention_added", gettext_lazy("{actor} added an intervention: {what}"), personal=_PERSONAL
)
INTERVENTION_CHANGED = log.event_type(
    "intervention_changed", gettext_lazy("{actor} changed an intervention: {what}"), personal=_PERSONAL
)
OFFENCE_ADDED = log.event_type("offence_added", gettext_lazy("{actor} added an offence: {what}"), personal=_PERSONAL)
OFFENCE_CORRECTED = log.event_type(
    "offence_corrected", gettext_lazy("{actor} corrected an offence: {what}"), personal=_PERSONAL
)

REQUIREMENT_FIELDS = (
    "length", "unit", "subtype", "is_restrictive", "imposed_on", "starts", "ends_expected", "adjustment_minutes",
    "review_on", "notes",
)  # fmt: skip
INTERVENTION_FIELDS = (
    "kind", "subtype", "provider", "status", "status_on", "referred_on", "starts", "ends", "outcome", "notes",
)  # fmt: skip
MAIN_OFFENCE_FIELDS = ("main_offence", "offence_code", "offence_on", "offence_count")
OFFENCE_FIELDS = ("description", "code", "on", "count")


@transaction.atomic
def add_requirement(*, acting: Acting, crn: str, event_id: int, kind: str, values: dict[str, Any]) -> Requirement:
    """A requirement of an order. The same one twice, from a button pressed twice, is kept once."""
    case, event = _open_event(acting, crn, event_id)
    sentence = getattr(event, "sentence", None)
    if sentence is None or sentence.terminated_on is not None:
        raise RefusedError(_("This order has ended: nothing can be added to it."))
    of = requirement_kind(kind, on=acting.on, place=place_of(case.team.unit), rulebook=rulebook_now())
    values = {name: values[name] for name in REQUIREMENT_FIELDS if name in values}
    _in_order(values, "starts", "ends_expected")
    same = event.requirements.filter(code=of.all_codes[0], terminated_on=None, **values).first()
    if same is not None:
        return same
    made = Requirement.objects.create(event=event, code=of.all_codes[0], **values)
    _record(REQUIREMENT_ADDED, acting, case, made, of.name, new=values)
    return made


@transaction.atomic
def change_requirement(*, acting: Acting, crn: str, pk: int, seen: int, values: dict[str, Any]) -> Requirement:
    """Correct a requirement. `seen` is `change_seen` of it when the form was opened."""
    case = _open(acting, crn)
    row = _requirement(case, pk)
    values = {name: values[name] for name in REQUIREMENT_FIELDS if name in values}
    _in_order(values, "starts", "ends_expected")
    _save(REQUIREMENT_CHANGED, acting, case, row, row.code, seen, values)
    return row


@transaction.atomic
def end_requirement(*, acting: Acting, crn: str, pk: int, on: date, reason: str) -> Requirement:
    case = _open(acting, crn)
    row = _requirement(case, pk)
    if row.terminated_on is not None:
        raise RefusedError(_("Someone ended this already."))
    _has_been(acting, "on", on)
    first = row.starts or row.imposed_on
    if first and on < first:
        raise _bad(on=_("Enter a day on or after the one it began"))
    row.terminated_on, row.termination_reason = on, reason
    row.save(update_fields=["terminated_on", "termination_reason"])
    _record(REQUIREMENT_ENDED, acting, case, row, row.code, new={"terminated_on": on, "termination_reason": reason})
    return row


@transaction.atomic
def add_intervention(*, acting: Acting, crn: str, event_id: int, values: dict[str, Any]) -> Intervention:
    """Work done under an order, by us or by somebody else. Pressed twice, it is kept once."""
    case, event = _open_event(acting, crn, event_id)
    values = _intervention_values(event, values)
    same = Intervention.objects.filter(person=case.person, event=event, **values).first()
    if same is not None:
        return same
    made = Intervention.objects.create(person=case.person, event=event, **values)
    told = {**values, "requirement": values["requirement"] and values["requirement"].pk}
    _record(INTERVENTION_ADDED, acting, case, made, made.subtype or made.kind, new=told)
    return made


@transaction.atomic
def change_intervention(*, acting: Acting, crn: str, pk: int, seen: int, values: dict[str, Any]) -> Intervention:
    """Where it stands, its dates and what came of it."""
    case = _open(acting, crn)
    row = Intervention.objects.select_for_update().filter(person=case.person, pk=pk).first()
    if row is None:
        raise NotThereError(NOT_THERE)
    values = {name: values[name] for name in INTERVENTION_FIELDS if name in values}
    _in_order(values, "starts", "ends")
    _save(INTERVENTION_CHANGED, acting, case, row, row.subtype or row.kind, seen, values)
    return row


@transaction.atomic
def correct_main_offence(
    *, acting: Acting, crn: str, event_id: int, seen: int, values: dict[str, Any]
) -> SentenceEvent:
    case, event = _open_event(acting, crn, event_id)
    values = {name: values[name] for name in MAIN_OFFENCE_FIELDS}
    _has_been(acting, "offence_on", values["offence_on"])
    _save(OFFENCE_CORRECTED, acting, case, event, values["main_offence"], seen, values)
    return event


@transaction.atomic
def add_offence(*, acting: Acting, crn: str, event_id: int, values: dict[str, Any]) -> Offence:
    """A further offence of the same court event. Pressed twice, it is kept once."""
    case, event = _open_event(acting, crn, event_id)
    values = {name: values[name] for name in OFFENCE_FIELDS}
    _has_been(acting, "on", values["on"])
    made, is_new = Offence.objects.get_or_create(event=event, **values)
    if is_new:
        _record(OFFENCE_ADDED, acting, case, made, made.description, new=values)
    return made


@transaction.atomic
def correct_offence(*, acting: Acting, crn: str, pk: int, seen: int, values: dict[str, Any]) -> Offence:
    case = _open(acting, crn)
    row = Offence.objects.select_for_update().filter(event__person=case.person, pk=pk).first()
    if row is None:
        raise NotThereError(NOT_THERE)
    values = {name: values[name] for name in OFFENCE_FIELDS}
    _has_been(acting, "on", values["on"])
    _save(OFFENCE_CORRECTED, acting, case, row, values["description"], seen, values)
    return row


def change_seen(row: models.Model, person_id: int) -> int:
    """The last change of this row, as a form carries it: by it the operation knows whether someone came between."""
    entry = _last_change(row, person_id)
    return entry.pk if entry else 0


def _last_change(row: models.Model, person_id: int) -> LogEntry | None:
    rows = LogEntry.objects.filter(person_id=person_id, kind=LogEntry.Kind.CHANGE, subject=_subject(row))
    return rows.select_related("actor").order_by("-pk").first()


def _subject(row: models.Model) -> str:
    return f"{row._meta.model_name}:{row.pk}"


def _open(acting: Acting, crn: str) -> Case:
    return open_person(acting, crn, Capability.EDIT_PERSON, what=_("the sentence, to change it"))


def _open_event(acting: Acting, crn: str, event_id: int) -> tuple[Case, SentenceEvent]:
    """The event, its row locked."""
    case = _open(acting, crn)
    event = SentenceEvent.objects.select_for_update().filter(person=case.person, pk=event_id).first()
    if event is None:
        raise NotThereError(NOT_THERE)
    return case, event


def _requirement(case: Case, pk: int) -> Requirement:
    row = Requirement.objects.select_for_update().filter(event__person=case.person, pk=pk).first()
    if row is None:
        raise NotThereError(NOT_THERE)
    return row


def _intervention_values(event: SentenceEvent, values: dict[str, Any]) -> dict[str, Any]:
    """The requirement it is for, if one, must be of this order."""
    found = {name: values[name] for name in INTERVENTION_FIELDS if name in values}
    _in_order(found, "starts", "ends")
    number = values.get("requirement")
    requirement = event.requirements.filter(pk=number).first() if number else None
    if number and requirement is None:
        raise _bad(requirement=_("Choose a requirement of this order"))
    return {**found, "requirement": requirement}


def _in_order(values: dict[str, Any], first: str, last: str) -> None:
    if values.get(first) and values.get(last) and values[last] < values[first]:
        raise _bad(**{last: _("Enter a day on or after the one it begins")})


def _has_been(acting: Acting, name: str, day: date | None) -> None:
    if day is not None and day > acting.on:
        raise _bad(**{name: _("Enter a day that has been")})


def _bad(**errors: str) -> BadInputError:
    return BadInputError(_("Some of it needs another look."), errors=errors)


def _save(
    event: log.EventType, acting: Acting, case: Case, row: Any, what: str, seen: int, values: dict[str, Any]
) -> None:
    """Keep what differs. What did not change is no event. The row is locked by whoever calls."""
    last = _last_change(row, case.person_id)
    if (last.pk if last else 0) != seen:
        raise _changed(row, values, last)
    old = {name: getattr(row, name) for name in values}
    new = {name: value for name, value in values.items() if value != old[name]}
    if not new:
        return
    for name, value in new.items():
        setattr(row, name, value)
    row.save(update_fields=list(new))
    _record(event, acting, case, row, what, old={name: old[name] for name in new}, new=new)


def _changed(row: Any, values: dict[str, Any], last: LogEntry | None) -> ChangedMeanwhileError:
    theirs = {name: str(value) for name, value in plain({name: getattr(row, name) for name in values}).items()}
    facts: dict[str, Any] = {"theirs": theirs, "version": last.pk if last else 0}
    if last is not None:
        facts |= {"who": str(last.actor or "Rainer"), "at": last.at.isoformat()}
    return ChangedMeanwhileError(_("Someone changed this while you were writing."), **facts)


def _record(event: log.EventType, acting: Acting, case: Case, row: models.Model, what: str, **data: Any) -> None:
    log.record(
        event,
        actor=acting.user,
        subject=_subject(row),
        person_id=case.person_id,
        unit_id=case.team.unit_id,
        data={"what": what, **{name: plain(values) for name, values in data.items()}},
    )

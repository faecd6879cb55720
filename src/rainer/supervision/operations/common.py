"""What the operations on contacts share: the row locked and checked, who changed it meanwhile, its event, forms
that were sent already."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from rainer.cases.access import NOT_THERE, asked_q, limited_person_ids
from rainer.cases.models import Case, Person
from rainer.common import clock, log
from rainer.common.errors import BadInputError, ChangedMeanwhileError, NotThereError, RestrictedError
from rainer.common.models import LogEntry
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.supervision.access import may_read
from rainer.supervision.models import Contact, Submission
from rainer.supervision.reference import Reference
from rainer.web import words

RECORD = Capability.RECORD_CONTACT


def case_for(acting: Acting, person: Person, capability: Capability = RECORD, *, or_asked: bool = False) -> Case:
    """The person's case where the user may do this: the open one, else the one closed last.

    `or_asked`: or where they were asked to stand in. Raises NotThereError outside the user's area, RestrictedError for
    a record they by name are kept from.
    """
    in_area = acting.area(capability).teams_q("team")
    if or_asked:
        in_area |= asked_q(acting)
    case = (
        Case.objects.filter(in_area, person=person)
        .select_related("person", "team__unit__region", "practitioner_team__practitioner")
        .order_by(F("closed_on").desc(nulls_first=True))
        .first()
    )
    if case is None:
        raise NotThereError(NOT_THERE)
    if limited_person_ids(acting, [person.pk]):
        raise RestrictedError(_("This record is restricted."), crn=person.crn)
    return case


def locked(acting: Acting, pk: int, version: int | None, capability: Capability = RECORD) -> Contact:
    """The contact, its row locked, with its case, if the user may do this with it and saw it as it stands.

    Raises NotThereError, RestrictedError, or ChangedMeanwhileError saying what the other did. Call in a transaction.
    """
    contact = Contact.objects.select_for_update(of=("self",)).select_related("person").filter(pk=pk).first()
    if contact is None:
        raise NotThereError(NOT_THERE)
    contact.case = case_for(acting, contact.person, capability)
    if version is not None and contact.version != version:
        raise _changed(acting, contact)
    return contact


def _changed(acting: Acting, contact: Contact) -> ChangedMeanwhileError:
    """What the other did, and how it stands now: with the way to say otherwise, where there still is one."""
    # What was done to several at once stands in one entry that names them.
    about = Q(subject=f"contact:{contact.pk}") | Q(data__contacts__contains=[contact.pk])
    last = LogEntry.objects.filter(about, person_id=contact.person_id, kind=LogEntry.Kind.CHANGE)
    entry = last.select_related("actor").order_by("-at", "-id").first()
    facts: dict[str, Any] = {"theirs": _stands(acting, contact)}
    if entry is not None:
        facts |= {"who": str(entry.actor or "Rainer"), "at": entry.at.isoformat()}
    if contact.cancelled_at is None and not hasattr(contact, "rescheduled_to"):
        facts["version"] = contact.version
    said = log.sentence(entry) if entry else _("Someone changed this contact.")
    return ChangedMeanwhileError(said, **facts)


def _stands(acting: Acting, contact: Contact) -> dict[str, str]:
    """How it stands, by the names of the fields; the words of a sensitive one for those alone who may read them."""
    outcome = reference_for(contact).outcome_name(contact.outcome_code) if contact.outcome_code else ""
    if contact.cancelled_at is not None:
        outcome = _("Cancelled")
    stands = {"happened": outcome or _("Nothing recorded yet"), "when": words.long_moment(contact.at)}
    if may_read(acting, contact):
        notes = contact.added_notes.order_by("at", "pk").values_list("text", flat=True)
        stands |= {"note": "\n\n".join(notes), "worked_on": ", ".join(contact.worked_on)}
    return stands | {"counts_for_rar": str(contact.counts_for_rar)}


def reference_for(contact: Contact) -> Reference:
    return Reference.of(contact.case.team.unit, on=clock.today())


def save(contact: Contact, *fields: str) -> Contact:
    """Keep these fields, and count the change."""
    contact.version += 1
    contact.save(update_fields=[*fields, "version"])
    return contact


def record(event: log.EventType, acting: Acting, contact: Contact, **data: Any) -> LogEntry:
    return log.record(
        event,
        actor=acting.user,
        subject=f"contact:{contact.pk}",
        person_id=contact.person_id,
        unit_id=contact.case.team.unit_id,
        data=data,
    )


def once(acting: Acting, key: UUID, operation: str, make: Callable[[], list[int]]) -> tuple[list[int], bool]:
    """Do it, unless a form with this key was sent before: then what came of that. (ids, whether it was done now).

    Two at once wait for each other on the key. Call in a transaction.
    """
    sent, is_new = Submission.objects.get_or_create(
        key=key, defaults={"operation": operation, "by": acting.user, "at": clock.now()}
    )
    if (sent.operation, sent.by_id) != (operation, acting.user.pk):
        raise BadInputError(_("This form was sent before for something else. Load the page again."))
    if is_new:
        sent.made = make()
        sent.save(update_fields=["made"])
    return sent.made, is_new


@transaction.atomic
def forget_submissions(*, before: Any) -> int:
    """Drop the keys of forms sent long ago; returns how many."""
    return Submission.objects.filter(at__lt=before).delete()[0]

"""Words added to a contact: signed, timed, never changed. And the mark "sensitive", which is never taken off."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.common import clock, log
from rainer.common.errors import BadInputError, NotAllowedError
from rainer.organisation.access import Acting
from rainer.supervision.access import may_read
from rainer.supervision.models import Contact, ContactNote
from rainer.supervision.operations.common import locked, once, record, reference_for, save
from rainer.supervision.reference import Reference

NOTED = log.event_type("contact_note_added", gettext_lazy("{actor} added a note"))
MARKED = log.event_type("contact_marked_sensitive", gettext_lazy("{actor} marked it as sensitive"))


@transaction.atomic
def add_note(*, acting: Acting, contact_id: int, text: str, key: UUID) -> ContactNote:
    """Add words to a contact. Someone else's note in the meantime is no reason to refuse: both stand.

    Raises BadInputError for no words or too many, NotAllowedError where the contact's words may not be read.
    """
    contact = locked(acting, contact_id, None)
    if not may_read(acting, contact):
        raise NotAllowedError(_("This contact is sensitive, and you may not read it. Ask whoever holds the case."))
    ids, _is_new = once(acting, key, "note", lambda: [_add(acting, contact, text).pk])
    return ContactNote.objects.get(pk=ids[0])


def _add(acting: Acting, contact: Contact, text: str) -> ContactNote:
    check_words(text, reference_for(contact), field="text")
    if not text.strip():
        raise BadInputError(_("Write the note."), errors={"text": _("Write the note")})
    note = keep_note(acting, contact, text)
    record(NOTED, acting, contact)
    return note


def check_words(text: str, reference: Reference, *, field: str) -> None:
    """Raises BadInputError, on this field, for more words than there may be."""
    most = reference.setting("notes")["most"]
    if len(text) > most:
        said = _("Shorten this to %(most)s characters or fewer") % {"most": f"{most:,}"}
        raise BadInputError(said, errors={field: said})


def keep_note(acting: Acting, contact: Contact, text: str) -> ContactNote:
    """The note as a row; whoever calls it writes the event."""
    check_words(text, reference_for(contact), field="note")
    return ContactNote.objects.create(contact=contact, text=text.strip(), by=acting.user, at=clock.now())


@transaction.atomic
def mark_sensitive(*, acting: Acting, contact_id: int, version: int | None) -> Contact:
    """Hide a contact's words from those who may see the case but not its sensitive part. There is no way back."""
    contact = locked(acting, contact_id, version)
    if contact.is_sensitive:
        return contact
    contact.is_sensitive = True
    save(contact, "is_sensitive")
    record(MARKED, acting, contact)
    return contact

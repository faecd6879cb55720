"""Who may open a contact: whoever may open its person's record, through `cases.access`. The parts of a sensitive
contact are hidden from those who may see the case but not its sensitive part.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from rainer.cases.access import NOT_THERE, open_person, opened_parts
from rainer.cases.models import Case
from rainer.common.errors import NotAllowedError, NotThereError
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.organisation.models import Team
from rainer.supervision.models import Contact

# What a sensitive contact may not show to everyone who may see the case.
HIDDEN = ("notes", "description", "location", "reschedule_reason")


def open_contact(acting: Acting, pk: int, capability: Capability, *, what: str) -> Contact:
    """A contact whose person's record the user may open, with `case` and `is_hidden` set; the read is logged.

    Raises NotThereError or RestrictedError, as `cases.access.open_person` does.
    """
    contact = (
        Contact.objects.select_related(
            "person", "practitioner_team__practitioner", "practitioner_team__team", "event__sentence", "requirement",
            "licence_condition", "intervention", "rescheduled_from", "made_by",
        )
        .filter(pk=pk)
        .first()
    )  # fmt: skip
    if contact is None:
        raise NotThereError(NOT_THERE)
    case = open_person(acting, contact.person.crn, capability, what=what)
    return shown_to(acting, contact, case)


def shown_to(acting: Acting, contact: Contact, case: Case, opened: Collection[str] | None = None) -> Contact:
    """The contact as this user may see it: what is sensitive is blanked, and `is_hidden` says so. Never save it.

    `opened` are the parts of the record that the user has open with a reason, asked for where it is not given.
    """
    contact.case = case
    may_see = may_see_sensitive(acting, case.team)
    if not may_see and (contact.is_sensitive or contact.is_reason_sensitive):
        may_see = part_of(contact) in (opened_parts(acting, case.person_id) if opened is None else opened)
    contact.is_hidden = contact.is_sensitive and not may_see
    if contact.is_reason_sensitive and not may_see:
        contact.reschedule_reason = ""
    if contact.is_hidden:
        for name in HIDDEN:
            setattr(contact, name, "")
        contact.worked_on = []
    return contact


def hide_sensitive(acting: Acting, contacts: Iterable[Contact], case: Case) -> list[Contact]:
    """The contacts of one person, each as this user may see it. Ask with `select_related` what you print."""
    opened = () if may_see_sensitive(acting, case.team) else opened_parts(acting, case.person_id)
    return [shown_to(acting, contact, case, opened) for contact in contacts]


def part_of(contact: Contact) -> str:
    """By what name a contact is opened with a reason."""
    return f"contact:{contact.pk}"


def may_read(acting: Acting, contact: Contact) -> bool:
    """Whether the user may read a contact whose `case` is set, by their role or with a reason that still holds."""
    return (
        not contact.is_sensitive
        or may_see_sensitive(acting, contact.case.team)
        or part_of(contact) in opened_parts(acting, contact.case.person_id)
    )


def may_see_sensitive(acting: Acting, team: Team) -> bool:
    return acting.area(Capability.SEE_SENSITIVE).holds_team(team)


def open_to_read(acting: Acting, pk: int, capability: Capability, *, what: str) -> Contact:
    """As `open_contact`, refusing a sensitive contact whole where its sensitive part may not be seen."""
    contact = open_contact(acting, pk, capability, what=what)
    if contact.is_hidden:
        raise NotAllowedError(_("This contact is sensitive, and you may not read it. Ask whoever holds the case."))
    return contact

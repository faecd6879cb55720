"""What the lists of appointments share: whose they are, how a row names a person the user is kept from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from rainer.cases.access import limited_person_ids
from rainer.cases.models import Person
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.supervision.access import may_see_sensitive
from rainer.supervision.models import Contact
from rainer.supervision.reference import Reference
from rainer.web.navigation import address

MINE, TEAMS = "mine", "teams"


@dataclass(frozen=True, slots=True)
class Row:
    """An appointment in a list. A limited person's shows its CRN and its time, and nothing else."""

    contact: Contact
    name: str
    type_name: str
    place: str
    is_limited: bool

    @property
    def person_url(self) -> str:
        return "" if self.is_limited else address("person", self.contact.person.crn)


def own_q(acting: Acting, path: str = "practitioner_team") -> Q:
    """Rows of the user's own, by the practitioner they are."""
    return Q(**{f"{path}__practitioner__user": acting.user.pk})


def teams_q(acting: Acting, capability: Capability, path: str = "practitioner_team") -> Q:
    return acting.area(capability).teams_q(f"{path}__team")


def person_name(person: Person, *, is_limited: bool) -> str:
    return _("Restricted record, %(crn)s") % {"crn": person.crn} if is_limited else str(person)


def rows_of(acting: Acting, contacts: Iterable[Contact], reference: Reference) -> list[Row]:
    """The contacts as rows. They bring their person and practitioner with them. Three queries at most."""
    found = list(contacts)
    kept_out = limited_person_ids(acting, [c.person_id for c in found])
    return [_row(acting, contact, reference, contact.person_id in kept_out) for contact in found]


def _row(acting: Acting, contact: Contact, reference: Reference, is_limited: bool) -> Row:
    name = person_name(contact.person, is_limited=is_limited)
    if is_limited:
        return Row(contact, name, _("Appointment"), "", is_limited=True)
    team = contact.practitioner_team.team if contact.practitioner_team else None
    hides_place = contact.is_sensitive and not (team and may_see_sensitive(acting, team))
    place = _("Sensitive") if hides_place else contact.location
    return Row(contact, name, reference.type_name(contact.type_code), place, is_limited=False)

"""Open one sensitive contact with a reason, for an hour."""

from __future__ import annotations

from django.utils.translation import gettext as _

from rainer.cases import operations
from rainer.cases.models import BreakGlass
from rainer.common.errors import RefusedError
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.supervision.access import open_contact, part_of


def open_sensitive_contact(*, acting: Acting, contact_id: int, ground: str, reason: str) -> BreakGlass:
    """For whoever may open the record but not read what is sensitive. Its manager and the information owner are told.

    Raises BadInputError without a ground or a reason, RefusedError where the contact is open to the user already.
    """
    contact = open_contact(acting, contact_id, Capability.OPEN_RESTRICTED, what=_("a sensitive contact, to open it"))
    if not contact.is_hidden:
        raise RefusedError(_("This contact is open to you already."))
    return operations.open_sensitive(
        acting=acting, case=contact.case, about=part_of(contact), ground=ground, reason=reason
    )

"""Name a practitioner for someone nobody is named for: the same for page, API, proposal, job and importer."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from rainer.allocation.models import Allocation, ProposalRow
from rainer.allocation.operations.conditions import NOTHING_WRITTEN, Details
from rainer.allocation.operations.give import Named, give, repeat
from rainer.allocation.operations.holder import is_held, locked_case, someone_was_first
from rainer.common.errors import ChangedMeanwhileError
from rainer.organisation.access import Acting


def name_practitioner(
    *,
    acting: Acting,
    case_id: int,
    to_id: int,
    details: Details = NOTHING_WRITTEN,
    expected_version: int | None = None,
    proposal_row: ProposalRow | None = None,
) -> Named:
    """Give a case that nobody holds its named practitioner.

    Raises ChangedMeanwhileError when someone was first (who, whom and when are in its facts), RefusedError when the
    guard, a hold or the load forbids it as asked, BadInputError for what is missing, RestrictedError and
    NotThereError for a record that is not the user's. Nothing is changed then.
    """
    with transaction.atomic():
        case = locked_case(acting, case_id)
        if is_held(case):
            again = repeat(case, to_id)
            if again is not None:
                return again
            raise someone_was_first(case)
        if expected_version is not None and case.version != expected_version:
            raise ChangedMeanwhileError(
                _("This record changed while you were reading. Nothing you typed is lost: look again."),
                crn=case.person.crn,
            )
        return give(acting, case, to_id, details, Allocation.Reason.INITIAL, proposal_row)

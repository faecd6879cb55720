"""Move a case from one practitioner to another, with why."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from rainer.allocation.models import Allocation
from rainer.allocation.operations.conditions import NOTHING_WRITTEN, Details
from rainer.allocation.operations.give import Named, give, repeat
from rainer.allocation.operations.holder import is_held, locked_case, someone_was_first
from rainer.common.errors import BadInputError
from rainer.organisation.access import Acting
from rainer.supervision.operations.handing_over import move_booked


def reallocate(
    *,
    acting: Acting,
    case_id: int,
    from_id: int,
    to_id: int,
    reason: str,
    details: Details = NOTHING_WRITTEN,
    with_appointments: bool = False,
) -> Named:
    """Move a case to another practitioner, with a reason of the list; it covers all its active events. What is booked
    stays with whoever it was booked with, unless `with_appointments`.

    Raises ChangedMeanwhileError when it is no longer with `from_id`; otherwise as `name_practitioner`.
    """
    if reason not in Allocation.Reason.values or reason == Allocation.Reason.INITIAL:
        raise BadInputError(_("Choose why the case moves."), errors={"reason": _("Choose why the case moves.")})
    with transaction.atomic():
        case = locked_case(acting, case_id)
        if case.practitioner_team_id == to_id:
            again = repeat(case, to_id)
            if again is not None:
                return again
        if not is_held(case) or case.practitioner_team_id != from_id:
            raise someone_was_first(case)
        if to_id == from_id:
            message = _("Choose someone else: they hold this case already.")
            raise BadInputError(message, errors={"to": message})
        named = give(acting, case, to_id, details, reason, None)
        if with_appointments:
            move_booked(acting=acting, case=case, from_id=from_id, to=named.to)
        return named

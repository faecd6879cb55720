"""Say whether two records are one person. Nothing is merged by it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.cases.models import DuplicateWarning
from rainer.common import clock, log
from rainer.common.errors import BadInputError, ChangedMeanwhileError, NotThereError
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability

DUPLICATE_DECIDED = log.event_type(
    "duplicate_decided", gettext_lazy("{actor} looked at a possible duplicate: {decision}")
)


@transaction.atomic
def decide_duplicate(*, acting: Acting, warning: DuplicateWarning, decision: str) -> DuplicateWarning:
    """Say that two records are two people, or that a merge is asked for. Nothing is merged by this."""
    acting.need(Capability.DECIDE_DUPLICATES)
    if decision not in (DuplicateWarning.State.DIFFERENT, DuplicateWarning.State.SAME):
        raise BadInputError(_("Choose one."), errors={"decision": _("Choose two people or one person")})
    held = DuplicateWarning.objects.select_for_update().filter(pk=warning.pk).first()
    if held is None:
        raise NotThereError(_("You cannot open this. It may be restricted, or not yours, or not there."))
    if held.state != DuplicateWarning.State.OPEN:
        raise ChangedMeanwhileError(
            _("Someone decided this while you were looking."),
            who=str(held.decided_by),
            at=held.decided_at.isoformat() if held.decided_at else "",
            theirs={"decision": held.state},
        )
    held.state, held.decided_by, held.decided_at = decision, acting.user, clock.now()
    held.save(update_fields=["state", "decided_by", "decided_at"])
    for person_id in (held.one_id, held.other_id):
        log.record(
            DUPLICATE_DECIDED,
            actor=acting.user,
            subject=f"duplicate:{held.pk}",
            person_id=person_id,
            data={"decision": str(DuplicateWarning.State(decision).label)},
        )
    return held

"""The manager's check of a breach pack: nothing is laid before the court until someone else has looked."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.common import clock, log
from rainer.common.errors import BadInputError, NotAllowedError
from rainer.enforcement.models import BreachProceeding
from rainer.enforcement.operations.breach import lock_breach
from rainer.enforcement.queries.breach import about, awaits_check, why_not_checked_by
from rainer.organisation.access import Acting

CHECKED = log.event_type(
    "breach_pack_checked", gettext_lazy("{actor} checked the breach pack: {found}"), personal=("found",)
)


@transaction.atomic
def check_pack(*, acting: Acting, breach_id: int, version: int | None, found: str) -> BreachProceeding:
    """Record that the pack was checked, and what was looked at. Sent back or made anew, it is checked again.

    Raises NotAllowedError for whoever may not check, or has worked on it; BadInputError without what was looked at.
    """
    proceeding, _reference = lock_breach(acting, breach_id, version)
    if why := why_not_checked_by(acting, proceeding):
        raise NotAllowedError(why)
    if not awaits_check(proceeding):
        raise NotAllowedError(_("No pack waits to be checked here."))
    if not found.strip():
        raise BadInputError(_("The check was not saved."), errors={"found": _("Say what you looked at")})
    checked = {"by": str(acting.user), "at": clock.now().isoformat(), "found": found.strip()}
    proceeding.pack = {**proceeding.pack, "checked": checked}
    proceeding.version += 1
    proceeding.save(update_fields=["pack", "version"])
    log.record(
        CHECKED,
        actor=acting.user,
        subject=about(proceeding),
        person_id=proceeding.person_id,
        unit_id=proceeding.case.team.unit_id,
        data={"breach": proceeding.pk, "found": found.strip(), "sha256": proceeding.pack["sha256"]},
    )
    return proceeding

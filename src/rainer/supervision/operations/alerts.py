"""Raise a contact to whoever holds the case, and clear it again."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.common import clock, log
from rainer.common.errors import RefusedError
from rainer.organisation.access import Acting
from rainer.supervision.models import Alert
from rainer.supervision.operations.common import RECORD, locked, record
from rainer.supervision.queries.alerts import alerts_to_clear

RAISED = log.event_type("alert_raised", gettext_lazy("{actor} raised an alert to {to}"))
CLEARED = log.event_type("alert_cleared", gettext_lazy("{actor} cleared the alert"))


@transaction.atomic
def raise_alert(*, acting: Acting, contact_id: int) -> Alert:
    """Put a contact before whoever holds the case until someone clears it. Raised twice, it stands as it is.

    Raises RefusedError where nobody is named.
    """
    contact = locked(acting, contact_id, None)
    to = contact.case.practitioner_team
    if to is None:
        raise RefusedError(_("Nobody is named for this person: there is no one to alert. Tell the senior of the team."))
    alert, is_new = Alert.objects.get_or_create(
        contact=contact, defaults={"practitioner_team": to, "raised_at": clock.now(), "raised_by": acting.user}
    )
    if not is_new and alert.cleared_at is None:
        return alert
    alert.practitioner_team, alert.raised_at, alert.raised_by = to, clock.now(), acting.user
    alert.cleared_at, alert.cleared_by = None, None
    alert.save()
    record(RAISED, acting, contact, to=str(to.practitioner))
    return alert


@transaction.atomic
def clear_alerts(*, acting: Acting, alert_ids: Iterable[int]) -> int:
    """Clear these alerts, so far as the user may see them and they stand; returns how many."""
    acting.need(RECORD)
    rows = list(alerts_to_clear(acting).select_for_update(of=("self",)).filter(pk__in=list(alert_ids)))
    now = clock.now()
    for alert in rows:
        alert.cleared_at, alert.cleared_by = now, acting.user
    Alert.objects.bulk_update(rows, ["cleared_at", "cleared_by"])
    entries = [
        {"subject": f"contact:{a.contact_id}", "person_id": a.contact.person_id, "unit_id": a.practitioner_team.team.unit_id}
        for a in rows
    ]  # fmt: skip
    log.record_many(CLEARED, actor=acting.user, rows=entries)
    return len(rows)

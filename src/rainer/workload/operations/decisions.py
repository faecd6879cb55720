"""Circumstances of decisions made by apps below: they record the event, and this keeps what was so at that moment."""

from __future__ import annotations

from django.db.models import Q

from rainer.cases.models import Case
from rainer.common.models import LogEntry
from rainer.organisation.access import Acting
from rainer.organisation.models import User
from rainer.workforce.models import PractitionerTeam
from rainer.workload.operations.circumstances import keep_circumstances


def keep_circumstances_of(entry: LogEntry) -> None:
    """A reaction, so it runs in the decision's own transaction. `about` is the event's subject: "absence-decision:42".

    Kept of the person's open case: its practitioner and, where it is another, the one who decided.
    """
    if entry.actor_id is None or entry.person_id is None:
        return
    case = Case.objects.select_related("person").filter(person_id=entry.person_id, closed_on=None).first()
    if case is None:
        return
    by = Acting.of(User.objects.get(pk=entry.actor_id))
    concerned = Q(pk=case.practitioner_team_id) | Q(practitioner__user=by.user, ends=None)
    keep_circumstances(
        about=entry.subject,
        cases=[case],
        practitioner_teams=PractitionerTeam.objects.filter(concerned).select_related("team__unit__region"),
        by=by,
        at=entry.at,
    )

"""What moves with a case when its practitioner changes: the open tasks and alerts of whoever held it before."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from rainer.cases.models import Case, CaseHolding
from rainer.common import log
from rainer.common.models import LogEntry
from rainer.supervision.models import Alert, Task

MOVED_WITH_CASE = log.event_type(
    "work_moved_with_case",
    _("Open work moved with the case: {tasks} tasks, {alerts} alerts"),
    kind=LogEntry.Kind.SYSTEM,
)


def move_open_work(entry: LogEntry) -> None:
    """A reaction, in the naming's own transaction. Booked appointments stay as they are: they are promises to the person.

    Running it twice moves nothing more.
    """
    if entry.person_id is None:
        return
    case = Case.objects.filter(person_id=entry.person_id, closed_on=None).first()
    if case is None or case.practitioner_team_id is None:
        return
    holder = case.practitioner_team_id
    before = CaseHolding.objects.filter(case=case).exclude(practitioner_team=holder).values("practitioner_team")
    tasks = Task.objects.filter(person=case.person_id, done_at=None, owner__in=before).update(owner=holder)
    raised = Alert.objects.filter(contact__person=case.person_id, cleared_at=None, practitioner_team__in=before)
    alerts = raised.update(practitioner_team=holder)
    if tasks or alerts:
        log.record(
            MOVED_WITH_CASE,
            actor=None,
            subject=f"case:{case.pk}",
            person_id=case.person_id,
            data={"tasks": tasks, "alerts": alerts},
        )

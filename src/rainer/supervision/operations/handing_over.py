"""What moves with a case when its practitioner changes: the open tasks and alerts of whoever held it before, and the
appointments booked with them where whoever moves the case says so."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rainer.cases.models import Case, CaseHolding
from rainer.common import log
from rainer.common.errors import NotAllowedError
from rainer.common.models import LogEntry
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.supervision.models import Alert, Contact, Task
from rainer.supervision.operations.reminders import reword
from rainer.supervision.queries.booked import booked_with
from rainer.workforce.models import PractitionerTeam

MOVED_WITH_CASE = log.event_type(
    "work_moved_with_case",
    _("Open work moved with the case: {tasks} tasks, {alerts} alerts"),
    kind=LogEntry.Kind.SYSTEM,
)

APPOINTMENTS_MOVED = log.event_type(
    "appointments_moved_with_case", _("{actor} moved the booked appointments with the case: {count}, to {to}")
)


@transaction.atomic
def move_booked(*, acting: Acting, case: Case, from_id: int, to: PractitionerTeam) -> int:
    """Give what is booked with the practitioner who held the case to the one who holds it now: time and place stay.
    Returns how many; what is not sent yet names the new one.

    Raises NotAllowedError for whoever may not move the case.
    """
    if not acting.area(Capability.ALLOCATE).holds_team(case.team):
        raise NotAllowedError(gettext("Whose appointments these are is for whoever may move the case."))
    booked = list(booked_with(case, from_id).select_for_update(of=("self",)))
    if not booked:
        return 0
    ids = [contact.pk for contact in booked]
    Contact.objects.filter(pk__in=ids).update(practitioner_team=to, version=F("version") + 1)
    reword(booked_with(case, to.pk).filter(pk__in=ids))
    log.record(
        APPOINTMENTS_MOVED,
        actor=acting.user,
        subject=f"case:{case.pk}",
        person_id=case.person_id,
        unit_id=case.team.unit_id,
        data={"count": len(booked), "to": str(to.practitioner), "contacts": ids},
    )
    return len(booked)


def move_open_work(entry: LogEntry) -> None:
    """A reaction, in the naming's own transaction. Booked appointments stay as they are, unless
    whoever moves the case says otherwise: they are promises to the person.

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

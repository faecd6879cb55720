"""Messages to the people of one's teams, and what became of each."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from rainer.cases.models import Case
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.supervision.models import Reminder


def outbox(acting: Acting) -> QuerySet[Reminder]:
    """Those about people whose case is in the user's area."""
    cases = Case.objects.filter(acting.area(Capability.RECORD_CONTACT).teams_q("team"))
    in_area = Exists(cases.filter(person=OuterRef("contact__person")))
    return Reminder.objects.filter(in_area).select_related("contact__person")

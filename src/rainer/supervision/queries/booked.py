"""What is booked with a practitioner for a person and still to come."""

from __future__ import annotations

from django.db.models import QuerySet

from rainer.cases.models import Case
from rainer.common import clock
from rainer.supervision.models import Contact


def booked_with(case: Case, practitioner_team_id: int) -> QuerySet[Contact]:
    """Appointments of the person with this practitioner that nothing has come of, soonest first."""
    return (
        Contact.objects.filter(
            person=case.person_id,
            practitioner_team=practitioner_team_id,
            is_appointment=True,
            cancelled_at=None,
            outcome_code="",
            at__gt=clock.now(),
        )
        .select_related("person", "practitioner_team__practitioner", "rescheduled_from")
        .order_by("at", "pk")
    )

"""Appointments that are over and wait for their outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet

from rainer.common import clock
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.supervision.models import Contact
from rainer.supervision.queries.before import mine
from rainer.supervision.queries.lists import MINE, TEAMS, Row, own_q, rows_of, teams_q
from rainer.supervision.reference import Reference

PAGE = 50


@dataclass(frozen=True, slots=True)
class Waiting:
    """A page of them, and whose they are: the user's own, or of all their teams."""

    whose: str
    may_choose: bool
    page: Page[Contact]
    rows: Sequence[Row]

    @property
    def person_ids(self) -> list[int]:
        return [row.contact.person_id for row in self.rows if not row.is_limited]


def waiting_for_outcome(whose: Q, reference: Reference, *, at: datetime) -> QuerySet[Contact]:
    """Those that are over, stand, and have no outcome though their type needs one; the oldest first."""
    over = Q(ends_at__lte=at) | Q(ends_at=None)
    return (
        Contact.objects.filter(whose, over, at__lte=at, is_appointment=True, cancelled_at=None, outcome_code="")
        .exclude(type_code__in=reference.without_outcome)
        .select_related("person", "practitioner_team__practitioner", "practitioner_team__team__unit")
        .order_by("at", "pk")
    )


def outcomes_to_record(acting: Acting, *, whose: str = "", page: object = None) -> Waiting:
    """A page of the user's own; of their teams where they hold none, or ask for those."""
    has_own = mine(acting).exists()
    chosen = whose if whose in (MINE, TEAMS) and has_own else (MINE if has_own else TEAMS)
    reference = Reference.anywhere(on=acting.on)
    q = own_q(acting) if chosen == MINE else teams_q(acting, Capability.RECORD_CONTACT)
    rows = waiting_for_outcome(q, reference, at=clock.now())
    shown = Paginator(rows, PAGE).get_page(page)  # type: ignore[arg-type]
    return Waiting(chosen, has_own, shown, rows_of(acting, shown.object_list, reference))

"""What was decided: allocations of the last weeks, superseded ones too, and one case's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from rainer.allocation.events import MOVED, NAMED, OVERRIDDEN
from rainer.allocation.inputs import Rules
from rainer.allocation.models import Allocation, DutyPlan, Proposal
from rainer.cases.access import cases_in_area, limited_q
from rainer.cases.models import Case, CaseHolding
from rainer.common.models import LogEntry
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.organisation.models import DeliveryUnit, Practitioner
from rainer.supervision.models import Contact, Task
from rainer.workforce.models import PractitionerTeam


def recent_allocations(
    acting: Acting, unit: DeliveryUnit, rules: Rules, *, capability: Capability = Capability.ALLOCATE
) -> QuerySet[Allocation]:
    """Allocations to the unit's teams in the days the rulebook calls recent, newest first; superseded ones stay.

    `holds` says whether it still stands; `is_limited` rows may show a CRN and nothing of the person.
    """
    days = rules.value("allocation.recent_days")["allocated_list"]
    since = timezone.make_aware(datetime.combine(rules.on - timedelta(days=days), time.min))
    later = Allocation.objects.filter(case=OuterRef("case_id"), decided_at__gt=OuterRef("decided_at"))
    still = Case.objects.filter(pk=OuterRef("case_id"), practitioner_team=OuterRef("to_id"), closed_on=None)
    return (
        Allocation.objects.filter(
            acting.area(capability).teams_q("to__team"), to__team__unit=unit, decided_at__gte=since
        )
        .select_related("case__person", "to__practitioner", "to__team", "previous__practitioner", "decided_by")
        .annotate(
            holds=Exists(still) & ~Exists(later),
            is_limited=limited_q(acting, "case__person"),
        )
        .order_by("-decided_at", "-id")
    )


def allocations_of(case: Case) -> QuerySet[Allocation]:
    """Every allocation of one case, newest first."""
    return (
        Allocation.objects.filter(case=case)
        .select_related("to__practitioner", "to__team", "previous__practitioner", "decided_by", "circumstances")
        .order_by("-decided_at", "-id")
    )


def latest_by_case(case_ids: Iterable[int]) -> dict[int, Allocation]:
    """The newest allocation of each case that has one; one query."""
    rows = Allocation.objects.filter(case_id__in=list(case_ids)).select_related("decided_by").order_by("decided_at")
    return {row.case_id: row for row in rows}


def made_from(proposal: Proposal) -> dict[int, Allocation]:
    """The namings that a proposal led to, by the row each came from. One query."""
    rows = Allocation.objects.filter(proposal_row__proposal=proposal).select_related("decided_by")
    return {row.proposal_row_id: row for row in rows if row.proposal_row_id is not None}


def crn_behind(acting: Acting, allocation_id: int) -> str | None:
    """The CRN an allocation is about, for someone in whose area the case is; None otherwise."""
    mine = cases_in_area(acting, Capability.SEE_PERSON)
    rows = Allocation.objects.filter(pk=allocation_id, case__in=mine)
    return rows.values_list("case__person__crn", flat=True).first()


def events_of(allocation: Allocation) -> list[LogEntry]:
    """The events written with the allocation in its transaction: the naming or move, and an override if it was one."""
    rows = LogEntry.objects.filter(
        subject=f"case:{allocation.case_id}",
        at__gte=allocation.decided_at - timedelta(days=1),
        name__in=(NAMED.name, MOVED.name, OVERRIDDEN.name),
        data__allocation=allocation.pk,
    )
    return list(rows.order_by("id"))


def watched_until(made: Allocation) -> DutyPlan | None:
    """The plan that ended with this naming: who watched, and by when they were to be in contact."""
    plans = DutyPlan.objects.filter(case=made.case_id, ended_at=made.decided_at)
    return plans.select_related("watcher").first()


def appointments_ahead(made: Allocation) -> list[datetime]:
    """When the person's booked appointments are, after the naming, soonest first. They stay as booked."""
    rows = Contact.objects.filter(
        person=made.case.person_id, is_appointment=True, at__gte=made.decided_at, cancelled_at=None, outcome_code=""
    )
    return list(rows.order_by("at").values_list("at", flat=True))


def open_tasks(made: Allocation) -> int:
    """How many open tasks about the person their new practitioner has: those of whoever held the case moved over."""
    return Task.objects.filter(person=made.case.person_id, owner=made.to, done_at=None).count()


@dataclass(frozen=True, slots=True)
class EarlierHolder:
    """One spell of someone as the person's practitioner, in any of their cases."""

    practitioner: Practitioner
    starts: date
    ends: date | None


def earlier_holders(case: Case) -> list[EarlierHolder]:
    """Who knew this person before, the latest first; whoever holds the case now is not among them. One query."""
    rows = CaseHolding.objects.filter(
        case__person=case.person_id, practitioner_team__is_placeholder=False, ends_at__isnull=False
    ).select_related("practitioner_team__practitioner")
    return [
        EarlierHolder(
            row.practitioner_team.practitioner, timezone.localdate(row.starts_at), timezone.localdate(row.ends_at)
        )
        for row in rows.order_by("-starts_at", "-id")
        if row.ends_at is not None
    ]


def where_now(who: Iterable[Practitioner], *, on: date) -> dict[int, list[PractitionerTeam]]:
    """The teams each is in on the day, by practitioner; nobody who has left. One query."""
    rows = (
        PractitionerTeam.objects.filter(Q(ends=None) | Q(ends__gte=on), starts__lte=on, is_placeholder=False)
        .filter(Q(practitioner__left_on=None) | Q(practitioner__left_on__gt=on))
        .filter(practitioner__in={one.pk for one in who})
        .select_related("team__unit")
        .order_by("starts", "pk")
    )
    found: dict[int, list[PractitionerTeam]] = {}
    for row in rows:
        found.setdefault(row.practitioner_id, []).append(row)
    return found


def last_contacts(case: Case, *, most: int = 5) -> QuerySet[Contact]:
    """The latest contacts that are not sensitive, newest first."""
    return Contact.objects.filter(person=case.person_id, is_sensitive=False).order_by("-at")[:most]

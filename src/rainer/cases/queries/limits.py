"""Who may open a record: the two lists of one person, and the records that are limited in a place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from rainer.cases.models import Case, Exclusion, Person, Restriction
from rainer.cases.queries.person import restricted_people
from rainer.common.models import LogEntry
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability

LIMITS = ("limited_access_set", "limited_access_changed", "limited_access_ended")


@dataclass(frozen=True, slots=True)
class Limit:
    """One entry of a list, and whether it holds today, is still to come or has ended."""

    row: Exclusion | Restriction
    has_ended: bool
    is_to_come: bool


@dataclass(frozen=True, slots=True)
class Limits:
    exclusions: Sequence[Limit]
    restrictions: Sequence[Limit]
    history: Sequence[LogEntry]

    @property
    def is_closed(self) -> bool:
        """Whether only those named may open it today."""
        return any(not one.has_ended and not one.is_to_come for one in self.restrictions)


def limits_of(case: Case, *, on: date) -> Limits:
    """Three queries."""
    person = case.person_id
    exclusions = Exclusion.objects.filter(person=person).select_related("user", "set_by").order_by("-starts", "-pk")
    restrictions = Restriction.objects.filter(person=person).select_related("user", "set_by").order_by("-starts", "-pk")
    history = LogEntry.objects.filter(person_id=person, name__in=LIMITS).select_related("actor").order_by("-at")
    return Limits([_limit(r, on) for r in exclusions], [_limit(r, on) for r in restrictions], list(history[:50]))


def _limit(row: Exclusion | Restriction, on: date) -> Limit:
    return Limit(row, has_ended=bool(row.ends and row.ends < on), is_to_come=row.starts > on)


def limited_in_area(acting: Acting) -> QuerySet[Person]:
    """The records limited today of the places where the user may know which are; each with its unit's name."""
    known = (
        Capability.SEE_RESTRICTED_RECORDS
        if acting.may(Capability.SEE_RESTRICTED_RECORDS)
        else Capability.SET_LIMITED_ACCESS
    )
    in_area = Case.objects.filter(acting.area(known).teams_q("team"), person=OuterRef("pk"))
    return (
        restricted_people(on=acting.on)
        .filter(Exists(in_area))
        .annotate(unit=Subquery(in_area.order_by("-received_on").values("team__unit__name")[:1]))
    )

"""The people somebody holds, each with the next and the last appointment with anyone in the service."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from rainer.cases.access import cases_in_area, limited_q
from rainer.cases.models import Case, Sentence
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.supervision.models import Contact
from rainer.supervision.queries.lists import own_q

STANDS = Q(is_appointment=True, cancelled_at=None)


def my_people(acting: Acting, *, at: datetime) -> QuerySet[Case]:
    """Open cases the user holds, with `next_at`, `next_type`, `next_with`, `last_at`, `last_type`, `is_limited`. One query."""
    ahead = Contact.objects.filter(STANDS, person=OuterRef("person"), at__gte=at, outcome_code="").order_by("at", "pk")
    behind = Contact.objects.filter(
        person=OuterRef("person"), at__lte=at, attended=Contact.Attended.YES, cancelled_at=None
    ).order_by("-at", "-pk")
    return (
        cases_in_area(acting, Capability.SEE_PERSON)
        .filter(own_q(acting))
        .select_related("person", "team", "practitioner_team__practitioner")
        .annotate(
            next_at=Subquery(ahead.values("at")[:1]),
            next_type=Subquery(ahead.values("type_code")[:1]),
            next_pk=Subquery(ahead.values("pk")[:1]),
            next_forename=Subquery(ahead.values("practitioner_team__practitioner__forename")[:1]),
            next_surname=Subquery(ahead.values("practitioner_team__practitioner__surname")[:1]),
            last_at=Subquery(behind.values("at")[:1]),
            last_type=Subquery(behind.values("type_code")[:1]),
            last_pk=Subquery(behind.values("pk")[:1]),
            is_limited=limited_q(acting),
        )
        .order_by(F("next_at").asc(nulls_first=True), "person__surname", "pk")
    )


def with_sentence(cases: QuerySet[Case], kinds: Iterable[str]) -> QuerySet[Case]:
    """Of these cases, those with a sentence of one of these kinds in force."""
    of_kind = Sentence.objects.filter(event__person=OuterRef("person"), kind__in=list(kinds), terminated_on=None)
    return cases.filter(Exists(of_kind))


def named_like(cases: QuerySet[Case], text: str) -> QuerySet[Case]:
    """Those whose name or CRN holds these letters. A limited one is found by its CRN alone."""
    by_name = Q(person__forename__icontains=text) | Q(person__surname__icontains=text)
    by_name |= Q(person__preferred_name__icontains=text)
    return cases.filter(Q(person__crn__istartswith=text) | (by_name & Q(is_limited=False)))

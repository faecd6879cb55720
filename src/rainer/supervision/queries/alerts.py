"""Contacts raised to a practitioner and not cleared."""

from __future__ import annotations

from django.db.models import OuterRef, Q, QuerySet, Subquery

from rainer.cases.access import limited_person_ids
from rainer.cases.models import Case
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.supervision.models import Alert

RECORD = Capability.RECORD_CONTACT


def alerts_of(acting: Acting) -> QuerySet[Alert]:
    """Those raised to the user themself, newest first, with the risk of the person's open case. One query."""
    return _standing(Q(practitioner_team__practitioner__user=acting.user.pk))


def alerts_in_area(acting: Acting) -> QuerySet[Alert]:
    """Those raised to anyone of the user's teams."""
    return _standing(acting.area(RECORD).teams_q("practitioner_team__team"))


def alerts_to_clear(acting: Acting) -> QuerySet[Alert]:
    """Those the user may clear: their own, and those of their teams, less those about people they are kept from."""
    q = Q(practitioner_team__practitioner__user=acting.user.pk) | acting.area(RECORD).teams_q("practitioner_team__team")
    rows = Alert.objects.filter(q, cleared_at=None)
    kept_out = limited_person_ids(acting, rows.values_list("contact__person", flat=True))
    return rows.exclude(contact__person__in=kept_out).select_related("contact", "practitioner_team__team")


def _standing(whose: Q) -> QuerySet[Alert]:
    case = Case.objects.filter(person=OuterRef("contact__person"), closed_on=None)
    return (
        Alert.objects.filter(whose, cleared_at=None)
        .select_related("contact__person", "practitioner_team__practitioner", "raised_by")
        .annotate(rosh=Subquery(case.values("rosh")[:1]))
        .order_by("-raised_at", "-pk")
    )

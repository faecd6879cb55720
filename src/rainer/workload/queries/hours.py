"""Hours and reductions as lists."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q, QuerySet

from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.workforce.models import ContractedHours, Reduction


def reductions_in_area(acting: Acting) -> QuerySet[Reduction]:
    """Every reduction that is listed, of the teams whose reductions the user may see. Deleted ones are not."""
    teams = acting.area(Capability.SEE_REDUCTIONS).teams_q("practitioner_team__team")
    return (
        Reduction.objects.filter(teams)
        .exclude(status=Reduction.Status.DELETED)
        .select_related("practitioner_team__practitioner", "practitioner_team__team__unit", "created_by")
    )


def expiring(rows: QuerySet[Reduction], *, on: date, days: int) -> QuerySet[Reduction]:
    """Those whose last day falls in the days to come."""
    return rows.filter(ends__gte=on, ends__lte=on + timedelta(days=days))


def reductions_of(practitioner_team_ids: list[int]) -> QuerySet[Reduction]:
    return (
        Reduction.objects.filter(~Q(status=Reduction.Status.DELETED), practitioner_team__in=practitioner_team_ids)
        .select_related("practitioner_team__team__unit", "practitioner_team__practitioner", "created_by")
        .order_by("-starts", "pk")
    )


def hours_recorded(practitioner_team_ids: list[int]) -> QuerySet[ContractedHours]:
    return (
        ContractedHours.objects.filter(practitioner_team__in=practitioner_team_ids)
        .select_related("practitioner_team__team")
        .order_by("-starts")
    )

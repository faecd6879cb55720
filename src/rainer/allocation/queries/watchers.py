"""Who can watch people with nobody named."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from rainer.organisation.capabilities import CAPABILITIES, Capability
from rainer.organisation.models import DeliveryUnit, User

MAY_WATCH = tuple(role for role, capabilities in CAPABILITIES.items() if Capability.SEE_PERSON in capabilities)


def watchers_in(unit: DeliveryUnit, *, on: date) -> QuerySet[User]:
    """Those who may open people's records in some of the unit today, by name."""
    here = Q(roles__unit=unit) | Q(roles__team__unit=unit)
    in_force = Q(roles__starts__lte=on) & (Q(roles__ends=None) | Q(roles__ends__gte=on))
    return (
        User.objects.filter(here, in_force, roles__role__in=MAY_WATCH, is_active=True).distinct().order_by("name", "pk")
    )

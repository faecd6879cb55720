"""What to heed on a visit at home."""

from __future__ import annotations

from django.db.models import Q

from rainer.cases.models import Registration
from rainer.overview.today.day import Day
from rainer.supervision.models import Contact


def heed_of(visits: list[Contact], day: Day) -> dict[int, str]:
    """By visit, how it is made safe: as was noted when it was booked, else as the staff-safety flag says. One query."""
    in_force = Q(starts__lte=day.reference.on) & (Q(ends=None) | Q(ends__gt=day.reference.on))
    flags = Registration.objects.filter(in_force, person__in=[one.person_id for one in visits], is_staff_safety=True)
    said = {flag.person_id: flag.notes for flag in flags.order_by("-starts", "-pk")}
    own = {one.pk: "" if one.is_sensitive else one.notes for one in visits}
    return {one.pk: own[one.pk].strip() or said.get(one.person_id, "") for one in visits}

"""Hours and reductions of every practitioner-team on a day, by staff code and team code."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from rainer.importers.wmt.check import Key
from rainer.importers.wmt.scores import HoursFacts
from rainer.policy.rulebook import Place, Rulebook
from rainer.workforce.models import ContractedHours, Reduction
from rainer.workload.inputs import switched_off_reasons

_KEY = ("practitioner_team__practitioner__code", "practitioner_team__team__code")
_PLACE = ("practitioner_team__team__unit__region__code", "practitioner_team__team__unit__code")


def hours_held(*, on: date, rulebook: Rulebook) -> dict[Key, HoursFacts]:
    """What Rainer holds for the day; practitioner-teams with neither hours nor reductions are left out. Two queries."""
    newest = (
        ContractedHours.objects.filter(starts__lte=on)
        .order_by("practitioner_team_id", "-starts")
        .distinct("practitioner_team_id")
        .values_list(*_KEY, "hours")
    )
    hours = {(staff, team): float(given) for staff, team, given in newest}
    reductions = _reductions(on=on, rulebook=rulebook)
    return {key: HoursFacts(hours.get(key), tuple(reductions.get(key, ()))) for key in hours.keys() | reductions.keys()}


def _reductions(*, on: date, rulebook: Rulebook) -> dict[Key, list[float]]:
    """Hours a week of the reductions that apply, where their reason is not switched off."""
    rows = Reduction.objects.filter(starts__lte=on, ends__gte=on).exclude(status=Reduction.Status.DELETED)
    found: dict[Key, list[float]] = defaultdict(list)
    for staff, team, region, unit, reason, hours in rows.order_by("id").values_list(*_KEY, *_PLACE, "reason", "hours"):
        if reason not in switched_off_reasons(on=on, place=Place(region=region, unit=unit), rulebook=rulebook):
            found[staff, team].append(float(hours))
    return found

"""Hours and reductions of every practitioner-team on a day, by staff code and team code."""

from __future__ import annotations

from datetime import date

from rainer.importers.wmt.check import Key
from rainer.importers.wmt.scores import HoursFacts
from rainer.rulebook.queries import rulebook_now
from rainer.workforce.models import PractitionerTeam
from rainer.workload.inputs import load_hours


def hours_held(*, on: date) -> dict[Key, HoursFacts]:
    """What Rainer holds for the day; practitioner-teams with neither hours nor reductions are left out."""
    keys = {
        pk: (staff, team)
        for pk, staff, team in PractitionerTeam.objects.values_list("id", "practitioner__code", "team__code")
    }
    held = load_hours(on=on, rulebook=rulebook_now())
    return {keys[pk]: HoursFacts(contracted, reductions) for pk, (contracted, reductions) in held.items()}

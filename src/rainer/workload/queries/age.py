"""Of which day the extract is that figures of load rest on, where they rest on one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from rainer.common import clock
from rainer.policy.rulebook import Place, Rulebook
from rainer.policy.workload import ExtractAgeInputs, extract_age
from rainer.rulebook.queries import place_of
from rainer.web.furniture import DataAge
from rainer.workforce.models import PractitionerTeam
from rainer.workload.models import CurrentLoad, ExtractCount, LoadReading
from rainer.workload.queries.places import TO_PLACE, Where


def age_of_place(where: Where, *, on: date, rulebook: Rulebook) -> DataAge | None:
    """The extract behind the figures of a place on a day, where it is of another day; None for that day's own, or none."""
    inside = {} if where.level == "nation" else {TO_PLACE[where.level]: where.pk}
    age = _age(_newest(on, inside), on=on, place=where.place, rulebook=rulebook)
    return None if age is None else _of_some(age, inside, on=on)


def _of_some(age: DataAge, inside: dict[str, int], *, on: date) -> DataAge:
    """The age with how many are in the extract, where others of the place are scored from the record."""
    told = ExtractCount.objects.filter(on=age.day, **inside).count()
    readings = (
        LoadReading.objects.filter(on=on, **inside) if on < clock.today() else CurrentLoad.objects.filter(**inside)
    )
    everyone = readings.count()
    return replace(age, some=told, all=everyone) if told < everyone else age


def age_of_one(practitioner_team: PractitionerTeam, *, on: date, rulebook: Rulebook) -> DataAge | None:
    """The same for one practitioner-team."""
    place = place_of(practitioner_team.team.unit)
    return _age(_newest(on, {"practitioner_team": practitioner_team.pk}), on=on, place=place, rulebook=rulebook)


def newest_extract(*, on: date) -> date | None:
    """The day of the latest extract up to the day: those it covers are scored from it."""
    return ExtractCount.objects.filter(on__lte=on).order_by("-on").values_list("on", flat=True).first()


def _newest(on: date, inside: dict[str, int]) -> date | None:
    newest = ExtractCount.objects.filter(on__lte=on).order_by("-on").values("on")[:1]
    return ExtractCount.objects.filter(on=newest, **inside).values_list("on", flat=True).first()


def _age(day: date | None, *, on: date, place: Place, rulebook: Rulebook) -> DataAge | None:
    age = extract_age(ExtractAgeInputs(day), on=on, place=place, rulebook=rulebook).answer
    return DataAge(day, age.days, age.is_old) if day and age and age.days else None


def regions_of_extract(day: date) -> set[int]:
    """The ids of the regions that have anybody in the extract of a day."""
    return set(
        ExtractCount.objects.filter(on=day).values_list("practitioner_team__team__unit__region", flat=True).distinct()
    )

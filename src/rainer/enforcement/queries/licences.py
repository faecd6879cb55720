"""Licences: which is in force, its conditions, and the sentences served on one."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from rainer.cases.models import Licence, LicenceCondition, Person, Sentence
from rainer.enforcement.inputs import stands


def licence_of(event_id: int, *, on: date) -> Licence | None:
    """The licence in force, in its present version."""
    in_force = Q(starts__lte=on) & (Q(ends=None) | Q(ends__gte=on))
    return Licence.objects.filter(in_force, event=event_id, replaced_on=None).order_by("version").last()


def licensed(person: Person, *, on: date) -> list[Sentence]:
    """The sentences a recall can be of: served on a licence that is in force."""
    if person.date_of_death is not None:
        return []
    rows = Sentence.objects.filter(event__person=person, kind=Sentence.Kind.CUSTODIAL, released_on__isnull=False)
    standing = [one for one in rows.select_related("event").order_by("event__number") if stands(one)]
    return [one for one in standing if licence_of(one.event_id, on=on) is not None]


def conditions_of(licence: Licence | None, *, on: date) -> list[LicenceCondition]:
    if licence is None:
        return []
    in_force = Q(starts__lte=on) & (Q(ends=None) | Q(ends__gte=on))
    return list(licence.conditions.filter(in_force).order_by("pk"))


def under_12_months(sentence: Sentence) -> bool | None:
    """Whether the sentence is under 12 months, by its own length; None where that is not known."""
    a_year = {"days": 365, "weeks": 52, "months": 12, "years": 1}
    if sentence.length is None or sentence.length_unit not in a_year:
        return None
    return sentence.length < a_year[sentence.length_unit]

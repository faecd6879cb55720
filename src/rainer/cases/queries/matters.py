"""What matters in how we work with a person: for booking, letters, referrals and the record at a glance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from rainer.cases.models import Adjustment, Person, Unavailability


@dataclass(frozen=True, slots=True)
class WhatMatters:
    """Adjustments and hours they cannot come, in force on the day; the language they speak; whether texts are welcome."""

    adjustments: list[Adjustment]
    unavailability: list[Unavailability]
    language: str
    interpreter_language: str
    language_concerns: str
    allow_sms: bool

    @property
    def unavailable_words(self) -> list[str]:
        return [unavailable_words(row) for row in self.unavailability]

    @property
    def is_anything(self) -> bool:
        return bool(self.adjustments or self.unavailability or self.interpreter_language or self.language_concerns)


def what_matters(person_id: int, on: date) -> WhatMatters:
    """Three queries. Call it only for a person whose record the user has open."""
    in_force = Q(starts__lte=on) & (Q(ends=None) | Q(ends__gt=on))
    person = Person.objects.only("language", "interpreter_language", "language_concerns", "allow_sms").get(pk=person_id)
    return WhatMatters(
        adjustments=adjustments_of(person_id, on=on),
        unavailability=list(Unavailability.objects.filter(in_force, person_id=person_id).order_by("starts")),
        language=person.language,
        interpreter_language=person.interpreter_language,
        language_concerns=person.language_concerns,
        allow_sms=person.allow_sms,
    )


def adjustments_of(person_id: int, *, on: date) -> list[Adjustment]:
    """Those in force on a day."""
    in_force = Q(starts__lte=on) & (Q(ends=None) | Q(ends__gt=on))
    return list(Adjustment.objects.filter(in_force, person_id=person_id).order_by("category", "kind"))


def unavailable_words(row: Unavailability) -> str:
    """ "Work, Monday, Tuesday, until 15:00"."""
    days = _("every day") if len(row.weekdays) == 7 else ", ".join(str(WEEKDAYS[day]) for day in sorted(row.weekdays))
    since = _("from %(time)s") % {"time": f"{row.from_time:%H:%M}"} if row.from_time else ""
    until = _("until %(time)s") % {"time": f"{row.until_time:%H:%M}"} if row.until_time else ""
    return ", ".join(part for part in (row.reason, days, since, until) if part)

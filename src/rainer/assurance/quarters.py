"""Quarters of a year, as the watch looks at them: "2026-Q3"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from rainer.policy.dates import add_months

MONTHS = 3


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter by its first day."""

    first: date

    @classmethod
    def of(cls, day: date) -> Quarter:
        return cls(day.replace(month=(day.month - 1) // MONTHS * MONTHS + 1, day=1))

    @classmethod
    def named(cls, name: str) -> Quarter | None:
        found = re.fullmatch(r"(20\d\d)-Q([1-4])", name)
        return cls(date(int(found[1]), int(found[2]) * MONTHS - 2, 1)) if found else None

    def before(self, count: int = 1) -> Quarter:
        return Quarter(add_months(self.first, -MONTHS * count))

    @property
    def name(self) -> str:
        return f"{self.first.year}-Q{(self.first.month + 2) // MONTHS}"

    @property
    def words(self) -> str:
        last = add_months(self.first, MONTHS - 1)
        months = {"from": formats.date_format(self.first, "M"), "to": formats.date_format(last, "M Y")}
        return _("%(from)s to %(to)s") % months

    @property
    def span(self) -> tuple[datetime, datetime]:
        """From its first moment up to, but not including, that of the next."""
        return _start(self.first), _start(add_months(self.first, MONTHS))


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))

"""A number on a page: its value, unit, as-of, trend and the way to why. A figure with no why page may not ship."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from rainer.web import words


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure.

    `value` is written as it is to be read ("134%", "912"). `unit` says of what ("of time", "people"). `as_of` is
    left None where one time in the page head fits all. `trend` is a sentence piece, never an arrow ("127% four
    weeks ago"). `why_text` defaults to "Why <value>?" so that a list of links names the figure. `tone` "alert"
    marks the one figure that cannot wait.
    """

    value: str
    unit: str
    as_of: date | datetime | None = None
    trend: Any = ""
    why_url: str = ""
    why_text: Any = ""
    label: Any = ""
    tone: str = ""

    @property
    def why(self) -> str:
        return str(self.why_text or _("Why %(figure)s?") % {"figure": self.value})

    @property
    def as_of_words(self) -> str:
        return words.moment(self.as_of) if self.as_of else ""

"""An answer as the record would give it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from rainer.web import words


@dataclass(frozen=True, slots=True)
class Known:
    """`source` is in words ("the main address"), `as_of` the day the fact is from."""

    answer: Any
    source: str
    as_of: date | None = None

    @property
    def says(self) -> str:
        if self.as_of is None:
            return _("From %(source)s.") % {"source": self.source}
        return _("From %(source)s, %(day)s.") % {"source": self.source, "day": words.day(self.as_of)}

    def as_data(self) -> dict[str, Any]:
        return {
            "answer": self.answer,
            "source": self.source,
            "as_of": self.as_of.isoformat() if self.as_of else None,
        }

"""What of a record is taken out: parts, days, and whether what is sensitive or of others goes with it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy

SUMMARY, SENTENCE, FLAGS, CHRONOLOGY = "summary", "sentence", "flags", "chronology"
CONTACTS, COMPLIANCE, LETTERS, DOCUMENTS = "contacts", "compliance", "letters", "documents"
PARTS: dict[str, Any] = {
    SUMMARY: gettext_lazy("Who they are and who holds the case"),
    SENTENCE: gettext_lazy("Sentences, requirements and licence conditions"),
    FLAGS: gettext_lazy("Flags"),
    CHRONOLOGY: gettext_lazy("Chronology: one line for each thing that happened"),
    CONTACTS: gettext_lazy("Contacts in full"),
    COMPLIANCE: gettext_lazy("How they kept to each order, warnings, breach and recall"),
    LETTERS: gettext_lazy("Letters as they were sent"),
    DOCUMENTS: gettext_lazy("Documents, each as a file"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """The days include their first and last; None is no bound."""

    parts: tuple[str, ...]
    since: date | None = None
    until: date | None = None
    with_sensitive: bool = False
    with_others: bool = False

    @property
    def facts(self) -> dict[str, Any]:
        """As plain data; `wanted_from` reads it back."""
        days = {"since": _iso(self.since), "until": _iso(self.until)}
        return {**asdict(self), "parts": list(self.parts), **days}


def wanted_from(facts: dict[str, Any]) -> Wanted:
    since, until = (date.fromisoformat(facts[n]) if facts[n] else None for n in ("since", "until"))
    return Wanted(**{**facts, "parts": tuple(facts["parts"]), "since": since, "until": until})


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None

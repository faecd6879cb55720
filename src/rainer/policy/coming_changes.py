"""Changes of the law that are made and not yet in force. They are shown, and change no answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rainer.policy.rulebook import NATION, Place, Rulebook, national


@dataclass(frozen=True, slots=True)
class ComingChange:
    """A change the law holds. `starts` is None while no day for it has been read."""

    code: str
    topic: str
    label: str
    act: str
    starts: date | None

    @property
    def sentence(self) -> str:
        when = "no day is set yet" if self.starts is None else f"from {self.starts.isoformat()}"
        return f"Coming change, {when}: {self.label} ({self.act})."


def coming_changes(
    topic: str, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> tuple[ComingChange, ...]:
    """What is known on a day to be coming for one topic; nothing before the first such law was made."""
    value = (rulebook or national()).get("law.coming_changes", on=on, place=place)
    rows = [ComingChange(**row) for row in value.value] if value else []
    return tuple(row for row in rows if row.topic == topic and (row.starts is None or row.starts > on))

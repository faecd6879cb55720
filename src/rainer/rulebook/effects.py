"""What a value does, told by the apps that read it. They stand above this one, so they put themselves here at start-up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from rainer.policy.rulebook import Place
from rainer.rulebook.models import LocalValue

Uses = Callable[[str, Place, date], list[str]]
Consequences = Callable[[LocalValue, date], list[str]]
_uses: list[Uses] = []
_consequences: list[Consequences] = []


def tell(*, uses: Uses, consequences: Consequences) -> None:
    """Register what says where a key is used in a place today, and what approving a proposed value would do."""
    if uses not in _uses:
        _uses.append(uses)
        _consequences.append(consequences)


def uses_of(key: str, place: Place, *, on: date) -> list[str]:
    """Sentences such as "52 loads are worked out with it today"."""
    return [line for one in _uses for line in one(key, place, on)]


def if_approved(row: LocalValue, *, on: date) -> list[str]:
    """Sentences such as "Harrowgate Moor 134% → 136%; 2 more people at or over 110%"."""
    return [line for one in _consequences for line in one(row, on)]

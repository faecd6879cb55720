"""A rulebook place in words people use: names, where a rule knows codes only."""

from __future__ import annotations

from collections.abc import Callable

from rainer.policy.rulebook import Place

Names = Callable[[Place], tuple[str | None, str | None]]


def _codes(place: Place) -> tuple[str | None, str | None]:
    return place.region, place.unit


_names: list[Names] = [_codes]


def name_places_with(names: Names) -> None:
    """Let the app that keeps places say the names of a place's region and unit. Called once, at start-up."""
    _names[0] = names


def place_words(place: Place) -> str:
    """The place as people say it, the widest part first: "England and Wales, Northmarch, Harrowgate Moor"."""
    return ", ".join(part for part in (place.nation, *_names[0](place)) if part)

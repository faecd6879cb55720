"""Schemes of inspection: versioned lists of standards, the four ratings and the bands of totals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import floor

from rainer.policy.refusals import RefusedInputError
from rainer.policy.rulebook import NATION, Place, Rulebook, Value, national

RATINGS = "inspection.ratings"
SCHEMES = "inspection.schemes."
SCHEME_KEYS = (f"{SCHEMES}pdu-2021", f"{SCHEMES}pdu-2023", f"{SCHEMES}region-2023")


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scheme in force: standards by domain, and the highest total of each rating, lowest rating first."""

    code: str
    label: str
    domains: Mapping[str, Mapping[str, str]]
    bands: Mapping[str, int]
    ratings: Mapping[str, int]
    value: Value
    ratings_value: Value

    @property
    def standards(self) -> tuple[str, ...]:
        return tuple(code for standards in self.domains.values() for code in standards)

    @property
    def most(self) -> int:
        """The highest total there can be."""
        return len(self.standards) * max(self.ratings.values())

    def overall(self, total: int) -> str:
        """The overall rating of a total that lies in the scheme."""
        return next(rating for rating, highest in self.bands.items() if total <= highest)

    def totals(self, overall: str) -> tuple[int, int]:
        """The lowest and highest total of an overall rating."""
        before = [highest for highest in self.bands.values() if highest < self.bands[overall]]
        return max(before, default=-1) + 1, self.bands[overall]

    def overalls(self, totals: Iterable[int]) -> tuple[str, ...]:
        """Every overall rating some of the totals has, lowest first."""
        found = {self.overall(total) for total in totals}
        return tuple(rating for rating in self.bands if rating in found)


def scheme(code: str, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> Scheme:
    """A scheme by its code, if its ratings are summed and it was in use by the day. Raises RefusedInputError."""
    book = rulebook or national()
    value = book.get(SCHEMES + code, on=on, place=place) if SCHEMES + code in book.keys() else None  # noqa: SIM118
    if value is None:
        raise RefusedInputError("unknown_scheme", f"No scheme with a total is called {code or 'nothing'}.")
    ratings = book.value(RATINGS, on=on, place=place)
    return Scheme(
        code=code,
        label=value.value["label"],
        domains=value.value["domains"],
        bands=value.value["bands"],
        ratings=ratings.value,
        value=value,
        ratings_value=ratings,
    )


def general_bands(standards: int, ratings: Mapping[str, int]) -> dict[str, int]:
    """The highest totals by the general form, with which a scheme is checked when it is entered."""
    most = max(ratings.values())
    return {
        rating: standards * most if score == most else floor((score + 0.5) * standards)
        for rating, score in ratings.items()
    }


def need_rating(rating: str, ratings: Iterable[str]) -> None:
    if rating not in ratings:
        raise RefusedInputError("unknown_rating", f"No rating is called {rating}: they are {', '.join(ratings)}.")


def need_standard(code: str, held: Scheme) -> None:
    if code not in held.standards:
        raise RefusedInputError("unknown_standard", f"{held.code} has no standard {code}.")

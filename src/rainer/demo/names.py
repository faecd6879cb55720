"""Invented names, drawn from the forenames and surnames of the country's communities. Nobody real is meant."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from faker import Faker

from rainer.demo.chance import Chance

# Locale and its share of the names. Names in a Latin script only, as records here are kept.
COMMUNITIES = (
    ("en_GB", 0.72),
    ("en_IN", 0.06),
    ("en_PK", 0.05),
    ("yo_NG", 0.04),
    ("ig_NG", 0.02),
    ("tw_GH", 0.02),
    ("pl_PL", 0.04),
    ("ro_RO", 0.02),
    ("en_KE", 0.015),
    ("tr_TR", 0.015),
)
POOL = 150


@dataclass(frozen=True)
class Names:
    """`draw` gives (forename, surname) pairs; the same seed gives the same names."""

    women: list[list[str]]
    men: list[list[str]]
    surnames: list[list[str]]

    def draw(self, rng: np.random.Generator, is_woman: np.ndarray) -> list[tuple[str, str]]:
        shares = np.array([share for _locale, share in COMMUNITIES])
        community = rng.choice(len(COMMUNITIES), size=len(is_woman), p=shares / shares.sum())
        first = rng.integers(0, POOL, size=len(is_woman))
        last = rng.integers(0, POOL, size=len(is_woman))
        return [
            ((self.women if woman else self.men)[c][f], self.surnames[c][s])
            for c, f, s, woman in zip(community.tolist(), first.tolist(), last.tolist(), is_woman.tolist(), strict=True)
        ]

    def a_surname(self, chance: Chance) -> str:
        return chance.pick(self.surnames[0])

    def a_name(self, chance: Chance) -> str:
        """A name for someone around the person: of any of the communities, a woman's or a man's."""
        community = chance.weighted([(n, share) for n, (_locale, share) in enumerate(COMMUNITIES)])
        forenames = (self.women if chance.likely(0.6) else self.men)[community]
        return f"{chance.pick(forenames)} {chance.pick(self.surnames[community])}"

    def community_of(self, surname: str) -> str:
        """The locale whose surname it is; the first named where several have it."""
        return self._communities.get(surname, COMMUNITIES[0][0])

    @cached_property
    def _communities(self) -> dict[str, str]:
        every = list(zip(COMMUNITIES, self.surnames, strict=True))
        return {name: locale for (locale, _share), found in reversed(every) for name in found}


def names(seed: int) -> Names:
    women, men, surnames = [], [], []
    for locale, _share in COMMUNITIES:
        fake = Faker(locale)
        fake.seed_instance(seed)
        women.append([fake.first_name_female().title() for _ in range(POOL)])
        men.append([fake.first_name_male().title() for _ in range(POOL)])
        surnames.append([fake.last_name() for _ in range(POOL)])
    return Names(women, men, surnames)

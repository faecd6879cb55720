"""What a name sounds like, so that a search forgives spelling. Kept in `Person.sounds` by whatever changes a name."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import jellyfish

from rainer.cases.models import Person

LONGEST = 12  # characters of a kept sound
# Letters that do not come apart into a plain letter and a mark.
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"})


def sounds_of(forename: str, surname: str, *others: str) -> list[str]:
    """The sounds of every word of the names, aliases among `others`, each once and in the order of the words."""
    words = (word for name in (forename, surname, *others) for word in re.split(r"[\s\-]+", name) if word)
    return list(dict.fromkeys(sound for word in words if (sound := sound_of(word))))


def sounds_of_person(person: Person) -> list[str]:
    """Those of all the names a person is known by: for an operation that changed one of them."""
    aliases = [part for alias in person.aliases.all() for part in (alias.forename, alias.surname)]
    more = (person.middle_names, person.preferred_name, person.previous_surname)
    return sounds_of(person.forename, person.surname, *more, *aliases)


@lru_cache(maxsize=65_536)
def sound_of(word: str) -> str:
    """One word's metaphone; its soundex where that is empty; the word itself where neither has a sound for it."""
    plain = _plain(word)
    sound = jellyfish.metaphone(plain) or (jellyfish.soundex(plain) if plain else "")
    return (sound or word.upper())[:LONGEST]


def _plain(word: str) -> str:
    """Without accents, apostrophes or anything else that is not a letter from A to Z."""
    apart = unicodedata.normalize("NFKD", word.lower().translate(_PLAIN))
    return "".join(letter for letter in apart if "a" <= letter <= "z")

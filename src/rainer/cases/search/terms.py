"""What was typed into Find, term by term: numbers, days of birth, postcodes, and words of a name or an address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rainer.policy import identifiers
from rainer.web.dates import DateNotUnderstoodError, understand

MOST_TERMS = 6
LONGEST = 80
_DATE = r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/. -]\d{1,2}[/. -](?:\d{4}|\d{2})|\d{1,2}(?:st|nd|rd|th)? ?[a-z]{3,9}\.? ?(?:\d{4}|\d{2})"
_NATIONAL_INSURANCE = r"[a-z]{2} ?\d{2} ?\d{2} ?\d{2} ?[a-d]"
_POSTCODE = r"[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}"
_OUTWARD = r"[a-z]{1,2}\d[a-z\d]?"
_TERM = re.compile(
    rf"(?<!\S)(?:(?P<date>{_DATE})|(?P<insurance>{_NATIONAL_INSURANCE})|(?P<postcode>{_POSTCODE})"
    rf"|(?P<outward>{_OUTWARD}))(?!\S)|(?P<word>\S+)",
    re.IGNORECASE,
)
_HOUSE = re.compile(r"\d{1,3}[a-z]?", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d{2}")


class Kind(StrEnum):
    NUMBER = "number"
    BORN = "born"
    POSTCODE = "postcode"
    OUTWARD = "outward"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Term:
    """One thing looked for. `forms` are the ways a number, postcode or its first half may be kept; `born` the first and last day."""

    kind: Kind
    text: str
    forms: tuple[str, ...] = ()
    born: tuple[date, date] | None = None


def read(text: str, *, on: date) -> list[Term]:
    """The terms of a search, in order. What holds no letter or digit is left out."""
    plain = re.sub(r"[\s,;]+", " ", text.replace("\0", "")).strip()[:LONGEST]
    found: list[Term] = []
    for match in _TERM.finditer(plain):
        found += _terms(match.lastgroup or "word", match[0], on)
    return found[:MOST_TERMS]


def _terms(group: str, text: str, on: date) -> list[Term]:
    if group == "date":
        day = _day(text, on)
        return [Term(Kind.BORN, text, born=(day, day))] if day else [t for w in text.split(" ") for t in _word(w, on)]
    if group == "insurance":
        return [Term(Kind.NUMBER, text, forms=_insurance(text))]
    if group == "postcode":
        return [Term(Kind.POSTCODE, text, forms=_postcode(text))]
    if group == "outward":
        return [Term(Kind.OUTWARD, text, forms=(text.upper(),))]
    return _word(text, on)


def _day(text: str, on: date) -> date | None:
    """The day of birth meant: a year of two digits that is still to come is of the century before."""
    try:
        day = understand(text, today=on, near="behind")
    except DateNotUnderstoodError:
        return None
    if day <= on:
        return day
    return day.replace(year=day.year - 100) if (day.month, day.day) != (2, 29) or (day.year - 100) % 4 == 0 else None


def _word(text: str, on: date) -> list[Term]:
    if not any(letter.isalnum() for letter in text):
        return []
    if _YEAR.fullmatch(text) and int(text) <= on.year:
        return [Term(Kind.BORN, text, born=(date(int(text), 1, 1), date(int(text), 12, 31)))]
    if any(letter.isdigit() for letter in text) and not _HOUSE.fullmatch(text):
        return [Term(Kind.NUMBER, text, forms=_number(text, on))]
    return [Term(Kind.WORD, text)]


def _number(text: str, on: date) -> tuple[str, ...]:
    """A number as it may be kept: a PNC or CRO number in its one form, or as it was given."""
    plain = text.upper()
    forms = [plain]
    if identifiers.looks_like_pnc(plain):
        forms += _pnc(identifiers.pnc_search_key(plain).upper())
    forms += [
        found.canonical
        for found in (identifiers.canonicalise_pnc(plain, as_of_year=on.year), identifiers.canonicalise_cro(plain))
        if found.canonical
    ]
    return tuple(dict.fromkeys(forms))


def _pnc(key: str) -> list[str]:
    """Every way a PNC id of this search key may be written: year of two digits or four, serial padded or not."""
    year, rest = key.split("/")
    serial, letter = rest[:-1], rest[-1]
    years = [year, year[-2:]] if len(year) == 4 else [year, f"19{year}", f"20{year}"]
    return [f"{y}/{number}{letter}" for y in years for number in (serial, serial.zfill(7))]


def _insurance(text: str) -> tuple[str, ...]:
    plain = text.upper().replace(" ", "")
    return plain, f"{plain[:2]} {plain[2:4]} {plain[4:6]} {plain[6:8]} {plain[8:]}"


def _postcode(text: str) -> tuple[str, ...]:
    plain = text.upper().replace(" ", "")
    return f"{plain[:-3]} {plain[-3:]}", plain

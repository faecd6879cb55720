"""Identifiers of a person: what each looks like, its check letter, and the one form it is kept in.

Nothing here trims or changes case unless it says so. A wrong check letter is worth a warning and never a
refusal: the record may be older than the police's own correction of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook

# The police's own table, by remainder; I, O and S are never used. It has no dates: it is part of the
# number's form.
CHECK_LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"

_PNC = re.compile(r"([0-9]{2,4})/?([0-9]{1,7})([A-Z])")
_PNC_SEARCH = re.compile(r"([0-9]{2}|[0-9]{4})/([0-9]{1,7})([A-Za-z])")
_PNC_LONG_FORM = 12  # characters without the slash: year 4, serial 7, letter
_CRO = re.compile(r"([0-9]{1,6})/([0-9]{2})([A-Z])")
_CRO_SHORT_FILE = re.compile(r"SF([0-9]{2})/([0-9]{1,6})([A-Z])")
_CRN = re.compile(r"[A-Z][0-9]{6}")
_PRISON_NUMBER = re.compile(r"[A-Z][0-9]{4}[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Canonical:
    """An identifier in the one form it is kept in, or None with the reason it has none."""

    canonical: str | None
    reason: str = ""

    @property
    def is_valid(self) -> bool:
        return self.canonical is not None


def check_letter(digits: str) -> str:
    """The check letter of a PNC or CRO number: two year digits followed by the serial, read as one number."""
    return CHECK_LETTERS[int(digits) % len(CHECK_LETTERS)]


def canonicalise_pnc(text: str | None, *, as_of_year: int) -> Canonical:
    """A PNC id as `YYYY/NNNNNNNL`. A two-digit year later than `as_of_year` is of the century before.

    With the slash taken out, twelve characters are the long form with a four-digit year, fewer the short
    form.
    """
    found = _PNC.fullmatch(text or "")
    if not found:
        return Canonical(None, "it is not year, serial number and letter")
    plain = "".join(found.groups())
    year_digits = 4 if len(plain) == _PNC_LONG_FORM else 2
    year, serial, letter = plain[:year_digits], plain[year_digits:-1].zfill(7), plain[-1]
    if len(serial) > 7:
        return Canonical(None, "its serial number has more than seven digits")
    if letter != check_letter(year[-2:] + serial):
        return Canonical(None, "its check letter does not fit its digits")
    return Canonical(f"{_full_year(year, as_of_year)}/{serial}{letter}")


def _full_year(year: str, as_of_year: int) -> str:
    if len(year) == 4:
        return year
    this_century = as_of_year - as_of_year % 100 + int(year)
    return str(this_century if this_century <= as_of_year else this_century - 100)


def is_same_pnc(one: str | None, other: str | None, *, as_of_year: int) -> bool:
    """Whether two texts are the same PNC id. Two that are not PNC ids are never the same."""
    first = canonicalise_pnc(one, as_of_year=as_of_year).canonical
    return first is not None and first == canonicalise_pnc(other, as_of_year=as_of_year).canonical


def looks_like_pnc(term: str) -> bool:
    """Whether a search term has the shape of a PNC id; its check letter is not tested, for people mistype."""
    return _PNC_SEARCH.fullmatch(term) is not None


def pnc_search_key(term: str) -> str:
    """A search term as the key PNC ids are indexed under; a term of another shape is passed through."""
    found = _PNC_SEARCH.fullmatch(term)
    if not found:
        return term
    year, serial, letter = found.groups()
    return f"{year}/{int(serial)}{letter.lower()}"


def canonicalise_cro(text: str | None) -> Canonical:
    """A CRO number as `NNNNNN/YYL`, or a short-file one as `SFYY/NL`, whose serial is never padded."""
    if found := _CRO.fullmatch(text or ""):
        serial, year, letter = found[1].zfill(6), found[2], found[3]
        canonical = f"{serial}/{year}{letter}"
    elif found := _CRO_SHORT_FILE.fullmatch(text or ""):
        year, serial, letter = found.groups()
        canonical = f"SF{year}/{serial}{letter}"
    else:
        return Canonical(None, "it is not serial number, year and letter")
    if letter != check_letter(year + serial):
        return Canonical(None, "its check letter does not fit its digits")
    return Canonical(canonical)


def is_valid_crn(text: str | None) -> bool:
    """Whether the text is a CRN: one capital letter and six digits, nothing around them."""
    return _CRN.fullmatch(text or "") is not None


def normalise_crn(text: str | None) -> str | None:
    """A CRN as typed, without space around it and in capitals; None if nothing is left."""
    return (text or "").strip().upper() or None


def is_valid_prison_number(text: str | None) -> bool:
    """Whether the text is a prison number: a capital letter, four digits, two capital letters."""
    return _PRISON_NUMBER.fullmatch(text or "") is not None


@dataclass(frozen=True, slots=True)
class IdentifierKind:
    """Which kind of identifier a text is, or the code of why it is none."""

    kind: Literal["CRN", "PRISON_NUMBER"] | None
    error: Literal["REQUIRED", "INVALID_FORMAT"] | None = None


def classify_person_identifier(text: str | None) -> IdentifierKind:
    """Whether a text is a CRN or a prison number, space around it aside."""
    trimmed = (text or "").strip()
    if not trimmed:
        return IdentifierKind(None, "REQUIRED")
    if is_valid_crn(trimmed):
        return IdentifierKind("CRN")
    if is_valid_prison_number(trimmed):
        return IdentifierKind("PRISON_NUMBER")
    return IdentifierKind(None, "INVALID_FORMAT")


@dataclass(frozen=True, slots=True)
class IdentifierInput:
    """An identifier as typed or received."""

    value: str | None


@rule("pnc.canonicalise")
def pnc(inputs: IdentifierInput, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> Outcome[str]:
    """A PNC id in the form it is kept in, YYYY/NNNNNNNL, if its check letter fits.

    The day decides the century of a two-digit year.
    """
    result = canonicalise_pnc(inputs.value, as_of_year=on.year)
    return _canonical("pnc.canonicalise", "PNC id", inputs, result, on, place)


@rule("cro.canonicalise")
def cro(inputs: IdentifierInput, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> Outcome[str]:
    """A CRO number in the form it is kept in, NNNNNN/YYL or SFYY/NL, if its check letter fits."""
    return _canonical("cro.canonicalise", "CRO number", inputs, canonicalise_cro(inputs.value), on, place)


def _canonical(
    name: str, label: str, inputs: IdentifierInput, result: Canonical, on: date, place: Place
) -> Outcome[str]:
    step = Step("form_and_check_letter", label, inputs.value or "nothing", result.canonical)
    missing = (f"no {label}: {result.reason}",) if result.canonical is None else ()
    return Outcome(name, on, place, result.canonical, (step,), missing)

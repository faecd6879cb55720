"""Identifiers: what is one, what is not, and laws of their one kept form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rainer.policy import identifiers
from rainer.policy.identifiers import (
    canonicalise_cro,
    canonicalise_pnc,
    check_letter,
    classify_person_identifier,
    is_same_pnc,
    is_valid_crn,
    is_valid_prison_number,
    looks_like_pnc,
    normalise_crn,
    pnc_search_key,
)

years = st.integers(1900, 2026)
serials = st.integers(0, 9_999_999)


def _pnc(year: int, serial: int) -> str:
    return f"{year}/{serial:07}{check_letter(f'{year % 100:02}{serial:07}')}"


@given(years, serials)
def test_a_long_pnc_is_its_own_canonical_form(year: int, serial: int) -> None:
    text = _pnc(year, serial)
    assert canonicalise_pnc(text, as_of_year=2026).canonical == text
    assert canonicalise_pnc(text.replace("/", ""), as_of_year=2026).canonical == text


@given(st.integers(1927, 2026), serials)
def test_short_and_long_form_are_the_same_pnc(year: int, serial: int) -> None:
    text = _pnc(year, serial)
    short = f"{text[2:4]}/{serial}{text[-1]}"
    assert is_same_pnc(short, text, as_of_year=2026)


@given(st.text(max_size=14))
def test_canonicalising_twice_changes_nothing(text: str) -> None:
    once = canonicalise_pnc(text, as_of_year=2026).canonical
    if once is not None:
        assert canonicalise_pnc(once, as_of_year=2026).canonical == once
    cro = canonicalise_cro(text).canonical
    if cro is not None:
        assert canonicalise_cro(cro).canonical == cro


@given(years, serials, st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
def test_only_one_letter_fits(year: int, serial: int, letter: str) -> None:
    right = _pnc(year, serial)
    assert canonicalise_pnc(right[:-1] + letter, as_of_year=2026).is_valid == (letter == right[-1])


def test_the_check_letters_leave_out_those_that_are_misread() -> None:
    assert len(set(identifiers.CHECK_LETTERS)) == 23
    assert not set("IOS") & set(identifiers.CHECK_LETTERS)


def test_two_texts_that_are_no_pnc_are_never_the_same() -> None:
    assert not is_same_pnc("", "", as_of_year=2026)
    assert not is_same_pnc(None, None, as_of_year=2026)


@pytest.mark.parametrize("text", ["1979/0163001B ", "1979/0163001b", "१९७९/0163001B", "79//163001B", "1979/01630010B"])
def test_what_is_not_quite_a_pnc_is_none(text: str) -> None:
    assert not canonicalise_pnc(text, as_of_year=2026).is_valid


@given(st.integers(0, 999_999), st.integers(0, 99))
def test_a_cro_number_is_padded_only_outside_the_short_file(serial: int, year: int) -> None:
    padded = f"{serial:06}/{year:02}{check_letter(f'{year:02}{serial:06}')}"
    assert canonicalise_cro(f"{serial}/{year:02}{padded[-1]}").canonical == padded
    short_file = f"SF{year:02}/{serial}{check_letter(f'{year:02}{serial}')}"
    assert canonicalise_cro(short_file).canonical == short_file


@pytest.mark.parametrize(
    ("term", "key"),
    [("2003/0234567A", "2003/234567a"), ("03/0000000A", "03/0a"), ("203/1234567A", "203/1234567A"), ("", "")],
)
def test_search_keys(term: str, key: str) -> None:
    assert pnc_search_key(term) == key
    assert looks_like_pnc(term) == (key != term)


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("X000001", True),
        ("x000001", False),
        (" X000001", False),
        ("X00001", False),
        ("X0000011", False),
        (None, False),
    ],
)
def test_crn(text: str | None, valid: bool) -> None:
    assert is_valid_crn(text) is valid


@pytest.mark.parametrize(("text", "becomes"), [("  x320741 ", "X320741"), ("", None), ("  ", None), (None, None)])
def test_normalising_a_crn(text: str | None, becomes: str | None) -> None:
    assert normalise_crn(text) == becomes


@pytest.mark.parametrize(
    ("text", "valid"),
    [("A1234BC", True), ("A1234Bc", False), ("A123BC", False), ("A1234BC\n", False), ("", False)],
)
def test_prison_number(text: str, valid: bool) -> None:
    assert is_valid_prison_number(text) is valid


@pytest.mark.parametrize(
    ("text", "kind", "error"),
    [
        (" X000001 ", "CRN", None),
        ("A1234BC", "PRISON_NUMBER", None),
        ("   ", None, "REQUIRED"),
        (None, None, "REQUIRED"),
        ("x000001", None, "INVALID_FORMAT"),
    ],
)
def test_which_kind_of_identifier(text: str | None, kind: str | None, error: str | None) -> None:
    found = classify_person_identifier(text)
    assert (found.kind, found.error) == (kind, error)

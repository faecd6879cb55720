"""One cell as what its column holds. A cell that is not raises CellError with what to write instead."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from django.utils import timezone

from rainer.cases.models import CaseState, Sentence
from rainer.common import clock
from rainer.organisation.models import Grade, Team
from rainer.policy import identifiers
from rainer.policy.workload.tiers import V2_TIERS
from rainer.supervision.models import Contact


class Kind(StrEnum):
    """Kinds of fault in a caseload, in the order they are listed."""

    NOT_A_ZIP = "Not a zip of CSV files"
    MISSING_FILE = "Missing files"
    NOT_TEXT = "Not UTF-8 text"
    MISSING_COLUMN = "Missing columns"
    REPEATED_COLUMN = "Columns there twice"
    CUT_ROW = "Rows with too few or too many cells"
    EMPTY = "Needed and empty"
    NOT_A_DATE = "Not a date"
    NOT_A_NUMBER = "Not a number"
    TOO_LONG = "Text too long to keep"
    NOT_LISTED = "Not one of the words or codes listed"
    NOT_AN_IDENTIFIER = "Not in the form of its kind"
    REPEATED = "There twice"
    NOT_THERE = "Named here and found nowhere"
    OUT_OF_ORDER = "Dates out of order"
    CLASH = "Clashes with what Rainer has"
    NOT_YOURS = "Not in your area"


class CellError(ValueError):
    """The cell cannot be read. `advice` says what to write."""

    def __init__(self, kind: Kind, advice: str) -> None:
        super().__init__(advice)
        self.kind, self.advice = kind, advice


@dataclass(frozen=True, slots=True)
class Identifier:
    """A police number: the form it is kept in (empty where its check letter does not fit), and as given."""

    canonical: str
    as_given: str
    doubt: str = ""

    @property
    def kept(self) -> str:
        return self.canonical or self.as_given


def text(most: int) -> Callable[[str], str]:
    def read(cell: str) -> str:
        if len(cell) > most:
            raise CellError(Kind.TOO_LONG, f"At most {most} characters.")
        return cell

    return read


def day(cell: str) -> date:
    for pattern in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            found = datetime.strptime(cell, pattern).date()  # noqa: DTZ007 - a calendar day has no zone
        except ValueError:
            continue
        if found.year >= 1900:
            return found
    raise CellError(Kind.NOT_A_DATE, "A date, like 2026-11-27.")


def moment(cell: str) -> datetime:
    """A date and a time, local; a date alone is the start of that day."""
    if len(cell) <= len("27/11/2026"):
        return timezone.make_aware(datetime.combine(day(cell), time()))
    try:
        found = datetime.fromisoformat(cell)
    except ValueError:
        raise CellError(Kind.NOT_A_DATE, "A date and time, like 2026-11-27 09:30.") from None
    return found if found.tzinfo else timezone.make_aware(found)


def whole(cell: str) -> int:
    if not cell.isascii() or not cell.isdigit() or int(cell) > 32_767:
        raise CellError(Kind.NOT_A_NUMBER, "A whole number, like 2.")
    return int(cell)


def hours(cell: str) -> Decimal:
    try:
        found = Decimal(cell)
    except InvalidOperation:
        raise CellError(Kind.NOT_A_NUMBER, "Hours a week, like 37 or 22.5.") from None
    if not 0 <= found <= Decimal("37.5"):
        raise CellError(Kind.NOT_A_NUMBER, "Hours a week from 0 to 37.5.")
    return found.quantize(Decimal("0.1"))


def _one_of(words: Iterable[str]) -> Callable[[str], str]:
    known = {word.lower(): word for word in words}
    advice = f"One of {', '.join(known.values())}."

    def read(cell: str) -> str:
        try:
            return known[cell.lower()]
        except KeyError:
            raise CellError(Kind.NOT_LISTED, advice) from None

    return read


state = _one_of(CaseState.values)
sentence_kind = _one_of(Sentence.Kind.values)
team_kind = _one_of(Team.Kind.values)
grade = _one_of(Grade.values)
attended = _one_of(Contact.Attended.values)
sex = _one_of(("female", "male", "not known"))
tier = _one_of(V2_TIERS)
_yes_no = _one_of(("yes", "no"))


def yes_no(cell: str) -> bool:
    return _yes_no(cell) == "yes"


def crn(cell: str) -> str:
    found = identifiers.normalise_crn(cell)
    if found is None or not identifiers.is_valid_crn(found):
        raise CellError(Kind.NOT_AN_IDENTIFIER, "A letter and six digits, like X012345.")
    return found


def prison_number(cell: str) -> str:
    if not identifiers.is_valid_prison_number(cell.upper()):
        raise CellError(Kind.NOT_AN_IDENTIFIER, "A letter, four digits and two letters, like A1234BC.")
    return cell.upper()


def pnc(cell: str) -> Identifier:
    """A police national computer id. One that does not fit is kept as given and doubted, never refused.

    A two-digit year is settled by the current year.
    """
    return _identifier(identifiers.canonicalise_pnc(cell.upper(), as_of_year=clock.today().year), cell)


def cro(cell: str) -> Identifier:
    return _identifier(identifiers.canonicalise_cro(cell.upper()), cell)


def _identifier(found: identifiers.Canonical, cell: str) -> Identifier:
    if found.canonical is None and len(cell) > _LONGEST:
        raise CellError(Kind.TOO_LONG, f"At most {_LONGEST} characters.")
    return Identifier(found.canonical or "", cell, "" if found.canonical else found.reason)


_LONGEST = 13

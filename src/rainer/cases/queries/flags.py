"""A person's flags: those in force with their reviews, and those taken off with why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from rainer.cases.flags import flag_name
from rainer.cases.models import Case, Registration, RegistrationReview
from rainer.policy.registers import LEVELS, Level, RegisterType, grades, register_types
from rainer.rulebook.queries import place_of, rulebook_now


@dataclass(frozen=True, slots=True)
class Flag:
    """A flag as a page shows it: never without its date and who set it."""

    row: Registration
    name: str
    level: Level
    reviews: list[RegistrationReview]
    is_overdue: bool
    lacks_review: bool
    grade: str


def flags_in_force(case: Case, *, on: date) -> list[Flag]:
    """Staff safety first, then by how serious, then by name. Three queries."""
    types = types_here(case, on=on)
    flags = [_flag(row, types, on) for row in _rows(case, Q(starts__lte=on) & (Q(ends=None) | Q(ends__gt=on)))]
    return sorted(flags, key=lambda f: (not f.row.is_staff_safety, LEVELS.index(f.level), f.name, -f.row.pk))


def flags_taken_off(case: Case, *, on: date) -> list[Flag]:
    """The latest first."""
    types = types_here(case, on=on)
    return [_flag(row, types, on) for row in _rows(case, Q(ends__lte=on)).order_by("-ends", "-pk")]


def types_here(case: Case, *, on: date) -> dict[str, RegisterType]:
    """The types of flag that can be set where the case is."""
    return register_types(on=on, place=place_of(case.team.unit), rulebook=rulebook_now())


def flag_of(case: Case, pk: int, *, on: date) -> Flag | None:
    row = _rows(case, Q(pk=pk)).first()
    return _flag(row, types_here(case, on=on), on) if row else None


def _rows(case: Case, which: Q) -> QuerySet[Registration]:
    reviews = RegistrationReview.objects.select_related("by").order_by("-done_on", "-pk")
    rows = Registration.objects.filter(which, person=case.person).select_related("made_by", "removed_by")
    return rows.prefetch_related(Prefetch("reviews", reviews))


def _flag(row: Registration, types: Mapping[str, RegisterType], on: date) -> Flag:
    of = types.get(row.type_code)
    needs_review = of is None or of.review_months is not None
    return Flag(
        row=row,
        name=flag_name(row.type_code),
        level=of.level if of else "information",
        reviews=list(row.reviews.all()),
        is_overdue=bool(row.next_review and row.next_review < on),
        lacks_review=needs_review and row.next_review is None,
        grade=_grade(row, on),
    )


def _grade(row: Registration, on: date) -> str:
    """ "level 2, category 1"; what is nominal is not known."""
    levels, categories = grades(on=on)
    known = (
        (_("level %(number)s"), levels.get(row.level, 0)),
        (_("category %(number)s"), categories.get(row.category, 0)),
    )
    return ", ".join(words % {"number": number} for words, number in known if number)

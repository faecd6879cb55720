"""Find a person: by CRN, PNC, prison number, date of birth, or a name that may be misspelt.

A hit says why it is one. A limited record shows its CRN and nothing else; one outside the user's role and area does
not show at all. What was looked for, and how many were found, goes to the log.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import reduce

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Exists, F, FloatField, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.cases.access import limited_person_ids
from rainer.cases.models import Case, Person
from rainer.common import log
from rainer.common.models import LogEntry
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.policy import identifiers
from rainer.web.dates import DateNotUnderstoodError, understand

SEARCHED = log.event_type(
    "searched",
    gettext_lazy("{actor} looked for {words} and found {found}"),
    personal=("words",),
    kind=LogEntry.Kind.READ,
)
MOST = 50
LONGEST = 80


@dataclass(frozen=True, slots=True)
class Hit:
    """Someone found. `case` is None where the record is limited for the user; then only `crn` may be shown."""

    crn: str
    why: str
    case: Case | None = None


def find(acting: Acting, text: str, *, on: date) -> list[Hit]:
    """Up to 50 people the user may find, the likeliest first. Six queries, whatever is found."""
    words = re.sub(r"\s+", " ", text).strip()[:LONGEST]
    if not words:
        return []
    people = _by_identifier(words, on) or _by_name(words)
    found = list(_in_area(acting, people)[:MOST])
    limited = limited_person_ids(acting, [p.pk for p in found])
    cases = _cases([p.pk for p in found])
    hits = [
        Hit(p.crn, _("Restricted")) if p.pk in limited else Hit(p.crn, _why(p, words, on), cases[p.pk]) for p in found
    ]
    log.record(SEARCHED, actor=acting.user, subject="search", data={"words": words, "found": len(hits)})
    return hits


def _in_area(acting: Acting, people: QuerySet[Person]) -> QuerySet[Person]:
    cases = Case.objects.filter(acting.area(Capability.SEARCH).teams_q("team"), person_id=OuterRef("pk"))
    return people.filter(Exists(cases))


def _cases(person_ids: list[int]) -> dict[int, Case]:
    """Each person's open case, else the one closed last."""
    rows = (
        Case.objects.filter(person_id__in=person_ids)
        .select_related("person", "team__unit", "practitioner_team__practitioner")
        .order_by("person_id", F("closed_on").desc(nulls_first=True))
        .distinct("person_id")
    )
    return {case.person_id: case for case in rows}


def _by_identifier(words: str, on: date) -> QuerySet[Person] | None:
    """People by a number or a day of birth; None when the words are neither."""
    plain = words.upper().replace(" ", "")
    if identifiers.is_valid_crn(plain):
        return Person.objects.filter(crn=plain)
    if identifiers.is_valid_prison_number(plain):
        return Person.objects.filter(prison_number=plain)
    if (pnc := _pnc(plain, on)) is not None:
        return Person.objects.filter(Q(pnc=pnc) | Q(pnc_as_given__iexact=plain))
    if (born := _born(words, on)) is not None:
        return Person.objects.filter(date_of_birth=born).order_by("surname", "forename")
    return None


def _pnc(plain: str, on: date) -> str | None:
    """A PNC id's canonical form; as typed where its letter is wrong, for it may be kept as it was given."""
    if not identifiers.looks_like_pnc(plain.lower()) and not identifiers.looks_like_pnc(plain):
        return None
    return identifiers.canonicalise_pnc(plain, as_of_year=on.year).canonical or plain


def _born(words: str, on: date) -> date | None:
    if not re.search(r"\d{4}|\d/\d|\d\.\d", words):
        return None
    try:
        return understand(words, today=on, near="behind")
    except DateNotUnderstoodError:
        return None


def _by_name(words: str) -> QuerySet[Person]:
    """People each of whose typed words is like their surname or forename, likeliest first, misspelt or not."""
    parts = words.split(" ")[:3]
    like = reduce(lambda q, w: q & (Q(surname__trigram_similar=w) | Q(forename__trigram_similar=w)), parts, Q())
    zero = Value(0.0, output_field=FloatField())
    score = sum(
        (Greatest(TrigramSimilarity("surname", w), TrigramSimilarity("forename", w)) for w in parts), start=zero
    )
    return Person.objects.filter(like).annotate(likeness=score).order_by("-likeness", "surname", "forename", "crn")


def _why(person: Person, words: str, on: date) -> str:
    plain = words.upper().replace(" ", "")
    if plain == person.crn:
        return _("CRN")
    if plain == person.prison_number:
        return _("Prison number")
    if person.pnc and _pnc(plain, on) in (person.pnc, person.pnc_as_given.upper()):
        return _("PNC")
    if person.date_of_birth and _born(words, on) == person.date_of_birth:
        return _("Date of birth")
    names = {person.forename.lower(), person.surname.lower(), person.preferred_name.lower()}
    return _("Name") if all(w in names for w in words.lower().split(" ")) else _("Spelt like it")

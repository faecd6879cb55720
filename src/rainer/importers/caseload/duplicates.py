"""People who may be one person: the same number of a kind, or the same name, date of birth and sex."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

from django.db.models import Q
from django.db.models.functions import Lower

from rainer.cases.models import DuplicateWarning, Person
from rainer.importers.caseload.cells import Identifier
from rainer.importers.caseload.read import Files

# A number shared by more people than this says nothing about any two of them.
MOST_ALIKE = 10


@dataclass(frozen=True, slots=True)
class Pair:
    """Two CRNs, the first before the second, and what they have in common in words."""

    one: str
    other: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Traits:
    """What people are compared by."""

    crn: str
    forename: str
    surname: str
    born: date | None
    sex: str
    pnc: str
    cro: str
    prison_number: str


_ALIKE: tuple[tuple[str, Callable[[Traits], Any]], ...] = (
    ("PNC", lambda t: t.pnc),
    ("CRO", lambda t: t.cro),
    ("Prison number", lambda t: t.prison_number),
    ("Name, date of birth and sex", lambda t: t.born and (t.forename.lower(), t.surname.lower(), t.born, t.sex)),
)


def pairs(files: Files) -> list[Pair]:
    """Pairs in the file, and between the file and the record, that nobody has been warned of yet. Three queries."""
    given = [_from_row(row.cells) for row in files.of("people.csv")]
    here = {traits.crn for traits in given}
    everyone = given + [traits for traits in _known(given) if traits.crn not in here]
    evidence: dict[tuple[str, str], list[str]] = defaultdict(list)
    for label, trait in _ALIKE:
        for value, alike in _groups(everyone, trait).items():
            for one, other in combinations(sorted(alike), 2):
                if one in here or other in here:
                    evidence[one, other].append(f"{label}: {value}" if isinstance(value, str) else label)
    told = _told({crn for pair in evidence for crn in pair})
    return [Pair(*key, tuple(found)) for key, found in sorted(evidence.items()) if frozenset(key) not in told]


def _groups(everyone: Iterable[Traits], trait: Callable[[Traits], Any]) -> dict[Any, set[str]]:
    found: dict[Any, set[str]] = defaultdict(set)
    for traits in everyone:
        if value := trait(traits):
            found[value].add(traits.crn)
    return {value: crns for value, crns in found.items() if 1 < len(crns) <= MOST_ALIKE}


def _from_row(cells: dict[str, Any]) -> Traits:
    def number(column: str) -> str:
        found = cells.get(column)
        return found.kept if isinstance(found, Identifier) else found or ""

    return Traits(
        cells["crn"], cells["forename"], cells["surname"], cells["date_of_birth"], cells.get("sex") or "",
        number("pnc"), number("cro"), number("prison_number"),
    )  # fmt: skip


def _known(given: list[Traits]) -> Iterable[Traits]:
    """People in the record who share a number, or a surname and date of birth, with somebody in the file."""
    alike = Q(pk__in=[])
    for name in ("pnc", "cro", "prison_number"):
        alike |= Q(**{f"{name}__in": {getattr(t, name) for t in given} - {""}})
    alike |= Q(date_of_birth__in={t.born for t in given if t.born}, family__in={t.surname.lower() for t in given})
    rows = Person.objects.annotate(family=Lower("surname")).filter(alike)
    names = ("crn", "forename", "surname", "date_of_birth", "sex", "pnc", "cro", "prison_number")
    return [Traits(*row) for row in rows.values_list(*names)]


def _told(crns: set[str]) -> set[frozenset[str]]:
    rows = DuplicateWarning.objects.filter(one__crn__in=crns, other__crn__in=crns)
    return {frozenset(pair) for pair in rows.values_list("one__crn", "other__crn")}

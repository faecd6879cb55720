"""Why somebody was found, term by term: what it is on their record that the term hits."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from rainer.cases.models import Person
from rainer.cases.search.terms import Kind, Term
from rainer.cases.sounds import sound_of

_ALIKE = 0.3  # the database's own threshold of likeness


def why(person: Person, terms: list[Term]) -> str:
    """Each reason once, in the order of the terms. Reads `aliases`, `identifiers` and `addresses`, fetched before."""
    reasons = [_KINDS[term.kind](person, term) for term in terms]
    if not all(reasons):
        reasons.append(_address(person, [term for term in terms if term.kind is Kind.WORD]))
    return ", ".join(dict.fromkeys(reason for reason in reasons if reason))


def _number(person: Person, term: Term) -> str:
    own = (
        (_("CRN"), person.crn),
        (_("PNC"), person.pnc),
        (_("PNC"), person.pnc_as_given.upper()),
        (_("CRO"), person.cro),
        (_("Prison number"), person.prison_number),
    )
    further = ((str(i.get_kind_display()), i.value) for i in person.identifiers.all())
    return next((label for label, value in (*own, *further) if value and value in term.forms), "")


def _born(person: Person, term: Term) -> str:
    first, last = term.born or (None, None)
    if first is None or last is None:
        return ""
    if person.date_of_birth and first <= person.date_of_birth <= last:
        return _("Date of birth")
    hit = any(a.date_of_birth and first <= a.date_of_birth <= last for a in person.aliases.all())
    return _("Date of birth of an alias") if hit else ""


def _postcode(person: Person, term: Term) -> str:
    if person.postcode in term.forms:
        return _("Postcode")
    return _("Earlier postcode") if any(a.postcode in term.forms for a in person.addresses.all()) else ""


def _outward(person: Person, term: Term) -> str:
    if found := _number(person, term):
        return found
    if _outward_of(person.postcode) in term.forms:
        return _("Postcode area")
    if any(_outward_of(a.postcode) in term.forms for a in person.addresses.all()):
        return _("Earlier postcode area")
    return ""


def _outward_of(postcode: str) -> str:
    return postcode.replace(" ", "")[:-3]


def _word(person: Person, term: Term) -> str:
    word = term.text.lower()
    if word in _words(person.forename, person.surname, person.middle_names):
        return _("Name")
    if word in _words(person.preferred_name):
        return _("Preferred name")
    if word in _words(person.previous_surname):
        return _("Previous surname")
    for alias in person.aliases.all():
        if word in _words(alias.forename, alias.surname):
            return _("Alias: %(name)s") % {"name": alias}
    return _nearly(person, word)


def _nearly(person: Person, word: str) -> str:
    """Not the word itself, but like it."""
    if any(_likeness(name, word) >= _ALIKE for name in (person.forename.lower(), person.surname.lower())):
        return _("Spelt like it")
    for alias in person.aliases.all():
        if any(_likeness(name.lower(), word) >= _ALIKE for name in (alias.forename, alias.surname)):
            return _("Alias: %(name)s") % {"name": alias}
    return _("Sounds like it") if sound_of(word) in person.sounds else ""


def _address(person: Person, words: list[Term]) -> str:
    """The last words as one address of the person."""
    for begins in range(len(words)):
        wanted = {term.text.lower() for term in words[begins:]}
        for address in person.addresses.all():
            if wanted <= _words(address.building, address.street, address.district, address.town, address.postcode):
                return _("Address") if address.ends is None else _("Earlier address")
    return ""


def _words(*texts: str) -> set[str]:
    """The words of a text, hyphened names whole and in parts."""
    return {word for text in texts for word in (*text.lower().split(), *re.split(r"[\s\-]+", text.lower())) if word}


def _likeness(one: str, other: str) -> float:
    """As the database works it out: shared runs of three letters out of all of them."""
    first, second = _threes(one), _threes(other)
    return len(first & second) / len(first | second) if first and second else 0.0


def _threes(text: str) -> set[str]:
    return {
        padded[i : i + 3]
        for word in re.findall(r"\w+", text)
        for padded in (f"  {word} ",)
        for i in range(len(padded) - 2)
    }


_KINDS = {Kind.NUMBER: _number, Kind.BORN: _born, Kind.POSTCODE: _postcode, Kind.OUTWARD: _outward, Kind.WORD: _word}

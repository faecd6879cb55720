"""Contact and home: everything kept of a person in groups, each with who last changed it and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import prefetch_related_objects
from django.db.models.fields.json import KT
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.cases.models import (
    Address,
    Adjustment,
    Alias,
    Case,
    CaseHolding,
    Disability,
    OwnWords,
    Person,
    PersonalCircumstance,
    PersonalContact,
    PersonIdentifier,
)
from rainer.cases.operations.details import CHANGED
from rainer.cases.queries.matters import unavailable_words
from rainer.common.models import LogEntry
from rainer.policy import identifiers
from rainer.web import words

_LISTS = {
    "words": "own_words",
    "alias": "aliases",
    "address": "addresses",
    "circumstance": "circumstances",
    "disability": "disabilities",
    "adjustment": "adjustments",
    "unavailability": "unavailabilities",
    "contact": "personal_contacts",
}

TITLES = {
    "names": gettext_lazy("Names"),
    "birth": gettext_lazy("Birth, sex and death"),
    "numbers": gettext_lazy("Numbers"),
    "nationality": gettext_lazy("Nationality"),
    "language": gettext_lazy("Language"),
    "reach": gettext_lazy("Telephone and e-mail"),
    "words": gettext_lazy("In their own words"),
    "alias": gettext_lazy("Other names"),
    "address": gettext_lazy("Addresses"),
    "circumstance": gettext_lazy("Circumstances"),
    "disability": gettext_lazy("Disabilities and conditions"),
    "adjustment": gettext_lazy("Adjustments"),
    "unavailability": gettext_lazy("When they cannot come"),
    "contact": gettext_lazy("Family and others"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One dated fact: in words, its days in words, and whether it still holds on the day."""

    pk: int
    text: str
    days: str
    notes: str
    has_ended: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A part of the page. `rows` of label and value, or `facts`; `changed` says who last changed it and when."""

    code: str
    title: str
    changed: str
    rows: tuple[tuple[str, str], ...] = ()
    facts: tuple[Fact, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def is_list(self) -> bool:
        return self.code in _LISTS


def details(case: Case, *, on: date) -> list[Group]:
    """The groups in the order of the page. As many queries whatever is kept."""
    person = case.person
    prefetch_related_objects([person], "identifiers", *_LISTS.values())
    changed = _changed(person.pk)
    plain = [
        Group(code, str(TITLES[code]), changed.get(code, ""), rows=_rows(rows), warnings=warnings)
        for code, rows, warnings in _plain(person, on)
    ]
    lists = {code: _group(code, person, changed, on) for code in _LISTS}
    names, birth, numbers, nationality, language, reach = plain
    return [
        lists["words"], reach, lists["address"], language, lists["adjustment"], lists["unavailability"],
        lists["disability"], lists["circumstance"], lists["contact"], names, lists["alias"], birth, numbers, nationality,
    ]  # fmt: skip


def holders(case: Case) -> list[CaseHolding]:
    """Who holds and has held the case, the latest first."""
    held = CaseHolding.objects.filter(case__person=case.person).order_by("-starts_at")
    return list(held.select_related("practitioner_team__practitioner", "practitioner_team__team__unit"))


def _changed(person_id: int) -> dict[str, str]:
    """By group, who changed it last and when. One query."""
    entries = (
        LogEntry.objects.filter(person_id=person_id, name=CHANGED.name)
        .annotate(group=KT("data__group"))
        .order_by("group", "-at")
        .distinct("group")
        .select_related("actor")
    )
    return {
        entry.data["group"]: _("Last changed by %(who)s, %(when)s")
        % {"who": entry.actor or "Rainer", "when": words.moment(entry.at)}
        for entry in entries
    }


def _rows(rows: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((label, value or _("Not known")) for label, value in rows)


def _plain(person: Person, on: date) -> list[tuple[str, list[tuple[str, str]], tuple[str, ...]]]:
    p = person
    yes_no = _("Yes") if p.allow_sms else _("No")
    return [
        ("names", [
            (_("Title"), p.title), (_("Forename"), p.forename), (_("Middle names"), p.middle_names or _("None")),
            (_("Surname"), p.surname), (_("Preferred name"), p.preferred_name or _("None given")),
            (_("Previous surname"), p.previous_surname or _("None given")), (_("Pronouns"), p.pronouns),
        ], ()),
        ("birth", [
            (_("Date of birth"), words.day(p.date_of_birth) if p.date_of_birth else ""), (_("Sex"), p.sex),
            *([(_("Date of death"), words.day(p.date_of_death))] if p.date_of_death else []),
        ], ()),
        ("numbers", [
            (_("CRN"), p.crn), (_("PNC"), p.pnc or p.pnc_as_given), (_("CRO"), p.cro),
            (_("Prison number"), p.prison_number), *_further(p.identifiers.all()),
        ], warnings_of(p, on=on)),
        ("nationality", [
            (_("Nationality"), p.nationality), (_("Second nationality"), p.second_nationality or _("None given")),
            (_("Immigration status"), p.immigration_status),
        ], ()),
        ("language", [
            (_("Language"), p.language), (_("Other languages"), p.other_languages or _("None given")),
            (_("Interpreter"), p.interpreter_language or _("Not needed")),
            (_("Reading, writing or speech"), p.language_concerns or _("No concern recorded")),
        ], ()),
        ("reach", [
            (_("Mobile"), p.mobile), (_("Telephone"), p.telephone), (_("E-mail"), p.email),
            (_("Text messages welcome"), yes_no),
        ], ()),
    ]  # fmt: skip


def _further(found: Any) -> list[tuple[str, str]]:
    kept: list[PersonIdentifier] = sorted(found, key=lambda i: (i.kind, i.value))
    return [(str(i.get_kind_display()), i.value) for i in kept]


def warnings_of(person: Person, *, on: date) -> tuple[str, ...]:
    """What is odd about the police numbers. They are kept and looked for all the same."""
    found = []
    typed = person.pnc or person.pnc_as_given
    if typed:
        pnc = identifiers.canonicalise_pnc(typed.upper(), as_of_year=on.year)
        if not pnc.is_valid:
            found.append(_("Check the PNC: %(why)s.") % {"why": pnc.reason})
    if person.cro:
        cro = identifiers.canonicalise_cro(person.cro)
        if not cro.is_valid:
            found.append(_("Check the CRO: %(why)s.") % {"why": cro.reason})
    return tuple(found)


def _group(code: str, person: Person, changed: dict[str, str], on: date) -> Group:
    facts = [fact_of(code, row, on=on) for row in getattr(person, _LISTS[code]).all()]
    facts.sort(key=lambda fact: (fact.has_ended, -fact.pk))
    return Group(code, str(TITLES[code]), changed.get(code, ""), facts=tuple(facts))


def fact_of(code: str, row: Any, *, on: date) -> Fact:
    starts = getattr(row, "starts", None) or getattr(row, "said_on", None)
    ends = getattr(row, "ends", None) if hasattr(row, "ends") else row.ended_on
    return Fact(row.pk, _TEXTS[code](row), _days(starts, ends), getattr(row, "notes", ""), bool(ends and ends <= on))


def _days(starts: date | None, ends: date | None) -> str:
    if starts and ends:
        return _("%(first)s to %(last)s") % {"first": words.day(starts), "last": words.day(ends)}
    if starts:
        return _("Since %(day)s") % {"day": words.day(starts)}
    return _("Until %(day)s") % {"day": words.day(ends)} if ends else ""


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _alias(row: Alias) -> str:
    born = _("born %(day)s") % {"day": words.day(row.date_of_birth)} if row.date_of_birth else ""
    return _joined(str(row), born)


def _address(row: Address) -> str:
    place = _("No fixed abode") if row.no_fixed_abode else ""
    return _joined(f"{row.get_status_display()}: {_joined(place, str(row))}", row.kind, row.telephone)


def _circumstance(row: PersonalCircumstance) -> str:
    return _joined(row.kind, row.detail, _("checked") if row.is_verified else _("not checked"))


def _disability(row: Disability) -> str:
    return _joined(row.kind, row.condition)


def _adjustment(row: Adjustment) -> str:
    return _joined(row.kind, row.category)


def _contact(row: PersonalContact) -> str:
    first = _("call in an emergency") if row.is_emergency else ""
    return _joined(row.name, row.kind, row.relationship, row.telephone, row.email, row.address, first)


def _own_words(row: OwnWords) -> str:
    return f"{row.get_kind_display()}: {row.text}"


_TEXTS: dict[str, Any] = {
    "words": _own_words, "alias": _alias, "address": _address, "circumstance": _circumstance,
    "disability": _disability, "adjustment": _adjustment, "unavailability": unavailable_words, "contact": _contact,
}  # fmt: skip

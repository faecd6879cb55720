"""All that happened with a person, in one list: which entries there are, and what each says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.cases.flags import codes_named, flag_name
from rainer.cases.models import Case, CaseHolding, Registration
from rainer.enforcement.models import AbsenceDecision, Letter, Move
from rainer.organisation.access import Acting
from rainer.overview.timeline.moves import moves_about, read_moves
from rainer.supervision.access import hide_sensitive, may_see_sensitive
from rainer.supervision.inputs import DAY, local, start_of
from rainer.supervision.models import Contact, ContactNote, TimeCorrection
from rainer.supervision.reference import Reference
from rainer.web import words
from rainer.web.navigation import address

CONTACT, DECISION, LETTER, MOVE = "contact", "decision", "letter", "move"
FLAG, FLAG_END, HELD = "flag", "flag_end", "held"
KINDS: dict[str, Any] = {
    CONTACT: gettext_lazy("Contacts and appointments"),
    DECISION: gettext_lazy("Decisions on absences"),
    LETTER: gettext_lazy("Letters"),
    MOVE: gettext_lazy("Breach and recall"),
    FLAG: gettext_lazy("Flags"),
    HELD: gettext_lazy("Who held the case"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the timeline is wanted: kinds (all where empty), days, how contacts were complied with, words in it."""

    kinds: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    complied: tuple[str, ...] = ()
    text: str = ""
    with_system: bool = False

    def wants(self, kind: str) -> bool:
        return (not self.kinds or kind in self.kinds) and (not self.complied or kind == CONTACT)

    def days(self, name: str) -> Q:
        found = Q()
        if self.since is not None:
            found &= Q(**{f"{name}__gte": start_of(self.since)})
        if self.until is not None:
            found &= Q(**{f"{name}__lt": start_of(self.until + DAY)})
        return found

    def dates(self, name: str) -> Q:
        found = Q(**{f"{name}__isnull": False})
        if self.since is not None:
            found &= Q(**{f"{name}__gte": self.since})
        return found & Q(**{f"{name}__lte": self.until}) if self.until is not None else found


@dataclass(frozen=True, slots=True)
class Key:
    """Where an entry stands in time, and what it is."""

    at: datetime
    kind: str
    pk: int


@dataclass(frozen=True, slots=True)
class Addition:
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry in words. One that may not be read says only that it is there."""

    key: Key
    title: str
    text: str = ""
    by: str = ""
    url: str = ""
    has_time: bool = False
    is_hidden: bool = False
    is_sensitive: bool = False
    additions: Sequence[Addition] = field(default=())
    corrections: Sequence[str] = field(default=())


def keys_of(case: Case, acting: Acting, asked: Asked, reference: Reference) -> list[Key]:
    """Every entry that is wanted, newest first. Nine queries of few columns, whatever there is."""
    person = case.person_id
    found: list[Key] = []
    if asked.wants(CONTACT):
        rows = _contacts(person, acting, case, asked, reference)
        found += [Key(at, CONTACT, pk) for pk, at in rows.values_list("pk", "at")]
    if asked.wants(DECISION):
        decisions = AbsenceDecision.objects.filter(asked.days("at"), contact__person=person)
        if asked.text:
            decisions = decisions.filter(reason__icontains=asked.text, **_readable(acting, case))
        found += [Key(at, DECISION, pk) for pk, at in decisions.values_list("pk", "at")]
    if asked.wants(LETTER):
        letters = Letter.objects.filter(asked.days("made_at"), person=person)
        if asked.text:
            letters = letters.filter(html__icontains=asked.text)
        found += [Key(at, LETTER, pk) for pk, at in letters.values_list("pk", "made_at")]
    if asked.wants(MOVE):
        moves = Move.objects.filter(
            asked.days("at"), moves_about(case, acting, searched=bool(asked.text)), reason__icontains=asked.text
        )
        found += [Key(at, MOVE, pk) for pk, at in moves.values_list("pk", "at")]
    if asked.wants(FLAG):
        found += _flag_keys(person, asked)
    if asked.wants(HELD):
        held = CaseHolding.objects.filter(asked.days("starts_at"), case__person=person)
        if asked.text:
            name = "practitioner_team__practitioner"
            held = held.filter(
                Q(**{f"{name}__surname__icontains": asked.text}) | Q(**{f"{name}__forename__icontains": asked.text})
            )
        found += [Key(at, HELD, pk) for pk, at in held.values_list("pk", "starts_at")]
    return sorted(found, key=lambda key: (key.at, key.kind, key.pk), reverse=True)


def _readable(acting: Acting, case: Case) -> dict[str, bool]:
    """Words are not looked for in what the user may not read: that an entry matches would tell what it says."""
    return {} if may_see_sensitive(acting, case.team) else {"contact__is_sensitive": False}


def _contacts(person: int, acting: Acting, case: Case, asked: Asked, reference: Reference) -> QuerySet[Contact]:
    rows = Contact.objects.filter(asked.days("at"), person=person)
    if not asked.with_system:
        rows = rows.filter(is_system=False)
    if asked.complied:
        rows = rows.filter(complied__in=[value if value != "not_known" else "" for value in asked.complied])
    if not asked.text:
        return rows
    names = {one.code: one.name for one in reference.types.values()}
    names |= {one.code: one.name for one in reference.contact_types.values()}
    codes = [code for code, name in names.items() if asked.text.lower() in name.lower()]
    inside = Q(notes__icontains=asked.text) | Q(description__icontains=asked.text) | Q(type_code__in=codes)
    noted = ContactNote.objects.filter(contact__person=person, text__icontains=asked.text).values("contact")
    rows = rows.filter(inside | Q(pk__in=noted))
    return rows if may_see_sensitive(acting, case.team) else rows.filter(is_sensitive=False)


def _flag_keys(person: int, asked: Asked) -> list[Key]:
    flags = Registration.objects.filter(person=person)
    if asked.text:
        codes = codes_named(asked.text)
        flags = flags.filter(Q(type_code__in=codes) | Q(notes__icontains=asked.text))
    begun = flags.filter(asked.dates("starts")).values_list("pk", F("starts"))
    over = flags.filter(asked.dates("ends")).values_list("pk", F("ends"))
    return [
        *(Key(start_of(day), FLAG, pk) for pk, day in begun),
        *(Key(start_of(day), FLAG_END, pk) for pk, day in over),
    ]


def entries_of(keys: Iterable[Key], case: Case, acting: Acting, reference: Reference) -> list[Entry]:
    """What these entries say, in their order. A fixed number of queries."""
    wanted = list(keys)
    read: dict[str, Callable[[list[int], Case, Acting, Reference], dict[int, dict[str, Any]]]] = {
        CONTACT: _read_contacts,
        DECISION: _read_decisions,
        LETTER: _read_letters,
        MOVE: read_moves,
        FLAG: _read_flags,
        FLAG_END: _read_ends,
        HELD: _read_holdings,
    }
    facts = {
        kind: reader([key.pk for key in wanted if key.kind == kind], case, acting, reference)
        for kind, reader in read.items()
    }
    return [Entry(key, **facts[key.kind][key.pk]) for key in wanted]


def _read_contacts(pks: list[int], case: Case, acting: Acting, reference: Reference) -> dict[int, dict[str, Any]]:
    rows = Contact.objects.filter(pk__in=pks).select_related("practitioner_team__practitioner", "made_by")
    contacts = hide_sensitive(acting, rows, case)
    additions: dict[int, list[Addition]] = defaultdict(list)
    for note in ContactNote.objects.filter(contact__in=pks).select_related("by").order_by("at", "pk"):
        additions[note.contact_id].append(Addition(note.text, str(note.by), note.at))
    corrections: dict[int, list[str]] = defaultdict(list)
    for one in TimeCorrection.objects.filter(contact__in=pks).order_by("at", "pk"):
        facts = {"was": words.moment(one.was_at), "day": words.day(one.at)}
        corrections[one.contact_id].append(_("was %(was)s, corrected %(day)s") % facts)
    return {c.pk: _contact(c, additions[c.pk], corrections[c.pk], reference) for c in contacts}


def _contact(
    contact: Contact, additions: list[Addition], corrections: list[str], reference: Reference
) -> dict[str, Any]:
    if contact.is_hidden:
        return {"title": "", "is_hidden": True, "is_sensitive": True, "url": reverse("contact_open", args=[contact.pk])}
    return {
        "title": _contact_title(contact, reference),
        "text": "\n\n".join(part for part in (contact.description, contact.notes) if part),
        "by": str(contact.made_by or (contact.practitioner_team.practitioner if contact.practitioner_team else "")),
        "url": reverse("appointment" if contact.is_appointment else "contact", args=[contact.pk]),
        "has_time": True,
        "is_sensitive": contact.is_sensitive,
        "additions": additions,
        "corrections": corrections,
    }


def _contact_title(contact: Contact, reference: Reference) -> str:
    name = reference.type_name(contact.type_code)
    if contact.cancelled_at is not None:
        return _("%(what)s, called off") % {"what": name}
    if not contact.outcome_code:
        return name
    return _("%(what)s: %(outcome)s") % {"what": name, "outcome": reference.outcome_name(contact.outcome_code)}


def _read_decisions(pks: list[int], case: Case, acting: Acting, reference: Reference) -> dict[int, dict[str, Any]]:
    rows = AbsenceDecision.objects.filter(pk__in=pks).select_related("by", "contact")
    may_read = may_see_sensitive(acting, case.team)
    return {row.pk: _decision(row, is_hidden=row.contact.is_sensitive and not may_read) for row in rows}


def _decision(row: AbsenceDecision, *, is_hidden: bool) -> dict[str, Any]:
    if is_hidden:
        return {"title": "", "is_hidden": True, "is_sensitive": True}
    facts = {"day": words.day(row.contact.at), "what": row.get_decision_display()}
    return {
        "title": _("Absence of %(day)s decided: %(what)s") % facts,
        "text": row.reason,
        "by": str(row.by),
        "url": address("absence_decision", row.contact_id),
        "has_time": True,
        "is_sensitive": row.contact.is_sensitive,
    }


def _read_letters(pks: list[int], case: Case, acting: Acting, reference: Reference) -> dict[int, dict[str, Any]]:
    rows = Letter.objects.filter(pk__in=pks).select_related("made_by").defer("html")
    return {
        row.pk: {
            "title": _("Letter: %(title)s (%(state)s)") % {"title": row.title, "state": row.get_state_display()},
            "by": str(row.made_by),
            "url": address("letter", row.pk),
            "has_time": True,
        }
        for row in rows
    }


def _read_flags(pks: list[int], case: Case, acting: Acting, reference: Reference) -> dict[int, dict[str, Any]]:
    rows = Registration.objects.filter(pk__in=pks).select_related("made_by")
    url = address("person_flags", case.person.crn)
    return {
        row.pk: {
            "title": _("Flag begins: %(name)s") % {"name": flag_name(row.type_code)},
            "text": row.notes,
            "by": str(row.made_by or ""),
            "url": url,
        }
        for row in rows
    }


def _read_ends(pks: list[int], case: Case, acting: Acting, reference: Reference) -> dict[int, dict[str, Any]]:
    rows = Registration.objects.filter(pk__in=pks).select_related("removed_by")
    return {
        row.pk: {
            "title": _("Flag ends: %(name)s") % {"name": flag_name(row.type_code)},
            "text": row.removal_reason,
            "by": str(row.removed_by or ""),
        }
        for row in rows
    }


def _read_holdings(pks: list[int], case: Case, acting: Acting, reference: Reference) -> dict[int, dict[str, Any]]:
    rows = CaseHolding.objects.filter(pk__in=pks).select_related(
        "practitioner_team__practitioner", "practitioner_team__team"
    )
    return {
        row.pk: {"title": _("The case went to %(who)s") % {"who": row.practitioner_team}, "has_time": True}
        for row in rows
    }


def months_of(keys: Iterable[Key]) -> list[tuple[date, int]]:
    """The months that have entries, newest first, with how many."""
    found: dict[date, int] = defaultdict(int)
    for key in keys:
        found[local(key.at).date().replace(day=1)] += 1
    return sorted(found.items(), reverse=True)

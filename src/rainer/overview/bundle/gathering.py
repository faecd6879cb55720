"""What stands in a record that is taken out, with what is left out said where it would stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _

from rainer.cases.models import Case, Document, DocumentVersion, Licence, Registration, Sentence
from rainer.enforcement.models import Letter
from rainer.enforcement.queries.compliance import OrderCompliance, compliance_of
from rainer.organisation.access import Acting
from rainer.overview.bundle.asked import CHRONOLOGY, CONTACTS, Wanted
from rainer.overview.timeline.entries import CONTACT, Asked, Entry, Key, entries_of, keys_of
from rainer.supervision.access import may_see_sensitive
from rainer.supervision.models import Contact
from rainer.supervision.reference import Reference
from rainer.web import words

LEFT_OUT_SENSITIVE, LEFT_OUT_OTHERS = "sensitive", "others"


@dataclass
class Record:
    """The record as far as it is wanted and may be taken out. Everything is read once."""

    case: Case
    acting: Acting
    reference: Reference
    wanted: Wanted
    left_out: dict[str, int] = field(default_factory=lambda: {LEFT_OUT_SENSITIVE: 0, LEFT_OUT_OTHERS: 0})

    @property
    def on(self) -> date:
        return self.reference.on

    @property
    def with_sensitive(self) -> bool:
        """Never more than whoever takes it out may read."""
        return self.wanted.with_sensitive and may_see_sensitive(self.acting, self.case.team)

    @cached_property
    def keys(self) -> list[Key]:
        """The oldest first: a court reads from the beginning."""
        asked = Asked(since=self.wanted.since, until=self.wanted.until)
        return keys_of(self.case, self.acting, asked, self.reference)[::-1]

    @cached_property
    def entries(self) -> list[tuple[Entry, str]]:
        """Each entry, and why what it says is left out ("" where nothing is)."""
        if not {CHRONOLOGY, CONTACTS} & set(self.wanted.parts):
            return []
        found = []
        for entry in entries_of(self.keys, self.case, self.acting, self.reference):
            why = self._why_left_out(entry)
            if why:
                self.left_out[why] += 1
            found.append((entry, why))
        return found

    @property
    def contacts(self) -> list[tuple[Entry, str]]:
        return [(entry, why) for entry, why in self.entries if entry.key.kind == CONTACT]

    def _why_left_out(self, entry: Entry) -> str:
        if entry.is_hidden or (entry.is_sensitive and not self.with_sensitive):
            return LEFT_OUT_SENSITIVE
        is_of_others = entry.key.kind == CONTACT and entry.key.pk in self._of_others
        return LEFT_OUT_OTHERS if is_of_others and not self.wanted.with_others else ""

    @cached_property
    def _of_others(self) -> frozenset[int]:
        """Contacts in which somebody other than the person spoke: what they said is theirs."""
        types = [code for code, kind in self.reference.contact_types.items() if kind.direction == "other"]
        rows = Contact.objects.filter(person=self.case.person_id, type_code__in=types)
        return frozenset(rows.values_list("pk", flat=True))

    @cached_property
    def sentences(self) -> list[Sentence]:
        rows = Sentence.objects.filter(event__person=self.case.person_id).select_related("event")
        return list(rows.prefetch_related("event__requirements").order_by("event__number"))

    @cached_property
    def licences(self) -> list[Licence]:
        rows = Licence.objects.filter(event__person=self.case.person_id).select_related("event")
        return list(rows.prefetch_related("conditions").order_by("event__number", "version"))

    @cached_property
    def flags(self) -> list[Registration]:
        rows = Registration.objects.filter(person=self.case.person_id)
        if self.wanted.until:
            rows = rows.filter(starts__lte=self.wanted.until)
        if self.wanted.since:
            rows = rows.filter(Q(ends=None) | Q(ends__gte=self.wanted.since))
        return list(rows.order_by("starts", "type_code"))

    @cached_property
    def compliance(self) -> list[OrderCompliance]:
        return compliance_of(self.case, self.acting, self.reference)

    @cached_property
    def letters(self) -> list[Letter]:
        rows = Letter.objects.filter(self._days("sent_at"), person=self.case.person_id, sent_at__isnull=False)
        return list(rows.exclude(state=Letter.State.DRAFT).order_by("sent_at", "pk"))

    @cached_property
    def documents(self) -> list[tuple[Document, DocumentVersion]]:
        """Each with its newest version that may be opened. Sensitive ones only where they may go too."""
        opens = DocumentVersion.objects.filter(scan__in=["clean", "not_scanned"]).defer("text").order_by("-number")
        rows = Document.objects.filter(self._days("made_at"), person=self.case.person_id, removed_at=None)
        found: list[tuple[Document, DocumentVersion]] = []
        for document in rows.prefetch_related(Prefetch("versions", opens, to_attr="open_ones")).order_by(
            "made_at", "pk"
        ):
            if document.is_sensitive and not self.with_sensitive:
                self.left_out[LEFT_OUT_SENSITIVE] += 1
            elif document.open_ones:
                found.append((document, document.open_ones[0]))
        return found

    def _days(self, name: str) -> Q:
        return Asked(since=self.wanted.since, until=self.wanted.until).days(name)


def left_out_words(why: str) -> str:
    if why == LEFT_OUT_SENSITIVE:
        return _("[Left out: sensitive]")
    return _("[Left out: what somebody else said]")


def entry_texts(entry: Entry) -> Sequence[str]:
    """What was written, and each addition signed and timed."""
    added = [
        _("Added by %(name)s, %(when)s: %(text)s") % {"name": one.by, "when": words.moment(one.at), "text": one.text}
        for one in entry.additions
    ]
    return [text for text in (entry.text, *entry.corrections, *added) if text]

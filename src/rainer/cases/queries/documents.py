"""The documents of a person: which there are, which the user may see, and what may be added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from rainer.cases.access import NOT_THERE, open_person
from rainer.cases.documents.checking import Limits
from rainer.cases.models import Case, Document, DocumentVersion, SentenceEvent
from rainer.common.errors import NotThereError
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.rulebook.queries import place_of, rulebook_now

NEWEST = ("number", "file_name", "size", "scan", "made_at")


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the documents is wanted: words in a name or in what can be read of the file, kinds, removed ones too."""

    text: str = ""
    kinds: Sequence[str] = ()
    with_removed: bool = False


def may_see_sensitive(acting: Acting, case: Case) -> bool:
    return acting.area(Capability.SEE_SENSITIVE).holds_team(case.team)


def document_limits(case: Case, *, on: date) -> Limits:
    """What may be taken in where the case is, on a day."""
    found = rulebook_now().value("documents.limits", on=on, place=place_of(case.team.unit))
    return Limits.of(found.value)


def document_kinds(case: Case, *, on: date) -> dict[str, str]:
    """The kinds by code, in the order in which they are offered."""
    found = rulebook_now().value("documents.kinds", on=on, place=place_of(case.team.unit))
    return dict(found.value)


def documents_of(case: Case, acting: Acting, asked: Asked) -> QuerySet[Document]:
    """Those the user may see, each with facts of its newest version as `version_…`."""
    rows = Document.objects.filter(person=case.person_id)
    if not may_see_sensitive(acting, case):
        rows = rows.filter(is_sensitive=False)
    if not asked.with_removed:
        rows = rows.filter(removed_at=None)
    if asked.kinds:
        rows = rows.filter(kind__in=asked.kinds)
    if asked.text:
        inside = Q(versions__file_name__icontains=asked.text) | Q(versions__text__icontains=asked.text)
        rows = rows.filter(pk__in=Document.objects.filter(Q(name__icontains=asked.text) | inside).values("pk"))
    newest = DocumentVersion.objects.filter(document=OuterRef("pk")).order_by("-number")
    return rows.annotate(
        **{f"version_{name}": Subquery(newest.values(name)[:1]) for name in NEWEST},
        version_by=Subquery(newest.values("made_by__name")[:1]),
    ).select_related("removed_by")


def kept_from(case: Case, acting: Acting) -> int:
    """How many documents the user may not see because they are sensitive."""
    if may_see_sensitive(acting, case):
        return 0
    return Document.objects.filter(person=case.person_id, is_sensitive=True, removed_at=None).count()


def open_document(
    acting: Acting, pk: int, capability: Capability, *, what: str, locked: bool = False
) -> tuple[Document, Case]:
    """A document whose person's record the user may open; the read is logged.

    Raises NotThereError for a sensitive one where the user may not see what is sensitive: it looks like none at all.
    """
    rows = Document.objects.select_for_update(of=("self",)) if locked else Document.objects.all()
    document = rows.select_related("person").filter(pk=pk).first()
    if document is None:
        raise NotThereError(NOT_THERE)
    case = open_person(acting, document.person.crn, capability, what=what)
    if document.is_sensitive and not may_see_sensitive(acting, case):
        raise NotThereError(NOT_THERE)
    return document, case


def unscanned_version(acting: Acting, pk: int, number: int) -> DocumentVersion | None:
    """The version, where it would open and nobody has scanned it. Raises as `open_document` does."""
    rows = DocumentVersion.objects.filter(document=pk, number=number, document__removed_at=None).defer("text")
    version = rows.filter(scan=DocumentVersion.Scan.NOT_SCANNED).first()
    if version is not None:
        open_document(acting, pk, Capability.SEE_PERSON, what=_("a document that nobody has scanned"))
    return version


def versions_of(document: Document) -> list[DocumentVersion]:
    """The newest first."""
    return list(document.versions.select_related("made_by").defer("text").order_by("-number"))


def what_it_may_belong_to(case: Case) -> list[tuple[str, str]]:
    """The person, or one of their events by its number and sentence."""
    events = SentenceEvent.objects.filter(person=case.person_id).select_related("sentence").order_by("number")
    return [("person", _("The person")), *((f"event:{one.pk}", event_words(one)) for one in events)]


def event_words(event: SentenceEvent) -> str:
    sentence = getattr(event, "sentence", None)
    facts = {"number": event.number, "sentence": sentence.get_kind_display() if sentence else _("not sentenced")}
    return _("Event %(number)s: %(sentence)s") % facts

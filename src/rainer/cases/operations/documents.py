"""Add a document, add a version of it, open one, take one away with a reason and put it back; scan what waits.

A file is checked and scanned before anything is kept. A scanner that gives no answer holds nobody up: the file is kept
and stays closed until it has been scanned. Without a scanner, what is kept says that it was not scanned.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.cases.access import open_person
from rainer.cases.documents import checking, storing
from rainer.cases.documents.scanning import Scanned, scanner
from rainer.cases.models import Case, Document, DocumentVersion, SentenceEvent
from rainer.cases.queries.documents import document_kinds, document_limits, may_see_sensitive, open_document
from rainer.common import clock, log, messages
from rainer.common.errors import BadInputError, RefusedError
from rainer.common.models import LogEntry
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability

ADDED = log.event_type(
    "document_added", gettext_lazy("{actor} added the document “{name}”, version {version}"), personal=("name",)
)
OPENED = log.event_type(
    "document_opened", gettext_lazy("{actor} opened the document “{name}”, version {version}"), personal=("name",),
    kind=LogEntry.Kind.READ,
)  # fmt: skip
OPENED_UNSCANNED = log.event_type(
    "document_opened_unscanned",
    gettext_lazy("{actor} opened the document “{name}”, version {version}, though nobody has scanned it"),
    personal=("name",), kind=LogEntry.Kind.READ,
)  # fmt: skip
REMOVED = log.event_type(
    "document_removed", gettext_lazy("{actor} removed the document “{name}”: {reason}"), personal=("name", "reason")
)
PUT_BACK = log.event_type(
    "document_put_back", gettext_lazy("{actor} put the document “{name}” back"), personal=("name",)
)
NOT_TAKEN = log.event_type(
    "document_refused", gettext_lazy("{actor} sent a file that was refused: {why}"), kind=LogEntry.Kind.REFUSED
)
SCANNED = log.event_type(
    "document_scanned", gettext_lazy("A document was scanned: {result}"), kind=LogEntry.Kind.SYSTEM
)

EDIT = Capability.EDIT_PERSON
Scan = DocumentVersion.Scan
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it came: what its sender called it, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class _Ready:
    """A file that passed its checks."""

    found: checking.Found
    content: bytes
    sha256: str
    scan: str
    says: str


def add_document(
    *, acting: Acting, crn: str, name: str, kind: str, about: str, is_sensitive: bool, sent: Sent
) -> DocumentVersion:
    """Keep a new document. The same file under the same name again, from a button pressed twice, is kept once.

    Raises BadInputError with what is wrong on its field; nothing is kept then.
    """
    case = open_person(acting, crn, EDIT, what=_("the documents, to add one"))
    _check(acting, case, kind, about, is_sensitive)
    ready = _ready(acting, case, sent)
    name = name.strip() or ready.found.name
    with transaction.atomic():
        same = DocumentVersion.objects.filter(
            document__person=case.person, document__name=name, document__removed_at=None, sha256=ready.sha256, number=1
        ).first()
        if same is not None:
            return same
        document = Document.objects.create(
            person=case.person, name=name, kind=kind, about=about, is_sensitive=is_sensitive, made_by=acting.user,
            made_at=clock.now(),
        )  # fmt: skip
        return _keep(acting, case, document, ready, number=1)


def add_version(*, acting: Acting, document_id: int, sent: Sent) -> DocumentVersion:
    """Keep a newer file of a document; the older ones stay. Raises RefusedError for the very file that is there."""
    document, case = open_document(acting, document_id, EDIT, what=_("a document, to add a version"))
    ready = _ready(acting, case, sent)
    with transaction.atomic():
        Document.objects.select_for_update().get(pk=document.pk)
        latest = document.versions.order_by("-number").first()
        number = latest.number if latest else 0
        if latest is not None and latest.sha256 == ready.sha256:
            raise RefusedError(
                _("This is the file that is there already, as version %(number)s.") % {"number": number},
                errors={"file": _("This is the very file of version %(number)s") % {"number": number}},
            )
        return _keep(acting, case, document, ready, number=number + 1)


def open_version(
    *, acting: Acting, document_id: int, number: int, all_the_same: bool = False
) -> tuple[DocumentVersion, bytes]:
    """The file of a version, for whoever may see it; the log says so. `all_the_same`: they were told that nobody has
    scanned it, and open it. Raises RefusedError while it may not be opened."""
    what = _("a document")
    document, case = open_document(acting, document_id, Capability.SEE_PERSON, what=what)
    version = document.versions.filter(number=number).first()
    if version is None or document.removed_at is not None:
        raise RefusedError(_("This document was removed, or has no such version."))
    if version.scan == Scan.WAITING:
        raise RefusedError(_("This file waits to be scanned. Try again in a few minutes."))
    if version.scan == Scan.REFUSED:
        raise RefusedError(_("Something harmful was found in this file. It stays closed."))
    if version.scan == Scan.NOT_SCANNED and not all_the_same:
        raise RefusedError(_("Nobody has scanned this file."))
    content = storing.read(version.file)
    if sha256(content).hexdigest() != version.sha256:
        raise RefusedError(_("This file is not as it was kept. Tell the information owner."))
    event = OPENED_UNSCANNED if version.scan == Scan.NOT_SCANNED else OPENED
    _log(event, acting, case, document, version=number)
    return version, content


@transaction.atomic
def remove_document(*, acting: Acting, document_id: int, reason: str) -> Document:
    """Take a document off the record. It is kept, with who removed it and why, and can be put back."""
    document, case = open_document(acting, document_id, EDIT, what=_("a document, to remove it"), locked=True)
    if not reason.strip():
        raise BadInputError(_("Say why."), errors={"reason": _("Say why it is removed")})
    if document.removed_at is not None:
        raise RefusedError(_("Someone removed this already."))
    document.removed_at, document.removed_by, document.removal_reason = clock.now(), acting.user, reason.strip()
    document.save(update_fields=["removed_at", "removed_by", "removal_reason"])
    _log(REMOVED, acting, case, document, reason=document.removal_reason)
    return document


@transaction.atomic
def put_document_back(*, acting: Acting, document_id: int) -> Document:
    document, case = open_document(acting, document_id, EDIT, what=_("a document, to put it back"), locked=True)
    if document.removed_at is None:
        raise RefusedError(_("This document is on the record."))
    document.removed_at, document.removed_by, document.removal_reason = None, None, ""
    document.save(update_fields=["removed_at", "removed_by", "removal_reason"])
    _log(PUT_BACK, acting, case, document)
    return document


def scan_waiting() -> int:
    """Scan what waits, and what was kept before there was a scanner; returns how many were settled."""
    asked = scanner()
    if asked is None:
        return 0
    settled = 0
    waiting = DocumentVersion.objects.filter(scan__in=[Scan.WAITING, Scan.NOT_SCANNED]).order_by("made_at", "pk")
    for version in list(waiting.select_related("document", "made_by")[:_AT_ONCE]):
        answer = asked.scan(storing.read(version.file))
        if answer.is_clean is None:
            break  # the scanner is away: the next run asks again
        settled += _settle(version, answer)
    return settled


@transaction.atomic
def _settle(version: DocumentVersion, answer: Scanned) -> int:
    version.scan, version.scan_says = Scan.CLEAN if answer.is_clean else Scan.REFUSED, answer.says
    version.save(update_fields=["scan", "scan_says"])
    log.record(
        SCANNED, actor=None, subject=f"document:{version.document_id}", person_id=version.document.person_id,
        data={"version": version.number, "result": str(version.get_scan_display())},
    )  # fmt: skip
    if not answer.is_clean and version.made_by is not None:
        messages.send_later(
            to=[version.made_by.email],
            subject=_("A document you added was closed"),
            body=_("A scanner found something harmful in document %(number)s. It can no longer be opened.")
            % {"number": version.document_id},
            reference=f"document-{version.document_id}-{version.number}",
        )
    return 1


def _check(acting: Acting, case: Case, kind: str, about: str, is_sensitive: bool) -> None:
    errors = {}
    if kind not in document_kinds(case, on=acting.on):
        errors["kind"] = _("Choose what kind of document it is")
    if about != "person" and not SentenceEvent.objects.filter(person=case.person, pk=_number_of(about)).exists():
        errors["about"] = _("Choose what it belongs to")
    if is_sensitive and not may_see_sensitive(acting, case):
        errors["is_sensitive"] = _("You could not see it afterwards. Ask whoever holds the case to add it")
    if errors:
        raise BadInputError(_("Some of it needs another look."), errors=errors)


def _number_of(about: str) -> int:
    kind, _colon, number = about.partition(":")
    return int(number) if kind == "event" and number.isdecimal() else 0


def _ready(acting: Acting, case: Case, sent: Sent) -> _Ready:
    """The file checked and scanned. A refusal is logged without the file's name, which may name a person."""
    try:
        found = checking.check(name=sent.name, content=sent.content, limits=document_limits(case, on=acting.on))
        answer = _scanned(sent.content)
    except BadInputError as error:
        log.record(
            NOT_TAKEN, actor=acting.user, subject=f"case:{case.pk}", person_id=case.person_id,
            unit_id=case.team.unit_id, data={"why": error.message},
        )  # fmt: skip
        raise
    scan = Scan.NOT_SCANNED if answer is None else Scan.CLEAN if answer.is_clean else Scan.WAITING
    return _Ready(found, sent.content, sha256(sent.content).hexdigest(), scan, answer.says if answer else "")


def _scanned(content: bytes) -> Scanned | None:
    """What the scanner says; None where there is none. Raises BadInputError for what it found something in."""
    asked = scanner()
    answer = asked.scan(content) if asked else None
    if answer is not None and answer.is_clean is False:
        found = _("The scanner found something harmful in this file: %(what)s. Do not open it; tell your IT team")
        raise BadInputError(_("The scanner found something harmful."), errors={"file": found % {"what": answer.says}})
    return answer


def _keep(acting: Acting, case: Case, document: Document, ready: _Ready, *, number: int) -> DocumentVersion:
    version = DocumentVersion.objects.create(
        document=document, number=number, file=storing.keep(ready.content), file_name=ready.found.name,
        content_type=ready.found.content_type, size=len(ready.content), sha256=ready.sha256, text=ready.found.text,
        scan=ready.scan, scan_says=ready.says, made_by=acting.user, made_at=clock.now(),
    )  # fmt: skip
    _log(ADDED, acting, case, document, version=number, sha256=ready.sha256)
    return version


def _log(event: log.EventType, acting: Acting, case: Case, document: Document, **data: object) -> None:
    log.record(
        event, actor=acting.user, subject=f"document:{document.pk}", person_id=case.person_id,
        unit_id=case.team.unit_id, data={"name": document.name, **data},
    )  # fmt: skip

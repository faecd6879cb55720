"""Take a person's record out, and hand over the file that was made."""

from __future__ import annotations

from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.cases.access import NOT_THERE, open_person
from rainer.cases.documents import storing
from rainer.cases.models import Case
from rainer.common import clock, log
from rainer.common.errors import BadInputError, NotThereError, RefusedError
from rainer.common.models import LogEntry
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.overview.bundle.asked import PARTS, Wanted, wanted_from
from rainer.overview.bundle.gathering import Record
from rainer.overview.bundle.making import make_bundle
from rainer.overview.bundle.paper import bundle_paper
from rainer.overview.models import RecordExport
from rainer.rulebook.queries import place_of, rulebook_now
from rainer.supervision.access import may_see_sensitive
from rainer.supervision.reference import Reference

READ = LogEntry.Kind.READ
ASKED = log.event_type(
    "record_export_asked", gettext_lazy("{actor} asked for the record to take out, for {purpose}: {reason}"),
    personal=("reason",), kind=READ,
)  # fmt: skip
EXPORTED = log.event_type(
    "record_exported", gettext_lazy("The record was made into a file for {actor}, SHA-256 {sha256}"), kind=READ
)
TAKEN = log.event_type(
    "record_export_taken", gettext_lazy("{actor} saved the file of the record, SHA-256 {sha256}"), kind=READ
)
STOPPED = log.event_type(
    "record_export_stopped", gettext_lazy("The record was not made into a file: {why}"), kind=LogEntry.Kind.SYSTEM
)

EXPORT = Capability.EXPORT_RECORD
State = RecordExport.State
MEGA = 1_000_000


def ask_for_export(*, acting: Acting, crn: str, wanted: Wanted, purpose: str, reason: str) -> RecordExport:
    """Make the bundle at once where it is short, by a job where it is long. Asked twice while it waits, it is one.

    Raises BadInputError with what is wrong on its field, NotThereError or RestrictedError where the user may not.
    """
    case = open_person(acting, crn, EXPORT, what=_("the record, to take it out"))
    _check(acting, case, wanted, purpose, reason)
    waiting = RecordExport.objects.filter(
        person=case.person, by=acting.user, state=State.WAITING, asked=wanted.facts, purpose=purpose
    ).first()
    if waiting is not None:
        return waiting
    record = _record(acting, case, wanted)
    is_short = len(record.keys) <= _limits(case, acting)["made_at_once"]
    with transaction.atomic():
        export = RecordExport.objects.create(
            person=case.person, purpose=purpose, reason=reason.strip(), asked=wanted.facts, by=acting.user,
            at=clock.now(),
        )  # fmt: skip
        facts = {"purpose": str(export.get_purpose_display()), "reason": export.reason, "asked": wanted.facts}
        # A reaction to this event puts a long one in the queue.
        _log(ASKED, export, acting, case, **facts, export_id=export.pk, is_long=not is_short)
    return _made_now(export) if is_short else export


def _made_now(export: RecordExport) -> RecordExport:
    """What stops it is said on the form; what was begun does not stand there as if it were still being made."""
    try:
        return make_export(export.pk)
    except Exception as error:
        stop_export(export.pk, why=getattr(error, "message", _("It stopped half way. Ask for it again.")))
        raise


def make_export(export_id: int) -> RecordExport:
    """Make what was asked for. Run twice it is made once. Who asked may no longer have the right: then it is not made."""
    with transaction.atomic():
        export = RecordExport.objects.select_for_update(of=("self",)).select_related("person", "by").get(pk=export_id)
        if export.state != State.WAITING:
            return export
        acting = Acting.of(export.by)
        case = open_person(acting, export.person.crn, EXPORT, what=_("the record, to make it into a file"))
        record = _record(acting, case, wanted_from(export.asked))
        at = clock.now()
        purpose = str(export.get_purpose_display())
        paper = bundle_paper(record, at=at, by=str(export.by), purpose=purpose, reason=export.reason)
        bundle = make_bundle(record, paper)
        most = _limits(case, acting)["most_megabytes"]
        if len(bundle.content) > most * MEGA:
            raise RefusedError(_("It is larger than %(most)s MB. Choose fewer parts or days.") % {"most": most})
        export.file, export.size, export.sha256 = storing.keep(bundle.content), len(bundle.content), bundle.sha256
        export.counts = {"entries": len(record.keys), "files": bundle.files, "left_out": record.left_out}
        export.state, export.made_at = State.MADE, at
        export.save()
        _log(EXPORTED, export, acting, case, sha256=export.sha256, size=export.size)
    return export


def stop_export(export_id: int, *, why: str) -> None:
    """It could not be made: say so where somebody waits for it."""
    with transaction.atomic():
        export = RecordExport.objects.select_for_update().get(pk=export_id)
        if export.state != State.WAITING:
            return
        export.state, export.says = State.FAILED, why[:300]
        export.save(update_fields=["state", "says"])
        subject = f"record-export:{export.pk}"
        log.record(STOPPED, actor=None, subject=subject, person_id=export.person_id, data={"why": export.says})


def open_export(acting: Acting, crn: str, pk: int) -> tuple[RecordExport, Case]:
    """One that was made, for whoever may take the record out; one with what is sensitive, for whoever may read that."""
    case = open_person(acting, crn, EXPORT, what=_("a record that was taken out"))
    export = RecordExport.objects.filter(person=case.person, pk=pk).select_related("by").first()
    if export is None or (export.asked["with_sensitive"] and not may_see_sensitive(acting, case.team)):
        raise NotThereError(NOT_THERE)
    return export, case


def take_export(*, acting: Acting, crn: str, pk: int) -> tuple[RecordExport, bytes]:
    """The file as it was made. The log says who saved it."""
    export, case = open_export(acting, crn, pk)
    if export.state != State.MADE:
        raise RefusedError(_("There is no file yet."))
    content = storing.read(export.file)
    if sha256(content).hexdigest() != export.sha256:
        raise RefusedError(_("This file is not as it was made. Tell the information owner."))
    _log(TAKEN, export, acting, case, sha256=export.sha256)
    return export, content


def _check(acting: Acting, case: Case, wanted: Wanted, purpose: str, reason: str) -> None:
    errors = {}
    if purpose not in RecordExport.Purpose.values:
        errors["purpose"] = _("Choose what it is for")
    if not wanted.parts or not set(wanted.parts) <= set(PARTS):
        errors["parts"] = _("Choose what goes into it")
    if wanted.since and wanted.until and wanted.until < wanted.since:
        errors["until"] = _("Choose a day on or after the first")
    if wanted.with_sensitive and not may_see_sensitive(acting, case.team):
        errors["with_sensitive"] = _("You may not read what is sensitive here")
    if not reason.strip():
        errors["reason"] = _("Say why it is taken out")
    if errors:
        raise BadInputError(_("Some of it needs another look."), errors=errors)


def _record(acting: Acting, case: Case, wanted: Wanted) -> Record:
    return Record(case, acting, Reference.of(case.team.unit, on=acting.on), wanted)


def _limits(case: Case, acting: Acting) -> dict[str, int]:
    found = rulebook_now().value("overview.record_export", on=acting.on, place=place_of(case.team.unit))
    return dict(found.value)


def _log(event: log.EventType, export: RecordExport, acting: Acting, case: Case, **data: object) -> None:
    log.record(
        event, actor=acting.user, subject=f"record-export:{export.pk}", person_id=case.person_id,
        unit_id=case.team.unit_id, data=data,
    )  # fmt: skip

"""Sign, countersign, send back, lock, roll back. Nothing is overwritten: each opens or keeps a state of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.assessments.models import AssessmentRecord, Countersignature, NotMine
from rainer.assessments.operations.common import keep_snapshot, locked, record_event
from rainer.assessments.operations.finishing import finish
from rainer.assessments.queries.records import FINISHED, WAITING, form_of, what_lacks
from rainer.assessments.queries.signing import needed_signatures, oversight_faults
from rainer.cases.access import NOT_THERE
from rainer.common import clock, log
from rainer.common.errors import BadInputError, NotAllowedError, NotThereError, RefusedError
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.policy import working_days
from rainer.policy.working_days import bank_holidays
from rainer.rulebook.queries import place_of, rulebook_now

State = AssessmentRecord.State
WRITE, COUNTERSIGN = Capability.WRITE_ASSESSMENT, Capability.COUNTERSIGN_ASSESSMENT
SIGNED = log.event_type("assessment_signed", gettext_lazy("{actor} signed the assessment. {needs}"))
COUNTERSIGNED = log.event_type("assessment_countersigned", gettext_lazy("{actor} countersigned the assessment"))
SENT_BACK = log.event_type(
    "assessment_sent_back", gettext_lazy("{actor} sent the assessment back: {needed}"), personal=("needed",)
)
LOCKED = log.event_type(
    "assessment_locked", gettext_lazy("{actor} locked the assessment incomplete: {reason}"), personal=("reason",)
)
ROLLED_BACK = log.event_type(
    "assessment_rolled_back", gettext_lazy("{actor} rolled the assessment back: {reason}"), personal=("reason",)
)
NOT_MINE = log.event_type(
    "countersignature_not_mine", gettext_lazy("{actor} said the signature is not theirs to give: {reason}")
)


@dataclass(frozen=True, slots=True)
class Look:
    """What a second person gives: what they tested and what changed, or what is needed where they send it back."""

    signs: bool
    tested: str = ""
    changed: str = ""
    talked_on: date | None = None
    needed: str = ""


@transaction.atomic
def sign_assessment(*, acting: Acting, record_id: int) -> AssessmentRecord:
    """Sign what one wrote. By rule it then counts, or waits for a second person. A second press finds it signed.

    Raises RefusedError naming the sections that are not done.
    """
    record = locked(acting, record_id, WRITE)
    if record.signed_by_id == acting.user.pk and record.state in (*FINISHED, *WAITING):
        return record
    _must_be(record, State.UNSIGNED)
    lacking = what_lacks(record, form_of(record))
    if lacking:
        names = ", ".join(one.section.label for one in lacking)
        raise RefusedError(_("Not signed. Still to be answered: %(sections)s.") % {"sections": names})
    needed = needed_signatures(record, acting)
    if needed.lacks:
        raise RefusedError(_("Not signed. The summary of harm lacks: %(lacks)s") % {"lacks": " ".join(needed.lacks)})
    record.signed_at, record.signed_by = clock.now(), acting.user
    record.rosh, record.signatures_needed, record.reasons = needed.rosh, needed.count, list(needed.reasons)
    record.state = State.AWAITING_COUNTERSIGN if needed.count else State.SELF_SIGNED
    record.save()
    keep_snapshot(record)
    says = " ".join(needed.reasons) or str(_("No second signature is needed."))
    record_event(SIGNED, acting, record, needs=says, rosh=record.rosh)
    if needed.count:
        _ask(record, acting, order=1, days=needed.days)
    else:
        finish(record, acting)
    return record


def _ask(record: AssessmentRecord, acting: Acting, *, order: int, days: int) -> None:
    holidays = bank_holidays(place_of(record.case.team.unit), rulebook_now())
    Countersignature.objects.create(
        record=record,
        order=order,
        why=record.reasons,
        asked_at=clock.now(),
        due_on=working_days.add(acting.on, days, holidays=holidays),
    )


@transaction.atomic
def countersign(*, acting: Acting, countersignature_id: int, look: Look) -> Countersignature:
    """Sign as a second person, or send it back with what is needed. Nobody signs their own.

    Sent back, the assessment stays as it is, and its author goes on in a copy. Raises NotAllowedError for one's own,
    BadInputError where what was tested or changed says nothing, RefusedError when somebody else decided first.
    """
    row, record = _waiting(acting, countersignature_id)
    if row.decided_at is not None and row.by_id == acting.user.pk:
        return row
    if row.decided_at is not None:
        raise RefusedError(_("%(who)s decided this already: %(decision)s.") % {"who": row.by, "decision": row.decision})
    _may_sign(acting, record)
    errors = oversight_faults(look, record, acting)
    if errors:
        raise BadInputError(_("This was not saved."), errors=errors)
    _keep(row, acting, look)
    if not look.signs:
        _send_back(record, acting, look.needed)
    elif record.state == State.AWAITING_COUNTERSIGN and record.signatures_needed > 1:
        record.state = State.AWAITING_DOUBLE_COUNTERSIGN
        record.save(update_fields=["state"])
        keep_snapshot(record)
        record_event(COUNTERSIGNED, acting, record, order=row.order)
        _ask(record, acting, order=2, days=needed_signatures(record, acting).days)
    else:
        record.state = State.COUNTERSIGNED if record.signatures_needed < 2 else State.DOUBLE_COUNTERSIGNED
        record.save(update_fields=["state"])
        keep_snapshot(record)
        record_event(COUNTERSIGNED, acting, record, order=row.order)
        finish(record, acting)
    return row


def _waiting(acting: Acting, pk: int) -> tuple[Countersignature, AssessmentRecord]:
    row = Countersignature.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        raise NotThereError(NOT_THERE)
    return row, locked(acting, row.record_id, COUNTERSIGN)


def _may_sign(acting: Acting, record: AssessmentRecord) -> None:
    if acting.user.pk in (record.signed_by_id, record.started_by_id) or record.changes.filter(by=acting.user).exists():
        raise NotAllowedError(_("You wrote this. Someone else must sign."))
    if record.countersignatures.filter(by=acting.user, decision=Countersignature.Decision.SIGNED).exists():
        raise NotAllowedError(_("You signed this once. The second signature is someone else’s."))


def _keep(row: Countersignature, acting: Acting, look: Look) -> None:
    row.decided_at, row.by = clock.now(), acting.user
    row.decision = Countersignature.Decision.SIGNED if look.signs else Countersignature.Decision.SENT_BACK
    row.tested, row.changed, row.talked_on, row.needed = (
        look.tested.strip(), look.changed.strip(), look.talked_on, look.needed.strip(),
    )  # fmt: skip
    row.save()


def _send_back(record: AssessmentRecord, acting: Acting, needed: str) -> None:
    record.state = State.REJECTED
    _close(record, needed)
    record_event(SENT_BACK, acting, record, needed=needed)
    _go_on_in_a_copy(record)


@transaction.atomic
def say_not_mine(*, acting: Acting, countersignature_id: int, why: str) -> NotMine:
    """A conflict of interest: somebody else must sign. It stays in the list for the others."""
    row, record = _waiting(acting, countersignature_id)
    if not why.strip():
        raise BadInputError(_("Say why"), errors={"why": _("Say why it is not yours to sign")})
    said, made = NotMine.objects.get_or_create(
        countersignature=row, by=acting.user, defaults={"at": clock.now(), "why": why.strip()}
    )
    if made:
        record_event(NOT_MINE, acting, record, reason=why.strip())
    return said


@transaction.atomic
def lock_incomplete(*, acting: Acting, record_id: int, reason: str) -> AssessmentRecord:
    """Close it as it is, with a reason, and go on in a copy. Returns the copy."""
    record = locked(acting, record_id, WRITE)
    _must_be(record, State.UNSIGNED)
    _must_say(reason)
    record.state = State.LOCKED_INCOMPLETE
    _close(record, reason)
    record_event(LOCKED, acting, record, reason=reason.strip())
    return _go_on_in_a_copy(record)


@transaction.atomic
def roll_back(*, acting: Acting, record_id: int, reason: str) -> AssessmentRecord:
    """Take back a signed or locked assessment, with a reason, and go on in a copy. Returns the copy."""
    record = locked(acting, record_id, COUNTERSIGN)
    if record.state in (State.UNSIGNED, State.ROLLED_BACK, State.REJECTED):
        raise RefusedError(_("Only an assessment that is signed or locked can be rolled back."))
    _must_say(reason)
    if AssessmentRecord.objects.filter(person=record.person_id, state=State.UNSIGNED).exists():
        raise RefusedError(_("Another assessment is being written. Sign or lock it first."))
    record.countersignatures.filter(decided_at=None).delete()
    record.state = State.ROLLED_BACK
    _close(record, reason)
    record_event(ROLLED_BACK, acting, record, reason=reason.strip())
    return _go_on_in_a_copy(record)


def _must_be(record: AssessmentRecord, state: str) -> None:
    if record.state != state:
        said = {"state": record.get_state_display().lower()}
        raise RefusedError(_("This assessment is %(state)s. Nothing was changed.") % said)


def _must_say(reason: str) -> None:
    if not reason.strip():
        raise BadInputError(_("Say why"), errors={"reason": _("Say why")})


def _close(record: AssessmentRecord, reason: str) -> None:
    record.closed_at, record.closing_reason = clock.now(), reason.strip()
    record.save()
    keep_snapshot(record)


def _go_on_in_a_copy(record: AssessmentRecord) -> AssessmentRecord:
    now: Any = clock.now()
    return AssessmentRecord.objects.create(
        person=record.person, case=record.case, purpose=record.purpose, why=record.why, form_on=record.form_on,
        answers=record.answers, sources=record.sources, saved=record.saved, started_at=now,
        started_by=record.started_by, edited_at=now, edited_by=record.edited_by,
    )  # fmt: skip

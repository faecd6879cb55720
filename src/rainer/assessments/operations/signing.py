"""Sign, countersign, send back, lock, roll back. Nothing is overwritten: each opens or keeps a state of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.assessments.models import Assessment, AssessmentRecord, Countersignature, NotMine
from rainer.assessments.operations.common import keep_snapshot, locked, record_event
from rainer.assessments.operations.finishing import finish
from rainer.assessments.queries.records import FINISHED, WAITING, being_written, form_of, what_lacks
from rainer.assessments.queries.signing import needed_signatures, oversight_faults, wrote_it
from rainer.assessments.reference import reference_of
from rainer.cases.access import NOT_THERE
from rainer.common import clock, log
from rainer.common.errors import BadInputError, NotAllowedError, NotThereError, RefusedError
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.policy import working_days
from rainer.policy.assessment.life import LifeInputs, next_states
from rainer.policy.working_days import bank_holidays
from rainer.rulebook.queries import place_of, rulebook_now

State = AssessmentRecord.State
# By the state it waits in, what signing it is called in the rule on an assessment's life.
SIGNING = {
    State.AWAITING_COUNTERSIGN: "countersign",
    State.AWAITING_DOUBLE_COUNTERSIGN: "second_countersign",
}
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
    "assessment_rolled_back", gettext_lazy("{actor} rolled the assessment back: {why}"), personal=("why",)
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
    _next_state(record, acting, "sign", needed=0)
    lacking = what_lacks(record, form_of(record))
    if lacking:
        names = ", ".join(one.section.label for one in lacking)
        raise RefusedError(_("Not signed. Still to be answered: %(sections)s.") % {"sections": names})
    needed = needed_signatures(record, acting)
    if needed.lacks:
        raise RefusedError(_("Not signed. The summary of harm lacks: %(lacks)s") % {"lacks": " ".join(needed.lacks)})
    record.signed_at, record.signed_by = clock.now(), acting.user
    record.rosh, record.signatures_needed, record.reasons = needed.rosh, needed.count, list(needed.reasons)
    record.state = _next_state(record, acting, "sign")
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
        return row
    record.state = _next_state(record, acting, SIGNING[State(record.state)])
    record.save(update_fields=["state"])
    keep_snapshot(record)
    record_event(COUNTERSIGNED, acting, record, order=row.order)
    if record.is_finished:
        finish(record, acting)
    else:
        _ask(record, acting, order=row.order + 1, days=needed_signatures(record, acting).days)
    return row


def _waiting(acting: Acting, pk: int) -> tuple[Countersignature, AssessmentRecord]:
    row = Countersignature.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        raise NotThereError(NOT_THERE)
    return row, locked(acting, row.record_id, COUNTERSIGN)


def _may_sign(acting: Acting, record: AssessmentRecord) -> None:
    if wrote_it(record, acting.user):
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
    record.state = _next_state(record, acting, "send_back")
    _close(record, needed)
    record_event(SENT_BACK, acting, record, needed=needed)
    _go_on_in_a_copy(record)


@transaction.atomic
def say_not_mine(*, acting: Acting, countersignature_id: int, why: str) -> NotMine:
    """A conflict of interest: somebody else must sign. It stays in the list for the others."""
    row, record = _waiting(acting, countersignature_id)
    if not why.strip():
        raise BadInputError(_("Say why"), errors={"reason": _("Say why it is not yours to sign")})
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
    to = _next_state(record, acting, "lock")
    _must_say(reason)
    record.state = to
    _close(record, reason)
    record_event(LOCKED, acting, record, reason=reason.strip())
    return _go_on_in_a_copy(record)


@transaction.atomic
def roll_back(*, acting: Acting, record_id: int, reason: str) -> AssessmentRecord:
    """Take back a signed or locked assessment, with a reason, and go on in a copy. Returns the copy."""
    record = locked(acting, record_id, COUNTERSIGN)
    to = _next_state(record, acting, "roll_back")
    _must_say(reason)
    if being_written(record.person_id) is not None:
        raise RefusedError(_("Another assessment is being written. Sign or lock it first."))
    waiting = record.countersignatures.filter(decided_at=None)
    waiting.update(decided_at=clock.now(), by=acting.user, decision=Countersignature.Decision.WITHDRAWN)
    # What the tier reads of it counts no more.
    Assessment.objects.filter(record=record).update(status=to)
    record.state = to
    _close(record, reason)
    record_event(ROLLED_BACK, acting, record, why=reason.strip())
    return _go_on_in_a_copy(record)


def _next_state(record: AssessmentRecord, acting: Acting, action: str, *, needed: int | None = None) -> str:
    """The state an action leads to by the rule. Raises RefusedError with why it may not be done now."""
    signatures = record.signatures_needed if needed is None else needed
    answer = next_states(LifeInputs(record.state, signatures_needed=signatures), **reference_of(record.case, acting.on))
    assert answer.answer is not None
    found = answer.answer.action(action)
    if found.to is None:
        raise RefusedError(found.refusal)
    return found.to


def _must_say(reason: str) -> None:
    if not reason.strip():
        raise BadInputError(_("Say why"), errors={"reason": _("Say why")})


def _close(record: AssessmentRecord, reason: str) -> None:
    record.closed_at, record.closing_reason = clock.now(), reason.strip()
    record.save()
    keep_snapshot(record)


def _go_on_in_a_copy(record: AssessmentRecord) -> AssessmentRecord:
    """Where another has been begun meanwhile, that is what one goes on with: one is written at a time."""
    if (written := being_written(record.person_id)) is not None:
        return written
    now = clock.now()
    return AssessmentRecord.objects.create(
        person=record.person, case=record.case, purpose=record.purpose, why=record.why, form_on=record.form_on,
        answers=record.answers, sources=record.sources, saved=record.saved, started_at=now,
        started_by=record.started_by, edited_at=now, edited_by=record.edited_by,
    )  # fmt: skip

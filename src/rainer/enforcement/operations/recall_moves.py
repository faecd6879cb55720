"""The moves of a recall record: asked, countersigned, endorsed, decided, sent, closed; or deleted by a manager."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rainer.cases.models import Recall
from rainer.common import clock
from rainer.common.errors import BadInputError, ChangedMeanwhileError, NotAllowedError, RefusedError
from rainer.enforcement.models import RecallProceeding
from rainer.enforcement.operations.common import keep_file
from rainer.enforcement.operations.recall import keep_move, lock_recall
from rainer.enforcement.operations.recall_asked import ask, nobody_is_asked
from rainer.enforcement.queries.licences import under_12_months
from rainer.enforcement.queries.recall import Record
from rainer.enforcement.queries.recall_moves import CLOSED, DELETED, why_not
from rainer.enforcement.queries.recall_paper import documents_of, paper_of
from rainer.enforcement.queries.recall_signers import ASKED
from rainer.organisation.access import Acting
from rainer.policy import recall
from rainer.web.datetimes import HERE
from rainer.web.pdf import pdf_of

SIGNS = ("SPO_SIGNED", "ACO_SIGNED")
ASKS_FOR_A_SIGNATURE = ("SPO_SIGNATURE_REQUESTED", "ACO_SIGNATURE_REQUESTED")
EXPLAINED = (*SIGNS, "SPO_RECORDED_RATIONALE", "NO_RECALL_DECIDED", "RECALL_DECIDED", DELETED)
FIXED_TERM = "FIXED_TERM"


@dataclass(frozen=True, slots=True)
class Step:
    """A move someone asks for, with what some moves need.

    `agrees`: the senior agrees that recall should start. `sent_with`: documents that go with Part A. The rest is what
    came of it: the day of return, and what the release date depends on.
    """

    to: str
    reason: str = ""
    telephone: str = ""
    agrees: bool | None = None
    sent_with: tuple[str, ...] = ()
    returned_on: date | None = None
    expiry: date | None = None
    added_days: int = 0
    normal_release: date | None = None


@transaction.atomic
def move_recall(*, acting: Acting, recall_id: int, version: int | None, step: Step) -> RecallProceeding:
    """Make a move that the table of moves allows this user.

    Raises ChangedMeanwhileError where someone moved it meanwhile, NotAllowedError where the move is somebody else's,
    BadInputError for what it lacks, RefusedError for what must come first, or must be done by somebody else.
    """
    record = lock_recall(acting, recall_id)
    _as_seen(record, version)
    move = next((one for one in record.moves_for(acting).moves if one.to == step.to), None)
    if move is None:
        raise NotAllowedError(_("This move is not yours to make now. Ask whose it is."))
    if why := why_not(record, step.to, acting):
        raise RefusedError(why)
    _check(record, step)
    _make(acting, record, step, move.label)
    return record.proceeding


def _as_seen(record: Record, version: int | None) -> None:
    if version is None or version == record.proceeding.version:
        return
    last = record.done[-1] if record.done else None
    who = str(last.by) if last else ""
    said = _("%(who)s changed this recall record while you were looking.") % {"who": who or _("Someone")}
    raise ChangedMeanwhileError(said, who=who, at=last.at.isoformat() if last else "")


def _check(record: Record, step: Step) -> None:
    errors: dict[str, str] = {}
    if step.to in EXPLAINED and not step.reason.strip():
        errors["reason"] = _("Say why")
    if step.to in SIGNS and not step.telephone.strip():
        errors["telephone"] = _("Enter a telephone number where you can be asked about it")
    if step.to == "SPO_RECORDED_RATIONALE" and step.agrees is None:
        errors["agrees"] = _("Say whether recall should start")
    if step.to == "SENT_TO_PPCS" and (lacking := _not_sent(record, step)):
        errors["sent_with"] = _("These go with Part A: %(what)s") % {"what": ", ".join(lacking)}
    if step.to == CLOSED and not record.is_against:
        errors |= _outcome_errors(record, step)
    if errors:
        raise BadInputError(_("This was not saved."), errors=errors)


def _not_sent(record: Record, step: Step) -> list[str]:
    return [one.label for one in documents_of(record) if one.need == "required" and one.key not in step.sent_with]


def _outcome_errors(record: Record, step: Step) -> dict[str, str]:
    if step.returned_on is None and not record.is_alive:
        return {}
    if step.returned_on is None:
        return {"returned_on": _("Enter the day of return to custody")}
    if step.returned_on > clock.today():
        return {"returned_on": _("Enter today or an earlier day")}
    if record.sentence.released_on is not None and step.returned_on < record.sentence.released_on:
        return {"returned_on": _("Enter a day that is not before the release")}
    if record.decision == FIXED_TERM and step.expiry is None:
        return {"expiry": _("Enter the day the sentence and licence expire")}
    if step.expiry is not None and step.expiry < step.returned_on:
        return {"expiry": _("Enter a day that is not before the return to custody")}
    return {}


def _make(acting: Acting, record: Record, step: Step, label: str) -> None:
    """Make a checked move, with what it does to the fact other rules read."""
    proceeding, was = record.proceeding, record.proceeding.status
    proceeding.status = step.to
    effect = _EFFECTS.get(step.to)
    if effect is not None:
        effect(acting, record, step)
    if step.to in ASKS_FOR_A_SIGNATURE and not proceeding.asked:
        proceeding.asked = {part: record.number(part) for part in proceeding.answers}
    if step.to in (CLOSED, DELETED):
        proceeding.closed_at = clock.now()
    proceeding.version += 1
    proceeding.save()
    made = keep_move(
        acting,
        proceeding,
        was,
        step.to,
        label,
        reason=step.reason.strip(),
        telephone=step.telephone,
        due=_due(proceeding, record, step),
    )
    record.done.append(made)
    if step.to in ASKED:
        ask(acting, proceeding, step.to, signers=record.signers, authors=record.authors)
    elif proceeding.closed_at is not None:
        nobody_is_asked(proceeding)


def _due(proceeding: RecallProceeding, record: Record, step: Step) -> datetime | None:
    """By when what this move asks for is due."""
    after = Record(proceeding, record.reference).clocks.answer
    if after is None:
        return None
    if step.to == "ACO_SIGNATURE_REQUESTED" or (step.to in ("SPO_RECORDED_RATIONALE", "SPO_SIGNED")):
        return after.part_a_due
    if step.to in ("SPO_CONSIDER_RECALL", "SPO_SIGNATURE_REQUESTED") and after.is_rationale_in_time is None:
        day = after.rationale_due or _rationale_due(record)
        return timezone.make_aware(datetime.combine(day, time.max.replace(microsecond=0)), HERE) if day else None
    return None


def _rationale_due(record: Record) -> date | None:
    """When the rationale falls due for a senior who is asked this moment."""
    inputs = recall.ClockInputs(now=clock.now(), senior_asked_on=clock.today())
    answer = recall.recall_clocks(inputs, **record.reference.where).answer
    return answer.rationale_due if answer else None


def _agree(acting: Acting, record: Record, step: Step) -> None:
    """The clock of Part A runs from when the senior first agreed; a signature is agreement too."""
    agreed = step.agrees or step.to == "SPO_SIGNED"
    if agreed and record.proceeding.agreed_at is None:
        record.proceeding.agreed_at = clock.now()


def _decide(acting: Acting, record: Record, step: Step) -> None:
    proceeding = record.proceeding
    proceeding.fact = Recall.objects.create(
        event=proceeding.event,
        kind=Recall.Kind.FIXED_TERM if record.decision == FIXED_TERM else Recall.Kind.STANDARD,
        is_emergency=bool(proceeding.is_emergency),
        decided_on=acting.on,
        reason=step.reason.strip()[:200],
    )


def _make_paper(acting: Acting, record: Record, step: Step) -> None:
    paper = paper_of(record, at=clock.now())
    sha256 = keep_file(pdf_of(paper))
    record.proceeding.paper = {
        "paper": paper.facts, "sha256": sha256, "by": str(acting.user), "made_at": paper.at.isoformat(),
    }  # fmt: skip


def _send(acting: Acting, record: Record, step: Step) -> None:
    record.proceeding.paper = {**record.proceeding.paper, "sent_with": list(step.sent_with)}


def _close(acting: Acting, record: Record, step: Step) -> None:
    fact = record.proceeding.fact
    if fact is None:
        return
    fact.returned_to_custody_on = step.returned_on
    fact.release_on = _release(record, step)
    fact.save(update_fields=["returned_to_custody_on", "release_on"])


def _release(record: Record, step: Step) -> date | None:
    """The day a fixed term ends, by the law in force on the day of return; None for a standard recall, or no return."""
    if record.decision != FIXED_TERM or step.returned_on is None:
        return None
    where: Any = record.reference.where
    term = recall.FixedTermInputs(record.group, step.returned_on, under_12_months(record.sentence))
    days = recall.fixed_term_days(term, **where)
    if days.answer is None:
        raise RefusedError(_("The release date cannot be worked out: %(why)s") % {"why": days.sentence})
    asked = recall.ReleaseInputs(days.answer, step.returned_on, step.expiry, step.added_days, step.normal_release)
    return recall.fixed_term_release_date(asked, **where).answer


def _delete(acting: Acting, record: Record, step: Step) -> None:
    """A recall that was decided and is deleted never was: the fact goes, the record of it stays."""
    fact, record.proceeding.fact = record.proceeding.fact, None
    if fact is not None:
        record.proceeding.save(update_fields=["fact"])
        fact.delete()


_EFFECTS: dict[str, Any] = {
    "SPO_RECORDED_RATIONALE": _agree,
    "SPO_SIGNED": _agree,
    "RECALL_DECIDED": _decide,
    "PP_DOCUMENT_CREATED": _make_paper,
    "SENT_TO_PPCS": _send,
    CLOSED: _close,
    DELETED: _delete,
}

"""Why a move of a recall record cannot be made yet, whoever asks: what is lacking, or that it is one's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from rainer.enforcement.queries.recall import BEFORE_DECISION, Record
from rainer.organisation.access import Acting

DELETED, BOOKING, CLOSED = "DELETED", "BOOKING", "REC_CLOSED"
NEEDS_ANOTHER = ("SPO_SIGNED", "ACO_SIGNED", "RECALL_DECIDED", "NO_RECALL_DECIDED")


def why_not(record: Record, to: str, acting: Acting) -> str:
    """Why this user cannot make this move now, in words; "" where they can, if the table of moves allows it."""
    if to == DELETED:
        return ""
    if not record.is_alive and to not in (BOOKING, CLOSED):
        return _(
            "The person has died. Nothing more is done about recall: a manager deletes the record, with the reason."
        )
    if record.proceeding.status in BEFORE_DECISION and not record.stands:
        return _(
            "No licence is in force: there is nothing to recall from. A manager deletes the record, with the reason."
        )
    check = _CHECKS.get(to)
    return (check(record) if check else "") or (_own(record, to, acting) if to in NEEDS_ANOTHER else "")


def _own(record: Record, to: str, acting: Acting) -> str:
    if acting.user.pk in record.authors:
        return _("You wrote in this record, or hold the case: somebody else signs and decides.")
    if to == "ACO_SIGNED" and acting.user.pk in record.signers:
        return _("You signed it, or asked for this signature: somebody else endorses it.")
    return ""


def _lacks(record: Record) -> str:
    if record.must_take_over:
        return _("A duty manager recorded reasons out of hours. Take them over first.")
    if record.lacking:
        return _("Not complete yet: %(parts)s.") % {"parts": "; ".join(record.lacking)}
    return ""


def _for_recall(record: Record) -> str:
    if record.is_against:
        return _("What is asked for is no recall.")
    return _lacks(record)


def _no_recall(record: Record) -> str:
    if not record.is_against:
        return _("What is asked for is a recall. Change the type of recall first.")
    if why := _lacks(record):
        return why
    if record.proceeding.status == "SPO_RECORDED_RATIONALE" and record.readiness.signatures:
        return _("It was decided before on this licence not to recall: a senior manager endorses it this time.")
    return ""


def _endorse(record: Record) -> str:
    """A recall once a senior signed it; a decision not to recall only where it is not the first."""
    if record.proceeding.status == "SPO_SIGNED":
        return _for_recall(record)
    if not record.is_against:
        return _("A senior countersigns a recall before a senior manager does.")
    if not record.readiness.signatures:
        return _("It is the first decision not to recall on this licence: a senior decides it.")
    return _lacks(record)


def _to_send(record: Record) -> str:
    if record.is_against:
        return _("It was decided not to recall: no Part A is sent.")
    lacking = [one.label for one in record.parts if one.part in record.readiness.lacking_to_send]
    return _("Not complete yet: %(parts)s.") % {"parts": "; ".join(lacking)} if lacking else ""


def _close(record: Record) -> str:
    if record.proceeding.status == "PP_DOCUMENT_CREATED" and not record.is_against:
        return _("Part A is to be sent first.")
    return ""


_CHECKS: Mapping[str, Callable[[Record], str]] = {
    "SPO_SIGNATURE_REQUESTED": _for_recall,
    "SPO_SIGNED": _for_recall,
    "ACO_SIGNATURE_REQUESTED": _endorse,
    "ACO_SIGNED": _lacks,
    "RECALL_DECIDED": _for_recall,
    "NO_RECALL_DECIDED": _no_recall,
    "SENT_TO_PPCS": _to_send,
    CLOSED: _close,
}

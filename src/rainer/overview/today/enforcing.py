"""The facts of enforcement that tasks follow from: absences to decide, replies, warnings and breach to start."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Min, Q

from rainer.enforcement.codes import BREACH_ASKED_FOR, NOT_BEGUN, SENT_ON, WARNINGS
from rainer.enforcement.models import AbsenceDecision, BreachProceeding, EnforcementAction, Move, RecallProceeding
from rainer.enforcement.queries.answers import awaits_answer
from rainer.enforcement.queries.notice import answer_by, pack_made_on
from rainer.enforcement.queries.recall import ASKED_OF_A_SENIOR, NO_RECALL, RATIONALE, about, first_at
from rainer.policy import tasks
from rainer.supervision.inputs import local
from rainer.supervision.models import Contact
from rainer.supervision.reference import AWAITED


@dataclass(frozen=True, slots=True)
class Enforcing:
    """What is open for each person."""

    absences: Mapping[int, Sequence[tasks.AbsenceFact]]
    actions: Mapping[int, Sequence[EnforcementAction]]
    breaches: Mapping[int, Sequence[tasks.BreachFact]]
    recalls: Mapping[int, Sequence[tasks.RecallFact]]

    def of(self, person_id: int) -> dict[str, Any]:
        """The fields of `CaseFacts` that enforcement fills."""
        actions = self.actions.get(person_id, ())
        started = self.breaches.get(person_id, ())
        return {
            "absences": tuple(self.absences.get(person_id, ())),
            "replies": tuple(
                _reply(one) for one in actions if one.done_at or one.code not in WARNINGS + BREACH_ASKED_FOR
            ),
            "warnings": tuple(_warning(one) for one in actions if one.code in WARNINGS and not one.done_at),
            # Breach that was asked for and has no proceedings yet is still to be started.
            "breaches": (*started, *(_breach(one) for one in actions if one.code in BREACH_ASKED_FOR and not started)),
            "recalls": tuple(self.recalls.get(person_id, ())),
        }


def enforcing_facts(ids: Collection[int]) -> Enforcing:
    """Six queries at most."""
    return Enforcing(_absences(ids), _actions(ids), _breaches(ids), _recalls(ids))


def _absences(ids: Collection[int]) -> dict[int, list[tasks.AbsenceFact]]:
    """Missed appointments whose reason is awaited; whoever waits may have said until when. Two queries."""
    missed = list(
        Contact.objects.filter(person__in=ids, outcome_code=AWAITED, is_appointment=True, cancelled_at=None)
        .prefetch_related("enforcement_actions")
        .order_by("at", "pk")
    )
    waits = dict(
        AbsenceDecision.objects.filter(
            contact__in=missed, decision=AbsenceDecision.Decision.WAIT, replaced_by=None
        ).values_list("contact", "wait_until")
    )
    found: dict[int, list[tasks.AbsenceFact]] = defaultdict(list)
    for contact in missed:
        action = max(contact.enforcement_actions.all(), key=lambda one: (one.at, one.pk), default=None)
        found[contact.person_id].append(
            tasks.AbsenceFact(
                ref=f"contact:{contact.pk}",
                absent_on=local(contact.at).date(),
                action=action.code if action else contact.action_code or None,
                action_on=local(action.at).date() if action else None,
                respond_by=waits.get(contact.pk) or (action.respond_by if action else None) or contact.respond_by,
            )
        )
    return found


def _actions(ids: Collection[int]) -> dict[int, list[EnforcementAction]]:
    """What was chosen after a failure and is not done, and letters that wait for an answer. One query."""
    rows = (
        EnforcementAction.objects.filter(Q(done_at=None) | awaits_answer(), contact__person__in=ids)
        .exclude(contact__outcome_code=AWAITED)
        .select_related("contact")
        .order_by("respond_by", "pk")
    )
    found: dict[int, list[EnforcementAction]] = defaultdict(list)
    for row in rows:
        found[row.contact.person_id].append(row)
    return found


def _ref(action: EnforcementAction) -> str:
    """Where it is dealt with: the appointment it followed; of a letter that was sent, its answer."""
    if action.done_at:
        return f"letter:{action.pk}"
    return f"action:{action.pk}:{action.contact_id}"


def _reply(action: EnforcementAction) -> tasks.ReplyFact:
    return tasks.ReplyFact(_ref(action), action.code, action.respond_by)


def _warning(action: EnforcementAction) -> tasks.WarningFact:
    return tasks.WarningFact(_ref(action), local(action.contact.at).date())


def _breach(action: EnforcementAction) -> tasks.BreachFact:
    failed_on = local(action.contact.at).date()
    return tasks.BreachFact(_ref(action), failed_on, aware_on=local(action.at).date())


def _breaches(ids: Collection[int]) -> dict[int, list[tasks.BreachFact]]:
    """Proceedings that are open; those only thought about are not started. One query."""
    rows = BreachProceeding.objects.filter(person__in=ids, closed_at=None).annotate(failed_at=Min("failures__at"))
    found: dict[int, list[tasks.BreachFact]] = defaultdict(list)
    for row in rows.order_by("pk"):
        failed_on = local(row.failed_at).date() if row.failed_at else row.became_aware_on
        started = None if row.status in NOT_BEGUN else local(row.started_at).date()
        found[row.person_id].append(
            tasks.BreachFact(
                f"breach:{row.pk}",
                failed_on,
                row.became_aware_on,
                started,
                status=row.status,
                answer_by=answer_by(row),
                pack_made_on=pack_made_on(row),
                hearing_on=row.hearing_on,
            )
        )
    return found


def _recalls(ids: Iterable[int]) -> dict[int, list[tasks.RecallFact]]:
    """Recall being decided, with when a senior was asked and recorded why. Two queries at most."""
    rows = list(RecallProceeding.objects.filter(person__in=ids, closed_at=None).order_by("pk"))
    moves: dict[str, list[Move]] = defaultdict(list)
    if rows:
        for move in Move.objects.filter(about__in=[about(row) for row in rows]).order_by("at", "pk"):
            moves[move.about].append(move)
    found: dict[int, list[tasks.RecallFact]] = defaultdict(list)
    for row in rows:
        found[row.person_id].append(_recall(row, moves[about(row)]))
    return found


def _recall(row: RecallProceeding, moves: Sequence[Move]) -> tasks.RecallFact:
    asked, rationale, sent = (first_at(moves, *states) for states in (ASKED_OF_A_SENIOR, RATIONALE, SENT_ON))
    return tasks.RecallFact(
        ref=f"recall:{row.pk}",
        senior_asked_on=asked.date() if asked else None,
        rationale_on=rationale.date() if rationale else None,
        senior_agreed_at=local(row.agreed_at) if row.agreed_at and row.decision != NO_RECALL else None,
        part_a_sent_at=sent,
        is_emergency=bool(row.is_emergency),
    )

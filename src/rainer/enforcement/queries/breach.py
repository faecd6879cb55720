"""A breach as its page shows it: where it stands, its clocks, what may be done next and by whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from rainer.cases.access import NOT_THERE, open_person
from rainer.cases.models import Case, Sentence
from rainer.common.errors import NotThereError
from rainer.enforcement.inputs import day_of, moves_of, stands
from rainer.enforcement.models import BreachProceeding, Move, Warning
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.policy.enforcement import (
    BreachClock,
    BreachInputs,
    Moves,
    StateInputs,
    breach_clock,
    breach_transitions,
)
from rainer.policy.outcome import Outcome
from rainer.supervision.inputs import local
from rainer.supervision.models import Contact
from rainer.supervision.reference import Reference

# Any of these opens the page of a breach; what each may do there is the rule's to say.
OPENS = (Capability.MANAGE_BREACH, Capability.CHECK_BREACH, Capability.SEND_LETTER)


def about(proceeding: BreachProceeding) -> str:
    """How its moves name it."""
    return f"breach-proceeding:{proceeding.pk}"


def opening(acting: Acting) -> Capability:
    """The capability by which this user opens breaches."""
    return next((one for one in OPENS if acting.may(one)), OPENS[0])


def open_breach(acting: Acting, pk: int, *, what: str) -> BreachProceeding:
    """A breach of a person whose record the user may open; the read is logged. `case` is theirs now."""
    rows = BreachProceeding.objects.select_related("person", "event__sentence", "fact", "started_by")
    proceeding = rows.filter(pk=pk).first()
    if proceeding is None:
        raise NotThereError(NOT_THERE)
    proceeding.case = open_person(acting, proceeding.person.crn, opening(acting), what=what)
    return proceeding


def failures_counted(names: Sequence[str]) -> list[Contact]:
    """The contacts behind references like "contact:42", as a standing names them, oldest first."""
    return list(Contact.objects.filter(pk__in=[int(name.partition(":")[2]) for name in names]).order_by("at", "pk"))


def failures_of(proceeding: BreachProceeding) -> list[Contact]:
    rows = proceeding.failures.select_related("requirement", "practitioner_team__practitioner")
    return list(rows.order_by("at", "pk"))


def clock_of(
    proceeding: BreachProceeding, failures: Sequence[Contact], moves: Sequence[Move], reference: Reference
) -> Outcome[BreachClock]:
    """Both clocks, from the last of the failures; the start is the day it was referred."""
    begun = next((one.at for one in moves if one.to_status == "referred"), None)
    inputs = BreachInputs(
        failed_on=max(day_of(one) for one in failures),
        aware_on=proceeding.became_aware_on,
        started_on=local(begun).date() if begun else None,
    )
    return breach_clock(inputs, **reference.where)


def roles_in(acting: Acting, case: Case) -> frozenset[str]:
    """The kinds of role, as the table of moves names them, in which the user acts in this case.

    An enforcement officer in the Act's sense is someone who manages breach and does not hold the case.
    """
    holds = case.practitioner_team is not None and case.practitioner_team.practitioner.user_id == acting.user.pk
    manages = acting.area(Capability.MANAGE_BREACH).holds_team(case.team)
    named = {
        "responsible_officer": manages,
        "enforcement_officer": manages and not holds,
        "senior": acting.area(Capability.CHECK_BREACH).holds_team(case.team),
        "case_administrator": "case_administrator" in acting.roles,
        "court_officer": "court_officer" in acting.roles,
    }
    return frozenset(name for name, is_one in named.items() if is_one)


def moves_for(proceeding: BreachProceeding, acting: Acting, reference: Reference) -> Moves:
    """What this user may do with it next; nothing once it is closed."""
    roles = frozenset() if proceeding.closed_at is not None else roles_in(acting, proceeding.case)
    answer = breach_transitions(StateInputs(proceeding.status, roles), **reference.where).answer
    assert answer is not None
    return answer


def view_kept(proceeding: BreachProceeding) -> list[str]:
    """The officer's view as a pack says it."""
    return [proceeding.view_of_compliance, proceeding.view_reason, proceeding.proposal]


def awaits_check(proceeding: BreachProceeding) -> bool:
    return proceeding.status == "manager_check" and "checked" not in proceeding.pack


def why_not_checked_by(acting: Acting, proceeding: BreachProceeding) -> str:
    """Why this user cannot check its pack: nobody checks what they have worked on; "" where they may."""
    case, user = proceeding.case, acting.user.pk
    if "senior" not in roles_in(acting, case):
        return _("A pack is checked by a senior or the head of the unit.")
    if case.practitioner_team is not None and case.practitioner_team.practitioner.user_id == user:
        return _("You hold this case. Someone else must check the pack.")
    asked = Move.objects.filter(about=about(proceeding), to_status="manager_check").order_by("-at", "-pk").first()
    if user in {proceeding.started_by_id, proceeding.pack.get("by_id"), asked and asked.by_id}:
        return _("You have worked on this breach. Someone else must check the pack.")
    return ""


def order_stands(proceeding: BreachProceeding) -> bool:
    sentence: Sentence | None = getattr(proceeding.event, "sentence", None)
    return sentence is not None and stands(sentence) and proceeding.person.date_of_death is None


@dataclass(frozen=True)
class BreachPage:
    """The page of one breach."""

    proceeding: BreachProceeding
    failures: Sequence[Contact]
    clock: Outcome[BreachClock]
    moves: Moves
    done: Sequence[Move]
    warnings: Sequence[Warning]
    stands: bool


def breach_page(proceeding: BreachProceeding, acting: Acting, reference: Reference) -> BreachPage:
    failures, done = failures_of(proceeding), moves_of(about(proceeding))
    warnings = Warning.objects.filter(event=proceeding.event, withdrawn_on=None).select_related("letter")
    return BreachPage(
        proceeding=proceeding,
        failures=failures,
        clock=clock_of(proceeding, failures, done, reference),
        moves=moves_for(proceeding, acting, reference),
        done=done,
        warnings=list(warnings.order_by("given_on")),
        stands=order_stands(proceeding),
    )

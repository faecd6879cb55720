"""Tick the rows of a proposal that is open, and give a row to someone else. Nobody is named by it."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from rainer.allocation import events
from rainer.allocation.models import Proposal, ProposalRow
from rainer.allocation.operations.propose import PLACED, percent, rules_of
from rainer.allocation.queries.caps import over_cap_words
from rainer.allocation.queries.plan import Plan, candidates_of
from rainer.allocation.queries.problem import verdict_of
from rainer.allocation.queries.verdicts import Verdict, verdict
from rainer.cases.access import limited_person_ids
from rainer.common import clock, log
from rainer.common.errors import ChangedMeanwhileError, NotAllowedError, NotThereError, RefusedError, RestrictedError
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.workforce.models import PractitionerTeam

CAP_RULE = "allocation.cap_of_new_people"
OPEN = (Proposal.State.READY, Proposal.State.STOPPED)
_LOADS = ["percent_before", "percent_after", "next_best_before", "next_best_after"]


@transaction.atomic
def tick_rows(*, acting: Acting, proposal: Proposal, shown: Collection[int], ticked: Collection[int]) -> int:
    """Keep which of the shown rows are ticked; the others stay as they were. How many are ticked in all."""
    open_proposal(acting, proposal)
    rows = ProposalRow.objects.filter(proposal=proposal, state=ProposalRow.State.PLACED)
    rows.filter(id__in=list(shown)).exclude(id__in=list(ticked)).update(ticked=False)
    rows.filter(id__in=set(shown) & set(ticked)).update(ticked=True)
    _add_up(Proposal.objects.get(pk=proposal.pk))
    return rows.filter(ticked=True).count()


@transaction.atomic
def change_row(*, acting: Acting, row_id: int, to_id: int, over_cap_reason: str = "") -> ProposalRow:
    """Give one person of a proposal to another practitioner; nothing else moves, and the loads add up again.

    Raises RefusedError when the guard or a hold is against it: such a choice is made by hand, with its reason. A cap
    of new people a week counts the rest of the plan too; beyond it someone who may override writes why.
    """
    row = (
        ProposalRow.objects.select_for_update(of=("self",))
        .select_related("proposal__team__unit__region", "proposal__unit__region", "proposal__region")
        .select_related("case__person", "case__team__unit__region")
        .filter(pk=row_id)
        .first()
    )
    to = PractitionerTeam.objects.select_related("practitioner", "team__unit").filter(pk=to_id).first()
    if row is None or to is None or not acting.area(Capability.ALLOCATE).holds_team(to.team):
        raise NotThereError(_("You cannot choose this practitioner: not in your area, or not there."))
    proposal = open_proposal(acting, row.proposal)
    if not proposal.reaches(row.case, to.team):
        raise NotThereError(_("You cannot choose this practitioner: the proposal does not reach that far."))
    if limited_person_ids(acting, [row.case.person_id]):
        raise RestrictedError(_("This record is restricted."), crn=row.case.person.crn)
    found = verdict(row.case, to, rules_of(proposal))
    _refuse_what_is_in_the_way(to, found)
    row.over_cap_reason = _cap_answered(acting, row, to, found, over_cap_reason.strip())
    row.next_best_id = _next_best(row, to)
    row.to, row.changed_by_hand, row.changed_at, row.ticked = to, True, clock.now(), True
    row.state, row.reason_code = ProposalRow.State.PLACED, PLACED
    row.reason = _("Chosen by %(who)s") % {"who": acting.user}
    row.guard_verdict = verdict_of(found.answer, talk=found.known.talk, has_tutor=found.standing.has_tutor).value
    row.save()
    _know(proposal, to)
    _add_up(proposal)
    log.record(
        events.ROW_CHANGED,
        actor=acting.user,
        subject=f"proposal:{proposal.pk}",
        person_id=row.case.person_id,
        unit_id=row.case.team.unit_id,
        data={"to": str(to.practitioner), "row": row.pk, "over_cap_reason": row.over_cap_reason},
    )
    row.refresh_from_db()
    return row


def _refuse_what_is_in_the_way(to: PractitionerTeam, found: Verdict) -> None:
    against = [why for why in found.against if why != found.over_cap]
    in_the_way = [*found.never, *against, *([_("talk about staff safety first")] if found.needs_talk else [])]
    if in_the_way:
        raise RefusedError(
            _("%(name)s cannot be chosen here: %(why)s.") % {"name": to.practitioner, "why": "; ".join(in_the_way)},
            rule="allocation.guard", why=in_the_way,
        )  # fmt: skip


def _cap_answered(acting: Acting, row: ProposalRow, to: PractitionerTeam, found: Verdict, reason: str) -> str:
    """Why this row goes beyond a cap of new people a week; "" where it stays within it. Raises when nobody said."""
    others = ProposalRow.objects.filter(proposal=row.proposal, state=ProposalRow.State.PLACED, ticked=True, to=to)
    cap, nth = found.standing.cap, others.exclude(pk=row.pk).count() + 1
    if cap is None or nth <= cap.left:
        return ""
    message = over_cap_words(person=str(row.case.person), to=str(to.practitioner), cap=cap, nth=cap.given + nth)
    if not acting.area(Capability.OVERRIDE_GUARD).holds_team(row.case.team):
        raise NotAllowedError(_("%(message)s Ask a senior.") % {"message": message}, rule=CAP_RULE)
    if not reason:
        raise RefusedError(
            _("%(message)s You can go ahead with a written reason.") % {"message": message},
            rule=CAP_RULE,
            errors={"over_cap_reason": _("Say why %(name)s, or choose someone else") % {"name": to.practitioner}},
        )
    return reason


def _add_up(proposal: Proposal) -> None:
    """Every load of the list and of "next best" again, as the ticked rows leave them."""
    rows = list(ProposalRow.objects.filter(proposal=proposal, state=ProposalRow.State.PLACED))
    plan = Plan(proposal, rows)
    for row in rows:
        if row.to_id is not None:
            row.percent_before, row.percent_after = (
                percent(plan.now(row.to_id)),
                percent(plan.beside(row.case_id, row.to_id).after),
            )
        best = plan.beside(row.case_id, row.next_best_id)
        row.next_best_before, row.next_best_after = percent(best.before), percent(best.after)
    ProposalRow.objects.bulk_update(rows, _LOADS, batch_size=1_000)


def _next_best(row: ProposalRow, to: PractitionerTeam) -> int | None:
    """Who comes next after the change: whoever of the former choice and the former next best is not chosen now."""
    return row.to_id if row.to_id and row.next_best_id in (None, to.pk) and row.to_id != to.pk else row.next_best_id


def _know(proposal: Proposal, to: PractitionerTeam) -> None:
    """Keep the load of someone the proposal did not weigh, so that the sums hold them too."""
    if str(to.pk) not in {ref for ref, *_rest in proposal.facts["practitioners"]}:
        (one,) = candidates_of([to])
        proposal.facts["practitioners"].append([one.ref, one.total_points, one.available_points])
        proposal.save(update_fields=["facts"])


def open_proposal(acting: Acting, proposal: Proposal) -> Proposal:
    """The proposal's row, locked, while it can still be decided."""
    acting.need(Capability.PROPOSE)
    locked = (
        Proposal.objects.select_for_update(of=("self",))
        .select_related("team__unit__region", "unit__region", "region", "asked_by")
        .get(pk=proposal.pk)
    )
    if locked.state not in OPEN:
        raise ChangedMeanwhileError(
            _("This proposal is no longer open: %(state)s.") % {"state": str(locked.get_state_display()).lower()},
            state=locked.state,
        )
    return locked

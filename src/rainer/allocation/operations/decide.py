"""Change, tick, accept or decline the rows of a proposal. Each accepted row is named like one made by hand."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from rainer.allocation import events
from rainer.allocation.models import Proposal, ProposalRow
from rainer.allocation.operations.naming import Details, name_practitioner, someone_was_first
from rainer.allocation.operations.propose import PLACED, percent, rules_of, unit_of
from rainer.allocation.operations.tell import Recipients
from rainer.allocation.queries.plan import Plan, candidates_of
from rainer.allocation.queries.problem import verdict_of
from rainer.allocation.queries.verdicts import verdict
from rainer.cases.access import limited_person_ids
from rainer.common import clock, log
from rainer.common.errors import ChangedMeanwhileError, NotThereError, RainerError, RefusedError, RestrictedError
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.organisation.models import User
from rainer.workforce.models import PractitionerTeam


@dataclass(frozen=True, slots=True)
class Reasons:
    """What was written for one row: for the guard, and for the load it ends at."""

    guard: str = ""
    load: str = ""


OPEN = (Proposal.State.READY, Proposal.State.STOPPED)
MOST_AT_ONCE = 25
_LOADS = ["percent_before", "percent_after", "next_best_before", "next_best_after"]


@transaction.atomic
def tick_rows(*, acting: Acting, proposal: Proposal, shown: Collection[int], ticked: Collection[int]) -> int:
    """Keep which of the shown rows are ticked; the others stay as they were. How many are ticked in all."""
    _open(acting, proposal)
    rows = ProposalRow.objects.filter(proposal=proposal, state=ProposalRow.State.PLACED)
    rows.filter(id__in=list(shown)).exclude(id__in=list(ticked)).update(ticked=False)
    rows.filter(id__in=set(shown) & set(ticked)).update(ticked=True)
    _add_up(Proposal.objects.get(pk=proposal.pk))
    return rows.filter(ticked=True).count()


@transaction.atomic
def change_row(*, acting: Acting, row_id: int, to_id: int) -> ProposalRow:
    """Give one person of a proposal to another practitioner; nothing else moves, and the loads add up again.

    Raises RefusedError when the guard or a hold is against it: such a choice is made by hand, with its reason.
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
    proposal = _open(acting, row.proposal)
    if limited_person_ids(acting, [row.case.person_id]):
        raise RestrictedError(_("This record is restricted."), crn=row.case.person.crn)
    found = verdict(row.case, to, rules_of(proposal))
    in_the_way = [*found.never, *found.against, *([_("talk about staff safety first")] if found.needs_talk else [])]
    if in_the_way:
        raise RefusedError(
            _("%(name)s cannot be chosen here: %(why)s.") % {"name": to.practitioner, "why": "; ".join(in_the_way)},
            rule="allocation.guard", why=in_the_way,
        )  # fmt: skip
    row.next_best_id = _next_best(row, to)
    row.to, row.changed_by_hand, row.ticked = to, True, True
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
        data={"to": str(to.practitioner), "row": row.pk},
    )
    row.refresh_from_db()
    return row


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


def _open(acting: Acting, proposal: Proposal) -> Proposal:
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


@transaction.atomic
def accept_rows(
    *,
    acting: Acting,
    proposal: Proposal,
    reasons: Mapping[int, Reasons] | None = None,
    guard_reason: str = "",
    over_threshold_reason: str = "",
) -> bool:
    """Accept the ticked rows. A few are named at once (True); more than that by a job, with progress (False).

    `reasons` holds what was written for one row, by its id. The two texts answer for the rows that ask and have
    none of their own. A row keeps a reason only where its naming asks for it.
    """
    from rainer.allocation.jobs import name_accepted_people

    locked = _open(acting, proposal)
    count = ProposalRow.objects.filter(proposal=locked, state=ProposalRow.State.PLACED, ticked=True).count()
    if not count:
        raise RefusedError(_("Tick the people to name a practitioner for, or accept none."))
    locked.facts["accept"] = {
        "by": acting.user.pk,
        "guard_reason": guard_reason.strip(),
        "over_threshold_reason": over_threshold_reason.strip(),
        "rows": {str(pk): asdict(written) for pk, written in (reasons or {}).items()},
        "count": count,
        "at": clock.now().isoformat(),
    }
    locked.state = Proposal.State.ACCEPTING
    locked.progress = _progress(0, count)
    locked.save(update_fields=["facts", "state", "progress"])
    log.record(events.PROPOSAL_ACCEPTING, actor=acting.user, subject=f"proposal:{locked.pk}", data={"people": count})
    if count > MOST_AT_ONCE:
        name_accepted_people.later(proposal_id=locked.pk)
        return False
    name_accepted(locked.pk)
    return True


def _progress(done: int, count: int) -> str:
    return _("%(done)d of %(count)d named") % {"done": done, "count": count}


def name_accepted(proposal_id: int) -> int:
    """Name the ticked people of an accepted proposal, each in a transaction of its own; how many were named.

    Safe to run twice and side by side: a row is locked while it is named, and a named or left-out row is done with.
    """
    proposal = Proposal.objects.select_related("team__unit__region", "unit__region", "region").get(pk=proposal_id)
    if proposal.state != Proposal.State.ACCEPTING:
        return 0
    accept = proposal.facts["accept"]
    acting = Acting.of(User.objects.get(pk=accept["by"]))
    named = 0
    while (done := _next(acting, proposal, accept)) is not None:
        named += done
    _finish(proposal, acting)
    return named


@transaction.atomic
def _next(acting: Acting, proposal: Proposal, accept: dict[str, Any]) -> bool | None:
    """Name the next ticked person: True when named, False when left out, None when there is none left."""
    row = (
        ProposalRow.objects.select_for_update(skip_locked=True)
        .filter(proposal=proposal, state=ProposalRow.State.PLACED, ticked=True)
        .order_by("order")
        .first()
    )
    if row is None or row.to_id is None:
        return None
    try:
        with transaction.atomic():
            named = name_practitioner(
                acting=acting, case_id=row.case_id, to_id=row.to_id, details=_details(row, accept), proposal_row=row
            )
            if not named.changed:
                raise someone_was_first(named.case)
            row.state = ProposalRow.State.ACCEPTED
    except RainerError as error:
        row.state, row.left_out_because = ProposalRow.State.LEFT_OUT, _why_left_out(error)
    row.save(update_fields=["state", "left_out_because"])
    left = ProposalRow.objects.filter(proposal=proposal, state=ProposalRow.State.PLACED, ticked=True).count()
    Proposal.objects.filter(pk=proposal.pk).update(progress=_progress(accept["count"] - left, accept["count"]))
    return row.state == ProposalRow.State.ACCEPTED


def _details(row: ProposalRow, accept: dict[str, Any]) -> Details:
    """What was written for this row. Naming keeps of it only what it asks for."""
    written = accept["rows"].get(str(row.pk), {})
    return Details(
        notes=_("Proposed, then accepted: %(reason)s") % {"reason": row.reason},
        guard_reason=written.get("guard", "") or accept["guard_reason"],
        over_threshold_reason=written.get("load", "") or accept["over_threshold_reason"],
        tell=Recipients(allocator=False),
    )


def _why_left_out(error: RainerError) -> str:
    if isinstance(error, ChangedMeanwhileError) and "who" in error.facts:
        facts = {"who": error.facts["who"], "clock": error.facts["clock"]}
        return str(_("Allocated by %(who)s at %(clock)s") % facts)[:200]
    return error.message[:200]


@transaction.atomic
def _finish(proposal: Proposal, acting: Acting) -> None:
    locked = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    rows = ProposalRow.objects.filter(proposal=locked)
    waiting = rows.filter(state=ProposalRow.State.PLACED, ticked=True).exists()
    if locked.state != Proposal.State.ACCEPTING or waiting:
        return
    rows.filter(state=ProposalRow.State.PLACED).update(state=ProposalRow.State.DECLINED)
    _decide(locked, acting)


@transaction.atomic
def decline_proposal(*, acting: Acting, proposal: Proposal) -> None:
    """Accept none: every suggestion is declined and nothing moves."""
    locked = _open(acting, proposal)
    ProposalRow.objects.filter(proposal=locked, state=ProposalRow.State.PLACED).update(state=ProposalRow.State.DECLINED)
    _decide(locked, acting)


def _decide(proposal: Proposal, acting: Acting) -> None:
    rows = ProposalRow.objects.filter(proposal=proposal)
    proposal.state, proposal.accepted_at, proposal.progress = Proposal.State.DECIDED, clock.now(), ""
    proposal.save(update_fields=["state", "accepted_at", "progress"])
    unit = unit_of(proposal)
    log.record(
        events.PROPOSAL_DECIDED,
        actor=acting.user,
        subject=f"proposal:{proposal.pk}",
        unit_id=unit.pk if unit else None,
        data={
            "accepted": rows.filter(state=ProposalRow.State.ACCEPTED).count(),
            "left_out": rows.filter(state=ProposalRow.State.LEFT_OUT).count(),
            "declined": rows.filter(state=ProposalRow.State.DECLINED).count(),
        },
    )

"""Accept or decline the rows of a proposal. Each accepted row is named like one made by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from rainer.allocation import events
from rainer.allocation.models import Proposal, ProposalRow
from rainer.allocation.operations.change import CAP_RULE, open_proposal
from rainer.allocation.operations.conditions import Details
from rainer.allocation.operations.holder import someone_was_first
from rainer.allocation.operations.naming import name_practitioner
from rainer.allocation.operations.propose import rules_of, unit_of
from rainer.allocation.operations.tell import Recipients
from rainer.allocation.queries.caps import over_cap, standing_of
from rainer.allocation.queries.proposals import rows_of
from rainer.common import clock, log
from rainer.common.errors import ChangedMeanwhileError, RainerError, RefusedError
from rainer.organisation.access import Acting
from rainer.organisation.models import User

MOST_AT_ONCE = 25


@dataclass(frozen=True, slots=True)
class Reasons:
    """What was written for one row: for the guard, for the load it ends at, and for a cap of new people."""

    guard: str = ""
    load: str = ""
    cap: str = ""


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
    none of their own, but for no row beyond a cap of new people a week: each of those has its own reason, or
    RefusedError names who and what. A row keeps a reason only where its naming asks for it.
    """
    locked = open_proposal(acting, proposal)
    count = ProposalRow.objects.filter(proposal=locked, state=ProposalRow.State.PLACED, ticked=True).count()
    if not count:
        raise RefusedError(_("Tick the people to name a practitioner for, or accept none."))
    _check_caps(acting, locked, reasons or {})
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
    at_once = count <= MOST_AT_ONCE
    log.record(
        events.PROPOSAL_ACCEPTING,
        actor=acting.user,
        subject=f"proposal:{locked.pk}",
        data={"proposal": locked.pk, "people": count, "at_once": at_once},
    )
    if at_once:
        name_accepted(locked.pk)
    return at_once


def _check_caps(acting: Acting, proposal: Proposal, reasons: Mapping[int, Reasons]) -> None:
    """Hold the ticked rows to the caps of new people as they are today, and keep why some go beyond."""
    rows = list(rows_of(proposal, acting).filter(state=ProposalRow.State.PLACED, ticked=True))
    over = over_cap(rows, standing_of(rows, rules_of(proposal)))
    missing = []
    for row in rows:
        written = reasons[row.pk].cap.strip() if row.pk in reasons else ""
        row.over_cap_reason = (written or row.over_cap_reason) if row.pk in over else ""
        if row.pk in over and not row.over_cap_reason:
            missing.append(over[row.pk].words)
    if missing:
        raise RefusedError(
            _("%(who_and_what)s Choose someone else, untick, or say why for each.") % {"who_and_what": " ".join(missing)},
            rule=CAP_RULE, why=missing,
        )  # fmt: skip
    ProposalRow.objects.bulk_update(rows, ["over_cap_reason"], batch_size=1_000)


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
        .annotate(within=Q(over_cap_reason=""))
        .order_by("-within", F("changed_at").asc(nulls_first=True), "order")
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
        over_cap_reason=row.over_cap_reason,
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
    locked = open_proposal(acting, proposal)
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

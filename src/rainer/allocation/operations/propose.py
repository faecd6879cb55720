"""Ask who could take a list of people, work it out, and stop working it out."""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from rainer.allocation import events
from rainer.allocation.inputs import Rules
from rainer.allocation.models import Proposal, ProposalRow
from rainer.allocation.proposal.model import propose
from rainer.allocation.proposal.problem import Problem
from rainer.allocation.proposal.result import Placement
from rainer.allocation.proposal.result import Proposal as Plan
from rainer.allocation.proposal.watch import Progress
from rainer.allocation.queries.places import Places, places_of
from rainer.allocation.queries.problem import practitioners_of, problem_of, waiting_of
from rainer.allocation.queries.proposals import RESTRICTED_FOR_YOU, shortage_facts
from rainer.allocation.queries.waiting import nobody_named
from rainer.cases.access import cases_in_area, limited_person_ids
from rainer.cases.models import Case
from rainer.common import clock, log
from rainer.common.errors import BadInputError, NotAllowedError
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.organisation.models import DeliveryUnit, Region, Team

PLACED = "placed"
# A run whose worker died is taken up again after this long without an end.
GIVEN_UP_AFTER = timedelta(minutes=10)
TELL_EVERY_SECONDS = 0.5


@transaction.atomic
def ask_for_proposal(
    *,
    acting: Acting,
    place: Team | DeliveryUnit | Region,
    mode: str,
    case_ids: Iterable[int] | None = None,
    left_out: Iterable[int] = (),
    across: bool = False,
) -> Proposal:
    """Ask for a proposal, for everyone of the place with nobody named, or for these cases alone; a job works it out.

    `left_out` are practitioner-team ids not to choose. `across` lets the people of a region go to practitioners of
    another unit; it means nothing for a team or a unit. Raises NotAllowedError where the user may not propose in
    all of the place and BadInputError when there is nobody to place.
    """
    area = acting.need(Capability.PROPOSE)
    if not _holds(area, place):
        raise NotAllowedError(_("You cannot propose for this place. It is wider than your role."))
    if mode not in Proposal.Mode.values:
        raise BadInputError(_("Choose how far to go."), errors={"mode": _("Choose how far to go.")})
    wanted = _cases_of(acting, place)
    if case_ids is not None:
        wanted = wanted.filter(id__in=list(case_ids))
    ids = list(wanted.order_by("id").values_list("id", flat=True))
    if not ids:
        raise BadInputError(
            _("Nobody here is without a named practitioner."), errors={"who": _("There is nobody to place.")}
        )
    proposal = Proposal.objects.create(
        team=place if isinstance(place, Team) else None,
        unit=place if isinstance(place, DeliveryUnit) else None,
        region=place if isinstance(place, Region) else None,
        mode=mode,
        across=across and isinstance(place, Region),
        case_ids=ids,
        left_out=sorted(set(left_out)),
        as_at=clock.now(),
        asked_by=acting.user,
    )
    log.record(
        events.PROPOSAL_ASKED,
        actor=acting.user,
        subject=f"proposal:{proposal.pk}",
        unit_id=unit_of(proposal).pk if unit_of(proposal) else None,  # type: ignore[union-attr]
        data={"proposal": proposal.pk, "people": len(ids), "mode": mode},
    )
    return proposal


def _holds(area: Any, place: Team | DeliveryUnit | Region) -> bool:
    if isinstance(place, Team):
        return bool(area.holds_team(place))
    return bool(area.holds_unit(place) if isinstance(place, DeliveryUnit) else area.holds_region(place))


def _cases_of(acting: Acting, place: Team | DeliveryUnit | Region) -> Any:
    cases = nobody_named(cases_in_area(acting, Capability.ALLOCATE))
    if isinstance(place, Team):
        return cases.filter(team=place)
    return cases.filter(team__unit=place) if isinstance(place, DeliveryUnit) else cases.filter(team__unit__region=place)


def unit_of(proposal: Proposal) -> DeliveryUnit | None:
    """The unit whose rules hold for the proposal; None for a region."""
    return proposal.team.unit if proposal.team else proposal.unit


def rules_of(proposal: Proposal) -> Rules:
    """The rules of the place of the proposal, today."""
    if proposal.region:
        return Rules.of_region(proposal.region, on=clock.today())
    return Rules.of(unit_of(proposal), on=clock.today())


@transaction.atomic
def stop_proposal(*, acting: Acting, proposal: Proposal) -> None:
    """Ask the work to end with the best plan so far. Asking twice, or too late, changes nothing."""
    acting.need(Capability.PROPOSE)
    going = (Proposal.State.WAITING, Proposal.State.RUNNING)
    if Proposal.objects.filter(pk=proposal.pk, state__in=going, stop_asked=False).update(stop_asked=True):
        log.record(events.PROPOSAL_STOPPED, actor=acting.user, subject=f"proposal:{proposal.pk}")


def run_proposal(proposal_id: int) -> bool:
    """Work out a proposal and keep it; False when another worker has it or it has ended. Safe to run twice.

    A run that breaks leaves the proposal marked as failed, saying so, and raises nothing: asking again is free.
    """
    proposal = _claim(proposal_id)
    if proposal is None:
        return False
    try:
        _work_out(proposal)
    except Exception as error:
        _fail(proposal, error)
        raise
    return True


@transaction.atomic
def _claim(proposal_id: int) -> Proposal | None:
    proposal = (
        Proposal.objects.select_for_update(of=("self",))
        .select_related("team__unit__region", "unit__region", "region", "asked_by")
        .filter(pk=proposal_id)
        .first()
    )
    now = clock.now()
    if proposal is None:
        return None
    is_dead = proposal.state == Proposal.State.RUNNING and (proposal.started_at or now) < now - GIVEN_UP_AFTER
    if proposal.state not in (Proposal.State.WAITING, Proposal.State.FAILED) and not is_dead:
        return None
    proposal.state, proposal.started_at, proposal.progress = Proposal.State.RUNNING, now, ""
    proposal.save(update_fields=["state", "started_at", "progress"])
    return proposal


def _work_out(proposal: Proposal) -> None:
    acting = Acting.of(proposal.asked_by)
    rules = rules_of(proposal)
    cases = waiting_of(proposal, acting)
    kept_out = limited_person_ids(acting, [c.person_id for c in cases])
    to = practitioners_of(proposal, acting, rules)
    problem = problem_of(proposal, [c for c in cases if c.person_id not in kept_out], to, rules)
    teller = _Teller(proposal.pk)
    plan = propose(problem, report=teller.tell, should_stop=teller.is_stopped)
    _keep(proposal, problem, plan, places_of(cases, to), restricted=[c for c in cases if c.person_id in kept_out])


class _Teller:
    """Says how far the work is, and asks whether to stop, a few times a second at most."""

    def __init__(self, pk: int) -> None:
        self._pk, self._told, self._asked, self._stop = pk, 0.0, 0.0, False

    def tell(self, progress: Progress) -> None:
        if time.perf_counter() - self._told < TELL_EVERY_SECONDS:
            return
        self._told = time.perf_counter()
        words = _("A plan within %(gap)s%% of the best there can be, after %(seconds)d seconds") % {
            "gap": f"{100 * progress.gap:.1f}", "seconds": progress.seconds,
        }  # fmt: skip
        Proposal.objects.filter(pk=self._pk).update(progress=words)

    def is_stopped(self) -> bool:
        if not self._stop and time.perf_counter() - self._asked >= TELL_EVERY_SECONDS:
            self._asked = time.perf_counter()
            self._stop = Proposal.objects.filter(pk=self._pk, stop_asked=True).exists()
        return self._stop


@transaction.atomic
def _keep(proposal: Proposal, problem: Problem, plan: Plan, places: Places, *, restricted: list[Case]) -> None:
    ProposalRow.objects.filter(proposal=proposal).delete()
    order = {p.ref: p.order for p in problem.people}
    reasons = places.reasons(plan.placements, problem)
    rows = [_placed_row(proposal, p, order[p.person], reasons[p.person]) for p in plan.placements]
    rows += [
        ProposalRow(
            proposal=proposal, case_id=int(n.person), order=order[n.person], state=ProposalRow.State.NOT_PLACED,
            reason=n.sentence, reason_code=n.why.name.lower(), ticked=False,
        )
        for n in plan.not_placed
    ]  # fmt: skip
    rows += [
        ProposalRow(
            proposal=proposal, case=case, order=len(order) + at, state=ProposalRow.State.NOT_PLACED, ticked=False,
            reason=_("You may not open this record: someone who may has to name a practitioner."),
            reason_code=RESTRICTED_FOR_YOU,
        )
        for at, case in enumerate(restricted, start=1)
    ]  # fmt: skip
    ProposalRow.objects.bulk_create(rows, batch_size=1_000)
    proposal.facts = _facts(problem, plan)
    proposal.state = Proposal.State.STOPPED if plan.cancelled else Proposal.State.READY
    proposal.finished_at, proposal.progress = clock.now(), ""
    proposal.save(update_fields=["facts", "state", "finished_at", "progress"])
    _end(proposal, placed=len(plan.placements))


def _placed_row(proposal: Proposal, placement: Placement, order: int, reason: str) -> ProposalRow:
    best = placement.next_best
    return ProposalRow(
        proposal=proposal,
        case_id=int(placement.person),
        order=order,
        to_id=int(placement.to),
        percent_before=percent(placement.load_before),
        percent_after=percent(placement.load_after),
        starts_on=placement.starts_on,
        reason=reason[:300],
        reason_code=PLACED,
        next_best_id=int(best.to) if best else None,
        next_best_before=percent(best.load_before) if best else None,
        next_best_after=percent(best.load_after) if best else None,
        guard_verdict=placement.needs.value,
        state=ProposalRow.State.PLACED,
    )


def percent(number: float | None) -> Decimal | None:
    return None if number is None else Decimal(str(round(number, 4)))


def _facts(problem: Problem, plan: Plan) -> dict[str, Any]:
    """What the page needs to add loads up again when a row changes, and how good the plan is."""
    settings, on = problem.settings, problem.on
    return {
        "on": on.isoformat(),
        "people": [[p.ref, p.group, p.points] for p in sorted(problem.people, key=lambda p: p.order)],
        "urgent_groups": sorted({p.group for p in problem.people if p.must_not_wait}),
        "practitioners": [[c.ref, c.total_points, c.available_points] for c in problem.candidates],
        "settings": {
            "act_level": settings.act_level,
            "stop_level": settings.stop_level,
            "points_when_not_scored": settings.points_when_not_scored,
            "full_time_points": settings.full_time_points,
        },
        "shortages": shortage_facts(plan.shortages),
        "placed": len(plan.placements),
        "must_not_wait": sum(p.must_not_wait for p in problem.people),
        "must_not_wait_placed": sum(
            p.must_not_wait for p in problem.people if p.ref in {x.person for x in plan.placements}
        ),
        "not_asked": plan.not_asked,
        "gap": plan.gap,
        "seconds": plan.seconds,
        "stopped_early": plan.stopped_early,
    }


@transaction.atomic
def _fail(proposal: Proposal, error: Exception) -> None:
    proposal.state, proposal.finished_at = Proposal.State.FAILED, clock.now()
    proposal.progress = _("It broke while being worked out (%(kind)s). Try again, or with fewer people.") % {
        "kind": type(error).__name__
    }
    proposal.save(update_fields=["state", "finished_at", "progress"])
    _end(proposal, placed=0)


def _end(proposal: Proposal, *, placed: int) -> None:
    unit = unit_of(proposal)
    log.record(
        events.PROPOSAL_ENDED,
        actor=None,
        subject=f"proposal:{proposal.pk}",
        unit_id=unit.pk if unit else None,
        data={"state": proposal.state, "placed": placed, "people": len(proposal.case_ids)},
    )

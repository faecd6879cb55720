"""The same lists and decisions for other systems: a session signs in, the same operations decide, errors are problems."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from ninja.security import django_auth

from rainer.allocation.inputs import Rules
from rainer.allocation.models import Proposal
from rainer.allocation.operations.change import tick_rows
from rainer.allocation.operations.conditions import Details
from rainer.allocation.operations.decide import accept_rows, decline_proposal
from rainer.allocation.operations.moving import reallocate
from rainer.allocation.operations.naming import name_practitioner
from rainer.allocation.operations.propose import ask_for_proposal
from rainer.allocation.operations.tell import Recipients
from rainer.allocation.queries import waiting
from rainer.allocation.queries.candidates import candidates, teams_to_choose_from
from rainer.allocation.queries.proposals import get_proposal, rows_of
from rainer.cases.access import cases_in_area, log_list, open_case
from rainer.common.errors import BadInputError, NotThereError
from rainer.organisation.access import Acting, get_region, get_team, get_unit, get_unit_in_part
from rainer.organisation.capabilities import Capability, scope
from rainer.organisation.models import DeliveryUnit, Region, Team
from rainer.workforce.models import PractitionerTeam

router = Router(auth=django_auth, tags=["allocation"])
PAGE = 500


class WaitingPerson(Schema):
    """A person with nobody named. Of a restricted record only the CRN and what happened to the waiting are given."""

    crn: str
    restricted: bool
    name: str | None
    group: int | None
    facts: list[str]
    rosh: str | None
    days_waiting: int
    last_contact_on: date | None
    team: str
    unit: str
    watcher: str | None
    next_contact_on: date | None


class WaitingList(Schema):
    people: int
    must_not_wait: int
    rows: list[WaitingPerson]


class CandidateOut(Schema):
    """A practitioner beside one person. Percentages are unrounded; null is not available."""

    staff_code: str
    team: str
    unit: str
    name: str
    grade: str
    percent_now: float | None
    percent_with: float | None
    can_be_chosen: bool
    never: list[str]
    against: list[str]
    needs_talk: bool
    needs_reason: bool
    needs_load_reason: bool
    knew: str


class NameIn(Schema):
    """Who to name. `move_reason` and `from_staff_code` are given when a held case moves; `with_appointments` moves what is
    booked too."""

    staff_code: str
    team: str
    notes: str = ""
    is_sensitive: bool = False
    oversight_note: str = ""
    capability: str = ""
    guard_reason: str = ""
    over_threshold_reason: str = ""
    tell: list[str] = []
    copy_to_me: bool = True
    version: int | None = None
    move_reason: str = ""
    with_appointments: bool = False
    from_staff_code: str = ""


class NamedOut(Schema):
    allocation: int
    crn: str
    staff_code: str
    team: str
    changed: bool
    percent_before: float | None
    percent_after: float | None


class ProposalIn(Schema):
    """Of one place: a `team`, a `unit` or a `region`. `across` lets people of a region go to another unit."""

    unit: str = ""
    team: str = ""
    region: str = ""
    across: bool = False
    mode: str = Proposal.Mode.FILL.value
    crns: list[str] | None = None
    left_out: list[int] = []


class ProposalOut(Schema):
    id: int
    state: str
    progress: str
    facts: dict[str, Any]
    rows: list[dict[str, Any]]


class DecisionIn(Schema):
    """Row ids to accept; an empty list accepts none. A reason is kept only with the rows whose naming asks for it."""

    accept: list[int]
    guard_reason: str = ""
    over_threshold_reason: str = ""


def _acting(request: HttpRequest) -> Acting:
    acting: Acting = request.acting  # type: ignore[attr-defined]
    return acting


@router.get(
    "/units/{code}/nobody-named",
    response=WaitingList,
    url_name="nobody_named",
    openapi_extra=scope(Capability.SEE_NOBODY_NAMED),
)
def nobody_named(request: HttpRequest, code: str, offset: int = 0) -> WaitingList:
    """The waiting list of a unit, the riskiest first, 500 at a time."""
    acting = _acting(request)
    unit = get_unit_in_part(acting, code, Capability.SEE_NOBODY_NAMED)
    everyone = waiting.waiting_in_unit(acting, unit, Capability.SEE_NOBODY_NAMED)
    counts = waiting.waiting_counts(everyone, Rules.of(unit, on=acting.on))
    rows = list(waiting.rows(everyone, acting=acting)[offset : offset + PAGE])
    log_list(acting, [c for c in rows if not c.is_limited], what="the list of people with nobody named")  # type: ignore[attr-defined]
    return WaitingList(
        people=counts.people, must_not_wait=counts.must_not_wait, rows=[_person(c, acting.on) for c in rows]
    )


def _person(case: Any, on: date) -> WaitingPerson:
    plan = case.plans[0] if case.plans else None
    shown = not case.is_limited
    return WaitingPerson(
        crn=case.person.crn,
        restricted=case.is_limited,
        name=str(case.person) if shown else None,
        group=case.waiting_group if shown else None,
        facts=case.waiting_facts if shown else [],
        rosh=case.rosh if shown else None,
        days_waiting=(on - case.received_on).days,
        last_contact_on=case.last_contact_on,
        team=case.team.code,
        unit=case.team.unit.code,
        watcher=str(plan.watcher) if plan else None,
        next_contact_on=plan.next_contact_on if plan else None,
    )


@router.get(
    "/people/{crn}/candidates",
    response=list[CandidateOut],
    url_name="candidates",
    openapi_extra=scope(Capability.ALLOCATE),
)
def list_candidates(request: HttpRequest, crn: str) -> list[CandidateOut]:
    """Who could take this person, the best choice first; with why of those who cannot."""
    acting = _acting(request)
    case = open_case(acting, crn, Capability.ALLOCATE, what="the candidates, through the API")
    teams = [t for t in teams_to_choose_from(acting, case) if t.unit_id == case.team.unit_id]
    return [
        CandidateOut(
            staff_code=c.code,
            team=c.to.team.code,
            unit=c.to.team.unit.code,
            name=c.name,
            grade=c.to.practitioner.grade,
            percent_now=c.percent_now,
            percent_with=c.percent_with,
            can_be_chosen=c.can_be_chosen,
            never=list(c.verdict.never),
            against=list(c.verdict.against),
            needs_talk=c.verdict.needs_talk,
            needs_reason=c.verdict.needs_reason,
            needs_load_reason=c.verdict.needs_load_reason,
            knew=c.knew_words,
        )
        for c in candidates(case, teams, Rules.of(case.team.unit, on=acting.on))
    ]


@router.post(
    "/people/{crn}/practitioner",
    response=NamedOut,
    url_name="name_practitioner",
    openapi_extra=scope(Capability.ALLOCATE),
)
def name(request: HttpRequest, crn: str, given: NameIn) -> NamedOut:
    """Name a practitioner, or move a held case when a reason is given."""
    acting = _acting(request)
    case = open_case(acting, crn, Capability.ALLOCATE, what="naming a practitioner, through the API")
    to_id = _practitioner(given.staff_code, given.team)
    details = Details(
        notes=given.notes,
        is_sensitive=given.is_sensitive,
        oversight_note=given.oversight_note or given.notes,
        oversight_is_sensitive=given.is_sensitive,
        capability=given.capability,
        guard_reason=given.guard_reason,
        over_threshold_reason=given.over_threshold_reason,
        tell=Recipients(extra=tuple(given.tell), allocator=given.copy_to_me),
    )
    if given.move_reason:
        holder = case.practitioner_team
        held = holder.pk if holder and holder.practitioner.code == given.from_staff_code else 0
        named = reallocate(
            acting=acting,
            case_id=case.pk,
            from_id=held,
            to_id=to_id,
            reason=given.move_reason,
            details=details,
            with_appointments=given.with_appointments,
        )
    else:
        named = name_practitioner(
            acting=acting, case_id=case.pk, to_id=to_id, details=details, expected_version=given.version
        )
    return NamedOut(
        allocation=named.allocation.pk,
        crn=crn,
        staff_code=named.to.practitioner.code,
        team=named.to.team.code,
        changed=named.changed,
        percent_before=named.percent_before,
        percent_after=named.percent_after,
    )


def _practitioner(staff: str, team: str) -> int:
    found = (
        PractitionerTeam.objects.filter(practitioner__code=staff, team__code=team).values_list("pk", flat=True).first()
    )
    if found is None:
        raise NotThereError("You cannot choose this practitioner: not in your area, or not there.")
    return found


@router.post(
    "/proposals", response={202: ProposalOut}, url_name="ask_for_proposal", openapi_extra=scope(Capability.PROPOSE)
)
def ask(request: HttpRequest, given: ProposalIn) -> Status[ProposalOut]:
    """Ask who could take the people of a team, unit or region. The answer comes later, at the proposal's own address."""
    acting = _acting(request)
    acting.need(Capability.PROPOSE)
    ids = None
    if given.crns is not None:
        found = cases_in_area(acting, Capability.ALLOCATE).filter(person__crn__in=given.crns)
        ids = list(found.values_list("id", flat=True))
    proposal = ask_for_proposal(
        acting=acting,
        place=_place(acting, given),
        mode=given.mode,
        case_ids=ids,
        left_out=given.left_out,
        across=given.across,
    )
    return Status(202, _proposal(acting, proposal))


def _place(acting: Acting, given: ProposalIn) -> Team | DeliveryUnit | Region:
    """The one place asked for. Raises BadInputError where none or several are given."""
    if sum(map(bool, (given.team, given.unit, given.region))) != 1:
        said = _("Give one place: a team, a unit or a region.")
        raise BadInputError(said, errors={"unit": said})
    if given.team:
        return get_team(acting, given.team, Capability.PROPOSE)
    if given.region:
        return get_region(acting, given.region, Capability.PROPOSE)
    return get_unit(acting, given.unit, Capability.PROPOSE)


@router.get("/proposals/{pk}", response=ProposalOut, url_name="proposal", openapi_extra=scope(Capability.PROPOSE))
def proposal(request: HttpRequest, pk: int) -> ProposalOut:
    """A proposal: how far it is, and once worked out who could take whom and why."""
    acting = _acting(request)
    return _proposal(acting, get_proposal(acting, pk))


@router.post(
    "/proposals/{pk}/decision",
    response=ProposalOut,
    url_name="decide_proposal",
    openapi_extra=scope(Capability.PROPOSE),
)
def decide(request: HttpRequest, pk: int, given: DecisionIn) -> ProposalOut:
    """Accept all, some or none of the rows."""
    acting = _acting(request)
    found = get_proposal(acting, pk)
    if given.accept:
        every = list(found.rows.values_list("id", flat=True))
        tick_rows(acting=acting, proposal=found, shown=every, ticked=given.accept)
        accept_rows(
            acting=acting,
            proposal=found,
            guard_reason=given.guard_reason,
            over_threshold_reason=given.over_threshold_reason,
        )
    else:
        decline_proposal(acting=acting, proposal=found)
    return _proposal(acting, get_proposal(acting, pk))


SHOWN_FACTS = (
    "placed",
    "must_not_wait",
    "must_not_wait_placed",
    "not_asked",
    "shortages",
    "gap",
    "seconds",
    "stopped_early",
)


def _proposal(acting: Acting, found: Proposal) -> ProposalOut:
    rows = list(rows_of(found, acting))
    log_list(acting, [r.case for r in rows if not r.is_limited], what="a proposal of allocations")  # type: ignore[attr-defined]
    return ProposalOut(
        id=found.pk,
        state=found.state,
        progress=found.progress,
        facts={k: found.facts[k] for k in SHOWN_FACTS if k in found.facts},
        rows=[_row(r) for r in rows],
    )


def _row(row: Any) -> dict[str, Any]:
    return {
        "id": row.pk,
        "crn": row.case.person.crn,
        "state": row.state,
        "ticked": row.ticked,
        "to": row.to.practitioner.code if row.to else None,
        "team": row.to.team.code if row.to else None,
        "percent_before": row.percent_before,
        "percent_after": row.percent_after,
        "starts_on": row.starts_on,
        "reason": "" if row.is_limited else row.reason,
        "reason_code": row.reason_code,
        "left_out_because": row.left_out_because,
        "changed_by_hand": row.changed_by_hand,
    }

"""Give a case its named practitioner, or move it: the one way in for page, API, proposal, job and importer.

Two people can press the button in one second. The case's row is locked first, so one of them wins and the other
is told who did; the load of the practitioner is locked next, so that two people given to one practitioner at once
are both measured against what the other leaves.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from rainer.allocation import events
from rainer.allocation.inputs import Rules
from rainer.allocation.models import Allocation, DutyPlan, ProposalRow
from rainer.allocation.operations.tell import Recipients, tell
from rainer.allocation.queries.verdicts import Verdict, verdict
from rainer.cases.access import limited_person_ids
from rainer.cases.models import Case, CaseHolding
from rainer.common import clock, log
from rainer.common.errors import (
    BadInputError,
    ChangedMeanwhileError,
    NotAllowedError,
    NotThereError,
    RefusedError,
    RestrictedError,
)
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.policy.workload import StaffTeam, allocation_repeat
from rainer.web import words
from rainer.workforce.models import PractitionerTeam
from rainer.workload.operations import keep_circumstances, refresh_load

_LINK = re.compile(r"(https?://|www\.)", re.IGNORECASE)
_NOT_THERE = "You cannot open this. It may be restricted, or not yours, or not there."


@dataclass(frozen=True, slots=True)
class Details:
    """What the allocator wrote and chose. Reasons may be empty unless the guard or the load asks for one.

    `capability` is the answer to "can they do this one?". `guard_reason` answers the guard, also when it is
    overridden.
    """

    notes: str = ""
    is_sensitive: bool = False
    oversight_note: str = ""
    oversight_is_sensitive: bool = False
    capability: str = ""
    guard_reason: str = ""
    over_threshold_reason: str = ""
    tell: Recipients = field(default_factory=Recipients)


@dataclass(frozen=True, slots=True)
class Named:
    """What came of it. `changed` is False when the same was done a moment ago and nothing needed doing."""

    case: Case
    to: PractitionerTeam
    allocation: Allocation
    changed: bool
    told: tuple[str, ...]
    percent_before: float | None
    percent_after: float | None


def name_practitioner(
    *,
    acting: Acting,
    case_id: int,
    to_id: int,
    details: Details = Details(),
    expected_version: int | None = None,
    proposal_row: ProposalRow | None = None,
) -> Named:
    """Give a case that nobody holds its named practitioner.

    Raises ChangedMeanwhileError when someone was first (who, whom and when are in its facts), RefusedError when the
    guard, a hold or the load forbids it as asked, BadInputError for what is missing, RestrictedError and
    NotThereError for a record that is not the user's. Nothing is changed then.
    """
    with transaction.atomic():
        case = _locked(acting, case_id)
        if _is_held(case):
            repeat = _repeat(case, to_id)
            if repeat is not None:
                return repeat
            raise someone_was_first(case)
        if expected_version is not None and case.version != expected_version:
            raise ChangedMeanwhileError(
                _("This record changed while you were reading. Nothing you typed is lost: look again."),
                crn=case.person.crn,
            )
        return _name(acting, case, to_id, details, Allocation.Reason.INITIAL, proposal_row)


def reallocate(
    *,
    acting: Acting,
    case_id: int,
    from_id: int,
    to_id: int,
    reason: str,
    details: Details = Details(),
) -> Named:
    """Move a case to another practitioner, with a reason of the list; it covers all its active events.

    Raises ChangedMeanwhileError when it is no longer with `from_id`; otherwise as `name_practitioner`.
    """
    if reason not in Allocation.Reason.values or reason == Allocation.Reason.INITIAL:
        raise BadInputError(_("Choose why the case moves."), errors={"reason": _("Choose why the case moves.")})
    with transaction.atomic():
        case = _locked(acting, case_id)
        if case.practitioner_team_id == to_id:
            repeat = _repeat(case, to_id)
            if repeat is not None:
                return repeat
        if not _is_held(case) or case.practitioner_team_id != from_id:
            raise someone_was_first(case)
        if to_id == from_id:
            message = _("Choose someone else: they hold this case already.")
            raise BadInputError(message, errors={"to": message})
        return _name(acting, case, to_id, details, reason, None)


def _locked(acting: Acting, case_id: int) -> Case:
    """The open case, its row locked until the end of the transaction, if the user may name someone for it.

    The row is locked by itself and read afterwards: a locking read that had to wait would give the changed row
    with the practitioner and team joined to it before the change.
    """
    area = acting.need(Capability.ALLOCATE)
    list(Case.objects.select_for_update().filter(pk=case_id).values_list("pk"))
    case = (
        Case.objects.select_related(
            "person", "team__unit__region", "practitioner_team__practitioner", "practitioner_team__team__unit"
        )
        .filter(area.teams_q("team"), pk=case_id, closed_on=None)
        .first()
    )
    if case is None:
        raise NotThereError(_NOT_THERE)
    if limited_person_ids(acting, [case.person_id]):
        raise RestrictedError(_("This record is restricted."), crn=case.person.crn)
    holder = case.practitioner_team
    if holder and not holder.is_placeholder and holder.team.unit.region_id != case.team.unit.region_id:
        raise RefusedError(
            _("A practitioner of another region still holds this case. It can be looked at, not allocated."),
            rule="allocation.out_of_area",
        )
    return case


def _is_held(case: Case) -> bool:
    return case.practitioner_team is not None and not case.practitioner_team.is_placeholder


def latest_allocation(case: Case) -> Allocation | None:
    return (
        Allocation.objects.select_related("decided_by", "to__practitioner", "to__team")
        .filter(case=case)
        .order_by("-decided_at", "-id")
        .first()
    )


def _repeat(case: Case, to_id: int) -> Named | None:
    """The answer to pressing twice; None when it is not that."""
    last = latest_allocation(case)
    if case.practitioner_team_id != to_id or last is None or last.to_id != to_id:
        return None
    same = StaffTeam(last.to.practitioner.code, last.to.team.code)
    now = clock.now()
    minutes = (now - last.decided_at).total_seconds() / 60
    rules = Rules.of(case.team.unit, on=now.date())
    outcome = allocation_repeat(
        existing=same, new=same, minutes_since=minutes, on=rules.on, place=rules.place, rulebook=rules.book
    )
    if outcome.allocated_at_changes:
        return None
    return Named(case, last.to, last, False, (), _number(last.percent_before), _number(last.percent_after))


def someone_was_first(case: Case) -> ChangedMeanwhileError:
    """One kind sentence: who named whom, and when."""
    last = latest_allocation(case)
    holder = case.practitioner_team
    if holder is None or holder.is_placeholder:
        return ChangedMeanwhileError(
            _("Nobody holds this case any more. Nothing you typed is lost: look again."), crn=case.person.crn
        )
    facts = {"crn": case.person.crn, "whom": str(holder.practitioner), "whom_code": holder.practitioner.code}
    if last is None or last.to_id != holder.pk:
        message = _("%(whom)s is already the practitioner. Nothing you typed is lost.") % facts
        return ChangedMeanwhileError(message, **facts)
    facts |= {"who": str(last.decided_by), "at": last.decided_at.isoformat(), "clock": words.clock(last.decided_at)}
    message = _("%(who)s named %(whom)s at %(clock)s. Nothing you typed is lost.") % facts
    return ChangedMeanwhileError(message, **facts)


def _name(acting: Acting, case: Case, to_id: int, details: Details, reason: str, row: ProposalRow | None) -> Named:
    previous = case.practitioner_team
    to = _candidate(acting, to_id, previous)
    rules = Rules.of(case.team.unit, on=acting.on)
    found = verdict(case, to, rules)
    details = _complete(acting, case, to, details, found, by_hand=row is None)
    now = _after_last(case)
    allocation = _write(acting, case, to, details, found, reason, row, now)
    _record(acting, allocation, found, now)
    refresh_load([pt.pk for pt in (previous, to) if pt], at=now)
    told = tell(allocation, details.tell)
    return Named(case, to, allocation, True, told, found.percent_before, found.percent_after)


def _candidate(acting: Acting, to_id: int, previous: PractitionerTeam | None) -> PractitionerTeam:
    """Both loads locked in one order, whoever moves what; the new practitioner must be in the user's area."""
    ids = {to_id, *([previous.pk] if previous else [])}
    locked = {
        pt.pk: pt
        for pt in PractitionerTeam.objects.select_for_update(of=("self",), no_key=True)
        .select_related("practitioner", "team__unit")
        .filter(id__in=ids)
        .order_by("id")
    }
    to = locked.get(to_id)
    if to is None or not acting.area(Capability.ALLOCATE).holds_team(to.team):
        raise NotThereError(_("You cannot choose this practitioner: not in your area, or not there."))
    return to


def _complete(
    acting: Acting, case: Case, to: PractitionerTeam, details: Details, found: Verdict, *, by_hand: bool
) -> Details:
    """What the allocator wrote, checked against what this naming asks for. Raises what is in the way.

    A row of a proposal never overrides the guard, and keeps a reason only where one is asked for: nobody looked at
    the pair by itself when it was written.
    """
    name = str(to.practitioner)
    errors = {}
    for name_of in ("notes", "oversight_note"):
        if _LINK.search(getattr(details, name_of)):
            errors[name_of] = _("Leave links out of notes: write what matters in words.")
    if found.never:
        raise RefusedError(
            _("%(name)s cannot be chosen: %(why)s.") % {"name": name, "why": "; ".join(found.never)},
            rule="allocation.choice", why=list(found.never),
        )  # fmt: skip
    if found.needs_talk:
        raise RefusedError(
            _("Talk with %(name)s first: this person has a staff-safety flag. Record what they said, then confirm.")
            % {"name": name},
            rule="allocation.guard", needs=["conversation"],
        )  # fmt: skip
    if found.against:
        _check_override(acting, case, name, details if by_hand else replace(details, guard_reason=""), found)
    elif found.needs_reason and not details.guard_reason.strip():
        errors["guard_reason"] = _("Say why %(name)s: the rule asks for a written reason.") % {"name": name}
    if found.needs_load_reason and not details.over_threshold_reason.strip():
        errors["over_threshold_reason"] = _("Say why, in a sentence: this takes %(name)s to %(after)s.") % {
            "name": name,
            "after": words.load1(found.percent_after),
        }
    if errors:
        raise BadInputError(" ".join(errors.values()), errors=errors)
    return replace(
        details,
        guard_reason=details.guard_reason.strip() if found.against or found.needs_reason else "",
        over_threshold_reason=details.over_threshold_reason.strip() if by_hand or found.needs_load_reason else "",
    )


def _check_override(acting: Acting, case: Case, name: str, details: Details, found: Verdict) -> None:
    facts = {"name": name, "why": "; ".join(found.against)}
    if not acting.area(Capability.OVERRIDE_GUARD).holds_team(case.team):
        raise NotAllowedError(_("%(name)s cannot be chosen: %(why)s. Ask a senior.") % facts, why=list(found.against))
    if not details.guard_reason.strip():
        raise RefusedError(
            _("%(name)s is not to be chosen: %(why)s. You can go ahead with a written reason.") % facts,
            rule="allocation.guard", why=list(found.against),
            errors={"guard_reason": _("Say why you go ahead: it will be read in any later review.")},
        )  # fmt: skip


def _after_last(case: Case) -> datetime:
    """Now, and never at or before the start of the present spell: spells of one case may not overlap."""
    now = clock.now()
    if case.held_since and case.held_since >= now:
        return case.held_since + timedelta(microseconds=1)
    return now


def _write(
    acting: Acting,
    case: Case,
    to: PractitionerTeam,
    details: Details,
    found: Verdict,
    reason: str,
    row: ProposalRow | None,
    now: datetime,
) -> Allocation:
    previous = case.practitioner_team
    concerned = [pt for pt in (previous, to) if pt]
    about = f"allocation of {case.person.crn}"
    circumstances = keep_circumstances(about=about, cases=[case], practitioner_teams=concerned, by=acting, at=now)
    CaseHolding.objects.filter(case=case, ends_at=None).update(ends_at=now)
    CaseHolding.objects.create(case=case, practitioner_team=to, starts_at=now, reason=reason)
    DutyPlan.objects.filter(case=case, ended_at=None).update(ended_at=now)
    case.practitioner_team, case.team, case.held_since = to, to.team, now
    case.version += 1
    case.save(update_fields=["practitioner_team", "team", "held_since", "version"])
    return Allocation.objects.create(
        case=case,
        to=to,
        previous=None if previous is None or previous.is_placeholder else previous,
        reason=reason,
        notes=details.notes,
        is_sensitive=details.is_sensitive,
        oversight_note=details.oversight_note,
        oversight_is_sensitive=details.oversight_is_sensitive,
        capability=details.capability,
        over_threshold_reason=details.over_threshold_reason,
        guard_verdict=found.answer.decision,
        guard_reason=details.guard_reason,
        percent_before=_decimal(found.percent_before),
        percent_after=_decimal(found.percent_after),
        decided_by=acting.user,
        decided_at=now,
        circumstances=circumstances,
        proposal_row=row,
    )


def _record(acting: Acting, allocation: Allocation, found: Verdict, now: datetime) -> None:
    case, to = allocation.case, allocation.to
    place: dict[str, Any] = {"subject": f"case:{case.pk}", "person_id": case.person_id, "unit_id": to.team.unit_id}
    data = {
        "allocation": allocation.pk,
        "case": case.pk,
        "to": str(to.practitioner),
        "to_id": to.pk,
        "previous": str(allocation.previous.practitioner) if allocation.previous else "",
        "previous_id": allocation.previous_id,
        "why": str(allocation.get_reason_display()),
        "guard": allocation.guard_verdict,
        "guard_rows": [f"{row.label} ({', '.join(row.facts)})" for row in found.answer.rows],
        "percent_before": found.percent_before,
        "percent_after": found.percent_after,
    }
    is_first = allocation.reason == Allocation.Reason.INITIAL
    log.record(events.NAMED if is_first else events.MOVED, actor=acting.user, data=data, **place)
    if found.against:
        log.record(
            events.OVERRIDDEN,
            actor=acting.user,
            data={**data, "rule": "; ".join(found.against), "reason": allocation.guard_reason},
            **place,
        )


def _decimal(percent: float | None) -> Decimal | None:
    return None if percent is None else Decimal(str(round(percent, 4)))


def _number(percent: Decimal | None) -> float | None:
    return None if percent is None else float(percent)

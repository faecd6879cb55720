"""Keep a decision that named someone: the case with its new practitioner, the circumstances, and the event."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from rainer.allocation import events
from rainer.allocation.models import Allocation, DutyPlan, ProposalRow
from rainer.allocation.operations.conditions import Details
from rainer.allocation.queries.verdicts import Verdict
from rainer.cases.models import Case, CaseHolding
from rainer.common import clock, log
from rainer.organisation.access import Acting
from rainer.workforce.models import PractitionerTeam
from rainer.workload.operations import keep_circumstances


def after_last(case: Case) -> datetime:
    """Now, and never at or before the start of the present spell: spells of one case may not overlap."""
    now = clock.now()
    if case.held_since and case.held_since >= now:
        return case.held_since + timedelta(microseconds=1)
    return now


def write(
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


def record(acting: Acting, allocation: Allocation, found: Verdict, now: datetime) -> None:
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
        "guard_rows": [_row_words(row.label, ", ".join(row.facts)) for row in found.answer.rows],
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


def _row_words(label: str, facts: str) -> str:
    """A row of the guard's table with what matched it, said once where both are the same words."""
    return label if facts.casefold() in ("", label.casefold()) else f"{label} ({facts})"


def _decimal(percent: float | None) -> Decimal | None:
    return None if percent is None else Decimal(str(round(percent, 4)))

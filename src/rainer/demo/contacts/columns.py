"""The columns of contacts, decisions and what followed, as the demo writes them."""

from __future__ import annotations

from typing import Any

from rainer.enforcement.models import AbsenceDecision, EnforcementAction, Warning
from rainer.supervision.models import Contact

COLUMNS: dict[Any, tuple[str, ...]] = {
    Contact: (
        "person_id", "type_code", "at", "ends_at", "is_appointment", "is_first_appointment", "outcome_code", "attended",
        "complied", "outcome_at", "notes", "description", "location", "is_sensitive", "counts_for_rar",
        "practitioner_team_id", "event_id", "requirement_id", "action_code", "respond_by", "rescheduled_from_id",
        "asked_by", "reschedule_reason", "credited_minutes", "made_by_id", "made_at",
    ),
    AbsenceDecision: (
        "contact_id", "decision", "outcome_code", "reason", "known", "evidence", "called", "wait_until", "by_id", "at",
        "replaces_id",
    ),
    EnforcementAction: ("contact_id", "code", "for_whom", "respond_by", "reason", "by_id", "at", "done_at", "done_by_id"),
    Warning: (
        "event_id", "failure_id", "letter_id", "given_on", "by_id", "response", "withdrawn_on", "withdrawn_by_id",
        "withdrawn_why",
    ),
}  # fmt: skip

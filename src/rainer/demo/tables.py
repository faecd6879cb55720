"""The tables the demo world is written into, with the columns it gives, in the order in which they point at each other."""

from __future__ import annotations

from typing import Any

from rainer.assessments.models import Assessment, PredictorScore
from rainer.cases.models import Case, CaseHolding, Person
from rainer.demo import record
from rainer.demo.contacts.columns import COLUMNS as CONTACTS
from rainer.demo.people import PERSON
from rainer.demo.record import person
from rainer.organisation.models import DeliveryUnit, Practitioner, Region, Team, User
from rainer.tiering.models import TierDecision
from rainer.workforce.models import Absence, ContractedHours, Holding, Post, PractitionerTeam, Reduction

PLACES_AND_STAFF: dict[Any, tuple[str, ...]] = {
    Region: ("code", "name"),
    DeliveryUnit: ("code", "name", "region_id"),
    Team: ("code", "name", "unit_id", "kind", "office", "office_address", "office_telephone"),
    User: ("username", "name", "email", "is_active", "show_codes", "password"),
    Practitioner: (
        "code", "forename", "surname", "grade", "in_grade_since", "qualified_on", "email", "left_on", "user_id",
    ),
    PractitionerTeam: ("practitioner_id", "team_id", "starts", "ends", "is_placeholder"),
    ContractedHours: ("practitioner_team_id", "starts", "hours"),
    Reduction: (
        "practitioner_team_id", "reason", "hours", "starts", "ends", "notes", "status", "created_at", "version",
    ),
    Absence: ("practitioner_id", "kind", "starts", "ends"),
    Post: ("unit_id", "team_id", "role", "grade", "fte_target", "starts"),
    Holding: ("post_id", "practitioner_id", "fte", "kind", "starts", "ends", "leaving_reason"),
}  # fmt: skip
PEOPLE: dict[Any, tuple[str, ...]] = {
    Person: (*PERSON, *person.COLUMNS),
    **record.COLUMNS,
    PredictorScore: ("person_id", "kind", "score", "band", "is_static", "completed_on"),
    Assessment: ("person_id", "layer", "is_strengths_based", "status", "completed_on", "answers"),
    Case: (
        "person_id", "team_id", "practitioner_team_id", "held_since", "state", "received_on", "starts", "ends_expected",
        "closed_on", "first_appointment_on", "first_appointment", "is_t2a", "is_contact_suspended", "on_warrant",
        "only_unpaid_work", "is_overdue_termination", "sexual_offence", "domestic_abuse_with_injury", "rosh",
        "mappa_level", "mappa_category", "tier_v2", "tier_v3", "tier_v3_provisional", "waiting_group", "waiting_facts",
        "needs_staff_safety_talk", "last_contact_on", "version",
    ),
    CaseHolding: ("case_id", "practitioner_team_id", "starts_at", "ends_at", "reason"),
    TierDecision: (
        "case_id", "scheme", "tier", "is_provisional", "worked_out_on", "at", "reason", "inputs", "outcome",
        "next_change_on",
    ),
    **CONTACTS,
}  # fmt: skip
TABLES = {**PLACES_AND_STAFF, **PEOPLE}

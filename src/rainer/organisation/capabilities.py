"""The one table of who may do what. A role that is not named beside a capability does not have it."""

from __future__ import annotations

from enum import StrEnum

from rainer.organisation.models import RoleHolding

Role = RoleHolding.Role


class Capability(StrEnum):
    SEE_LOAD_OF_PLACE = "see_load_of_place"
    SEE_LOAD_BY_NAME = "see_load_by_name"
    SEE_OWN_LOAD = "see_own_load"
    QUERY_A_LINE = "query_a_line"
    ANSWER_A_LINE = "answer_a_line"
    RECORD_WORKLOAD_ACTION = "record_workload_action"
    CHANGE_HOURS = "change_hours"
    SEE_REDUCTIONS = "see_reductions"
    CHANGE_REDUCTIONS = "change_reductions"
    SEE_NOBODY_NAMED = "see_nobody_named"
    SET_WATCHER = "set_watcher"
    ALLOCATE = "allocate"
    OVERRIDE_GUARD = "override_guard"
    PROPOSE = "propose"
    SEE_PERSON = "see_person"
    OPEN_RESTRICTED = "open_restricted"
    SEE_WHO_LOOKED = "see_who_looked"
    SEARCH = "search"
    DECIDE_DUPLICATES = "decide_duplicates"
    SEE_UNIT_PAGE = "see_unit_page"
    SEE_REGION_PAGE = "see_region_page"
    IMPORT_EXTRACT = "import_extract"
    IMPORT_CASELOAD = "import_caseload"
    SEE_RULEBOOK = "see_rulebook"
    PROPOSE_VALUE = "propose_value"
    APPROVE_VALUE = "approve_value"
    EXPORT = "export"
    SEE_LOG = "see_log"
    SEE_RESTRICTED_RECORDS = "see_restricted_records"
    SET_LIMITED_ACCESS = "set_limited_access"
    SEE_HEALTH = "see_health"
    MANAGE_USERS = "manage_users"
    ADD_UNWEIGHTED_WORK = "add_unweighted_work"
    EDIT_PERSON = "edit_person"
    WRITE_PLAN = "write_plan"
    RECORD_CONTACT = "record_contact"
    SEE_SENSITIVE = "see_sensitive"
    SEE_EQUALITY = "see_equality"
    SEE_DIARY = "see_diary"
    SEE_TODAY = "see_today"
    SEE_TEAM_TODAY = "see_team_today"
    SEE_QUEUE = "see_queue"
    DECIDE_ABSENCE = "decide_absence"
    SEND_LETTER = "send_letter"
    MANAGE_BREACH = "manage_breach"
    CHECK_BREACH = "check_breach"
    CONSIDER_RECALL = "consider_recall"
    COUNTERSIGN_RECALL = "countersign_recall"
    ENDORSE_RECALL = "endorse_recall"
    EXPORT_RECORD = "export_record"
    SEE_FRAMEWORK_STATUS = "see_framework_status"
    SET_FRAMEWORK_STATUS = "set_framework_status"
    GIVE_INSTRUCTION = "give_instruction"
    WRITE_ASSESSMENT = "write_assessment"
    COUNTERSIGN_ASSESSMENT = "countersign_assessment"
    WATCH_LEVELS = "watch_levels"
    OPEN_LEVEL_CHANGE = "open_level_change"


C = Capability

_EVERYONE_HERE = {C.SEE_RULEBOOK, C.ADD_UNWEIGHTED_WORK}
_KEEPS_RECORDS = {C.SEE_PERSON, C.SEARCH, C.OPEN_RESTRICTED, C.EDIT_PERSON, C.RECORD_CONTACT, C.SEE_DIARY}
_HOLDS_CASES = _KEEPS_RECORDS | {
    C.SEE_OWN_LOAD,
    C.QUERY_A_LINE,
    C.SEE_WHO_LOOKED,
    C.SEE_SENSITIVE,
    C.SEE_EQUALITY,
    C.WRITE_PLAN,
    C.SEE_TODAY,
    C.SEE_FRAMEWORK_STATUS,
    C.EXPORT_RECORD,
}
_ASSESSES = {C.WRITE_ASSESSMENT}
_ASSURES = {C.SEE_LOAD_OF_PLACE, C.SEE_UNIT_PAGE, C.WATCH_LEVELS, C.OPEN_LEVEL_CHANGE}
_ENFORCES = {C.DECIDE_ABSENCE, C.SEND_LETTER, C.MANAGE_BREACH, C.CONSIDER_RECALL}
_LEADS_A_TEAM = {
    C.SEE_LOAD_OF_PLACE,
    C.SEE_LOAD_BY_NAME,
    C.ANSWER_A_LINE,
    C.RECORD_WORKLOAD_ACTION,
    C.CHANGE_HOURS,
    C.SEE_REDUCTIONS,
    C.CHANGE_REDUCTIONS,
    C.SEE_NOBODY_NAMED,
    C.SET_WATCHER,
    C.ALLOCATE,
    C.OVERRIDE_GUARD,
    C.PROPOSE,
    C.DECIDE_DUPLICATES,
    C.SEE_UNIT_PAGE,
    C.EXPORT,
    C.SEE_TEAM_TODAY,
    C.SEE_QUEUE,
    C.SEE_FRAMEWORK_STATUS,
    C.CHECK_BREACH,
    C.SET_LIMITED_ACCESS,
    C.COUNTERSIGN_ASSESSMENT,
}

CAPABILITIES: dict[str, frozenset[Capability]] = {
    Role.PRACTITIONER: frozenset(_EVERYONE_HERE | _HOLDS_CASES | _ENFORCES | _ASSESSES),
    Role.SENIOR: frozenset(
        _EVERYONE_HERE | _HOLDS_CASES | _ENFORCES | _ASSESSES | _LEADS_A_TEAM | {C.COUNTERSIGN_RECALL}
    ),
    Role.HEAD_OF_UNIT: frozenset(
        (
            _EVERYONE_HERE
            | _HOLDS_CASES
            | _LEADS_A_TEAM
            | {C.APPROVE_VALUE, C.ENDORSE_RECALL, C.GIVE_INSTRUCTION, C.WATCH_LEVELS}
        )
        # Above the case, equality monitoring is read in sums alone.
        - {C.SEE_OWN_LOAD, C.SEE_TODAY, C.SEE_EQUALITY}
    ),
    Role.REGIONAL_DIRECTOR: frozenset(
        _EVERYONE_HERE
        | _LEADS_A_TEAM
        | {
            C.SEE_REGION_PAGE,
            C.SEE_PERSON,
            C.SEARCH,
            C.OPEN_RESTRICTED,
            C.SEE_WHO_LOOKED,
            C.SEE_SENSITIVE,
            C.APPROVE_VALUE,
            C.ENDORSE_RECALL,
            C.SET_FRAMEWORK_STATUS,
            C.GIVE_INSTRUCTION,
        }
    ),
    Role.CHIEF_OFFICER: frozenset(
        _EVERYONE_HERE
        | {
            C.SEE_LOAD_OF_PLACE,
            C.SEE_UNIT_PAGE,
            C.SEE_REGION_PAGE,
            C.RECORD_WORKLOAD_ACTION,
            C.APPROVE_VALUE,
            C.SEE_FRAMEWORK_STATUS,
            C.SET_FRAMEWORK_STATUS,
            C.GIVE_INSTRUCTION,
        }
    ),
    Role.CASE_ADMINISTRATOR: frozenset(
        _EVERYONE_HERE
        | _KEEPS_RECORDS
        | {
            C.SEE_NOBODY_NAMED,
            C.SET_WATCHER,
            C.IMPORT_CASELOAD,
            C.DECIDE_DUPLICATES,
            C.SEE_QUEUE,
            C.SEND_LETTER,
            C.SEE_FRAMEWORK_STATUS,
        }
    ),
    Role.COURT_OFFICER: frozenset(_EVERYONE_HERE | {C.SEE_OWN_LOAD, C.QUERY_A_LINE}),
    Role.PRISON_OFFENDER_MANAGER: frozenset(_EVERYONE_HERE | _HOLDS_CASES),
    Role.KEY_WORKER: frozenset(_EVERYONE_HERE),
    Role.PROVIDER_WORKER: frozenset(),
    Role.PROVIDER_MANAGER: frozenset(),
    Role.VICTIM_LIAISON: frozenset(_EVERYONE_HERE),
    Role.QUALITY_OFFICER: frozenset(_EVERYONE_HERE | _ASSURES),
    Role.INSPECTOR: frozenset(_EVERYONE_HERE | _ASSURES),
    Role.ANALYST: frozenset(
        _EVERYONE_HERE
        | {
            C.SEE_LOAD_OF_PLACE,
            C.SEE_UNIT_PAGE,
            C.SEE_REGION_PAGE,
            C.IMPORT_EXTRACT,
            C.IMPORT_CASELOAD,
            C.PROPOSE_VALUE,
            C.APPROVE_VALUE,
            C.EXPORT,
        }
    ),
    Role.INFORMATION_OWNER: frozenset(
        _EVERYONE_HERE | {C.SEE_LOG, C.SEE_RESTRICTED_RECORDS, C.SET_LIMITED_ACCESS, C.SEE_WHO_LOOKED}
    ),
    Role.SPEAK_UP_GUARDIAN: frozenset(_EVERYONE_HERE),
    Role.SYSTEM_ADMINISTRATOR: frozenset(_EVERYONE_HERE | {C.SEE_HEALTH, C.MANAGE_USERS}),
    Role.PERSON: frozenset(),
}


def scope(*capabilities: Capability) -> dict[str, list[str]]:
    """What one call of the API needs, as its description says it: any of these, where the role holds."""
    return {"x-scopes": [capability.value for capability in capabilities]}

"""The cases of public workload and allocation pages: rollups, overviews and the steps of an allocation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from rainer.policy import workload as w
from rainer.policy.conformance.workload import (
    COMPARE,
    NOW,
    STATES,
    Data,
    day_from_now,
    default_hours_for_grade,
    peer_percent,
    staff_team,
)

__all__ = ["CASES", "COMPARE"]


# Rollups


def org_overview(case: Data) -> Data:
    rows = case["rows"]
    totals = w.add_up(_load_row(row, row.get("total_cases", 0)) for row in rows)
    return {
        "rows": [{"name": row.get("name"), **_shares(_load_row(row, 0))} for row in rows],
        "totals": {
            "total_points": totals.total_points,
            "available_points": totals.available_points,
            "contracted_hours": w.half_up_to(totals.contracted_hours, 1),
            "reduction_hours": w.half_up_to(totals.reduction_hours, 1),
            "cases": totals.cases,
            "cms_points": totals.cms_points,
            **_shares(totals),
        },
    }


def _load_row(row: Data, cases: int) -> w.LoadRow:
    names = ("total_points", "available_points", "cms_points", "contracted_hours", "reduction_hours")
    return w.LoadRow(**{name: row.get(name) or 0 for name in names}, cases=cases)


def _shares(row: w.LoadRow) -> Data:
    return {
        "remaining_points": w.remaining_points(row.total_points, row.available_points),
        "capacity_percent": peer_percent(row.total_points, row.available_points),
        "cms_percent": peer_percent(row.cms_points, row.available_points),
    }


def capacity_breakdown(case: Data) -> Data:
    rows = case["rows"]
    totals: Data = dict.fromkeys(("cases", "t2a_cases", "sdrs", "fdrs"), 0)
    for row in rows:
        for name in totals:
            totals[name] += row.get(name) or 0
    added = w.add_up(_load_row(row, 0) for row in rows)
    totals |= {
        "cms_points": added.cms_points,
        "total_points": added.total_points,
        "available_points": added.available_points,
        **_shares(added),
    }
    return {"rows": _breakdown_rows(rows, case["level"]), "totals": totals}


def _breakdown_rows(rows: list[Data], level: str) -> list[Data]:
    named = [{"name": row["name"], "grade": row.get("grade"), **_shares(_load_row(row, 0))} for row in rows]
    if level == "team":
        return named
    groups = w.group_rows(named, key=lambda row: str(row["name"]))
    return [{"name": name, "grades": held} for name, held in groups.items()]


def inactive_case_rollup(case: Data) -> Data:
    kinds = ("warrants", "overdue_termination", "unpaid_work")
    alone = ("suspended_lifers", "suspended_sentence")
    rows = [
        {name: row[name] for name in ("name", "grade") if name in row}
        | {kind: (row.get(kind) or 0) + (row.get(f"t2a_{kind}") or 0) for kind in kinds}
        | {kind: row.get(kind) or 0 for kind in alone}
        for row in case["rows"]
    ]
    return {"rows": rows, "totals": {kind: sum(row[kind] for row in rows) for kind in (*kinds, *alone)}}


def caseload_summary(case: Data) -> Data:
    units = []
    for unit, rows in w.group_rows(case["rows"], key=lambda row: str(row["unit"])).items():
        by_state = {state: sum(r["cases"] for r in rows if r["state"] == state) for state in STATES}
        units.append({"unit": unit, "total": sum(by_state.values()), **by_state})
    return {"units": units}


def caseload_total(case: Data) -> Data:
    return {"total": sum(row["cases"] for row in case["rows"])}


def caseload_tier_totals(case: Data) -> Data:
    tiers: Counter[str] = Counter()
    for state in case["per_state"].values():
        tiers.update(state["tiers"])
    return {"cases": sum(state["cases"] for state in case["per_state"].values()), "tiers": dict(tiers)}


def case_totals(case: Data) -> Data:
    return {
        "total_cases": _cases_in(case["all_cases"]) + _cases_in(case["t2a_cases"]),
        "total_filtered_cases": _cases_in(case["filtered_cases"]),
    }


def _cases_in(by_state: Mapping[str, Mapping[str, int | None]]) -> int:
    return sum(n or 0 for tiers in by_state.values() for n in tiers.values())


def tier_from_number(case: Data) -> Data:
    return {"tiers": [w.tier_from_number(number) for number in case["numbers"]]}


def tier_letter_totals(case: Data) -> Data:
    per_state = [{**state.get("tiers", {}), w.UNTIERED: state.get("untiered", 0)} for state in case["per_state"]]
    return dict(w.letter_totals(per_state))


# Overview pages


def practitioner_overview(case: Data) -> Data:
    used, available, hours, reductions = _overview_figures(case)
    cases = (case.get("community_and_licence_cases") or 0) + (case.get("custody_cases") or 0)
    return {
        "capacity_percent": w.live_percent(used, available),
        "total_cases": cases,
        "points_used": used,
        "points_available": available,
        "points_remaining": w.remaining_points(used, available),
        "weekly_hours": hours,
        "reduction_hours": reductions,
    }


def _overview_figures(case: Data) -> tuple[float, float, float, float]:
    """Points used and available, weekly hours and reductions; a grade's full allowance without a caseload."""
    if not case.get("no_caseload"):
        return (
            case["total_points"],
            case["available_points"],
            case["contracted_hours"],
            case["reduction_hours"],
        )
    return 0, *_default_allowance(case), 0


def _default_allowance(case: Data) -> tuple[float, float]:
    """Points and weekly hours of a full allowance: those given, else those of the grade."""
    tables, grade = w.bulk_parameters(on=NOW), case.get("grade") or w.Grade.PO.value
    hours = case.get("default_hours", tables.default_hours.get(grade, 0))
    if isinstance(hours, Mapping):
        hours = default_hours_for_grade({"grade": grade, "default_hours": hours})["hours"]
    given = (case.get(name) for name in ("default_available_points", "available_points", "nominal_target"))
    points = next((points for points in given if points is not None), tables.nominal_target[w.Grade.PO])
    return (points if hours else 0), hours


def team_workload(case: Data) -> Data:
    total = sum(p["total_points"] for p in case["practitioners"])
    available = sum(p["available_points"] for p in case["practitioners"])
    cases = sum(p["filtered_cases"] for p in case["practitioners"])
    return {"workload_percent": w.live_percent(total, available), "total_cases": cases}


def choose_practitioner_row(case: Data) -> Data:
    who = w.StaffTeam(case["practitioner"], case["team"])
    recent = w.cases_in_past_week(map(_allocation, case.get("person_allocations") or ()), who, on=NOW)
    return {
        "workload_percent": w.live_percent(case.get("total_points") or 0, case.get("available_points") or 0),
        "cases_past_week": recent,
        "community_cases": (case.get("community_cases") or 0) + (case.get("licence_cases") or 0),
        "custody_cases": case.get("custody_cases") or 0,
    }


def _allocation(data: Data) -> w.PersonAllocation:
    to = w.StaffTeam(data.get("staff", ""), data["team"])
    return w.PersonAllocation(data.get("crn", ""), to, day_from_now(-data.get("days_ago", 0)), data["active"])


# Allocation


def combined_caseload(case: Data) -> Data:
    crns = w.combined_caseload(
        nightly=case["nightly_extract_crns"],
        live=[_allocation(a) for a in case["live_allocations"]],
        who=w.StaffTeam(case["staff"], case["team"]),
        scoreable=case["crns_with_known_tier_and_state"],
    )
    return {"crns": sorted(crns)}


def case_record_update(case: Data) -> Data:
    last = (case.get("updates") or [case])[-1]
    recorded = w.keeps_scoring_record(state=last["state"], tier=last["tier"])
    if not recorded:
        return {"recorded": False, "records": 0}
    return {"recorded": True, "records": 1, "state": last["state"], "tier": last["tier"]}


def out_of_area_transfer(case: Data) -> Data:
    found = [
        c["crn"]
        for c in case["cases"]
        if w.out_of_area(
            held_by_team=c.get("held_by_team"),
            is_currently_managed=c["status"] == "CURRENTLY_MANAGED",
            current_team=case["current_team"],
            team_regions=case["team_regions"],
        )
    ]
    return {"out_of_area": found}


def _lists(case: Data) -> dict[str, list[str]]:
    return {name: list(case.get(name) or ()) for name in ("restricted_to", "excluded_from")}


def lao_restrictions(case: Data) -> Data:
    lists = _lists(case)
    return {
        "has_restriction": bool(lists["restricted_to"]),
        "has_exclusion": bool(lists["excluded_from"]),
        "user_blocked": w.is_blocked(case["user"], **lists),
    }


def lao_practitioner_eligibility(case: Data) -> Data:
    return {"blocked": w.blocked_candidates(case["staff_codes"], known=case["known_staff"], **_lists(case))}


def lao_gate(case: Data) -> Data:
    return {"outcome": w.limited_access(case["user"], **_lists(case))}


def allocation_email_recipients(case: Data) -> Data:
    messages = w.email_recipients(
        practitioner=case["practitioner"],
        extra=case["extra"] or (),
        allocating_officer=case["allocating_officer"] if case["copy_allocating_officer"] else None,
        previous=case["previous_practitioner"] if case["email_previous"] else None,
    )
    return {"messages": messages}


def initial_appointment_status(case: Data) -> Data:
    days = case["appointment_in_days"]
    status = w.initial_appointment_status(
        state=case["state"], appointment=None if days is None else day_from_now(days), on=NOW
    )
    return {"status": status.value}


def ogrs_level(case: Data) -> Data:
    return {"level": w.ogrs_level(case["score"], on=NOW)}


def allocation_repeat(case: Data) -> Data:
    existing = case.get("existing")
    repeat = w.allocation_repeat(
        existing=staff_team(existing) if existing else None,
        new=staff_team(case["new"]),
        minutes_since=existing["minutes_ago"] if existing else 0,
        on=NOW,
    )
    return {
        "allocated_at_changes": repeat.allocated_at_changes,
        "old_record_active": repeat.old_record_active,
        "new_record_created": repeat.new_record,
        "workload_recalculated_for": repeat.recalculated,
    }


def allocated_count_since(case: Data) -> Data:
    allocations = [_allocation(a) for a in case["allocations"]]
    count = w.allocated_count(allocations, teams=case["teams"], since_days=case["since_days"], on=NOW)
    return {"count": count}


def count_badge(case: Data) -> Data:
    return {"text": w.count_badge(case["count"], on=NOW)}


def capacity_card(case: Data) -> Data:
    return {"class": w.public_tool_colour(case["percent"], tool="person_card", on=NOW)}


CASES: dict[str, Callable[[Data], Data | None]] = {
    adapter.__name__: adapter
    for adapter in (
        org_overview,
        capacity_breakdown,
        inactive_case_rollup,
        caseload_summary,
        caseload_total,
        caseload_tier_totals,
        case_totals,
        tier_from_number,
        tier_letter_totals,
        practitioner_overview,
        team_workload,
        choose_practitioner_row,
        combined_caseload,
        case_record_update,
        out_of_area_transfer,
        lao_restrictions,
        lao_practitioner_eligibility,
        lao_gate,
        allocation_email_recipients,
        initial_appointment_status,
        ogrs_level,
        allocation_repeat,
        allocated_count_since,
        count_badge,
        capacity_card,
    )
}

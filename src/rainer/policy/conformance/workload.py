"""The cases of public workload and allocation tools, put to Rainer's own functions.

A case states what a public tool does. Where that looks wrong, the quirk is asked for here by name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from rainer.policy import workload as w

COMPARE = {"tolerance": 1e-9}

# The cases give days relative to "now"; any day will do, and this is one on which every value is in force.
NOW = date(2024, 5, 1)
Data = dict[str, Any]
KINDS = {"warrants": "warrant", "unpaid_work": "upw", "overdue_termination": "overdue"}
STATES = ("community", "custody", "licence")


def day_from_now(days: int) -> date:
    return NOW + timedelta(days=days)


def _inactive(counts: Mapping[str, int]) -> dict[str, int]:
    return {kind: counts.get(name) or 0 for name, kind in KINDS.items()}


def _retained(percents: Mapping[str, float]) -> dict[str, float]:
    return {kind: percents[name] for name, kind in KINDS.items()}


# Points


def tier_points(case: Data) -> Data:
    points = w.cell_points(
        total=case["counts"]["total"] or 0,
        weight=case["points_per_case"],
        inactive=_inactive(case["counts"]),
        retained_percent=_retained(case["retained_percent"]),
        subtract_inactive=case["subtract_inactive"],
    )
    return {"points": points}


def report_points(case: Data) -> Data:
    # Only parole reports have a switch.
    enabled = case.get("enabled", True) if case["kind"] == "parole" else True
    return {"points": w.count_points(count=case["count"] or 0, points_each=case["points_each"], enabled=enabled)}


def arms_points(case: Data) -> Data:
    points = w.arms_points(
        community=case["community_cases"],
        licence=case["licence_cases"],
        community_points=case["community_points_each"],
        licence_points=case["licence_points_each"],
    )
    return {"points": points}


def workload_total(case: Data) -> Data:
    standard = case.get("filtered_cases")
    if standard is not None:
        of_cases = _points_by_state(standard, case["weights"])
    else:
        of_cases = _uniform_points(case, "cell_counts_every_tier_and_state", case["weights"], subtract=False)
    t2a = _uniform_points(case, "t2a_cell_counts_every_tier_and_state", case["t2a_weights"], subtract=True)
    parts = _task_points(case)
    total = of_cases + t2a + sum(parts.values()) + case.get("cms_points", 0)
    is_rounded = case["rule_set"] == "wmt-2025"
    return {"case_points": of_cases + t2a, **parts, "total_points": w.half_up(total) if is_rounded else total}


def _points_by_state(cases: Mapping[str, Mapping[str, int]], weights: Mapping[str, Mapping[str, float]]) -> float:
    return sum(
        (n or 0) * weights[state][tier]
        for state, tiers in cases.items()
        for tier, n in tiers.items()
        if tier != w.UNTIERED
    )


def _uniform_points(case: Data, counts_key: str, weights: Data, *, subtract: bool) -> float:
    counts = case.get(counts_key)
    if counts is None:
        return 0
    retained = _retained(case.get("t2a_retained_percent") or case["retained_percent"])
    points = 0.0
    for tiers in weights.values():
        for weight in tiers.values():
            points += w.cell_points(
                total=counts["total"],
                weight=weight,
                inactive=_inactive(counts),
                retained_percent=retained,
                subtract_inactive=subtract,
            )
    return points


def _task_points(case: Data) -> dict[str, float]:
    reports, arms = Counter(case.get("reports") or {}), Counter(case.get("arms") or {})
    counts_all = case["rule_set"] == "wmt-2021"
    return {
        "sdr_points": reports["sdr_count"] * reports["sdr_points"],
        "sdr_conversion_points": reports["sdr_conversion_count"] * reports["sdr_conversion_points"],
        "parole_points": w.count_points(
            count=reports["parole_completed"],
            points_each=reports["parole_points"],
            enabled=counts_all and bool(reports["parole_enabled"]),
        ),
        "arms_points": arms_points(arms)["points"] if counts_all else 0,
    }


def points_by_case(case: Data) -> Data:
    tables = {False: case["weights"], True: case["t2a_weights"]}
    of_cases = sum(
        c.get("n", 1) * _short_table_weight(tables[bool(c.get("t2a"))][c["state"]], c["tier"]) for c in case["cases"]
    )
    reports = case["standard_reports"] * case["standard_report_points"]
    reports += case["fast_reports"] * case["fast_report_points"]
    support = w.support_points(
        for_others=case["contacts_done_for_others"],
        by_others=case["contacts_done_by_others_on_own_cases"],
        points=case["contact_points"],
    )
    return {"points": of_cases + reports + support}


def _short_table_weight(table: Mapping[str, float], tier: str) -> float:
    """The weight of a tier in a table given tier by tier, or in short for all plain and all S tiers."""
    if tier in table:
        return table[tier]
    if "all_tiers" in table:
        return table["all_tiers"]
    return table["all_s_tiers" if w.is_contact_suspended(tier) else "all_plain_tiers"]


# Hours and load


def _peer_default_hours(grade: str | None, hours: Mapping[str, float]) -> float | None:
    """Quirk: the nightly tool refuses the dummy grade and gives any other unknown grade a PO's hours."""
    if grade in ("UNSUPPORTED", "DMY"):
        return None
    if grade in ("PSO", "PSO_B"):
        return hours["pso"]
    return hours["spo"] if grade == "SPO" else hours["po"]


def contracted_hours(case: Data) -> Data | None:
    default = _peer_default_hours(case["grade"], case["default_hours"])
    if default is None:
        return None
    base = case["contracted_hours"]
    return {"base_hours": default if base is None else base, "default_hours_for_grade": default}


def nominal_target(case: Data) -> Data:
    return {"target": case["targets"]["pso" if case["grade"] in ("PSO", "PSO_B") else "po"]}


def available_points(case: Data) -> Data:
    found = contracted_hours(case)
    if found is None:
        return {"available_points": 0}
    hours = w.Hours(found["base_hours"], case["reduction_hours"], found["default_hours_for_grade"])
    points = w.available_points(nominal_target=case["nominal_target"], hours=hours, allow_negative=True)
    return {"available_points": points}


def default_hours_for_grade(case: Data) -> Data:
    by_grade = {"PO": "po", "TPO": "po", "PQiP": "po", "PSO": "pso", "SPO": "spo"}
    name = by_grade.get(case["grade"] or "")
    return {"hours": case["default_hours"][name] if name else 0}


def grade_from_case_system_code(case: Data) -> Data:
    return {"grades": [w.grade_from_code(code, on=NOW).value for code in case["codes"]]}


def capacity_percent(case: Data) -> Data:
    return {"percent": w.live_percent(case["total_points"], case["available_points"])}


def potential_capacity(case: Data) -> Data:
    available, points = case["available_points"], case["case_points"]
    # Quirk: what is taken off is the case at its new tier, so a case already held never changes the load.
    held = points if case["already_on_this_practitioners_caseload"] else None
    effect = w.effect_of(total_points=case["total_points"], available_points=available, points=points, held_points=held)
    result: Data = {
        "capacity_percent": w.live_percent(case["total_points"], available),
        "potential_percent": w.live_percent(effect.total_after, available),
    }
    if "grade" in case:
        result["grade"] = case["grade"] or w.Grade.UNKNOWN.value
    return result


def percent(case: Data) -> Data:
    return {"percent": peer_percent(case["value"], case["total"])}


def peer_percent(value: float, total: float) -> float:
    """Quirk: no available points give 0%, which looks like nothing to do."""
    return 100 * value / total if total else 0


def capacity_display_round(case: Data) -> Data:
    return {"rounded": w.history_table_round(case["value"])}


def round_hours_total(case: Data) -> Data:
    return {"hours": w.half_up_to(case["hours"], 1)}


# Reductions


def _reduction(data: Data) -> w.Reduction:
    status = data.get("status")
    return w.Reduction(
        hours=float(data.get("hours") or 0),
        starts=day_from_now(data["from_days"]),
        ends=day_from_now(data["to_days"]),
        status=w.ReductionStatus(status) if status else None,
        reason_enabled=data.get("reason_enabled", True),
    )


def active_reduction_hours(case: Data) -> Data:
    # Quirk: the nightly rule goes by status alone.
    return {"hours": w.hours_by_status(_reduction(r) for r in case["reductions"])}


def next_reduction_change(case: Data) -> Data:
    day = w.next_change([_reduction(r) for r in case["reductions"]], on=NOW)
    return {"in_days": None if day is None else (day - NOW).days}


def reduction_status_roll(case: Data) -> Data:
    return {"statuses": {r["id"]: w.roll(_reduction(r), on=NOW).status for r in case["reductions"]}}


def reduction_status_on_entry(case: Data) -> Data:
    status = w.status_on_entry(starts=day_from_now(case["from_days"]), ends=day_from_now(case["to_days"]), on=NOW)
    result: Data = {"status": status.value}
    if "hours" in case:
        result["hours"] = float(case["hours"])
    return result


def reductions_by_status(case: Data) -> Data:
    counts: Counter[str] = Counter(case["statuses"])
    listed = {status.value.lower(): counts[status.value] for status in w.LISTED}
    return {**listed, "shown_total": sum(listed.values())}


def reduction_allowance_hours(case: Data) -> Data:
    allowance, most = w.allowance_hours(
        contracted_hours=case["contracted_hours"],
        allowance_percent=case["allowance_percent"],
        max_percent=case["max_allowance_percent"],
    )
    return {"allowance_hours": allowance, "max_allowance_hours": most}


def weights_form_validation(case: Data) -> Data:
    return {"valid": w.is_acceptable(case["field"], case["value"], on=NOW)}


# Contacts, reports, the day


def staff_team(data: Mapping[str, str]) -> w.StaffTeam:
    return w.StaffTeam(data["staff"], data["team"])


def contact_attribution(case: Data) -> Data:
    contacts = [
        w.SupportContact(c.get("type", ""), staff_team(c["done_by"]), staff_team(c["case_holder"]))
        for c in case["contacts"]
    ]
    ask = w.done_for_others if case["question"] == "done_for_others" else w.done_by_others
    return {"count": len(ask(contacts, staff_team(case["practitioner"])))}


def cms_adjustments(case: Data) -> Data:
    pairs = [
        adjustment
        for contact in case["contacts"]
        for adjustment in w.adjustments(
            contact["id"], points=case["points"], contact_date=day_from_now(-contact["days_ago"]), on=NOW
        )
    ]
    return {
        "adjustments": [
            {
                "contact": a.contact,
                "who": a.who,
                "points": a.points,
                "from_days": (a.starts - NOW).days,
                "to_days": (a.ends - NOW).days,
            }
            for a in pairs
        ]
    }


def active_adjustment_points(case: Data) -> Data:
    return {"points": sum(a["points"] for a in case["adjustments"] if a["status"] == "ACTIVE")}


def court_report_counts(case: Data) -> Data:
    row = case["row"] or {}
    return {"standard": row.get("standard") or 0, "fast": row.get("fast") or 0}


def reporting_day(case: Data) -> Data:
    start, end = w.reporting_day(datetime.fromisoformat(case["now"]))
    return {"start": start.isoformat(timespec="minutes"), "end": end.isoformat(timespec="minutes")}


# History

NOT_FIGURES = ("date", "report_id", "contracted_hours", "reduction_hours")


def history_average(case: Data) -> Data:
    rows = [_daily_row(row) for row in case["daily"]]
    figures = tuple(dict.fromkeys(name for row in rows for name in row.figures))
    # Quirk: the last labelled day of a period is left out, and no available points give 0%.
    found = w.average(
        rows,
        group_by=case["group_by"],
        starts=date.fromisoformat(case["period_start"]),
        days=case["period_days"],
        figures=figures,
        last_day_left_out=True,
    )
    return {
        "days_with_data": found.days,
        **found.figures,
        "contracted_hours": found.contracted_hours,
        "reduction_hours": found.reduction_hours,
        **_one_decimal("capacity_percent", found.percent),
        **_one_decimal("cms_percent", found.cms_percent),
    }


def _daily_row(row: Data) -> w.DailyRow:
    return w.DailyRow(
        day=date.fromisoformat(row["date"]),
        report_id=row.get("report_id", 0),
        contracted_hours=row.get("contracted_hours") or 0,
        reduction_hours=row.get("reduction_hours") or 0,
        figures={name: value or 0 for name, value in row.items() if name not in NOT_FIGURES},
    )


def _one_decimal(name: str, value: float | None) -> Data:
    return {name: value or 0.0, f"{name}_1dp": w.half_up_to(value or 0.0, 1)}


CASES: dict[str, Callable[[Data], Data | None]] = {
    adapter.__name__: adapter
    for adapter in (
        tier_points,
        report_points,
        arms_points,
        workload_total,
        points_by_case,
        contracted_hours,
        nominal_target,
        available_points,
        default_hours_for_grade,
        grade_from_case_system_code,
        capacity_percent,
        potential_capacity,
        percent,
        capacity_display_round,
        round_hours_total,
        active_reduction_hours,
        next_reduction_change,
        reduction_status_roll,
        reduction_status_on_entry,
        reductions_by_status,
        reduction_allowance_hours,
        weights_form_validation,
        contact_attribution,
        cms_adjustments,
        active_adjustment_points,
        court_report_counts,
        reporting_day,
        history_average,
    )
}

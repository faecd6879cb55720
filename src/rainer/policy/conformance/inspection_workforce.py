"""Adapter of the inspection set, the part on the workforce, its forecast, and the mix of court reports."""

from __future__ import annotations

from typing import Any

from rainer.policy import court_reports, workforce
from rainer.policy.conformance import ConformanceRefusal, Explained
from rainer.policy.conformance.inspection import DAY, Data, refusing_by_code, shown
from rainer.policy.proportions import whole_percent
from rainer.policy.refusals import RefusedInputError
from rainer.policy.workload.rounding import half_up_to
from rainer.policy.workload.thresholds import is_over


def _check(given: Data) -> Explained:
    inputs = workforce.PublishedPair(given["now"]["value"], given["change"], given["earlier_as_published"]["value"])
    return shown(workforce.restated(inputs, on=DAY), "implied_earlier", "revised", "difference")


def _gap(given: Data) -> Explained:
    outcome = workforce.vacancy(workforce.VacancyInputs(given["required"], given["in_post"]), on=DAY)
    if outcome.answer is None:
        return shown(outcome)
    fill = whole_percent(given["in_post"], given["required"])
    return shown(outcome, gap=given["required"] - given["in_post"], fill_percent=fill)


def _vacancy(given: Data) -> Data:
    if given.get("fill_percent") is not None:
        return {"vacancy_percent": workforce.other_percent(given["fill_percent"])}
    return {"fill_percent": workforce.other_percent(given["vacancy_percent"])}


def _red_share(given: Data) -> Data:
    return {"red_percent": workforce.share_percent(given["red_units"], given["units"])}


def _per_officer(given: Data) -> Data:
    if given["officers"] < 1:
        raise RefusedInputError("no_officers", "There is no officer to hold a case.")
    return {"total": given["cases"] * given["officers"], "per_officer": given["cases"]}


def _seniors(given: Data) -> Data:
    found = workforce.seniors_for(staff_fte=given["staff_fte"], span=given["span"], headcount=given.get("headcount"))
    return {"spo_needed": found.seniors, "people_per_spo": found.people_per_senior, "warn": found.warn}


def _threshold(given: Data) -> Data:
    """The comparison of the threshold `act`, at the level the case names."""
    if given["percent"] is None:
        return {"state": "not_available"}
    if not is_over(given["percent"], given["threshold"], "at_or_above"):
        return {"state": "within"}
    return {"state": "over_threshold", "action_required": True}


def _forecast(given: Data) -> Explained:
    demand: Any = given["demand_fte"]
    months = [int(month) for month in given["report_months"]]
    inputs = workforce.ForecastInputs(
        experienced_fte=given["experienced_fte"],
        target_fte=given["target_fte"],
        demand_fte=tuple(demand) if isinstance(demand, list) else demand,
        annual_leaving_rate=given["annual_leaving_rate"],
        sickness_rate=given["sickness_rate"],
        newly_qualified_productivity=given["newly_qualified_productivity"],
        mentor_fte_per_trainee=given["mentor_fte_per_trainee"],
        cohorts=tuple(workforce.Cohort(**cohort) for cohort in given.get("cohorts") or ()),
        months=max(months, default=0),
    )
    outcome = workforce.forecast(inputs, on=DAY)
    if outcome.answer is None:
        return shown(outcome)
    by_month = {str(month): _month(outcome.answer.at(month)) for month in months}
    return shown(outcome, by_month=by_month)


def _month(month: workforce.Month) -> Data:
    """As the set reports a month: posts to two decimals, per cents to one."""
    load = month.workload_percent
    if load is None:
        raise ConformanceRefusal(month.problem or "")
    return {
        "qualified_fte": half_up_to(month.qualified_fte, 2),
        "newly_qualified_fte": half_up_to(month.newly_qualified_fte, 2),
        "effective_fte": half_up_to(month.effective_fte, 2),
        "vacancy_percent": half_up_to(month.vacancy_percent, 1),
        "workload_percent": half_up_to(load, 1),
    }


def _mix_from_percent(given: Data) -> Explained:
    inputs = court_reports.MixPercents(given["n"], given["percent"])
    return shown(court_reports.mix_from_percent(inputs, on=DAY), "sum", "estimate", "note")


def _mix_from_counts(given: Data) -> Explained:
    return shown(court_reports.mix_from_counts(court_reports.MixCounts(given["counts"]), on=DAY), "n", "percent", "sum")


CASES = {
    "workforce.check": _check,
    "workforce.gap": _gap,
    "workforce.vacancy": refusing_by_code(_vacancy),
    "workforce.forecast": _forecast,
    "units.red_share": refusing_by_code(_red_share),
    "cases.per_officer": refusing_by_code(_per_officer),
    "spo.needed": refusing_by_code(_seniors),
    "workload.threshold": _threshold,
    "psr.mix_from_percent": _mix_from_percent,
    "psr.mix_from_counts": _mix_from_counts,
}

COMPARE = {"whole": True, "refusal": "code"}

"""Adapter of the inspection set, the part on spot checks and recommendations."""

from __future__ import annotations

from datetime import date
from typing import Any

from rainer.policy import recommendations, spotchecks
from rainer.policy.conformance import ConformanceRefusal, Explained
from rainer.policy.conformance.inspection import DAY, Data, refusing_by_code, shown
from rainer.policy.rulebook import Place
from rainer.policy.workload.rounding import half_up_to


def _select(given: Data) -> Explained:
    inputs = spotchecks.SelectInputs(
        given.get("seed") or "", str(given["period"]), given["practitioner"], tuple(given["eligible_cases"])
    )
    return shown(spotchecks.select(inputs, on=DAY), "case", "reason")


def _day(text: Any) -> date:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        raise ConformanceRefusal("bad_date") from None


def _due(given: Data) -> Explained:
    inputs = spotchecks.DueInputs(_day(given["last_check"]))
    outcome = spotchecks.check_due(inputs, on=_day(given["today"]), place=Place(region=given.get("region")))
    return shown(outcome, "due", "status")


def _outcome(given: Data) -> Explained:
    inputs = spotchecks.OutcomeInputs(
        _level(given["recorded"]), _level(given["blind_second"]), _level(given.get("adjudicated"))
    )
    outcome = spotchecks.check_outcome(inputs, on=DAY)
    actions = [action.code for action in outcome.answer.actions] if outcome.answer else []
    return shown(outcome, "final", "outcome", actions=actions)


def _level(text: Any) -> Any:
    """The set's own words for a level; only "very high" may be written in two ways."""
    return text.replace(" ", "_") if isinstance(text, str) else text


def _rates(given: Data) -> Explained:
    results = tuple(spotchecks.CheckResult(one["eligible"], int(one["wrong"])) for one in given["results"])
    outcome = spotchecks.check_rates(spotchecks.RatesInputs(results, cohort="the case"), on=DAY)
    answer = outcome.answer
    shares = {} if answer is None else {"unweighted": answer.unweighted, "weighted": answer.weighted}
    rounded = {name: half_up_to(share, 4) for name, share in shares.items()}
    return shown(outcome, "estimated_wrong_cases", **rounded)


def _close(given: Data) -> Explained:
    evidence = tuple(
        recommendations.Evidence(one["kind"], one["seen_by"] or "", one.get("same_line"), _day(one["date"]))
        for one in given["evidence"]
    )
    inputs = recommendations.CloseInputs(given["owner"], given["actions_done"], evidence, given["impact_stated"])
    return shown(recommendations.close(inputs, on=DAY), "allowed", "reasons")


def _repeat(given: Data) -> Explained:
    earlier = tuple(
        recommendations.Earlier(str(one["inspection"]), one["theme"], one["status"], one.get("unit"))
        for one in given["earlier"]
    )
    inputs = recommendations.RepeatInputs(given["unit"], str(given["inspection"]), given["theme"], earlier)
    return shown(recommendations.repeated(inputs, on=DAY), "repeat", "escalate_to", "closed_then_repeated")


def _respond(given: Data) -> Explained:
    inputs = recommendations.RespondInputs(given["response"], given.get("reason"))
    return shown(recommendations.respond(inputs, on=DAY), "valid", "errors")


def _count(given: Data) -> Data:
    total = recommendations.numbered_through(given["levels"])
    return {"total": total, "last_number": total}


CASES = {
    "spotcheck.select": _select,
    "spotcheck.due": _due,
    "spotcheck.outcome": _outcome,
    "spotcheck.weighted_rate": _rates,
    "recommendation.close": _close,
    "recommendation.repeat": _repeat,
    "recommendation.respond": _respond,
    "recommendation.count": refusing_by_code(_count),
}

COMPARE = {"whole": True, "refusal": "code"}

"""Adapter of the inspection set, the part on ratings, key questions, samples, tallies and shares."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from rainer.policy import inspection
from rainer.policy import proportions as p
from rainer.policy.conformance import ConformanceRefusal, Explained
from rainer.policy.outcome import Outcome, plain
from rainer.policy.refusals import RefusedInputError, refusal_code
from rainer.policy.rulebook import national

Data = dict[str, Any]

# All schemes of the set are in use by then, and none of its rules has changed since.
DAY = date(2026, 6, 15)


def shown(outcome: Outcome[Any], *keys: str, **more: Any) -> Explained:
    """Some of an answer under the set's keys; a refusal by its code."""
    code = refusal_code(outcome)
    if code is not None:
        raise ConformanceRefusal(code)
    answer = plain(outcome.answer)
    return Explained({**{key: answer[key] for key in keys}, **more}, outcome)


def refusing_by_code(adapter: Callable[[Data], Data]) -> Callable[[Data], Data]:
    """An adapter of a plain function, whose refusals become the set's."""

    def adapted(given: Data) -> Data:
        try:
            return adapter(given)
        except RefusedInputError as error:
            raise ConformanceRefusal(error.code) from None

    return adapted


def _from_standards(given: Data) -> Explained:
    inputs = inspection.StandardsInputs(given["scheme"], given["standards"])
    return shown(inspection.overall_rating(inputs, on=DAY), "scores", "total", "max", "overall")


def _from_total(given: Data) -> Explained:
    inputs = inspection.TotalInputs(given["scheme"], given["total"])
    return shown(inspection.overall_of_total(inputs, on=DAY), "max", "overall")


def _interval_of_overall(given: Data) -> Explained:
    inputs = inspection.OverallInputs(given["scheme"], given["overall"])
    return shown(inspection.totals_of_overall(inputs, on=DAY), "total_min", "total_max")


def _bounds(given: Data) -> Explained:
    inputs = inspection.KnownInputs(
        given["scheme"], given["known"], given.get("published_total"), given.get("published_overall")
    )
    return shown(
        inspection.bounds(inputs, on=DAY),
        *("total_min", "total_max", "overall_possible", "remaining_total", "overall"),
        *("total_given_overall", "remaining_total_given_overall"),
    )


def _bounds_by_count(given: Data) -> Explained:
    inputs = inspection.CountInputs(given["scheme"], given["count_known"], tuple(given.get("others_are_not") or ()))
    return shown(inspection.bounds_by_count(inputs, on=DAY), "total_min", "total_max", "overall_possible")


def _band(given: Data) -> Explained:
    return shown(inspection.key_question_band(inspection.PercentInputs(given["percent"]), on=DAY), "band")


def _counts(given: Data) -> inspection.QuestionCounts:
    return inspection.QuestionCounts(given["sufficient"], given["cases"])


def _key_question(given: Data) -> Explained:
    return shown(inspection.key_question(_counts(given), on=DAY), "percent", "band")


def _standard(given: Data) -> Explained:
    questions = {name: _counts(counts) for name, counts in given["key_questions"].items()}
    outcome = inspection.standard_rating(inspection.StandardInputs(questions), on=DAY)
    return shown(outcome, "percent", "lowest", "rating", "discretion_may_be_considered", "discretion_reasons")


def _sample_size(given: Data) -> Explained:
    inputs = inspection.SampleSizeInputs(given["eligible"], given.get("confidence"), given.get("margin"))
    return shown(inspection.sample_size(inputs, on=DAY), "n")


def _tally(given: Data) -> Data:
    ratings = national().value(inspection.RATINGS, on=DAY).value
    counts = inspection.tally([event["counts"] for event in given["events"]], ratings)
    return {"total": sum(counts.values()), "counts": counts}


def _interval(given: Data) -> Explained:
    inputs = p.IntervalInputs(given["events"], given["n"], given["confidence"], given.get("method", "wilson"))
    return shown(p.proportion_interval(inputs, on=DAY), "estimate", "low", "high")


def _counts_behind(given: Data) -> Data:
    found = p.counts_behind(p.RoundedShares(given["n"], given["rounded_percent"]))
    return {"counts": dict(found.counts), "unaccounted": found.unaccounted}


CASES = {
    "overall.from_standards": _from_standards,
    "overall.from_total": _from_total,
    "overall.interval": _interval_of_overall,
    "overall.bounds": _bounds,
    "overall.bounds_count": _bounds_by_count,
    "keyquestion.band": _band,
    "keyquestion.from_counts": _key_question,
    "standard.from_keyquestions": _standard,
    "sample.size": _sample_size,
    "tally": refusing_by_code(_tally),
    "proportion.interval": _interval,
    "percent.to_counts": refusing_by_code(_counts_behind),
}

COMPARE = {"whole": True, "refusal": "code"}

"""Adapter of the handover set, the part on licences, home detention curfew, parole and the calendar."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from rainer.policy import hdc, licence, parole, working_days
from rainer.policy.conformance import Explained
from rainer.policy.outcome import Outcome
from rainer.policy.rulebook import Place, Rulebook, Source, Status, Value, national
from rainer.policy.working_days import BANK_HOLIDAYS

Data = dict[str, Any]

# A day before the curfew of adults was repealed: the set's cases hold the rules of then.
DAY = date(2026, 6, 15)
# The set names its holidays itself, so they stand in a place of their own.
PLACE = Place(region="holidays of the case")


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _known(text: str) -> date:
    return date.fromisoformat(text)


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _with_holidays(given: Data) -> Rulebook:
    """The rulebook with the case's holidays for every year."""
    calendar = Value(
        key=BANK_HOLIDAYS,
        value={_known(text): "holiday" for text in given.get("holidays") or ()},
        starts=date.min,
        place=PLACE,
        status=Status.CHOSEN,
        source=Source("The case", "", DAY),
    )
    return national().with_local([calendar])


def _explained(outcome: Outcome[date]) -> Explained:
    return Explained(_text(outcome.answer), outcome)


def _hard_stop(given: Data) -> Explained:
    inputs = licence.HardStopInputs(_day(given["licence_start_date"]))
    return _explained(licence.hard_stop_date(inputs, on=DAY, place=PLACE, rulebook=_with_holidays(given)))


def _hard_stop_warning(given: Data) -> Explained:
    inputs = licence.HardStopInputs(_day(given["licence_start_date"]))
    return _explained(licence.hard_stop_warning_date(inputs, on=DAY, place=PLACE, rulebook=_with_holidays(given)))


def _earliest_release(given: Data) -> Explained:
    inputs = licence.EarliestReleaseInputs(_known(given["licence_start_date"]), _day(given.get("hdc_actual_date")))
    return _explained(licence.earliest_release_date(inputs, on=DAY, place=PLACE, rulebook=_with_holidays(given)))


def _hdc_date(given: Data) -> Explained:
    outcome = hdc.eligibility_date(
        hdc.EligibilityInputs(
            sentenced_on=_known(given["sentenced_at"]),
            days_to_release_point=Decimal(str(given["custodial_days_decimal"])),
            remand_days=given.get("remand_days") or 0,
            is_registered_sex_offender=bool(given.get("registered_sex_offender")),
            has_sds_plus=bool(given.get("sds_plus")),
        ),
        on=DAY,
    )
    answer = outcome.answer
    assert answer is not None
    result = None if answer.day is None else {"hdced": _text(answer.day), "days": answer.days}
    return Explained(result, outcome)


def _hdc_criterion(given: Data) -> Explained:
    outcome = hdc.criterion_met(hdc.CriterionInputs(given["criterion"], given.get("answers") or {}), on=DAY)
    return Explained(outcome.answer, outcome)


def _hdc_status(given: Data) -> Explained:
    inputs = hdc.AggregateInputs(tuple(given.get("eligibility") or ()), tuple(given.get("suitability") or ()))
    outcome = hdc.aggregate_status(inputs, on=DAY)
    assert outcome.answer is not None
    return Explained(outcome.answer.status, outcome)


def _review(given: Data) -> Explained:
    inputs = parole.ReviewInputs(
        status=given.get("review_status"),
        outcome=given.get("hearing_outcome"),
        received_on=_day(given.get("outcome_received_on")),
    )
    outcome = parole.review_is_current(inputs, on=_known(given["today"]))
    return Explained(outcome.answer, outcome)


def _outcome_text(given: Data) -> Explained:
    inputs = parole.OutcomeTextInputs(given.get("hearing_outcome"), given.get("view") or "plain")
    outcome = parole.outcome_text(inputs, on=DAY)
    return Explained(outcome.answer, outcome)


def _approaching(given: Data) -> Explained:
    inputs = parole.ApproachingInputs(
        target_hearing_date=_day(given.get("target_hearing_date")),
        tariff_expiry_date=_day(given.get("tariff_expiry_date")),
        parole_eligibility_date=_day(given.get("parole_eligibility_date")),
    )
    outcome = parole.approaching(inputs, on=_known(given["today"]))
    assert outcome.answer is not None
    return Explained({"approaching": outcome.answer.is_approaching, "type": outcome.answer.by}, outcome)


def _received_on(given: Data) -> Explained:
    inputs = parole.OutcomeImportInputs(
        recorded_outcome=given.get("recorded_outcome"),
        recorded_received_on=_day(given.get("recorded_received_on")),
        imported_outcome=given.get("imported_outcome"),
        is_daily=bool(given.get("single_day_snapshot")),
        file_date=_day(given.get("snapshot_date")),
    )
    outcome = parole.import_outcome_received_on(inputs, on=DAY)
    assert outcome.answer is not None
    return Explained(_text(outcome.answer.day), outcome)


def _between(given: Data) -> int:
    holidays = frozenset(_known(text) for text in given.get("holidays") or ())
    return working_days.working_days_between(_known(given["from"]), _known(given["to"]), holidays=holidays)


CASES = {
    "licence.hard_stop_date": _hard_stop,
    "licence.hard_stop_warning_date": _hard_stop_warning,
    "licence.earliest_release_date": _earliest_release,
    "hdc.eligibility_date": _hdc_date,
    "hdc.criterion_met": _hdc_criterion,
    "hdc.aggregate_status": _hdc_status,
    "parole.review_is_current": _review,
    "parole.outcome_text": _outcome_text,
    "parole.approaching": _approaching,
    "parole.import_outcome_received_on": _received_on,
    "calendar.working_days_between": _between,
}

# Whole values, but `days` of an eligibility date only where the case names it: none has a key to spare otherwise.
COMPARE: dict[str, Any] = {}

"""Adapter of the handover set, its rules of enforcement and recall."""

from __future__ import annotations

from datetime import date
from typing import Any

from rainer.policy import enforcement, recall
from rainer.policy.conformance import Explained
from rainer.policy.outcome import Outcome

Data = dict[str, Any]

# Cases without a day of their own are read on the day the set was made for.
DAY = date(2026, 6, 15)
KINDS: dict[str, enforcement.SentenceKind] = {"COMMUNITY": "community", "CUSTODY": "licence"}
ANSWERS = {
    "terrorist_or_national_security": "terrorist_or_national_security",
    "foreign_power_threat": "foreign_power_threat",
    "referred_244ZB": "referred_244zb",
    "repatriated_for_murder": "repatriated_for_murder",
    "sopc": "sopc",
    "dcr": "dcr",
    "mappa_category_4": "mappa_category_4",
    "mappa_level_2_or_3": "mappa_level_2_or_3",
    "youth_sentence_12_months_or_over": "youth_sentence_12_months_or_over",
    "youth_charged_serious_offence": "youth_charged_serious_offence",
}


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _iso(outcome: Outcome[date]) -> str | None:
    return outcome.answer.isoformat() if outcome.answer else None


def _status(given: Data) -> Explained:
    inputs = enforcement.ComplianceInputs(given.get("failures_in_12_months") or 0, bool(given.get("breach_started")))
    outcome = enforcement.compliance_status(inputs, on=DAY)
    return Explained(outcome.answer, outcome)


def _prompt(given: Data) -> Explained:
    outcome = enforcement.prompt(
        enforcement.PromptInputs(
            KINDS[given["sentence_type"]],
            given.get("previous_failures_in_12_months") or 0,
            given.get("previous_breaches_or_recalls_on_order") or 0,
        ),
        on=DAY,
    )
    assert outcome.answer is not None
    return Explained({"prompt": outcome.answer.prompt, "consider": outcome.answer.consider}, outcome)


def _options(given: Data) -> Explained:
    breach_on = date.fromisoformat(given["breach_date"])
    outcome = enforcement.statutory_options(
        enforcement.DutyInputs(
            "community", breach_on, bool(given.get("reasonable_excuse")), _date(given.get("last_warning_date"))
        ),
        on=breach_on,
    )
    assert outcome.answer is not None
    return Explained(list(outcome.answer.options), outcome)


def _types(given: Data) -> Explained:
    answers = {ours: given.get(theirs) for theirs, ours in ANSWERS.items()}
    outcome = recall.available_types(
        recall.TypeInputs(given["sentence_group"], given.get("new_offence"), answers), on=DAY
    )
    assert outcome.answer is not None
    return Explained(list(outcome.answer.options), outcome)


def _release(given: Data) -> Explained:
    outcome = recall.fixed_term_release_date(
        recall.ReleaseInputs(
            given["recall_days"],
            _date(given.get("returned_to_custody")),
            _date(given.get("sentence_and_licence_expiry")),
        ),
        on=DAY,
    )
    return Explained(_iso(outcome), outcome)


CASES = {
    "enforcement.compliance_status": _status,
    "enforcement.prompt": _prompt,
    "enforcement.statutory_options_community_order": _options,
    "recall.available_types": _types,
    "recall.fixed_term_release_date": _release,
}

COMPARE = {"whole": True}

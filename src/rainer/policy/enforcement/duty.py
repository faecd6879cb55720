"""What an Act asks after a breach without reasonable excuse: warn or refer; and what a warning must say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from rainer.policy import months
from rainer.policy.dates import date_words
from rainer.policy.enforcement.kinds import KIND_WORDS, SentenceKind
from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, Value, national

DUTIES: Mapping[str, str] = {
    "community": "enforcement.duty_community_order",
    "suspended": "enforcement.duty_suspended_sentence_order",
    "licence": "enforcement.duty_licence",
}
OPTION_WORDS: Mapping[str, str] = {
    "WARN": "give a warning",
    "REFER": "refer to an enforcement officer",
    "COMPLIANCE_LETTER": "send a licence compliance letter",
    "CONSIDER_RECALL": "consider recall",
}
WarningPart = Literal["circumstances", "unacceptable", "liable"]


@dataclass(frozen=True, slots=True)
class DutyInputs:
    """A breach of an order or licence, and the latest warning on it for another breach that was not withdrawn."""

    sentence_kind: SentenceKind
    breach_on: date
    reasonable_excuse: bool
    last_warning_on: date | None = None


@dataclass(frozen=True, slots=True)
class StatutoryOptions:
    """What may lawfully be done, one of `options`. `warning_counts_until`: the last day the warning counts."""

    options: tuple[str, ...]
    under_a_warning: bool
    warning_counts_until: date | None


def duty_in_force(sentence_kind: str, *, on: date, place: Place, rulebook: Rulebook) -> Value | None:
    """The duty for a kind of sentence; None for a kind no duty has been read for."""
    key = DUTIES.get(sentence_kind)
    return rulebook.value(key, on=on, place=place) if key else None


def is_under_warning(warning_on: date, day: date, duty: dict[str, Any]) -> bool:
    """Whether a breach on a day fell within the months that began with the warning."""
    return duty["warning_months"] is not None and months.is_within(day, warning_on, duty["warning_months"])


def counts_until(warning_on: date, duty: dict[str, Any]) -> date | None:
    """The last day a warning counts."""
    return None if duty["warning_months"] is None else months.last_day(warning_on, duty["warning_months"])


@rule("enforcement.statutory_options", reads=tuple(DUTIES.values()))
def statutory_options(
    inputs: DutyInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[StatutoryOptions]:
    """What may lawfully follow a breach: nothing with a reasonable excuse; referral under a warning; else a choice."""
    value = duty_in_force(inputs.sentence_kind, on=on, place=place, rulebook=rulebook or national())
    if value is None:
        return _no_duty("enforcement.statutory_options", inputs.sentence_kind, on, place)
    duty, warned = value.value, inputs.last_warning_on
    under = warned is not None and is_under_warning(warned, inputs.breach_on, duty)
    options = () if inputs.reasonable_excuse else tuple(duty["under_a_warning" if under else "otherwise"])
    answer = StatutoryOptions(options, under, counts_until(warned, duty) if warned else None)
    excuse = "yes" if inputs.reasonable_excuse else "no"
    breach = f"breach on {date_words(inputs.breach_on)}"
    found = f"{breach}, warning on {date_words(warned)}" if warned else f"{breach}, no warning"
    steps = (
        Step("excuse", "Reasonable excuse", excuse, inputs.reasonable_excuse),
        Step("warning", "Breach within the time a warning counts", found, under, value),
        Step("options", "What may lawfully be done", KIND_WORDS[inputs.sentence_kind], list(options), value),
    )
    sentence = options_sentence(options)
    return Outcome("enforcement.statutory_options", on, place, answer, steps, sentence=sentence)


def options_sentence(options: tuple[str, ...]) -> str:
    """The options in words."""
    if not options:
        return "Nothing is to be enforced."
    must = "Must" if options == ("REFER",) else "Either"
    return f"{must} {' or '.join(OPTION_WORDS[option] for option in options)}."


def _no_duty(rule_name: str, sentence_kind: str, on: date, place: Place) -> Outcome[Any]:
    words = KIND_WORDS[sentence_kind]
    sentence = f"No Act has been read for {words}: what may be done is not worked out."
    return Outcome(rule_name, on, place, None, (), (f"the law on warnings for {words}",), sentence)


@dataclass(frozen=True, slots=True)
class WarningText:
    """What a warning says, part by part, and the day it is given."""

    sentence_kind: SentenceKind
    says: frozenset[WarningPart]
    given_on: date


@dataclass(frozen=True, slots=True)
class WarningCheck:
    """Whether a warning says all it must; `liable_until` is the last day another breach makes the person liable."""

    is_complete: bool
    lacking: tuple[str, ...]
    liable_until: date | None


@rule("enforcement.warning_must_say", reads=tuple(DUTIES.values()))
def warning_must_say(
    inputs: WarningText, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[WarningCheck]:
    """Whether a warning's text holds every part the Act asks for."""
    value = duty_in_force(inputs.sentence_kind, on=on, place=place, rulebook=rulebook or national())
    if value is None or not value.value["warning_says"]:
        return _no_duty("enforcement.warning_must_say", inputs.sentence_kind, on, place)
    parts = value.value["warning_says"]
    lacking = tuple(part for part in parts if part not in inputs.says)
    answer = WarningCheck(not lacking, lacking, counts_until(inputs.given_on, value.value))
    steps = tuple(
        Step(f"says.{part}", f"Must {words}", "no" if part in lacking else "yes", part not in lacking, value)
        for part, words in parts.items()
    )
    wanting = "; ".join(words for part, words in parts.items() if part in lacking)
    sentence = f"The warning must also {wanting}." if lacking else "The warning says all it must."
    return Outcome("enforcement.warning_must_say", on, place, answer, steps, sentence=sentence)

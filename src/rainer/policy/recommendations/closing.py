"""Closing a recommendation: a claim is not enough, somebody outside the line must have seen it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from rainer.policy.dates import add_months, date_words
from rainer.policy.outcome import Outcome, Step
from rainer.policy.refusals import refusing
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, Value, national

KINDS, RECHECK = "recommendations.evidence_kinds", "recommendations.recheck"
REASON_WORDS: Mapping[str, str] = {
    "actions_outstanding": "an action is not done",
    "assurance_without_observation": "somebody outside the line gave evidence, but only documents or assurances",
    "impact_not_stated": "the effect on people is not stated",
    "no_independent_evidence": "nothing was seen by anybody outside the owner's line",
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """A piece of evidence. `same_line`: whether who saw it is in the owner's management line, None where not stated."""

    kind: str
    seen_by: str
    same_line: bool | None
    seen_on: date


@dataclass(frozen=True, slots=True)
class CloseInputs:
    """A recommendation claimed complete. `done_on` is the day its last action was done, where it is known."""

    owner: str
    actions_done: bool
    evidence: tuple[Evidence, ...]
    impact_stated: bool
    done_on: date | None = None


@dataclass(frozen=True, slots=True)
class Closing:
    """Whether it may be closed, the codes of why not by name, and when it is looked at again if closed that day."""

    allowed: bool
    reasons: tuple[str, ...]
    recheck_on: date


@rule("recommendation.close", reads=(KINDS, RECHECK))
@refusing("recommendation.close")
def close(
    inputs: CloseInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Closing]:
    """Whether a recommendation may be closed: all done, seen by somebody outside the line, and its effect stated."""
    book = rulebook or national()
    kinds = book.value(KINDS, on=on, place=place)
    recheck = book.value(RECHECK, on=on, place=place)
    outside = [one for one in inputs.evidence if _is_outside(one, inputs)]
    seen = [one for one in outside if is_seen(one.kind, kinds)]
    reasons = tuple(sorted(_reasons(inputs, outside, seen)))
    answer = Closing(not reasons, reasons, add_months(on, recheck.value["months"]))
    steps = (
        Step("actions", "Every action done", "yes" if inputs.actions_done else "no", inputs.actions_done),
        Step("outside", "Evidence from outside the line", f"{len(outside)} of {len(inputs.evidence)}", len(outside)),
        Step("seen", "Seen, and not only told or written", _kinds_words(outside, kinds), len(seen), kinds),
        Step("impact", "Effect on people stated", "yes" if inputs.impact_stated else "no", inputs.impact_stated),
        Step("recheck", "Looked at again", date_words(answer.recheck_on), answer.recheck_on, recheck),
    )
    return Outcome("recommendation.close", on, place, answer, steps, sentence=_sentence(answer))


def _is_outside(one: Evidence, inputs: CloseInputs) -> bool:
    """Seen by another than the owner, stated to be outside the line, on a day after the last action was done."""
    by_another = bool(one.seen_by.strip()) and one.seen_by != inputs.owner and one.same_line is False
    return by_another and (inputs.done_on is None or one.seen_on > inputs.done_on)


def is_seen(kind: str, kinds: Value) -> bool:
    """Whether a kind of evidence is something seen. A kind that is not listed is not."""
    return bool(kinds.value.get(kind, {}).get("is_seen"))


def _reasons(inputs: CloseInputs, outside: list[Evidence], seen: list[Evidence]) -> Iterable[str]:
    if not inputs.actions_done:
        yield "actions_outstanding"
    if not outside:
        yield "no_independent_evidence"
    elif not seen:
        yield "assurance_without_observation"
    if not inputs.impact_stated:
        yield "impact_not_stated"


def _kinds_words(outside: list[Evidence], kinds: Value) -> str:
    words = [kinds.value.get(one.kind, {}).get("label", one.kind) for one in outside]
    return ", ".join(dict.fromkeys(words)) or "nothing"


def _sentence(answer: Closing) -> str:
    if answer.allowed:
        return (
            f"It may be closed, and is looked at again on {date_words(answer.recheck_on)} and at the next inspection."
        )
    return f"It may not be closed: {'; '.join(REASON_WORDS[reason] for reason in answer.reasons)}."


@dataclass(frozen=True, slots=True)
class EvidenceInputs:
    """A piece of evidence about to be recorded for an action of an owner."""

    owner: str
    evidence: Evidence
    done_on: date | None


@dataclass(frozen=True, slots=True)
class EvidenceFaults:
    """Codes of all that keeps evidence from being recorded."""

    faults: tuple[str, ...]


@rule("recommendation.evidence", reads=(KINDS,))
@refusing("recommendation.evidence")
def evidence_faults(
    inputs: EvidenceInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[EvidenceFaults]:
    """Whether a piece of evidence can be recorded: of a kind there is, by another than the owner, after the action."""
    kinds = (rulebook or national()).value(KINDS, on=on, place=place)
    one, done = inputs.evidence, inputs.done_on
    line = {None: "not stated", True: "inside the line", False: "outside the line"}[one.same_line]
    steps = (
        Step("unknown_kind", "A kind of evidence there is", one.kind, one.kind in kinds.value, kinds),
        Step("seen_by_owner", "Seen by another than the owner", one.seen_by or "nobody",
             bool(one.seen_by.strip()) and one.seen_by != inputs.owner),
        Step("same_line_not_stated", "Stated whether in the owner's line", line, one.same_line is not None),
        Step("before_action", "Not before the action was done", date_words(one.seen_on), done is None or one.seen_on >= done),
        Step("future_date", "Not in the future", date_words(one.seen_on), one.seen_on <= on),
    )  # fmt: skip
    faults = tuple(step.name for step in steps if not step.result)
    failing = "; ".join(f"{step.label.lower()}: {step.found}" for step in steps if not step.result)
    sentence = "It can be recorded." if not faults else f"Not recorded. Must hold: {failing}."
    return Outcome("recommendation.evidence", on, place, EvidenceFaults(faults), steps, sentence=sentence)

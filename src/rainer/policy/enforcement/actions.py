"""Enforcement actions: which fit an outcome and a kind of sentence, and which letters are offered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from rainer.policy.enforcement.kinds import ENDS_IN, KIND_WORDS, SentenceKind
from rainer.policy.enforcement.outcomes import OUTCOMES, AppointmentOutcomeRow, outcome_rows
from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, Value, national

ACTIONS, LETTERS, RESPONSE_DAYS = "enforcement.actions", "enforcement.letters", "enforcement.response_days"


@dataclass(frozen=True, slots=True)
class EnforcementActionRow:
    """One action of the table. `response_days` is None while nobody has set it: then the date is asked for. `kinds`
    are the kinds of sentence it is ever suggested for, None where the table names none."""

    code: str
    name: str
    group: str
    needs_reply_date: bool
    response_days: int | None
    kinds: frozenset[str] | None = None

    def fits(self, kind: SentenceKind) -> bool:
        """Whether it is of use for this kind of sentence at all: no recall of an order, no breach of a licence."""
        ends_in = {"recall": "RECALL", "breach": "BREACH"}.get(self.group)
        return ends_in in (None, ENDS_IN[kind]) and (self.kinds is None or kind in self.kinds)


@dataclass(frozen=True, slots=True)
class ActionInputs:
    """An outcome and where the order stands.

    `has_live_warning`: a warning given for something else still counts. `warned_for_this`: a warning was given
    on an earlier decision about this same appointment. `in_progress`: a breach or recall is.
    """

    outcome: str
    sentence_kind: SentenceKind
    has_live_warning: bool = False
    warned_for_this: bool = False
    in_progress: bool = False


@dataclass(frozen=True, slots=True)
class SuggestedActions:
    """Codes of the actions that fit, of the letters offered, and of the rest: "a different action"."""

    suggested: tuple[str, ...]
    letters: tuple[str, ...]
    different: tuple[str, ...]


def enforcement_actions(
    *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> tuple[EnforcementActionRow, ...]:
    """Every action in force, in the table's order."""
    book = rulebook or national()
    days = book.value(RESPONSE_DAYS, on=on, place=place).value
    return tuple(
        EnforcementActionRow(
            row["code"], row["name"], row["group"], row["needs_reply_date"], days.get(row["code"]), _kinds(row)
        )
        for row in book.value(ACTIONS, on=on, place=place).value
    )


def _kinds(row: dict[str, Any]) -> frozenset[str] | None:
    named = [set(one["for"]) for one in row["suggested"] if "for" in one]
    return frozenset().union(*named) if named and len(named) == len(row["suggested"]) else None


@rule("enforcement.suggested_actions", reads=(OUTCOMES, ACTIONS, LETTERS))
def suggested_actions(
    inputs: ActionInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[SuggestedActions]:
    """The enforcement actions that fit an outcome, a kind of sentence and where the order stands."""
    book = rulebook or national()
    outcomes, actions, letters = (book.value(key, on=on, place=place) for key in (OUTCOMES, ACTIONS, LETTERS))
    row = outcome_rows(outcomes).get(inputs.outcome)
    if row is None:
        missing = (f"an outcome with the code {inputs.outcome}",)
        return Outcome("enforcement.suggested_actions", on, place, None, (), missing, "There is no such outcome.")
    after = _after(row)
    fitting = tuple(a["code"] for a in actions.value if any(_fits(s, after, inputs) for s in a["suggested"]))
    offered = tuple(letters.value[inputs.sentence_kind]) if after in ("failure", "awaiting") else ()
    rest = tuple(a["code"] for a in actions.value if a["code"] not in {*fitting, *offered})
    steps = (
        Step("outcome", "Outcome of the appointment", row.name, after, outcomes),
        Step("suggested", "Actions that fit", _state_words(inputs), list(fitting), actions),
        Step("letters", "Letters offered", KIND_WORDS[inputs.sentence_kind], list(offered), letters),
    )
    sentence = _sentence(fitting, actions)
    answer = SuggestedActions(fitting, offered, rest)
    return Outcome("enforcement.suggested_actions", on, place, answer, steps, sentence=sentence)


def _after(row: AppointmentOutcomeRow) -> str | None:
    """What the table calls the outcome: a failure, evidence awaited, acceptable, or nothing to act on."""
    if row.counts_as_failure:
        return "failure"
    return row.kind if row.kind in ("awaiting", "acceptable") else None


def _fits(suggestion: dict[str, Any], after: str | None, inputs: ActionInputs) -> bool:
    state = {
        "live_warning": inputs.has_live_warning,
        "warned_for_this": inputs.warned_for_this,
        "in_progress": inputs.in_progress,
    }
    return (
        suggestion["after"] == after
        and inputs.sentence_kind in suggestion.get("for", KIND_WORDS)
        and all(suggestion.get(name, holds) == holds for name, holds in state.items())
    )


def _state_words(inputs: ActionInputs) -> str:
    facts = [KIND_WORDS[inputs.sentence_kind]]
    facts += ["a live warning"] if inputs.has_live_warning else []
    facts += ["a warning for this appointment"] if inputs.warned_for_this else []
    facts += ["a breach or recall in progress"] if inputs.in_progress else []
    return ", ".join(facts)


def _sentence(fitting: tuple[str, ...], actions: Value) -> str:
    if not fitting:
        return "No action is suggested."
    return f"Suggested: {'; '.join(a['name'] for a in actions.value if a['code'] in fitting)}."

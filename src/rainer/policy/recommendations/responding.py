"""Taking recommendations in and answering them: what a response needs, and how many a report makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rainer.policy.outcome import Outcome, Step
from rainer.policy.refusals import need_counts, refusing
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national

RESPONSES, THEMES = "recommendations.responses", "recommendations.themes"


@dataclass(frozen=True, slots=True)
class RespondInputs:
    """A response and the written reason for it."""

    response: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Responded:
    """Whether the response stands, and the codes of why not."""

    valid: bool
    errors: tuple[str, ...]


@rule("recommendation.respond", reads=(RESPONSES,))
@refusing("recommendation.respond")
def respond(
    inputs: RespondInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Responded]:
    """Whether a response can be recorded: anything but full acceptance needs a reason, which is published with it."""
    value = (rulebook or national()).value(RESPONSES, on=on, place=place)
    row = value.value.get(inputs.response)
    if row is None:
        answer = Responded(False, ("unknown_response",))
        sentence = f"A response is {', '.join(one['label'].lower() for one in value.value.values())}."
    elif row["needs_reason"] and not (inputs.reason or "").strip():
        answer, sentence = Responded(False, ("reason_required",)), f"{row['label']}: write the reason, with evidence."
    else:
        answer, sentence = Responded(True, ()), f"{row['label']}."
    found = inputs.response if row is None else row["label"]
    step = Step("response", "Response", found, answer.valid, value, said=sentence)
    return Outcome("recommendation.respond", on, place, answer, (step,), sentence=sentence)


@dataclass(frozen=True, slots=True)
class EntryInputs:
    """A recommendation about to be recorded, and the numbers its source has given already. It may have no number."""

    number: str | None
    theme: str
    addressed_to: tuple[str, ...]
    numbers_taken: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class EntryFaults:
    """Codes of what is wrong, and of what has to be asked before it is put right (`ask`)."""

    faults: tuple[str, ...]
    ask: tuple[str, ...]


@rule("recommendation.entry", reads=(THEMES,))
@refusing("recommendation.entry")
def entry_faults(
    inputs: EntryInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[EntryFaults]:
    """Whether a recommendation can be recorded: one number once in a source, a theme of the list, somebody it is for."""
    value = (rulebook or national()).value(THEMES, on=on, place=place)
    number = (inputs.number or "").strip()
    steps = (
        Step("number_taken", "Its number is free in the source", number or "none", number not in inputs.numbers_taken),
        Step("unknown_theme", "A theme of the list", value.value.get(inputs.theme, inputs.theme),
             inputs.theme in value.value, value),
        Step("addressed_to_nobody", "Addressed to somebody", ", ".join(inputs.addressed_to) or "nobody",
             bool(inputs.addressed_to)),
    )  # fmt: skip
    faults = tuple(step.name for step in steps if not step.result)
    # A number may be missing in the text as published: that is asked about, and no ground to refuse it.
    answer = EntryFaults(faults, () if number else ("number_missing",))
    failing = "; ".join(f"{step.label.lower()}: {step.found}" for step in steps if not step.result)
    sentence = f"Not recorded. Must hold: {failing}." if faults else "It can be recorded."
    if answer.ask and not faults:
        sentence += " It has no number in the text: say which it has."
    return Outcome("recommendation.entry", on, place, answer, steps, sentence=sentence)


def numbered_through(levels: Mapping[str, int]) -> int:
    """How many recommendations a report makes, and so its last number, where it numbers them through from 1."""
    need_counts(*levels.values())
    return sum(levels.values())

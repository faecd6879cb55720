"""Where a person stands with failures, and what a practitioner is told on recording another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from rainer.policy.dates import counted
from rainer.policy.enforcement.kinds import ENDS_IN, SentenceKind
from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, Value, national

PROMPTS, PROMPTS_OF_PUBLIC_TOOL = "enforcement.prompts", "enforcement.prompts_of_public_tool"
NO_PROMPT = "NONE"
ComplianceStatus = Literal["BREACH_IN_PROGRESS", "NO_FAILURES", "ONE_FAILURE", "MULTIPLE_FAILURES_NO_BREACH"]
STATUS_WORDS: dict[ComplianceStatus, str] = {
    "BREACH_IN_PROGRESS": "A breach or recall is in progress.",
    "NO_FAILURES": "No failures.",
    "ONE_FAILURE": "One failure.",
    "MULTIPLE_FAILURES_NO_BREACH": "Several failures, and no breach or recall in progress yet.",
}
PROMPT_WORDS = {
    NO_PROMPT: "Nothing is said.",
    "SECOND_FAILURE": "This is the second failure.",
    "SECOND_FAILURE_PREVIOUS_ENFORCEMENT": "This is the second failure, and the order was enforced before.",
    "MULTIPLE_FAILURES": "There have been several failures.",
    "MULTIPLE_FAILURES_PREVIOUS_ENFORCEMENT": "There have been several failures, and the order was enforced before.",
}


@dataclass(frozen=True, slots=True)
class ComplianceInputs:
    """Failures in the window, and whether a breach or recall is in progress."""

    failures: int
    in_progress: bool


def status_of(inputs: ComplianceInputs) -> ComplianceStatus:
    """The status by name."""
    if inputs.in_progress:
        return "BREACH_IN_PROGRESS"
    if inputs.failures == 0:
        return "NO_FAILURES"
    return "ONE_FAILURE" if inputs.failures == 1 else "MULTIPLE_FAILURES_NO_BREACH"


@rule("enforcement.compliance_status")
def compliance_status(
    inputs: ComplianceInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[ComplianceStatus]:
    """Where an order stands: a breach or recall in progress first, else by how many failures there are."""
    answer = status_of(inputs)
    steps = (
        Step("in_progress", "Breach or recall in progress", "yes" if inputs.in_progress else "no", inputs.in_progress),
        Step("failures", "Failures in the window", str(inputs.failures), inputs.failures),
    )
    return Outcome("enforcement.compliance_status", on, place, answer, steps, sentence=STATUS_WORDS[answer])


@dataclass(frozen=True, slots=True)
class PromptInputs:
    """Failures in the window before the one being recorded, and breaches or recalls on the order before."""

    sentence_kind: SentenceKind
    previous_failures: int
    earlier_enforcement: int


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is said, by code, and what it asks to consider, if anything."""

    prompt: str
    consider: Literal["BREACH", "RECALL"] | None


def find_prompt(inputs: PromptInputs, table: Value) -> Prompt:
    """The first row of a table of prompts that fits; none fits a first failure."""
    has_earlier = inputs.earlier_enforcement > 0
    for row in table.value:
        if inputs.previous_failures >= row["from"] and row["earlier"] is has_earlier:
            return Prompt(row["prompt"], ENDS_IN[inputs.sentence_kind] if row["considers"] else None)
    return Prompt(NO_PROMPT, None)


def prompt_words(prompt: Prompt) -> str:
    """The prompt as a sentence or two."""
    consider = {"BREACH": " Consider a breach.", "RECALL": " Consider recall.", None: ""}[prompt.consider]
    return PROMPT_WORDS[prompt.prompt] + consider


@rule("enforcement.prompt", reads=(PROMPTS_OF_PUBLIC_TOOL,))
def prompt(
    inputs: PromptInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Prompt]:
    """What a public tool says on recording a failure, its silence included; `enforcement.standing` has our own."""
    table = (rulebook or national()).value(PROMPTS_OF_PUBLIC_TOOL, on=on, place=place)
    answer = find_prompt(inputs, table)
    found = f"{counted(inputs.previous_failures, 'failure')} before this; breaches or recalls before: {inputs.earlier_enforcement}"
    step = Step("prompt", "Failures in the window", found, answer.prompt, table)
    return Outcome("enforcement.prompt", on, place, answer, (step,), sentence=prompt_words(answer))

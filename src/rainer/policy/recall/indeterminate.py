"""The tests for recall of someone serving an indeterminate or extended sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from rainer.policy.outcome import Outcome, Step
from rainer.policy.recall.available import GROUP_WORDS, SentenceGroup
from rainer.policy.recall.choices import FAULT_WORDS, Choice, ChoiceFault, faults_in, read_choices
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national

TESTS = "recall.indeterminate_tests"


@dataclass(frozen=True, slots=True)
class IndeterminateInputs:
    """The sentence group, and the tests the practitioner says are met, each with its details."""

    sentence_group: SentenceGroup
    met: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class IndeterminateTests:
    """Which tests there are for the group, none for a determinate sentence, and what the record still lacks."""

    tests: tuple[Choice, ...]
    faults: tuple[ChoiceFault, ...]
    is_complete: bool


@rule("recall.indeterminate_tests", reads=(TESTS,))
def indeterminate_tests(
    inputs: IndeterminateInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[IndeterminateTests]:
    """Which tests a recall of an indeterminate or extended sentence is made on, and whether they are recorded."""
    value = (rulebook or national()).value(TESTS, on=on, place=place)
    needed = inputs.sentence_group in value.value["groups"]
    tests = read_choices(value.value["options"]) if needed else ()
    faults = faults_in(inputs.met, tests) if needed else ()
    steps = (
        Step("group", "Tests are needed", GROUP_WORDS[inputs.sentence_group], needed, value),
        *(Step(f"test.{t.key}", t.label, inputs.met.get(t.key) or "not said", t.key in inputs.met, value)
          for t in tests),
    )  # fmt: skip
    answer = IndeterminateTests(tests, faults, not faults)
    return Outcome("recall.indeterminate_tests", on, place, answer, steps, sentence=_sentence(answer))


def _sentence(answer: IndeterminateTests) -> str:
    if not answer.tests:
        return "No test is needed for a determinate sentence."
    if answer.is_complete:
        return "The tests are recorded."
    labels = {test.key: test.label for test in answer.tests}
    return "; ".join(f"{labels.get(f.key, f.key) or 'Tests'}: {FAULT_WORDS[f.fault]}" for f in answer.faults) + "."

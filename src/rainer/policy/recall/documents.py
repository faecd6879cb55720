"""The documents that go with Part A."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from rainer.policy.outcome import Outcome, Step
from rainer.policy.recall.available import length_words
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national

DOCUMENTS = "recall.part_a_documents"
Rosh = Literal["very_high", "high", "medium", "low", "not_recorded"]
Need = Literal["required", "recommended", "optional", "not_needed"]


@dataclass(frozen=True, slots=True)
class DocumentInputs:
    """RoSH, and whether the sentence is under 12 months; None where that is not known."""

    rosh: Rosh
    sentence_under_12_months: bool | None = None


@dataclass(frozen=True, slots=True)
class Documents:
    """Documents by how far they are needed, in order."""

    required: tuple[str, ...]
    recommended: tuple[str, ...]
    optional: tuple[str, ...]
    not_needed: tuple[str, ...]


@rule("recall.part_a_documents", reads=(DOCUMENTS,))
def part_a_documents(
    inputs: DocumentInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Documents]:
    """Which documents are required, recommended or optional with Part A, by RoSH and length of sentence."""
    value = (rulebook or national()).value(DOCUMENTS, on=on, place=place)
    needs: dict[str, Need] = {row["document"]: _need(row, inputs) for row in value.value}
    answer = Documents(
        required=_those(needs, "required"),
        recommended=_those(needs, "recommended"),
        optional=_those(needs, "optional"),
        not_needed=_those(needs, "not_needed"),
    )
    found = f"RoSH {inputs.rosh.replace('_', ' ')}, {length_words(inputs.sentence_under_12_months)}"
    steps = tuple(
        Step(f"document.{row['document']}", row["label"], found, needs[row["document"]], value) for row in value.value
    )
    labels = [row["label"] for row in value.value if needs[row["document"]] == "required"]
    sentence = f"Required: {', '.join(labels)}."
    return Outcome("recall.part_a_documents", on, place, answer, steps, sentence=sentence)


def _need(row: dict[str, Any], inputs: DocumentInputs) -> Need:
    facts = {"rosh": inputs.rosh, "under_12_months": inputs.sentence_under_12_months}
    excepted = any(all(facts[name] == wanted for name, wanted in case.items()) for case in row.get("except", ()))
    need: Need = "not_needed" if excepted else row["need"]
    return need


def _those(needs: dict[str, Need], need: Need) -> tuple[str, ...]:
    return tuple(document for document, one in needs.items() if one == need)

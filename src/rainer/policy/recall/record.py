"""Whether a recall record, or one of a decision not to recall, may go for countersignature."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from rainer.policy.outcome import Outcome, Step
from rainer.policy.recall.available import TYPE_WORDS, RecallType, SentenceGroup
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national

PARTS, SIGNATURES = "recall.record_parts", "recall.signatures"
SIGNATORY_WORDS = {"SPO": "a senior", "ACO": "a senior manager"}


@dataclass(frozen=True, slots=True)
class RecordInputs:
    """A record and which of its parts are complete.

    `in_custody` None: not known, so that the parts for somebody at large are asked for.
    `earlier_no_recall`: decisions not to recall made before on the same licence.
    """

    recall_type: RecallType
    sentence_group: SentenceGroup
    complete: frozenset[str] = frozenset()
    in_custody: bool | None = None
    earlier_no_recall: int = 0


@dataclass(frozen=True, slots=True)
class Readiness:
    """`lacking`: parts without which it may not be countersigned. `lacking_to_send`: those needed besides to send it.

    `signatures`: who countersigns, in order; none for a first decision not to recall.
    """

    is_ready: bool
    lacking: tuple[str, ...]
    lacking_to_send: tuple[str, ...]
    signatures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the record that must be complete. `by`: before countersignature, or before it is sent."""

    part: str
    label: str
    by: str


@rule("recall.ready_for_countersignature", reads=(PARTS, SIGNATURES))
def ready_for_countersignature(
    inputs: RecordInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Readiness]:
    """Whether every mandatory part is complete, and who countersigns; a decision not to recall has a shorter list."""
    book = rulebook or national()
    parts, signing = (book.value(key, on=on, place=place) for key in (PARTS, SIGNATURES))
    mandatory = _mandatory(parts.value, inputs)
    lacking = _lacking(mandatory, inputs, "countersignature")
    to_send = _lacking(mandatory, inputs, "sending")
    signatures = _signatures(signing.value, inputs)
    answer = Readiness(not lacking, _keys(lacking), _keys(to_send), signatures)
    steps = (
        *(Step(f"part.{p.part}", p.label, f"by {p.by}", p.part in inputs.complete, parts) for p in mandatory),
        Step("signatures", "Countersigned by", _signing_words(inputs), list(signatures), signing),
    )
    sentence = _sentence(lacking, signatures)
    return Outcome("recall.ready_for_countersignature", on, place, answer, steps, sentence=sentence)


def mandatory_parts(
    inputs: RecordInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> tuple[Part, ...]:
    """The parts that must be complete for this record, in order."""
    return _mandatory((rulebook or national()).value(PARTS, on=on, place=place).value, inputs)


def _mandatory(rows: list[dict[str, Any]], inputs: RecordInputs) -> tuple[Part, ...]:
    return tuple(Part(row["part"], row["label"], row["by"]) for row in rows if _is_for(row, inputs))


def _is_for(row: dict[str, Any], inputs: RecordInputs) -> bool:
    kind = "no_recall" if inputs.recall_type == "NO_RECALL" else "recall"
    return (
        kind in row["for"]
        and inputs.sentence_group in row.get("groups", (inputs.sentence_group,))
        and inputs.recall_type in row.get("types", (inputs.recall_type,))
        and not (row.get("not_in_custody", False) and inputs.in_custody is True)
    )


def _lacking(mandatory: tuple[Part, ...], inputs: RecordInputs, by: str) -> tuple[Part, ...]:
    return tuple(part for part in mandatory if part.by == by and part.part not in inputs.complete)


def _keys(parts: tuple[Part, ...]) -> tuple[str, ...]:
    return tuple(part.part for part in parts)


def _signatures(table: dict[str, Any], inputs: RecordInputs) -> tuple[str, ...]:
    if inputs.recall_type != "NO_RECALL":
        return tuple(table["recall"])
    again = inputs.earlier_no_recall + 1 >= table["again_from"]
    return tuple(table["no_recall_again" if again else "no_recall"])


def _signing_words(inputs: RecordInputs) -> str:
    words = TYPE_WORDS[inputs.recall_type]
    if inputs.recall_type == "NO_RECALL":
        words += f", {inputs.earlier_no_recall} such decisions before on this licence"
    return words


def _sentence(lacking: tuple[Part, ...], signatures: tuple[str, ...]) -> str:
    if lacking:
        return f"Not complete yet: {'; '.join(part.label for part in lacking)}."
    if not signatures:
        return "Complete. Nobody needs to countersign."
    return f"Complete. To be countersigned by {', then '.join(SIGNATORY_WORDS[one] for one in signatures)}."

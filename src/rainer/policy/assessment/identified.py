"""Which needs are identified, and which of four things made each so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from rainer.policy.assessment.form import Answers
from rainer.policy.assessment.scoring import ITEMS, Item, State, items_of
from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook
from rainer.policy.tiering.inputs import Answer, NeedSection, Severity
from rainer.policy.tiering.needs import CUTOFFS, NeedAnswers, NeedScore, need_severity

# Each section of needs, and the section of the form that asks about it.
FORM_SECTIONS: dict[NeedSection, str] = {
    NeedSection.ACCOMMODATION: "accommodation",
    NeedSection.EDUCATION_TRAINING_AND_EMPLOYABILITY: "employment",
    NeedSection.FINANCIAL_MANAGEMENT_AND_INCOME: "finances",
    NeedSection.RELATIONSHIPS: "relationships",
    NeedSection.LIFESTYLE_AND_ASSOCIATES: "lifestyle",
    NeedSection.DRUG_MISUSE: "drugs",
    NeedSection.ALCOHOL_MISUSE: "alcohol",
    NeedSection.EMOTIONAL_WELL_BEING: "health",
    NeedSection.THINKING_AND_BEHAVIOUR: "thinking",
    NeedSection.ATTITUDES: "attitudes",
}


class MadeBy(StrEnum):
    """What makes a need identified."""

    SCORE = "score"
    LINKED_TO_HARM = "linked to serious harm"
    LINKED_TO_REOFFENDING = "linked to reoffending"
    BY_HAND = "flagged by hand"


@dataclass(frozen=True, slots=True)
class IdentifiedInputs:
    """The form's answers, and the sections a practitioner flagged as a need by hand."""

    answers: Mapping[str, Any]
    by_hand: frozenset[NeedSection] = frozenset()


@dataclass(frozen=True, slots=True)
class Identified:
    """A section, the score and severity the tier reads where it has them, and why it is a need; no reason, no need."""

    section: NeedSection
    score: int | None
    severity: Severity | None
    made_by: tuple[MadeBy, ...]

    @property
    def is_need(self) -> bool:
        return bool(self.made_by)


@rule("assessment.needs_identified", reads=(CUTOFFS, ITEMS))
def needs_identified(
    inputs: IdentifiedInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Mapping[NeedSection, Identified]]:
    """Each section of needs, and which of the four made it one: its score, a link to harm or reoffending, or a hand.

    The score counts from the cutoff for a standard need, as the tier does.
    """
    items = items_of(inputs.answers, on=on, place=place, rulebook=rulebook)
    needs = tier_needs(items)
    found, steps = {}, []
    for section in FORM_SECTIONS:
        asked = NeedAnswers(section, needs[section], is_san=True)
        scored = need_severity(asked, on=on, place=place, rulebook=rulebook)
        found[section] = one = _identified(section, scored.answer, inputs)
        words = ", ".join(one.made_by) or "nothing makes it a need"
        steps.append(Step(f"need.{section}", section.words.capitalize(), words, list(one.made_by), parts=scored.steps))
    return Outcome("assessment.needs_identified", on, place, found, tuple(steps))


def _identified(section: NeedSection, scored: NeedScore | None, inputs: IdentifiedInputs) -> Identified:
    severity = scored.severity if scored else None
    form_section = FORM_SECTIONS[section]
    reasons = {
        MadeBy.SCORE: severity in (Severity.STANDARD, Severity.SEVERE),
        MadeBy.LINKED_TO_HARM: _says_yes(inputs.answers, f"{form_section}_linked_to_harm"),
        MadeBy.LINKED_TO_REOFFENDING: _says_yes(inputs.answers, f"{form_section}_linked_to_reoffending"),
        MadeBy.BY_HAND: section in inputs.by_hand,
    }
    made_by = tuple(reason for reason, holds in reasons.items() if holds)
    return Identified(section, scored.score if scored else None, severity, made_by)


def _says_yes(answers: Answers, question: str) -> bool:
    return bool(answers.get(question) == "yes")


_POINTS = {0: Answer.NONE, 1: Answer.SOME, 2: Answer.SIGNIFICANT}
_WORDS = {"YES": Answer.YES, "NO": Answer.NO, "NA": Answer.NO}


def tier_needs(items: Mapping[str, Item]) -> dict[NeedSection, dict[str, Answer]]:
    """The items as the tier's need scores take them: answers by section and name, those without a value left out.

    A section in which nobody answered anything has no answers here, whatever its items are when nothing is answered.
    """
    by_form = {form: section for section, form in FORM_SECTIONS.items()}
    needs: dict[NeedSection, dict[str, Answer]] = {section: {} for section in FORM_SECTIONS}
    for item in items.values():
        if item.need and item.state is not State.NO_VALUE:
            needs[by_form[item.section]][item.need] = _tier_answer(item)
    answered = {by_form[item.section] for item in items.values() if item.need and item.is_answered}
    return {section: found if section in answered else {} for section, found in needs.items()}


def _tier_answer(item: Item) -> Answer:
    if item.value is None:
        return Answer.MISSING
    return _POINTS[item.value] if isinstance(item.value, int) else _WORDS[item.value]


def women_answers(items: Mapping[str, Item]) -> dict[str, Answer]:
    """The answers that count for women in the tier: parental responsibilities, impulsivity, temper."""
    asked = {"parenting_responsibilities": "6.9", "impulsivity": "11.2", "temper_control": "11.4"}
    return {name: _tier_answer(items[code]) for name, code in asked.items() if items[code].state is not State.NO_VALUE}

"""What a tier takes from an assessment's kept answers.

`Assessment.answers` is `{"needs": {SECTION: SEVERITY or {question: ANSWER}}, "women": {name: ANSWER}}`. A section
given by question is scored by the rule; one given as a severity was scored where it was assessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rainer.assessments.models import Assessment
from rainer.policy import tiering as policy

QUESTIONS = {"6.9": "parenting_responsibilities", "11.2": "impulsivity", "11.4": "temper_control"}


def assessment_facts(assessment: Assessment, **asked: Any) -> policy.AssessmentFacts:
    """Needs by section and the answers that count for women. `asked` is what rules are asked with: on, place, rulebook."""
    answers = assessment.answers or {}
    return policy.AssessmentFacts(
        needs=dict(_needs(answers.get("needs", {}), assessment.is_strengths_based, asked)),
        womens_answers=_womens(answers.get("women", {})),
    )


def _needs(
    given: Mapping[str, Any], is_san: bool, asked: Mapping[str, Any]
) -> Iterable[tuple[policy.NeedSection, policy.Severity]]:
    """Sections that have a score; those the rules do not know, or that were not answered, are left out."""
    for name, found in given.items():
        if name not in set(policy.NeedSection):
            continue
        section = policy.NeedSection(name)
        severity = _scored(section, found, is_san, asked) if isinstance(found, Mapping) else _severity(found)
        if severity is not None:
            yield section, severity


def _severity(text: Any) -> policy.Severity | None:
    return policy.Severity(text) if text in set(policy.Severity) else None


def _scored(
    section: policy.NeedSection, answers: Mapping[str, Any], is_san: bool, asked: Mapping[str, Any]
) -> policy.Severity | None:
    known = {question: _answer(answer) or policy.Answer.UNKNOWN for question, answer in answers.items()}
    score = policy.need_severity(policy.NeedAnswers(section, known, is_san), **asked).answer
    return score.severity if score else None


def _womens(given: Mapping[str, Any]) -> policy.WomensAnswers | None:
    if not given:
        return None
    named = {QUESTIONS.get(question, question): _answer(answer) for question, answer in given.items()}
    return policy.WomensAnswers(**{name: named.get(name) for name in QUESTIONS.values()})


def _answer(text: Any) -> policy.Answer | None:
    return policy.Answer(text) if text in set(policy.Answer) else None

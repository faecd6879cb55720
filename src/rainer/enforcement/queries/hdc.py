"""Home detention curfew of somebody inside: the eligibility date, the criteria, what they come to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rainer.cases.models import Case, Sentence
from rainer.enforcement.models import HdcAssessment
from rainer.enforcement.queries.licence import serving
from rainer.policy import hdc as policy
from rainer.policy.outcome import Outcome
from rainer.supervision.reference import Reference

EXCLUDED, UNSUITABLE = "excluded", "presumed_unsuitable"
DAYS = "days_to_release_point"


@dataclass(frozen=True, slots=True)
class CriterionLine:
    criterion: policy.Criterion
    outcome: Outcome[bool]

    @property
    def standing(self) -> policy.Standing:
        return "none" if self.outcome.answer is None else "passed" if self.outcome.answer else "failed"


@dataclass(frozen=True, slots=True)
class HdcPage:
    """`eligibility` is None until what it is counted from is known; `adults_until` when adults have no date any more."""

    sentence: Sentence
    assessment: HdcAssessment
    eligibility: Outcome[policy.Eligibility] | None
    lines: list[CriterionLine]
    aggregate: Outcome[policy.Aggregate]
    checks: list[tuple[str, str, str]]
    adults_until: date | None
    is_repealed: bool

    def group(self, name: str) -> list[CriterionLine]:
        return [line for line in self.lines if line.criterion.group == name]

    @property
    def may_assess_suitability(self) -> bool:
        return bool(self.aggregate.answer and self.aggregate.answer.may_assess_suitability)


def hdc_page(case: Case, reference: Reference) -> HdcPage | None:
    """For the sentence being served, else the last one assessed; None where there is neither. Two queries."""
    last = HdcAssessment.objects.filter(event__person=case.person).select_related("event__sentence").order_by("-pk")
    sentence = serving(case)
    known = last.filter(event=sentence.event_id).first() if sentence else last.first()
    if sentence is not None:
        return _page(sentence, known or HdcAssessment(event_id=sentence.event_id), reference)
    return _page(known.event.sentence, known, reference) if known else None


def _page(sentence: Sentence, assessment: HdcAssessment, reference: Reference) -> HdcPage:
    lines = [_line(one, assessment, reference) for one in policy.criteria(**reference.where)]
    checks = policy.address_checks(**reference.where)
    repeal = reference.rulebook.get("hdc.adult_repeal", on=reference.on, place=reference.place)
    return HdcPage(
        sentence=sentence,
        assessment=assessment,
        eligibility=_eligibility(sentence, assessment, reference),
        lines=lines,
        aggregate=policy.aggregate_status(_aggregate(lines), **reference.where),
        checks=[(code, label, assessment.address.get(code, "")) for code, label in checks.items()],
        adults_until=repeal.value["no_dates_from"] if repeal else None,
        is_repealed=bool(repeal and repeal.value["switched_on"]),
    )


def _line(criterion: policy.Criterion, assessment: HdcAssessment, reference: Reference) -> CriterionLine:
    inputs = policy.CriterionInputs(criterion.code, assessment.answers.get(criterion.code, {}))
    return CriterionLine(criterion, policy.criterion_met(inputs, **reference.where))


def _aggregate(lines: list[CriterionLine]) -> policy.AggregateInputs:
    by_group = {
        group: tuple(line.standing for line in lines if line.criterion.group == group)
        for group in (EXCLUDED, UNSUITABLE)
    }
    return policy.AggregateInputs(by_group[EXCLUDED], by_group[UNSUITABLE])


def _eligibility(
    sentence: Sentence, assessment: HdcAssessment, reference: Reference
) -> Outcome[policy.Eligibility] | None:
    if DAYS not in assessment.facts:
        return None
    facts = {**assessment.facts, DAYS: Decimal(assessment.facts[DAYS])}
    return policy.eligibility_date(policy.EligibilityInputs(sentenced_on=sentence.starts, **facts), **reference.where)


def days_to_release(sentence: Sentence) -> int | None:
    """From the day of sentence to the expected release, both counted, as far as it is known."""
    if sentence.release_expected_on is None:
        return None
    return (sentence.release_expected_on - sentence.starts).days + 1

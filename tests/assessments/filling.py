"""Fills in the assessment form as somebody would: an answer for whatever is asked, the first option unless told."""

from __future__ import annotations

from typing import Any

from rainer.assessments.models import AssessmentRecord
from rainer.assessments.operations.writing import save_section, start_assessment
from rainer.assessments.queries.records import form_of
from rainer.organisation.access import Acting
from rainer.policy.assessment.form import Kind, Question


def answer_to(question: Question, said: dict[str, Any]) -> Any:
    if question.code in said:
        return said[question.code]
    if question.kind is Kind.YES_NO:
        return "no"
    if question.kind is Kind.ONE_OF:
        return question.options[0].code
    if question.kind is Kind.ANY_OF:
        alone = next((one.code for one in question.options if one.is_alone), None)
        return [alone or question.options[0].code]
    if question.kind is Kind.NUMBER:
        return 1
    if question.kind is Kind.DAY:
        return "2026-10-01"
    if question.kind is Kind.ROWS:
        return [{one.code: answer_to(one, {}) for one in question.columns if not one.asked_when}]
    return "In plain words"


def filled(acting: Acting, crn: str, **said: Any) -> AssessmentRecord:
    """An assessment with every section answered: nothing in it is open."""
    record = start_assessment(acting=acting, crn=crn)
    for section in form_of(record).sections:
        for _again in range(4):  # an answer may bring up another question
            record.refresh_from_db()
            asked = section.asked(record.answers)
            answers = {one.code: record.answers.get(one.code) or answer_to(one, said) for one in asked}
            save_section(acting=acting, record_id=record.pk, section=section.code, number=None, answers=answers)
    record.refresh_from_db()
    return record

"""Read the record once, ask each fact what it answers, and offer last time's answers where no fact is nearer."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from rainer.assessments.known.answer import Known
from rainer.assessments.known.facts import FACTS
from rainer.assessments.known.rows import Rows
from rainer.assessments.models import AssessmentRecord
from rainer.assessments.queries.records import form_of, newest_finished
from rainer.policy.assessment.form import Question, Voice, is_blank
from rainer.policy.assessment.known import Known as Fact

# Levels of harm are judged anew each time, and what the person wants is asked anew: neither is offered from before.
JUDGED_ANEW = ("rosh_community_", "rosh_custody_")


def known_for(record: AssessmentRecord) -> dict[str, Known]:
    """By question, what is known before anybody answers. Ten queries, however long the record."""
    return known_beside(record, newest_finished(record.person_id))


def known_beside(record: AssessmentRecord, before: AssessmentRecord | None) -> dict[str, Known]:
    """The same where the assessment signed before is read already. Nine queries."""
    form, rows = form_of(record), Rows.of(record.case, on=record.form_on)
    asked = {question.code: question for _section, question in form.questions()}
    found = _from_last_time(before, asked) if before else {}
    for fact, answer in FACTS.items():
        for code, known in answer(rows, fact.says).items():
            if code in asked:
                found[code] = known
    return found


def _from_last_time(before: AssessmentRecord, asked: dict[str, Question]) -> dict[str, Known]:
    day: date | None = timezone.localdate(before.signed_at) if before.signed_at else None
    return {
        code: Known(before.answers[code], Fact.PREVIOUS_ANSWER.says, day)
        for code, question in asked.items()
        if _may_be_offered(question) and not is_blank(before.answers.get(code))
    }


def _may_be_offered(question: Question) -> bool:
    return question.voice is not Voice.PERSON and not question.code.startswith(JUDGED_ANEW)

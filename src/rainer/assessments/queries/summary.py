"""An assessment on one page, each line from an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from rainer.assessments.models import AssessmentRecord
from rainer.assessments.queries.answers import Told, tell
from rainer.assessments.queries.areas import standings
from rainer.assessments.queries.harm import Levels, levels_of, sentences
from rainer.assessments.queries.records import form_of, newest_finished
from rainer.policy.assessment.areas import AreaStanding
from rainer.policy.assessment.form import Answers, Form, Kind, Section, Voice

PLAN = "risk_management"


@dataclass(frozen=True, slots=True)
class AreaLine:
    label: str
    need: str
    linked: str


@dataclass(frozen=True, slots=True)
class Summary:
    own_words: list[Told]
    strengths: list[tuple[str, str]]
    rosh: str
    harm: list[Told]
    levels: Levels
    areas: list[AreaLine]
    plan: list[Told]


def summary_of(record: AssessmentRecord) -> Summary:
    form, answers = form_of(record), record.answers
    plan = form.section(PLAN)
    return Summary(
        own_words=_own_words(form, answers),
        strengths=_strengths(form, answers),
        rosh=record.rosh,
        harm=sentences(form, answers),
        levels=levels_of(answers) if any(code.startswith("rosh_community_") for code in answers) else [],
        areas=[area_line(one, form) for one in standings(record)],
        plan=_answered(plan, answers) if plan else [],
    )


def harm_told(person_id: int) -> list[Told]:
    """The sentences on serious harm of the newest signed assessment: what a report has beside it, and need not retype."""
    record = newest_finished(person_id)
    return sentences(form_of(record), record.answers) if record else []


def _own_words(form: Form, answers: Answers) -> list[Told]:
    """What they said in words of their own, not the options they chose."""
    return [
        tell(question, answers[question.code])
        for _section, question in form.questions()
        if question.voice is Voice.PERSON and question.kind is Kind.TEXT and answers.get(question.code)
    ]


def _strengths(form: Form, answers: Answers) -> list[tuple[str, str]]:
    return [
        (section.label, str(answers[code]))
        for section in form.sections
        if section.area and answers.get(code := f"{section.code}_strengths_details")
    ]


def _answered(section: Section, answers: Answers) -> list[Told]:
    return [tell(one, answers[one.code]) for one in section.asked(answers) if answers.get(one.code)]


def area_line(standing: AreaStanding, form: Form) -> AreaLine:
    return AreaLine(label_of(standing, form), need_words(standing), linked_words(standing))


def label_of(standing: AreaStanding, form: Form) -> str:
    section: Any = next((one for one in form.sections if one.area == standing.area), None)
    return section.label if section else str(standing.area.value)


def need_words(standing: AreaStanding) -> str:
    """ "6 of 6: high (over 1)", or why there is no score."""
    if standing.score is None:
        return _("Not scored") if standing.highest is None else _("Not answered")
    said = {"score": standing.score, "highest": standing.highest, "above": standing.high_above}
    if standing.is_high:
        return _("%(score)s of %(highest)s: high (over %(above)s)") % said
    return _("%(score)s of %(highest)s") % said


def linked_words(standing: AreaStanding) -> str:
    if standing.linked_to_harm and standing.linked_to_reoffending:
        return _("Serious harm and reoffending")
    if standing.linked_to_harm:
        return _("Serious harm")
    return _("Reoffending") if standing.linked_to_reoffending else ""

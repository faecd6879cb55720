"""Assessments of a person: the one being written, those before, and how far each section is."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from rainer.assessments.models import AssessmentRecord
from rainer.policy.assessment.form import Form, Section, form_on
from rainer.rulebook.queries import place_of, rulebook_now

State = AssessmentRecord.State
FINISHED = (State.SELF_SIGNED, State.COUNTERSIGNED, State.DOUBLE_COUNTERSIGNED)
WAITING = (State.AWAITING_COUNTERSIGN, State.AWAITING_DOUBLE_COUNTERSIGN)


def form_of(record: AssessmentRecord) -> Form:
    """The form it was begun with."""
    return form_on(record.form_on, place=place_of(record.case.team.unit), rulebook=rulebook_now())


def records_of(person_id: int) -> QuerySet[AssessmentRecord]:
    """Every assessment of a person, the newest first."""
    return (
        AssessmentRecord.objects.filter(person=person_id)
        .select_related("started_by", "edited_by", "signed_by", "case__team__unit__region", "person")
        .order_by("-started_at", "-pk")
    )


def newest_finished(person_id: int) -> AssessmentRecord | None:
    """The one signed last by as many as it needed."""
    return records_of(person_id).filter(state__in=FINISHED).order_by("-signed_at", "-pk").first()


def being_written(person_id: int) -> AssessmentRecord | None:
    return records_of(person_id).filter(state=State.UNSIGNED).first()


@dataclass(frozen=True, slots=True)
class SectionState:
    """A section in the list: how many questions it asks now, and how many of those wait for an answer."""

    section: Section
    asked: int
    open: int
    saved: dict[str, str] | None

    @property
    def is_done(self) -> bool:
        return self.saved is not None and not self.open

    @property
    def is_asked(self) -> bool:
        return self.asked > 0


def sections_of(record: AssessmentRecord, form: Form) -> list[SectionState]:
    return [_state(section, record) for section in form.sections]


def _state(section: Section, record: AssessmentRecord) -> SectionState:
    asked = list(section.asked(record.answers))
    still_open = sum(one.is_open(record.answers) for one in asked)
    return SectionState(section, len(asked), still_open, record.saved.get(section.code))


def what_lacks(record: AssessmentRecord, form: Form) -> list[SectionState]:
    """The sections that ask something and are not done: an assessment with any is not complete."""
    return [one for one in sections_of(record, form) if one.is_asked and not one.is_done]

"""Begin an assessment, save a section of it, confirm what was known. What is no longer asked is removed, by name."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.assessments.known import Known
from rainer.assessments.models import AnswerChange, AssessmentRecord
from rainer.assessments.operations.common import keep_snapshot, locked, record_event
from rainer.assessments.queries.records import being_written, form_of, newest_finished
from rainer.assessments.reference import reference_of
from rainer.cases.access import NOT_THERE, open_case
from rainer.cases.models import Case
from rainer.common import clock, log
from rainer.common.errors import BadInputError, ChangedMeanwhileError, NotThereError, RefusedError
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.policy.assessment.answers import Cleaned, CleanInputs, clean
from rainer.policy.assessment.form import Answers, Section
from rainer.policy.assessment.reading import Fault

WRITE = Capability.WRITE_ASSESSMENT
STARTED = log.event_type("assessment_started", gettext_lazy("{actor} began an assessment: {purpose}"))
SAVED = log.event_type("assessment_section_saved", gettext_lazy("{actor} wrote in the assessment: {section}"))
FIRST = AssessmentRecord.Purpose.INITIAL


@dataclass(frozen=True, slots=True)
class Saved:
    """What a saving did: the record, the names of answers removed because they are no longer asked, how many changed."""

    record: AssessmentRecord
    removed: tuple[str, ...]
    changed: int


@transaction.atomic
def start_assessment(*, acting: Acting, crn: str, purpose: str = "", why: str = "") -> AssessmentRecord:
    """Begin an assessment, or give the one being written already. Without a purpose: a review where there was one before.

    Raises RefusedError for somebody who has died.
    """
    case = open_case(acting, crn, WRITE, what=_("the assessment, to begin it"))
    if case.person.date_of_death is not None:
        raise RefusedError(_("The person has died. There is nothing to assess."))
    return being_written(case.person_id) or _make(acting, case, purpose, why)


def _make(acting: Acting, case: Case, purpose: str, why: str) -> AssessmentRecord:
    before = newest_finished(case.person_id)
    chosen = purpose or (AssessmentRecord.Purpose.REVIEW if before else FIRST)
    if chosen not in AssessmentRecord.Purpose.values:
        raise BadInputError(_("Choose what it is for"), errors={"purpose": _("Choose what it is for")})
    now = clock.now()
    try:
        with transaction.atomic():
            record = AssessmentRecord.objects.create(
                person=case.person, case=case, purpose=chosen, why=why.strip(), form_on=acting.on,
                started_at=now, started_by=acting.user, edited_at=now, edited_by=acting.user,
            )  # fmt: skip
    except IntegrityError:  # somebody began it in the same moment: it is theirs and yours
        return AssessmentRecord.objects.get(person=case.person, state=AssessmentRecord.State.UNSIGNED)
    record_event(STARTED, acting, record, purpose=record.get_purpose_display())
    return record


@transaction.atomic
def save_section(
    *,
    acting: Acting,
    record_id: int,
    section: str,
    number: int | None,
    answers: Mapping[str, Any],
    known: Mapping[str, Known] | None = None,
    confirmed: Collection[str] = (),
) -> Saved:
    """Keep the answers of one section. `number` is how often it had been saved when the page was shown.

    Of the answers that were `known` and stand as they were offered, only those `confirmed` are kept: the record
    remembers where they came from. Raises BadInputError with each question's fault, RefusedError once it is signed,
    ChangedMeanwhileError where somebody else saved the section first.
    """
    record = locked(acting, record_id, WRITE)
    if not record.is_open:
        raise RefusedError(_("This assessment is signed: it is not written in any more. Begin a new one."))
    part = form_of(record).section(section)
    if part is None:
        raise NotThereError(NOT_THERE)
    _must_be_newest(record, part, number)
    given = _without_unconfirmed(answers, known or {}, confirmed)
    cleaned = _cleaned(record, part, given)
    changed = _changes(record, cleaned.answers)
    _new_day(record)
    _put(record, acting, part, cleaned.answers)
    _keep_sources(record, acting, changed, given, known or {}, confirmed)
    record.save()
    AnswerChange.objects.bulk_create(
        AnswerChange(record=record, question=code, before=before, after=after, at=record.edited_at, by=acting.user)
        for code, (before, after) in changed.items()
    )
    if changed:
        record_event(SAVED, acting, record, section=part.label, answers=len(changed))
    return Saved(record, tuple(one.label for one in cleaned.removed), len(changed))


def _must_be_newest(record: AssessmentRecord, section: Section, number: int | None) -> None:
    saved = record.saved.get(section.code)
    if saved is None or number is None or saved["number"] == number:
        return
    theirs = {one.code: _typed(record.answers.get(one.code)) for one in section.asked(record.answers)}
    raise ChangedMeanwhileError(
        _("%(who)s saved “%(section)s” while you were writing.") % {"who": saved["who"], "section": section.label},
        who=saved["who"],
        at=saved["at"],
        theirs=theirs,
        version=saved["number"],
        texts=[one.code for one in section.questions if one.kind == "text"],
    )


def _typed(answer: Any) -> str:
    return ", ".join(map(str, answer)) if isinstance(answer, list) else "" if answer is None else str(answer)


def _without_unconfirmed(
    answers: Mapping[str, Any], known: Mapping[str, Known], confirmed: Collection[str]
) -> dict[str, Any]:
    """What stands as it was offered and was not confirmed is nobody's answer yet."""
    return {
        code: None if code in known and known[code].answer == answer and code not in confirmed else answer
        for code, answer in answers.items()
    }


def _cleaned(record: AssessmentRecord, section: Section, given: Answers) -> Cleaned:
    inputs = CleanInputs(given, section.code, record.answers)
    cleaned = clean(inputs, **reference_of(record.case, record.form_on)).answer
    assert cleaned is not None
    if cleaned.faults:
        raise BadInputError(_("This was not saved."), errors={_field(one): one.what_to_do for one in cleaned.faults})
    return cleaned


def _field(fault: Fault) -> str:
    """The field of the page it stands on: rows count from 0 there."""
    return fault.question if fault.row is None else f"{fault.question}-{fault.row - 1}-{fault.column}"


def _changes(record: AssessmentRecord, answers: Answers) -> dict[str, tuple[Any, Any]]:
    codes = [*record.answers, *(code for code in answers if code not in record.answers)]
    both = {code: (record.answers.get(code), answers.get(code)) for code in codes}
    return {code: (before, after) for code, (before, after) in both.items() if before != after}


def _new_day(record: AssessmentRecord) -> None:
    """The first writing on a new day keeps the state of the day before for good."""
    if record.saved and timezone.localdate(record.edited_at) < timezone.localdate(clock.now()):
        keep_snapshot(record)


def _put(record: AssessmentRecord, acting: Acting, section: Section, answers: Answers) -> None:
    at: datetime = clock.now()
    record.answers, record.edited_at, record.edited_by = dict(answers), at, acting.user
    number = record.saved.get(section.code, {}).get("number", 0) + 1
    record.saved[section.code] = {"number": number, "at": at.isoformat(), "who": str(acting.user)}


def _keep_sources(
    record: AssessmentRecord,
    acting: Acting,
    changed: Mapping[str, Any],
    given: Mapping[str, Any],
    known: Mapping[str, Known],
    confirmed: Collection[str],
) -> None:
    """An answer as it was known keeps its source and who confirmed it; one typed over it has none."""
    for code in changed:
        record.sources.pop(code, None)
    for code in confirmed:
        if code in known and code in record.answers and given.get(code) == known[code].answer:
            kept = {"by": str(acting.user), "at": clock.now().isoformat()}
            record.sources[code] = {**known[code].as_data(), **kept}

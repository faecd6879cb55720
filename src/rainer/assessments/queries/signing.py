"""How many must sign an assessment and why, what stands in the way of signing it, what a second person's words lack."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from rainer.assessments.models import AnswerChange, AssessmentRecord
from rainer.assessments.queries.harm import flagged_level
from rainer.assessments.queries.records import newest_finished
from rainer.assessments.reference import reference_of
from rainer.cases.models import Case, Registration
from rainer.organisation.access import Acting
from rainer.organisation.models import Grade, Practitioner, User
from rainer.policy import assessment as policy
from rainer.policy.dates import whole_months
from rainer.policy.outcome import Outcome
from rainer.policy.tiering import Rosh
from rainer.rulebook.queries import rulebook_now

if TYPE_CHECKING:
    from rainer.assessments.operations.signing import Look

SIGNATURES, NEWLY_QUALIFIED = "assessments.countersign", "workforce.newly_qualified_months"
TERRORISM, FURTHER_OFFENCE = "RTAO", "SFOR"


@dataclass(frozen=True, slots=True)
class Needed:
    """Second signatures: how many, why in sentences, within how many working days; the level it is signed at; and what
    the summary of harm still lacks."""

    count: int
    reasons: tuple[str, ...]
    days: int
    rosh: str
    lacks: tuple[str, ...]


def harm_of(record: AssessmentRecord, acting: Acting) -> Outcome[policy.RoshSummary]:
    """The rule's answer on the level of harm, with the last signed level and the record's flag beside it."""
    last = newest_finished(record.person_id)
    inputs = policy.RoshInputs(
        record.answers,
        previous=level_of(last.rosh) if last else None,
        registered=level_of(flagged_level(record.person_id, acting.on)),
        is_in_custody=record.case.state == "custody",
    )
    return policy.rosh(inputs, **reference_of(record.case, acting.on))


def level_of(kept: str) -> Rosh | None:
    """As the rules have it; None for "not recorded"."""
    return Rosh(kept.upper()) if kept.upper() in set(Rosh) else None


def countersigns_of(record: AssessmentRecord, acting: Acting) -> Outcome[policy.Countersigns]:
    """The rule's answer on who else signs, by whoever signs now, or signed."""
    where, last = reference_of(record.case, acting.on), newest_finished(record.person_id)
    summary = harm_of(record, acting).answer
    assert summary is not None
    full = policy.full_analysis(policy.AnswersInputs(record.answers), **where).answer
    flags = _flags(record.case)
    inputs = policy.CountersignInputs(
        level=summary.level,
        previous=level_of(last.rosh) if last else None,
        author=_author(record, acting),
        has_override=bool(record.case.overridden),
        is_full_analysis_skipped=bool(full and full.is_skipped),
        is_first_after_serious_further_offence=_is_first_after(flags.get(FURTHER_OFFENCE), last),
        is_terrorism=TERRORISM in flags,
    )
    return policy.countersigns(inputs, **where)


def needed_signatures(record: AssessmentRecord, acting: Acting) -> Needed:
    where, summary = reference_of(record.case, acting.on), harm_of(record, acting).answer
    answer = countersigns_of(record, acting).answer
    assert answer is not None
    assert summary is not None
    days = rulebook_now().value(SIGNATURES, on=where["on"], place=where["place"]).value["limit_working_days"]
    level = summary.level.value.lower() if summary.level else ""
    return Needed(answer.needed, tuple(one.words for one in answer.reasons), days, level, summary.lacks)


def _flags(case: Case) -> dict[str, Registration]:
    rows = Registration.objects.filter(person=case.person_id, ends=None, type_code__in=(TERRORISM, FURTHER_OFFENCE))
    return {row.type_code: row for row in rows}


def _is_first_after(flag: Registration | None, last: AssessmentRecord | None) -> bool:
    return flag is not None and (
        last is None or last.signed_at is None or timezone.localdate(last.signed_at) < flag.starts
    )


def _author(record: AssessmentRecord, acting: Acting) -> Any:
    """In training, newly qualified by the months of the allocation guard, or neither."""
    writer = record.signed_by or acting.user
    practitioner = Practitioner.objects.filter(user=writer).first()
    if practitioner is None:
        return "experienced"
    if practitioner.grade == Grade.TRAINEE:
        return "in_training"
    if practitioner.qualified_on is None:
        return "experienced"
    where = reference_of(record.case, acting.on)
    limit = rulebook_now().value(NEWLY_QUALIFIED, on=where["on"], place=where["place"]).value
    return "newly_qualified" if whole_months(practitioner.qualified_on, acting.on) < limit else "experienced"


def wrote_it(record: AssessmentRecord, user: User) -> bool:
    """Whether somebody began or signed it, or wrote an answer in it or in what it is a copy of."""
    if user.pk in (record.signed_by_id, record.started_by_id):
        return True
    last = newest_finished(record.person_id)
    since = last.signed_at if last and last.pk != record.pk else None
    written = AnswerChange.objects.filter(by=user, record__person=record.person_id)
    return (written.filter(at__gt=since) if since else written).exists()


def oversight_faults(look: Look, record: AssessmentRecord, acting: Acting) -> dict[str, str]:
    """By field, what a second person's words lack. Whose work it is, the operation has asked before."""
    decision: Any = "signed" if look.signs else "sent back"
    inputs = policy.OversightInputs(decision, tested=look.tested, changed=look.changed, needed=look.needed)
    found = policy.problems(inputs, **reference_of(record.case, acting.on)).answer or ()
    return {one.field: one.words for one in found}

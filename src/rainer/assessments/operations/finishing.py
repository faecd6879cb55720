"""What a signed assessment brings about at once: the scored answers a tier rests on, and the scores of the person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from rainer.assessments.models import Assessment, AssessmentRecord
from rainer.assessments.operations.common import record_event
from rainer.assessments.operations.scores import work_out_scores
from rainer.assessments.reference import reference_of
from rainer.common import log
from rainer.organisation.access import Acting
from rainer.policy.assessment.identified import tier_needs, women_answers
from rainer.policy.assessment.scoring import items_of

COMPLETED = log.event_type("assessment_recorded", gettext_lazy("The assessment counts: {purpose}"))
FULL_LAYER, COMPLETE = 3, "COMPLETE"


def finish(record: AssessmentRecord, acting: Acting) -> Assessment:
    """Keep what the tier reads, and work out the scores. Call once, when the last signature is there."""
    items = items_of(record.answers, **reference_of(record.case, record.form_on))
    scored = Assessment.objects.create(
        person=record.person,
        layer=FULL_LAYER,
        is_strengths_based=True,
        status=COMPLETE,
        completed_on=acting.on,
        answers={"needs": tier_needs(items), "women": women_answers(items)},
        record=record,
    )
    work_out_scores(case=record.case, on=acting.on, reason=str(record.get_purpose_display()), by=acting.user)
    record_event(COMPLETED, acting, record, purpose=record.get_purpose_display(), reason="Assessment completed")
    return scored

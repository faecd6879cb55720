"""Keep what is known for home detention curfew: facts, answers to the criteria, what was found at the address."""

from __future__ import annotations

from typing import Any, Literal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.cases.access import NOT_THERE, open_person
from rainer.cases.models import SentenceEvent
from rainer.common import log
from rainer.common.errors import ChangedMeanwhileError, NotThereError, RefusedError
from rainer.enforcement.models import HdcAssessment
from rainer.enforcement.queries.hdc import UNSUITABLE, hdc_page
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.policy.hdc import criteria
from rainer.supervision.reference import Reference

Part = Literal["facts", "answers", "address"]
RECORDED = log.event_type(
    "hdc_recorded", gettext_lazy("{actor} recorded what is known for home detention curfew"), personal=("old", "new")
)


@transaction.atomic
def record_hdc(*, acting: Acting, crn: str, part: Part, version: int, values: dict[str, Any]) -> HdcAssessment:
    """Keep one part as it was answered; what was answered before under another name stays. `version` 0: a new one.

    Raises RefusedError for criteria of suitability before those of eligibility are passed.
    """
    case = open_person(acting, crn, Capability.EDIT_PERSON, what=_("home detention curfew, to record it"))
    reference = Reference.of(case.team.unit, on=acting.on)
    page = hdc_page(case, reference)
    if page is None:
        raise NotThereError(NOT_THERE)
    # One at a time: the event is locked because there may be no assessment yet.
    SentenceEvent.objects.select_for_update().get(pk=page.sentence.event_id)
    row = HdcAssessment.objects.filter(event=page.sentence.event_id).first()
    if (row.version if row else 0) != version:
        raise ChangedMeanwhileError(_("Someone changed this while you were writing. Look at it as it is now."))
    later = {one.code for one in criteria(**reference.where) if one.group == UNSUITABLE}
    if part == "answers" and later & values.keys() and not page.may_assess_suitability:
        raise RefusedError(_("Suitability is looked at once every criterion of eligibility is passed."))
    row = row or HdcAssessment(event_id=page.sentence.event_id, version=0)
    old = dict(getattr(row, part))
    setattr(row, part, {**old, **values})
    row.version += 1
    row.save()
    log.record(
        RECORDED,
        actor=acting.user,
        subject=f"hdc:{row.pk}",
        person_id=case.person_id,
        unit_id=case.team.unit_id,
        data={"part": part, "old": {name: old.get(name) for name in values}, "new": values},
    )
    return row

"""What the operations on an assessment share: the row locked and checked, its state kept, its events."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from rainer.assessments.models import AssessmentRecord, AssessmentSnapshot
from rainer.cases.access import NOT_THERE, open_person
from rainer.cases.models import Case
from rainer.common import clock, log
from rainer.common.errors import NotThereError
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability


def locked(acting: Acting, pk: int, capability: Capability) -> AssessmentRecord:
    """The record, its row locked, for a user who may do this with the person's case. Call in a transaction.

    Raises NotThereError outside the user's area, RestrictedError for a record they by name are kept from.
    """
    record = AssessmentRecord.objects.select_for_update(of=("self",)).select_related("person").filter(pk=pk).first()
    if record is None:
        raise NotThereError(NOT_THERE)
    record.case = open_person(acting, record.person.crn, capability, what=_("the assessment, to change it"))
    return record


def keep_snapshot(record: AssessmentRecord) -> AssessmentSnapshot:
    """Keep the record as it stands. The digest is the SHA-256 of its canonical JSON."""
    facts = {"state": record.state, "answers": record.answers, "sources": record.sources}
    return AssessmentSnapshot.objects.create(
        record=record,
        day=timezone.localdate(record.edited_at),
        at=clock.now(),
        digest=digest_of(facts),
        **facts,
    )


def digest_of(facts: dict[str, Any]) -> str:
    text = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def record_event(event: log.EventType, acting: Acting, record: AssessmentRecord, **data: Any) -> None:
    case: Case = record.case
    log.record(
        event,
        actor=acting.user,
        subject=f"assessment:{record.pk}",
        person_id=record.person_id,
        unit_id=case.team.unit_id,
        data=data,
    )

"""What the pages about an assessment share: who may open it, the frame around it, a form saved or refused."""

from __future__ import annotations

from django.utils.translation import gettext as _

from rainer.assessments.models import AssessmentRecord
from rainer.cases.access import NOT_THERE, open_person
from rainer.cases.models import Case
from rainer.common.errors import NotThereError
from rainer.organisation.access import ActingRequest
from rainer.organisation.capabilities import Capability

SEE, WRITE = Capability.SEE_PERSON, Capability.WRITE_ASSESSMENT


def opened(request: ActingRequest, pk: int, *, what: str) -> AssessmentRecord:
    """The assessment, whose person's record the user may open; the read is logged as `what`."""
    record = (
        AssessmentRecord.objects.select_related("person", "started_by", "edited_by", "signed_by").filter(pk=pk).first()
    )
    if record is None:
        raise NotThereError(NOT_THERE)
    record.case = open_person(request.acting, record.person.crn, SEE, what=what)
    return record


def may_write(request: ActingRequest, case: Case) -> bool:
    return request.acting.area(WRITE).holds_team(case.team)


def title_of(record: AssessmentRecord) -> str:
    return _("%(purpose)s: %(name)s") % {"purpose": record.get_purpose_display(), "name": record.person}

"""The conversation a staff-safety flag asks for. A practitioner may decline, and no reason is asked or kept."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from rainer.allocation import events
from rainer.allocation.models import StaffSafetyTalk
from rainer.allocation.queries.standing import kept_out
from rainer.cases.models import Case
from rainer.common import clock, log
from rainer.common.errors import BadInputError, NotThereError, RefusedError
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.workforce.models import PractitionerTeam


@transaction.atomic
def record_staff_safety_talk(
    *, acting: Acting, case: Case, to: PractitionerTeam, answer: str, support: str = ""
) -> StaffSafetyTalk:
    """Keep what the practitioner said: yes, yes with support (which is named), or someone else.

    `case` came through `cases.access`. A no leaves no words behind: `support` is kept for "with" alone.
    """
    acting.need(Capability.ALLOCATE)
    if not acting.area(Capability.ALLOCATE).holds_team(to.team):
        raise NotThereError(_("You cannot choose this practitioner: not in your area, or not there."))
    if kept_out([case.person_id], [to], on=acting.on):
        raise RefusedError(_("Limited access keeps %(name)s out of this record.") % {"name": to.practitioner})
    errors = {}
    if answer not in StaffSafetyTalk.Answer.values:
        errors["answer"] = _("Choose what %(name)s said.") % {"name": to.practitioner}
    if answer == StaffSafetyTalk.Answer.WITH and not support.strip():
        errors["support"] = _("Say what support was agreed.")
    if errors:
        raise BadInputError(" ".join(errors.values()), errors=errors)
    talk = StaffSafetyTalk.objects.create(
        case=case,
        practitioner_team=to,
        answer=answer,
        support=support.strip() if answer == StaffSafetyTalk.Answer.WITH else "",
        talked_by=acting.user,
        at=clock.now(),
    )
    log.record(
        events.TALKED,
        actor=acting.user,
        subject=f"case:{case.pk}",
        person_id=case.person_id,
        unit_id=case.team.unit_id,
        data={"to": str(to.practitioner), "answer": str(talk.get_answer_display())},
    )
    return talk

"""The case about to change hands: locked if the user may name someone for it, and who was first if someone was.

Two people can press the button in one second. The case's row is locked first, so one of them wins and the other
is told who did.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from rainer.allocation.models import Allocation
from rainer.cases.access import limited_person_ids
from rainer.cases.models import Case
from rainer.common.errors import ChangedMeanwhileError, NotThereError, RefusedError, RestrictedError
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.web import words

_NOT_THERE = "You cannot open this. It may be restricted, or not yours, or not there."


def locked_case(acting: Acting, case_id: int) -> Case:
    """The open case, its row locked until the end of the transaction, if the user may name someone for it.

    The row is locked by itself and read afterwards: a locking read that had to wait would give the changed row
    with the practitioner and team joined to it before the change.
    """
    area = acting.need(Capability.ALLOCATE)
    list(Case.objects.select_for_update().filter(pk=case_id).values_list("pk"))
    case = (
        Case.objects.select_related(
            "person", "team__unit__region", "practitioner_team__practitioner", "practitioner_team__team__unit"
        )
        .filter(area.teams_q("team"), pk=case_id, closed_on=None)
        .first()
    )
    if case is None:
        raise NotThereError(_NOT_THERE)
    if limited_person_ids(acting, [case.person_id]):
        raise RestrictedError(_("This record is restricted."), crn=case.person.crn)
    holder = case.practitioner_team
    if holder and not holder.is_placeholder and holder.team.unit.region_id != case.team.unit.region_id:
        raise RefusedError(
            _("A practitioner of another region still holds this case. It can be looked at, not allocated."),
            rule="allocation.out_of_area",
        )
    return case


def is_held(case: Case) -> bool:
    return case.practitioner_team is not None and not case.practitioner_team.is_placeholder


def latest_allocation(case: Case) -> Allocation | None:
    return (
        Allocation.objects.select_related("decided_by", "to__practitioner", "to__team")
        .filter(case=case)
        .order_by("-decided_at", "-id")
        .first()
    )


def someone_was_first(case: Case) -> ChangedMeanwhileError:
    """One kind sentence: who named whom, and when."""
    last = latest_allocation(case)
    holder = case.practitioner_team
    if holder is None or holder.is_placeholder:
        return ChangedMeanwhileError(
            _("Nobody holds this case any more. Nothing you typed is lost: look again."), crn=case.person.crn
        )
    facts = {"crn": case.person.crn, "whom": str(holder.practitioner), "whom_code": holder.practitioner.code}
    if last is None or last.to_id != holder.pk:
        message = _("%(whom)s is already the practitioner. Nothing you typed is lost.") % facts
        return ChangedMeanwhileError(message, **facts)
    facts |= {"who": str(last.decided_by), "at": last.decided_at.isoformat(), "clock": words.clock(last.decided_at)}
    message = _("%(who)s named %(whom)s at %(clock)s. Nothing you typed is lost.") % facts
    return ChangedMeanwhileError(message, **facts)

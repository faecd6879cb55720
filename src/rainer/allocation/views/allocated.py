"""P5, the end of the journey: who it is now, who was told, and the next person."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from rainer.allocation import people
from rainer.allocation.inputs import Rules
from rainer.allocation.models import Allocation
from rainer.allocation.queries import waiting
from rainer.allocation.queries.history import allocations_of
from rainer.allocation.views.choose import ALLOCATE
from rainer.cases.access import cases_in_area, limited_q, open_case
from rainer.common.errors import NotThereError
from rainer.common.models import Message
from rainer.organisation.access import ActingRequest, needs
from rainer.web.page import render


@needs(ALLOCATE)
def allocated(request: ActingRequest, crn: str, pk: int) -> HttpResponse:
    """The end of the journey: who it is now, who was told, and the next person."""
    case = open_case(request.acting, crn, ALLOCATE, what="the end of an allocation")
    made = allocations_of(case).filter(pk=pk).first()
    if made is None:
        raise NotThereError("You cannot open this. It may be restricted, or not yours, or not there.")
    rules = Rules.of(case.team.unit, on=request.acting.on)
    left = waiting.nobody_named(cases_in_area(request.acting, ALLOCATE).filter(team__unit=case.team.unit)).filter(
        waiting_group__in=waiting.must_not_wait_groups(rules)
    )
    following = waiting.worst_first(left.exclude(limited_q(request.acting))).select_related("person").first()
    count = left.count()
    return render(
        request,
        "allocation/allocated.html",
        title=_("%(to)s is %(person)s's practitioner") % {"to": made.to.practitioner, "person": case.person},
        panel_text=people.from_to(made.percent_before, made.percent_after),
        paragraphs=[
            *_told(made),
            _("Needs doing differently? Move the case to someone else: both decisions stay on record."),
        ],
        next_url=reverse("allocate", args=[following.person.crn]) if following else "",
        next_text=_("Name the next person (%(people)s left who must not wait)") % {"people": count},
        decision_url=reverse("allocation", args=[made.pk]),
        move_url=reverse("reallocate", args=[crn]),
        list_url=reverse("nobody_named", args=[case.team.unit.code]),
    )


def _told(made: Allocation) -> list[str]:
    messages = Message.objects.filter(reference=f"allocation {made.pk}").order_by("to")
    failed = [m for m in messages if m.state in (Message.State.FAILED, Message.State.GIVEN_UP)]
    said = []
    if messages:
        said.append(_("Told, with a reference only: %(who)s.") % {"who": ", ".join(m.to for m in messages)})
    said += [_("Named. The e-mail to %(who)s did not go: we are trying again.") % {"who": m.to} for m in failed]
    return said or [_("Nobody was told by e-mail.")]

"""P5, the end of the journey: who it is now, who was told, and the next person."""

from __future__ import annotations

from collections import defaultdict

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rainer.allocation import people
from rainer.allocation.inputs import Rules
from rainer.allocation.models import Allocation
from rainer.allocation.queries import waiting
from rainer.allocation.queries.history import allocations_of, appointments_ahead, open_tasks, watched_until
from rainer.allocation.views.choose import ALLOCATE
from rainer.cases.access import cases_in_area, limited_q, open_case
from rainer.common.errors import NotThereError
from rainer.common.models import Message
from rainer.organisation.access import ActingRequest, needs
from rainer.web import words
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
            _first_contact(made),
            *_tasks(made),
            *_told(made),
            _("Needs doing differently? Move the case to someone else: both decisions stay on record."),
        ],
        next_url=reverse("allocate", args=[following.person.crn]) if following else "",
        next_text=_("Name the next person (%(count)s left who must not wait)") % {"count": words.whole(count)},
        decision_url=reverse("allocation", args=[made.pk]),
        move_url=reverse("reallocate", args=[crn]),
        list_url=reverse("nobody_named", args=[case.team.unit.code]),
    )


def _first_contact(made: Allocation) -> str:
    """When the person is next seen or called, and what stays as it was booked."""
    ahead = appointments_ahead(made)
    if ahead:
        text = ngettext(
            "First contact: the appointment of %(when)s. It stays as booked.",
            "First contact: the appointment of %(when)s. All %(count)s appointments ahead stay as booked.",
            len(ahead),
        )
        return text % {"when": words.moment(ahead[0]), "count": len(ahead)}
    plan = watched_until(made)
    if plan is None:
        return _("Nothing is booked yet: the first contact is to be arranged.")
    return _(
        "First contact due by %(day)s, the day set while %(watcher)s was watching. That ends now. Nothing is booked yet."
    ) % {"day": words.day(plan.next_contact_on), "watcher": plan.watcher}


def _tasks(made: Allocation) -> list[str]:
    count = open_tasks(made)
    if not count:
        return []
    text = ngettext(
        "%(count)s open task about this person is with them now.",
        "%(count)s open tasks about this person are with them now.",
        count,
    )
    return [text % {"count": count}]


def _told(made: Allocation) -> list[str]:
    """Who was told and who is yet to be; an e-mail that did not go changes nothing about the naming."""
    messages = list(Message.objects.filter(reference=f"allocation {made.pk}").order_by("to"))
    names = {made.to.practitioner.email: str(made.to.practitioner), made.decided_by.email: str(made.decided_by)}
    by_state: dict[str, list[str]] = defaultdict(list)
    for message in messages:
        by_state[message.state].append(names.get(message.to, message.to))
    texts = {
        Message.State.SENT: _("Told, with a reference only: %(who)s."),
        Message.State.WAITING: _("On its way, with a reference only: %(who)s."),
        Message.State.FAILED: _("Named. The e-mail to %(who)s did not go: we are trying again."),
        Message.State.GIVEN_UP: _("Named. The e-mail to %(who)s did not go, after several tries: tell them yourself."),
    }
    said = [text % {"who": ", ".join(by_state[state])} for state, text in texts.items() if by_state[state]]
    return said or [_("Nobody was told by e-mail.")]

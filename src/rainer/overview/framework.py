"""The framework status of a unit on its front page: one figure, and what is due about it. Never the load's own red."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.organisation.models import DeliveryUnit
from rainer.overview.first_today import Task
from rainer.policy.framework import StatusOnDay
from rainer.priorities.queries import status_outcome
from rainer.priorities.views.status import COLOURS
from rainer.web import words
from rainer.web.figures import Figure


def framework_status(unit: DeliveryUnit, *, on: date) -> StatusOnDay:
    answer = status_outcome(unit, on=on).answer
    assert answer is not None
    return answer


def may_see_status(acting: Acting) -> bool:
    return acting.may(Capability.SEE_FRAMEWORK_STATUS) or acting.may(Capability.SET_FRAMEWORK_STATUS)


def framework_figure(acting: Acting, unit: DeliveryUnit, found: StatusOnDay) -> Figure:
    status = found.status
    set_by = _("set by %(who)s") % {"who": status.authority} if status else _("no status has been set")
    return Figure(
        str(COLOURS[found.colour]),
        "" if found.next_review is None else _review_words(found.next_review),
        label=_("Framework status"),
        trend=set_by,
        why_url=reverse("framework_status", args=[unit.code]) if may_see_status(acting) else "",
        why_text=_("Who may stop what?"),
        tone="alert" if found.colour == "lapsed" else "",
    )


def _review_words(day: date) -> str:
    return _("review by %(day)s") % {"day": words.short_day(day)}


def framework_tasks(acting: Acting, unit: DeliveryUnit, found: StatusOnDay, *, on: date) -> list[Task]:
    """A status that has lapsed, or the next review of one that has not; for those who may open it."""
    if not may_see_status(acting):
        return []
    url, status = reverse("framework_status", args=[unit.code]), found.status
    if found.colour == "lapsed":
        return [Task("must", _("Have the framework status set again: it has lapsed"), url, _("today"))]
    if status is None or found.colour == "green":
        return []
    day = found.next_review
    if day is None:
        return []
    if day == found.review_due:
        text = _("Review framework status Red: it is looked at every week")
    else:
        text = _("Review framework status %(colour)s before it lapses") % {"colour": COLOURS[found.colour]}
    return [Task("must", text, url, words.short_day(day))]

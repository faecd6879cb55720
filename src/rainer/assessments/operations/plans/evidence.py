"""A contact at which something of the plan was worked on. It is kept within the event of that contact's own operation."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from rainer.assessments.models import Goal, Step, WorkedOn
from rainer.common.errors import BadInputError


def keep_evidence(*, person_id: int, contact_id: int, on: date, about: str) -> WorkedOn | None:
    """Keep what of the person's plan ("goal:12", "step:34") a contact was about, in the place of what was said before.

    The caller has checked who is acting, and calls in its own transaction. "" is about nothing of the plan.
    """
    withdraw_evidence(contact_id=contact_id)
    if not about:
        return None
    goal, step = _of_plan(person_id, about)
    return WorkedOn.objects.create(goal=goal, step=step, contact_id=contact_id, on=on)


def withdraw_evidence(*, contact_id: int) -> None:
    """What came of a contact was taken back, and so is what it was about."""
    WorkedOn.objects.filter(contact_id=contact_id).delete()


def _of_plan(person_id: int, about: str) -> tuple[Goal, Step | None]:
    kind, _colon, number = about.partition(":")
    if number.isdecimal() and kind == "step":
        step = Step.objects.filter(pk=number, goal__plan__person=person_id).select_related("goal").first()
        if step is not None:
            return step.goal, step
    if number.isdecimal() and kind == "goal":
        goal = Goal.objects.filter(pk=number, plan__person=person_id).first()
        if goal is not None:
            return goal, None
    raise BadInputError(_("This was not saved."), errors={"plan_part": _("Choose something of their plan, or nothing")})

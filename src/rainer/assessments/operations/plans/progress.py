"""How a goal is going, as the person says it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.assessments.models import GoalNote
from rainer.assessments.operations.plans.common import PERSONAL, check_note, hold
from rainer.common import log
from rainer.common.errors import BadInputError, RefusedError
from rainer.organisation.access import Acting

NOTED = log.event_type("plan_progress_noted", gettext_lazy("{actor} noted how “{goal}” is going"), personal=PERSONAL)


@transaction.atomic
def note_progress(*, acting: Acting, crn: str, goal: int, how: str, text: str = "") -> GoalNote:
    """Keep how the person says a goal is going, and their words if they have some."""
    held = hold(acting, crn)
    row = held.goal(goal)
    if held.plan.is_draft:
        raise RefusedError(_("Ask the person about the plan first: how it is going comes after."))
    if row.is_over:
        raise RefusedError(_("This goal is over: nothing more is noted on how it is going."))
    if how not in GoalNote.How.values:
        raise BadInputError(_("This was not saved."), errors={"how": _("Choose how they say it is going")})
    check_note(held, text, "", is_needed=False)
    made = held.note(row, GoalNote.Kind.PROGRESS, text, how=how)
    held.record(NOTED, f"goal:{row.pk}", goal=row.title, how=how, text=text)
    return made

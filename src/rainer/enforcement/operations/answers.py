"""The answer to a letter that asked for one: what was said, or that none came by the day."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.common import clock, log
from rainer.common.errors import BadInputError, RefusedError
from rainer.enforcement.models import EnforcementAction
from rainer.enforcement.operations.actions import lock_action
from rainer.enforcement.queries.answers import is_awaited
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.supervision.operations.notes import keep_note
from rainer.web import words

ANSWERED = log.event_type("letter_answered", gettext_lazy("{actor} recorded the answer to a letter: {answer}"))
Answer = EnforcementAction.Answer


@transaction.atomic
def record_answer(*, acting: Acting, action_id: int, answer: str, said: str = "") -> EnforcementAction:
    """Record it once; what was said becomes a note of the appointment that the letter was about.

    Raises RefusedError where no answer is awaited any more, BadInputError for an answer without its words or one
    that has still time to come.
    """
    action = lock_action(acting, action_id, Capability.DECIDE_ABSENCE)
    if not is_awaited(action):
        raise RefusedError(_("No answer is awaited to this letter."))
    _check(action, answer, said, on=acting.on)
    action.answer, action.answered_at, action.answered_by = answer, clock.now(), acting.user
    action.save(update_fields=["answer", "answered_at", "answered_by"])
    if said.strip():
        keep_note(acting, action.contact, said)
    log.record(
        ANSWERED,
        actor=acting.user,
        subject=f"enforcement-action:{action.pk}",
        person_id=action.contact.person_id,
        unit_id=action.contact.case.team.unit_id,
        data={"answer": str(action.get_answer_display()), "code": action.code, "contact": action.contact_id},
    )
    return action


def _check(action: EnforcementAction, answer: str, said: str, *, on: date) -> None:
    errors: dict[str, str] = {}
    if answer not in Answer.values:
        errors["answer"] = _("Choose whether an answer came")
    elif answer == Answer.CAME and not said.strip():
        errors["said"] = _("Say what the answer was")
    elif answer == Answer.NONE and action.respond_by is not None and action.respond_by >= on:
        errors["answer"] = _("There is time to answer until %(day)s") % {"day": words.long_day(action.respond_by)}
    if errors:
        raise BadInputError(_("The answer was not saved."), errors=errors)

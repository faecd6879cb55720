"""Whom a request about a recall goes to: kept, told, asked again, and over once the matter is."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.cases.models import Asked
from rainer.common import clock, log, messages
from rainer.common.errors import NotAllowedError, RefusedError
from rainer.enforcement.models import RecallProceeding
from rainer.enforcement.operations.recall import lock_recall
from rainer.enforcement.queries.recall import about, asked_now
from rainer.enforcement.queries.recall_signers import ASKED, MANAGERS_ASKED, Signer, whom_to_ask
from rainer.organisation.access import Acting

AGAIN = log.event_type("recall_asked_again", gettext_lazy("{actor} asked again about the recall: {who}"))
MAY_ASK = {"practitioner", "senior"}


def ask(
    acting: Acting, proceeding: RecallProceeding, to: str, *, signers: Collection[int], authors: Collection[int]
) -> list[Signer]:
    """Ask whoever is next in line. Whoever asks is never asked; call it in the transaction of the move."""
    not_these = {acting.user.pk, *authors, *(signers if to in MANAGERS_ASKED else ())}
    found = whom_to_ask(proceeding.case, to, not_these=not_these, on=clock.today())
    nobody_is_asked(proceeding)
    made = Asked.objects.bulk_create(
        Asked(
            person=proceeding.person, user=one.user, about=about(proceeding), standing=one.standing,
            is_stand_in=one.is_stand_in, asked_by=acting.user, at=clock.now(),
        )
        for one in found
    )  # fmt: skip
    for row in made:
        crn = {"crn": proceeding.person.crn, "who": acting.user.name}
        messages.send_later(
            to=[row.user.email],
            subject=_("You are asked about a recall: %(crn)s") % crn,
            body=_("%(who)s asks you about recall of %(crn)s. It is in Rainer, on your first page.") % crn,
            reference=f"recall-asked-{row.pk}",
        )
    return found


def nobody_is_asked(proceeding: RecallProceeding) -> None:
    """The request is over: what was opened by it closes."""
    asked_now(about(proceeding)).update(ended_at=clock.now())


@transaction.atomic
def ask_again(*, acting: Acting, recall_id: int) -> list[Signer]:
    """Ask anew, of whoever is next in line now: somebody may have come back, or gone.

    Raises RefusedError where nothing is asked for, or nobody is left to ask; NotAllowedError where it is not the
    user's to ask.
    """
    record = lock_recall(acting, recall_id)
    proceeding = record.proceeding
    if proceeding.closed_at is not None or proceeding.status not in ASKED:
        raise RefusedError(_("Nobody's word is waited for now."))
    if not record.roles_of(acting) & MAY_ASK:
        raise NotAllowedError(_("Asking is for those who work on this recall."))
    found = ask(acting, proceeding, proceeding.status, signers=record.signers, authors=record.authors)
    if not found:
        raise RefusedError(
            _("Nobody in the unit or the region may sign this. Ask the Chief Probation Officer’s office.")
        )
    who = ", ".join(one.user.name for one in found)
    log.record(
        AGAIN,
        actor=acting.user,
        subject=about(proceeding),
        person_id=proceeding.person_id,
        unit_id=proceeding.case.team.unit_id,
        data={"recall": proceeding.pk, "who": who},
    )
    return found

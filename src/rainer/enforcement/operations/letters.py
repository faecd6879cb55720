"""Write a letter, send it, print it, withdraw it. A warning is given when its letter goes out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.cases.access import limited_person_ids
from rainer.common import clock, log
from rainer.common.errors import BadInputError, ChangedMeanwhileError, NotThereError, RefusedError
from rainer.enforcement.inputs import day_of
from rainer.enforcement.models import EnforcementAction, Letter, Warning
from rainer.enforcement.operations.actions import finish, lock_action
from rainer.enforcement.operations.common import keep_file
from rainer.enforcement.queries.letters import Writing, to_print, writing_of
from rainer.enforcement.queries.order import why_nothing_follows
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.supervision.models import Contact
from rainer.supervision.operations.common import locked, reference_for
from rainer.web.pdf import html_of, paper_from, pdf_of

WRITTEN = log.event_type("letter_written", gettext_lazy("{actor} wrote a letter and kept it to send: {title}"))
SENT = log.event_type("letter_sent", gettext_lazy("{actor} sent a letter, {method}: {title}"))
GIVEN = log.event_type("warning_given", gettext_lazy("{actor} gave a warning for the failure of {day}"))
PRINTED = log.event_type("letter_printed", gettext_lazy("{actor} printed a letter: {title}"))
WITHDRAWN = log.event_type(
    "warning_withdrawn", gettext_lazy("{actor} withdrew the warning of {day}: {reason}"), personal=("reason",)
)
LETTER_WITHDRAWN = log.event_type(
    "letter_withdrawn", gettext_lazy("{actor} withdrew a letter: {title}. {reason}"), personal=("reason",)
)
SEND = Capability.SEND_LETTER


@dataclass(frozen=True, slots=True)
class Wording:
    """What the writer made of it: their own words by part, how it goes out, in which print."""

    free: Mapping[str, str] = field(default_factory=dict)
    method: str = ""
    large_print: bool = False


@transaction.atomic
def write_letter(*, acting: Acting, action_id: int, wording: Wording) -> Letter:
    """Keep a letter to send later; one that is being written already is written anew."""
    action, writing = _open(acting, action_id)
    letter = _fill(acting, _draft(acting, action), writing, wording)
    letter.save()
    _log(WRITTEN, acting, action.contact, f"letter:{letter.pk}", title=letter.title)
    return letter


@transaction.atomic
def send_letter(*, acting: Acting, action_id: int, wording: Wording) -> Letter:
    """Send a letter: its words, PDF and hash are kept as they went out, its action is done, its warning is given.

    Raises ChangedMeanwhileError where it was sent meanwhile, BadInputError without a way to send it, RefusedError for
    a warning that does not say what it must, or that follows nothing.
    """
    action, writing = _open(acting, action_id)
    _check(action.contact, writing, wording)
    letter = _fill(acting, _draft(acting, action), writing, wording)
    letter.state, letter.sent_at = Letter.State.SENT, letter.made_at
    letter.pdf_sha256 = keep_file(pdf_of(paper_from(letter.paper)))
    letter.save()
    finish(acting, action)
    _log(SENT, acting, action.contact, f"letter:{letter.pk}", title=letter.title, **_how(letter))
    if writing.template.gives_warning:
        _give_warning(acting, action, letter, writing)
    return letter


def _open(acting: Acting, action_id: int) -> tuple[EnforcementAction, Writing]:
    """The action, locked, and what its letter says now."""
    action = lock_action(acting, action_id, SEND)
    if action.done_at is not None:
        said = _("This letter was sent while you were writing.")
        raise ChangedMeanwhileError(said, who=str(action.done_by), at=action.done_at.isoformat())
    reference = reference_for(action.contact)
    writing = writing_of(action, reference)
    if writing is None:
        raise RefusedError(_("There is no letter for this action."))
    return action, writing


def _check(contact: Contact, writing: Writing, wording: Wording) -> None:
    if why := why_nothing_follows(contact, reference_for(contact)):
        raise RefusedError(why)
    if wording.method not in Letter.Method.values:
        raise BadInputError(_("Choose how it goes out."), errors={"method": _("Choose how it goes out")})
    if wording.method == Letter.Method.POST and not writing.facts["address"]:
        said = _("There is no address to post it to: choose another way")
        raise BadInputError(said, errors={"method": said})
    if wording.method == Letter.Method.EMAIL and not contact.person.email:
        said = _("No e-mail address is known: choose another way")
        raise BadInputError(said, errors={"method": said})
    if not writing.template.gives_warning:
        return
    if writing.lacking:
        raise RefusedError(writing.lacking)
    row = reference_for(contact).outcomes.get(contact.outcome_code)
    if row is None or not row.counts_as_failure:
        raise RefusedError(_("Decide first: a warning needs a failure without a good reason."))
    if Warning.objects.filter(failure=contact, withdrawn_on=None).exists():
        raise RefusedError(_("A warning for this failure is in force already."))


def _draft(acting: Acting, action: EnforcementAction) -> Letter:
    held = Letter.objects.select_for_update().filter(action=action, state=Letter.State.DRAFT).first()
    event = action.event or action.contact.event
    return held or Letter(person=action.contact.person, event=event, action=action, made_by=acting.user)


def _fill(acting: Acting, letter: Letter, writing: Writing, wording: Wording) -> Letter:
    at = clock.now()
    paper = writing.paper(free=dict(wording.free), at=at, large_print=wording.large_print)
    letter.template, letter.template_version = writing.template.name, writing.template.version
    letter.facts = {"paper": paper.facts, "free": dict(wording.free)}
    letter.html = str(html_of(paper))
    letter.large_print, letter.method = wording.large_print, wording.method
    letter.made_by, letter.made_at = acting.user, at
    return letter


def _give_warning(acting: Acting, action: EnforcementAction, letter: Letter, writing: Writing) -> Warning:
    warning = Warning.objects.create(
        event=writing.order.sentence.event, failure=action.contact, letter=letter, given_on=acting.on, by=action.by
    )
    _log(
        GIVEN, acting, action.contact, f"warning:{warning.pk}", day=day_of(action.contact).isoformat(), letter=letter.pk
    )
    return warning


def _how(letter: Letter) -> dict[str, str]:
    return {"method": str(letter.get_method_display()), "template": letter.template, "sha256": letter.pdf_sha256}


@transaction.atomic
def mark_printed(*, acting: Acting, letter_ids: Iterable[int]) -> list[Letter]:
    """Say that letters were printed; those printed already, or not the user's to send, are left out."""
    acting.need(SEND)
    rows = list(to_print(acting).select_for_update(of=("self",)).filter(pk__in=list(letter_ids)))
    limited = limited_person_ids(acting, [one.person_id for one in rows])
    now, rows = clock.now(), [one for one in rows if one.person_id not in limited]
    for letter in rows:
        letter.printed_at = now
        letter.save(update_fields=["printed_at"])
        log.record(
            PRINTED, actor=acting.user, subject=f"letter:{letter.pk}", person_id=letter.person_id,
            data={"title": letter.title},
        )  # fmt: skip
    return rows


@transaction.atomic
def withdraw_warning(*, acting: Acting, warning_id: int, reason: str) -> Warning:
    """Withdraw a warning: from today it no longer counts. A letter that says so is asked for by itself.

    Raises BadInputError without a reason, ChangedMeanwhileError where it was withdrawn already.
    """
    warning = Warning.objects.select_for_update(of=("self",)).filter(pk=warning_id).first()
    if warning is None:
        raise NotThereError(_("You cannot open this. It may be restricted, or not yours, or not there."))
    contact = locked(acting, warning.failure_id, None, Capability.DECIDE_ABSENCE)
    if warning.withdrawn_on is not None:
        said = _("This warning was withdrawn already.")
        raise ChangedMeanwhileError(said, who=str(warning.withdrawn_by))
    if not reason.strip():
        raise BadInputError(_("Say why."), errors={"reason": _("Say why it is withdrawn")})
    warning.withdrawn_on, warning.withdrawn_by, warning.withdrawn_why = acting.on, acting.user, reason.strip()
    warning.save(update_fields=["withdrawn_on", "withdrawn_by", "withdrawn_why"])
    if warning.letter is not None:
        _withdraw(warning.letter, reason)
    _log(WITHDRAWN, acting, contact, f"warning:{warning.pk}", day=warning.given_on.isoformat(), reason=reason.strip())
    return warning


@transaction.atomic
def withdraw_letter(*, acting: Acting, letter_id: int, reason: str) -> Letter:
    """Withdraw a letter that was sent and gave no warning; one that did is withdrawn with its warning."""
    letter = Letter.objects.select_for_update(of=("self",)).select_related("action").filter(pk=letter_id).first()
    if letter is None or letter.action is None:
        raise NotThereError(_("You cannot open this. It may be restricted, or not yours, or not there."))
    contact = locked(acting, letter.action.contact_id, None, Capability.DECIDE_ABSENCE)
    if letter.state != Letter.State.SENT:
        raise RefusedError(_("Only a letter that was sent can be withdrawn."))
    if not reason.strip():
        raise BadInputError(_("Say why."), errors={"reason": _("Say why it is withdrawn")})
    warning = Warning.objects.filter(letter=letter, withdrawn_on=None).first()
    if warning is not None:
        withdraw_warning(acting=acting, warning_id=warning.pk, reason=reason)
        letter.refresh_from_db()
        return letter
    _withdraw(letter, reason)
    title = letter.title
    _log(LETTER_WITHDRAWN, acting, contact, f"letter:{letter.pk}", title=title, reason=reason.strip())
    return letter


def _withdraw(letter: Letter, reason: str) -> None:
    letter.state, letter.withdrawn_why = Letter.State.WITHDRAWN, reason.strip()
    letter.save(update_fields=["state", "withdrawn_why"])


def _log(event: log.EventType, acting: Acting, contact: Contact, subject: str, **data: Any) -> None:
    log.record(
        event,
        actor=acting.user,
        subject=subject,
        person_id=contact.person_id,
        unit_id=contact.case.team.unit_id,
        data={"contact": contact.pk, **data},
    )

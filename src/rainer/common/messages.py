"""The outbox: a message is a row, written in the transaction of the decision it tells of, and sent by a job.

A message that cannot be sent changes nothing about the decision. It carries a reference and a link, never details of
a case.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.core import mail
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rainer.common import clock, log, notify
from rainer.common.jobs import job
from rainer.common.models import LogEntry, Message

TRIES = 3
GIVEN_UP = log.event_type(
    "message_given_up", _("A message was not sent after three tries: {reference}"), kind=LogEntry.Kind.SYSTEM
)
UNSENT = (Message.State.WAITING, Message.State.FAILED)


def send_later(*, to: Iterable[str], subject: str, body: str, reference: str) -> int:
    """Put a message in the outbox, once for each address and reference; returns how many are new.

    Call it inside the transaction of the decision. `subject` and `body` hold no personal data but a reference.
    """
    now = clock.now()
    addresses = sorted({address.strip() for address in to if address.strip()})
    rows = [
        Message(to=address, subject=subject, body=body, reference=reference, created_at=now) for address in addresses
    ]
    known = set(Message.objects.filter(reference=reference, to__in=addresses).values_list("to", flat=True))
    Message.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        send_messages.later()
    return len(set(addresses) - known)


@job("send_messages", only_one=True)
def send_messages() -> None:
    """Send the messages that wait"""
    send_waiting()


def send_waiting() -> int:
    """Send what waits, oldest first, each in its own transaction; returns how many were sent."""
    sent = 0
    due = Message.objects.filter(state__in=UNSENT).order_by("created_at").values_list("pk", flat=True)
    for pk in list(due):
        with transaction.atomic():
            sent += _send_one(pk)
    return sent


def _send_one(pk: int) -> bool:
    """Send one message. Another worker that has it, or had it, keeps it: its row is locked, or no longer waits."""
    message = Message.objects.select_for_update(skip_locked=True).filter(pk=pk, state__in=UNSENT).first()
    if message is None:
        return False
    message.attempts += 1
    try:
        _deliver(message)
    except Exception as error:  # whatever the mail server's fault is, the message waits for another try
        _note_failure(message, error)
    else:
        message.state, message.sent_at, message.last_error = Message.State.SENT, clock.now(), ""
    message.save(update_fields=["state", "attempts", "last_error", "sent_at"])
    return message.state == Message.State.SENT


def _note_failure(message: Message, error: Exception) -> None:
    message.last_error = f"{type(error).__name__}: {error}"[:200]
    message.state = Message.State.FAILED if message.attempts < TRIES else Message.State.GIVEN_UP
    if message.state == Message.State.GIVEN_UP:
        log.record(GIVEN_UP, actor=None, subject=f"message:{message.pk}", data={"reference": message.reference})


def _deliver(message: Message) -> None:
    if settings.NOTIFY_API_KEY:
        notify.send_email(to=message.to, subject=message.subject, body=message.body, reference=message.reference)
    else:
        mail.send_mail(message.subject, message.body, None, [message.to])

"""Messages to people, and the keys of forms that were sent long ago."""

from __future__ import annotations

from datetime import timedelta

from rainer.common import clock
from rainer.common.jobs import job
from rainer.supervision.operations.common import forget_submissions
from rainer.supervision.operations.reminders import send_due

# A form that is sent again after this long is a new one: nobody's browser waits so long for an answer.
KEPT = timedelta(days=7)


@job("send_reminders", only_one=True)
def send_reminders() -> None:
    """Send the texts and e-mails to people that are due"""
    send_due()


@job("forget_sent_forms", only_one=True)
def forget_sent_forms() -> None:
    """Forget the keys of forms sent over a week ago"""
    forget_submissions(before=clock.now() - KEPT)

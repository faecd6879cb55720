"""A private address of one's diary for one's own calendar: shown once, kept as a hash, taken back at will."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy

from rainer.common import clock, log
from rainer.common.models import LogEntry
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.supervision.models import DiaryFeed
from rainer.supervision.queries.feeds import hash_of

MADE = log.event_type("diary_feed_made", gettext_lazy("{actor} made a private address of their diary"))
REVOKED = log.event_type("diary_feed_revoked", gettext_lazy("{actor} took the private address of their diary back"))
READ = log.event_type(
    "diary_feed_read", gettext_lazy("{actor}’s calendar read their diary: {count} entries"), kind=LogEntry.Kind.READ
)


@dataclass(frozen=True, slots=True)
class NewFeed:
    """The feed, and its token: this is the only time that it is known."""

    feed: DiaryFeed
    token: str


@transaction.atomic
def make_feed(*, acting: Acting) -> NewFeed:
    """A new address; the one before stops working."""
    acting.need(Capability.SEE_DIARY)
    _revoke(acting)
    token = secrets.token_urlsafe(32)
    feed = DiaryFeed.objects.create(user=acting.user, token_hash=hash_of(token), made_at=clock.now())
    log.record(MADE, actor=acting.user, subject=f"user:{acting.user.pk}")
    return NewFeed(feed, token)


@transaction.atomic
def revoke_feed(*, acting: Acting) -> bool:
    """Take the address back. False when there was none."""
    acting.need(Capability.SEE_DIARY)
    if not _revoke(acting):
        return False
    log.record(REVOKED, actor=acting.user, subject=f"user:{acting.user.pk}")
    return True


def _revoke(acting: Acting) -> int:
    return DiaryFeed.objects.filter(user=acting.user, revoked_at=None).update(revoked_at=clock.now())


@transaction.atomic
def note_read(*, feed: DiaryFeed, count: int) -> None:
    """A calendar asks every few minutes: the first time of a day goes to the log."""
    now, last = clock.now(), feed.last_read_at
    DiaryFeed.objects.filter(pk=feed.pk).update(last_read_at=now)
    if last is None or last.date() != now.date():
        log.record(READ, actor=feed.user, subject=f"user:{feed.user_id}", data={"count": count})

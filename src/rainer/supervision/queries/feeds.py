"""The private diary address of a user, and whose a token is."""

from __future__ import annotations

import hashlib
from typing import Any

from rainer.supervision.models import DiaryFeed


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def standing_feed(user: Any) -> DiaryFeed | None:
    return DiaryFeed.objects.filter(user=user, revoked_at=None).first()


def feed_by(token: str) -> DiaryFeed | None:
    """The feed of this address, while it stands and its user is still here."""
    feeds = DiaryFeed.objects.filter(token_hash=hash_of(token), revoked_at=None, user__is_active=True)
    return feeds.select_related("user").first()

"""Until when someone who tried too often has to wait, read from what the sign-in library counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.http import HttpRequest

APP = "allauth.account"


def locked_until(request: HttpRequest, action: str, *, key: str | None = None) -> datetime | None:
    """The minute from which another try is let through; None where none is held back.

    Without a `key` only what is counted by address is looked at.
    """
    rates = ratelimit.get_rates(app=APP, action=action)
    counted = [rate for rate in rates if rate.per == "ip" or (rate.per == "key" and key)]
    return max(filter(None, (_until(request, action, rate, key) for rate in counted)), default=None)


def _until(request: HttpRequest, action: str, rate: ratelimit.Rate, key: str | None) -> datetime | None:
    """Tries are kept newest first: the one that fills the limit has to grow old."""
    tries: list[float] = cache.get(ratelimit.get_cache_key(request, app=APP, action=action, rate=rate, key=key), [])
    if len(tries) < rate.amount:
        return None
    ends = datetime.fromtimestamp(tries[rate.amount - 1] + rate.duration, UTC)
    return ends.replace(second=0, microsecond=0) + timedelta(minutes=1)

"""The only place that reads the clock. Rules and queries get dates passed in."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """This moment, aware. Where a day is fixed (a test, a frozen demo): this time of day on that day."""
    if not settings.FIXED_TODAY:
        return timezone.now()
    return datetime.combine(date.fromisoformat(settings.FIXED_TODAY), timezone.localtime().timetz())


def today() -> date:
    """Today, local."""
    return timezone.localdate(now())

"""What the furniture writes: downloads in the log, drafts of forms, the filter last chosen for a list."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rainer.common import clock, log
from rainer.common.models import Draft, LastView, LogEntry

DOWNLOADED = log.event_type("list_downloaded", _("{actor} downloaded {what}: {rows} rows"), kind=LogEntry.Kind.READ)

MOST_KEPT = 1000


def record_download(*, actor: Any, what: str, rows: int, kind: str, reason: str) -> None:
    """Log that a list left the system as a file, and what for where that was asked."""
    facts = {"what": what, "rows": rows, "kind": kind, "reason": reason}
    log.record(DOWNLOADED, actor=actor, subject=f"list:{what}"[:80], data=facts)


def save_draft(*, user: Any, form: str, data: dict[str, Any]) -> Draft:
    """Keep what someone typed, one draft per user and form. No event: a draft is nobody's record yet."""
    kept = {"data": data, "saved_at": clock.now()}
    return Draft.objects.update_or_create(user=user, form=form, defaults=kept)[0]


@transaction.atomic
def forget_draft(*, user: Any, form: str) -> None:
    """Drop a draft: it was sent, or its writer no longer wants it."""
    Draft.objects.filter(user=user, form=form).delete()


@transaction.atomic
def keep_view(*, user: Any, path: str, query: str) -> None:
    """Remember what a user chose for a list, as "Your last view"; an empty choice forgets it. No event: it is
    nobody's record. A choice too long to keep is forgotten too."""
    if query and len(query) <= MOST_KEPT:
        LastView.objects.update_or_create(user=user, path=path, defaults={"query": query})
    else:
        LastView.objects.filter(user=user, path=path).delete()

"""Is Rainer well? One list of findings, for the health page, `rainer doctor` and whoever watches from outside."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _
from procrastinate.contrib.django.models import ProcrastinateJob

from rainer.common import clock
from rainer.common.models import LogSeal, Message

# In seconds. A worker notes that it lives every ten.
WORKER_SILENT = 60
JOB_LATE = 15 * 60
SEAL_LATE = timedelta(minutes=20)
DISK_LOW_PERCENT = 10


class Level(StrEnum):
    WELL = "well"
    LOOK = "look"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: what it is, how it is, and what to do when it is not well."""

    name: str
    level: Level
    says: str
    do: str = ""


def findings() -> list[Finding]:
    """What the system administrator needs to know, worst first. No case data."""
    found = [worker(), waiting_jobs(), failed_jobs(), seals(), messages_unsent(), disk()]
    order = [Level.WRONG, Level.LOOK, Level.WELL]
    return sorted(found, key=lambda f: order.index(f.level))


def answers() -> bool:
    """Whether the database answers, for the open liveness page."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone())


def worker() -> Finding:
    name = _("Worker")
    # A worker writes its own machine's time, whatever day a demo stands on.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - make_interval(secs => %s)",
            [WORKER_SILENT],
        )
        alive = cursor.fetchone()[0]
    if alive:
        return Finding(name, Level.WELL, _("%(count)s at work") % {"count": alive})
    return Finding(
        name, Level.WRONG, _("None is at work: nothing is sealed, sent or worked out again"), _("Start `rainer worker`")
    )


def waiting_jobs() -> Finding:
    name = _("Jobs waiting")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(*) FILTER (WHERE e.at < now() - make_interval(secs => %s)) FROM procrastinate_jobs j "
            "LEFT JOIN LATERAL (SELECT min(at) AS at FROM procrastinate_events WHERE job_id = j.id) e ON true "
            "WHERE j.status = 'todo' AND (j.scheduled_at IS NULL OR j.scheduled_at <= now())",
            [JOB_LATE],
        )
        waiting, late = cursor.fetchone()
    if late:
        said = _("%(late)s of %(count)s have waited over 15 minutes") % {"late": late, "count": waiting}
        return Finding(name, Level.LOOK, said, _("See that a worker runs; start a second if it cannot keep up"))
    return Finding(name, Level.WELL, str(waiting))


def failed_jobs() -> Finding:
    name = _("Jobs given up")
    failed = ProcrastinateJob.objects.filter(status="failed").count()
    if failed:
        return Finding(name, Level.LOOK, str(failed), _("Look at Jobs: each names what it was doing"))
    return Finding(name, Level.WELL, _("None"))


def seals() -> Finding:
    name = _("Event log")
    last = LogSeal.objects.order_by("-id").first()
    if last is None:
        return Finding(
            name, Level.LOOK, _("Not sealed yet"), _("See that a worker runs: it seals the log every five minutes")
        )
    behind = _unsealed_since(last)
    said = _("Sealed to %(time)s, seal %(number)s") % {"time": f"{last.sealed_at:%H:%M %d %b}", "number": last.pk}
    if behind:
        return Finding(
            name, Level.LOOK, said, _("Entries have waited over 20 minutes for a seal: see that a worker runs")
        )
    return Finding(name, Level.WELL, said)


def _unsealed_since(last: LogSeal) -> bool:
    """Whether an entry written after the last seal has waited too long for one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM common_logentry e WHERE e.at > %s AND e.at < %s)",
            [last.sealed_at, clock.now() - SEAL_LATE],
        )
        return bool(cursor.fetchone()[0])


def messages_unsent() -> Finding:
    name = _("Messages")
    given_up = Message.objects.filter(state=Message.State.GIVEN_UP).count()
    waiting = Message.objects.filter(state__in=[Message.State.WAITING, Message.State.FAILED]).count()
    if given_up:
        said = _("%(count)s not sent, %(waiting)s waiting") % {"count": given_up, "waiting": waiting}
        return Finding(name, Level.LOOK, said, _("Look at the outbox, then at the mail server's address"))
    return Finding(name, Level.WELL, _("%(waiting)s waiting") % {"waiting": waiting})


def disk() -> Finding:
    name = _("Disk")
    folder = Path(settings.DATA_FOLDER)
    usage = shutil.disk_usage(folder if folder.exists() else folder.parent)
    free = round(100 * usage.free / usage.total)
    said = _("%(percent)s%% free") % {"percent": free}
    if free < DISK_LOW_PERCENT:
        return Finding(name, Level.WRONG, said, _("Make room, or give Rainer a larger disk"))
    return Finding(name, Level.WELL, said)

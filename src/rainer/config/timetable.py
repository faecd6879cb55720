"""What runs when: the whole list. Times are London's clock as the worker's machine keeps it."""

from __future__ import annotations

from procrastinate.contrib.django import app

from rainer.cases.jobs import close_break_glass
from rainer.common.jobs import Job
from rainer.common.upkeep import seal_log, send_messages, sweep_log

TIMETABLE: list[tuple[str, Job]] = [
    ("*/5 * * * *", seal_log),
    ("20 3 * * *", sweep_log),
    ("* * * * *", send_messages),
    ("*/5 * * * *", close_break_glass),
]


def register() -> None:
    """Put the timetable into the worker's hands. Called once, when Django has started."""
    for cron, job in TIMETABLE:
        app.periodic(cron=cron, periodic_id=job.name)(job.task)

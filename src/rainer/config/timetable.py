"""What runs when: the whole list. Times are UTC."""

from __future__ import annotations

from procrastinate.contrib.django import app

from rainer.allocation.jobs import check_nobody_named, refresh_waiting_groups
from rainer.assessments.jobs import score_those_due
from rainer.assurance.jobs import look_for_missed_signals, watch_levels
from rainer.cases.jobs import close_break_glass, scan_documents
from rainer.common.jobs import Job
from rainer.common.messages import send_messages
from rainer.common.upkeep import seal_log, sweep_log
from rainer.overview.jobs import keep_suspended_items
from rainer.rulebook.jobs import mark_local_values
from rainer.supervision.jobs import forget_sent_forms, send_reminders
from rainer.tiering.jobs import recalculate_due_tiers
from rainer.workload.jobs import read_loads

TIMETABLE: list[tuple[str, Job]] = [
    ("* * * * *", send_messages),
    ("* * * * *", send_reminders),
    ("*/5 * * * *", seal_log),
    ("*/5 * * * *", close_break_glass),
    ("*/2 * * * *", scan_documents),
    # The night in its order: values, then scores and the tiers that rest on them, then who waits, then load, then what the status lets wait.
    ("5 1 * * *", mark_local_values),
    ("10 1 * * *", score_those_due),
    ("20 1 * * *", recalculate_due_tiers),
    ("40 1 * * *", refresh_waiting_groups),
    ("0 2 * * *", read_loads),
    ("30 2 * * *", watch_levels),
    ("40 2 * * *", look_for_missed_signals),
    ("0 3 * * *", keep_suspended_items),
    ("20 3 * * *", sweep_log),
    ("30 3 * * *", forget_sent_forms),
    ("30 5 * * *", check_nobody_named),
]


def register() -> None:
    """Put the timetable into the worker's hands. Called once, when Django has started."""
    for cron, job in TIMETABLE:
        app.periodic(cron=cron, periodic_id=job.name)(job.task)

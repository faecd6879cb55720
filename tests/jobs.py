"""Runs, in the test's own process and transaction, the jobs that stand in the queue."""

from __future__ import annotations

import json

from django.db import connection

from rainer.common.jobs import jobs, run_as_job


def waiting() -> list[tuple[str, dict[str, object]]]:
    """(name, arguments) of the jobs in the queue, the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, args FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id")
        return [(name, args if isinstance(args, dict) else json.loads(args)) for name, args in cursor.fetchall()]


def run_waiting() -> list[str]:
    """Do every waiting job once and take it out of the queue; returns their names."""
    todo = waiting()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE status = 'todo'")
    declared = jobs()
    for name, arguments in todo:
        run_as_job(declared[name].run, **arguments)
    return [name for name, _arguments in todo]

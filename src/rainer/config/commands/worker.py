"""`rainer worker`: does the jobs in the queue, and puts the timetable's jobs into it."""

from __future__ import annotations

import argparse
import asyncio
from typing import Any


def add_arguments(commands: Any) -> None:
    parser = commands.add_parser("worker", help="do the jobs that wait, and those of the timetable")
    parser.add_argument("--once", action="store_true", help="do what waits now, then stop")


def run(arguments: argparse.Namespace) -> int:
    from rainer.config.boot import boot

    boot()
    asyncio.run(_work(wait=not arguments.once))
    return 0


async def _work(*, wait: bool) -> None:
    from procrastinate.contrib.django import app

    # The worker listens on a connection of its own; jobs put further jobs in through Django's, in their transaction.
    worker: Any = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
    async with worker.open_async():
        await worker.run_worker_async(wait=wait, delete_jobs="successful", install_signal_handlers=wait)

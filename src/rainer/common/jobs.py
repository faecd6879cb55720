"""Work done later by the worker. A job is a thin function of ids and dates, safe to run twice and side by side.

    @job("recalculate_tier")
    def recalculate_tier(case_id: int) -> None: ...

    recalculate_tier.later(case_id=42)      # put in the queue within the present transaction

A job with `only_one` waits in the queue once at most: asked for again before it has started, it is the same job.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from rainer.common import log

ATTEMPTS = 5
_JOBS: dict[str, Job] = {}


@dataclass(frozen=True, slots=True)
class Job:
    """A job's name, what it does in words, and the function."""

    name: str
    summary: str
    run: Callable[..., Any]
    only_one: bool
    task: Any

    def __call__(self, **arguments: Any) -> Any:
        """Do it now, in this process."""
        return self.run(**arguments)

    def later(self, **arguments: Any) -> bool:
        """Put it in the queue, in the present transaction. False when the same job waits there already."""
        plain = {key: value.isoformat() if isinstance(value, date) else value for key, value in arguments.items()}
        configured = self.task.configure(queueing_lock=self._lock(plain)) if self.only_one else self.task
        try:
            with transaction.atomic():
                configured.defer(**plain)
        except AlreadyEnqueued:
            return False
        return True

    def _lock(self, arguments: dict[str, Any]) -> str:
        return ":".join([self.name, *(f"{key}={arguments[key]}" for key in sorted(arguments))])


def job(name: str, *, only_one: bool = False, attempts: int = ATTEMPTS) -> Callable[[Callable[..., Any]], Job]:
    """Declare a job. The name is stable: it stands in the queue. Failures are tried again, ever later."""

    def declare(function: Callable[..., Any]) -> Job:
        def run_from_queue(timestamp: int | None = None, **arguments: Any) -> None:
            run_as_job(function, **arguments)

        run_from_queue.__doc__ = function.__doc__
        task = app.task(
            name=name,
            retry=RetryStrategy(max_attempts=attempts, exponential_wait=4),
            queueing_lock=name if only_one else None,
        )(run_from_queue)
        summary = (function.__doc__ or name).strip().split("\n")[0]
        _JOBS[name] = Job(name, summary, function, only_one, task)
        return _JOBS[name]

    return declare


def run_as_job(function: Callable[..., Any], **arguments: Any) -> Any:
    """Run it with the log told that a job did it."""
    way = log.way_in.set("job")
    try:
        return function(**arguments)
    finally:
        log.way_in.reset(way)


def jobs() -> dict[str, Job]:
    """Every declared job by name."""
    return dict(_JOBS)

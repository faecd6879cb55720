"""Rainer's own housekeeping: the log sealed, its months made ahead."""

from __future__ import annotations

from rainer.common import clock, sealing
from rainer.common.jobs import job


@job("seal_log", only_one=True)
def seal_log() -> None:
    """Seal the event log's new entries"""
    sealing.seal()


@job("sweep_log", only_one=True)
def sweep_log() -> None:
    """Seal entries that came very late, and make the log's next months"""
    sealing.make_months(on=clock.today())
    sealing.seal(everything=True)

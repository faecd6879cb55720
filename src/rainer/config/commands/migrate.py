"""`rainer migrate`: make or bring up to date everything the database needs. Safe to run again."""

from __future__ import annotations

import argparse
from typing import Any


def add_arguments(commands: Any) -> None:
    commands.add_parser("migrate", help="make or bring up to date what the database needs")


def run(arguments: argparse.Namespace) -> int:
    from rainer.config.boot import boot

    boot()
    bring_up_to_date()
    print("The database is up to date.")
    return 0


def bring_up_to_date() -> None:
    """Migrations, the cache's table, and the event log's months to come."""
    from django.core.management import call_command

    from rainer.common import clock, sealing

    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    sealing.make_months(on=clock.today())

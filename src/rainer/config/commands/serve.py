"""`rainer serve`: the pages, by granian, behind any proxy or on their own."""

from __future__ import annotations

import argparse
import os
from typing import Any

MOST_WORKERS = 4


def add_arguments(commands: Any) -> None:
    parser = commands.add_parser("serve", help="serve the pages")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, metavar="P", help="the port to listen on (8000)")
    parser.add_argument("--workers", type=int, metavar="N", help="how many processes (one for each core, four at most)")


def run(arguments: argparse.Namespace) -> int:
    from rainer.config.boot import boot

    boot()
    gather_static()
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "rainer.config.wsgi:application",
        address=arguments.host,
        port=arguments.port,
        interface=Interfaces.WSGI,
        workers=arguments.workers or min(os.cpu_count() or 1, MOST_WORKERS),
        blocking_threads=4,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
    ).serve()
    return 0


def gather_static() -> None:
    """In service, static files are gathered once, compressed and named by their content."""
    from django.conf import settings
    from django.core.management import call_command

    if settings.IS_SERVICE:
        call_command("collectstatic", interactive=False, verbosity=0)

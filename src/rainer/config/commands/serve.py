"""`rainer serve`: the pages, by granian, behind any proxy or on their own."""

from __future__ import annotations

import argparse
import errno
import os
import socket
from typing import Any

from rainer.common.errors import BadInputError

MOST_WORKERS = 4


def add_arguments(commands: Any) -> None:
    parser = commands.add_parser("serve", help="serve the pages")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, metavar="P", help="the port to listen on (8000)")
    parser.add_argument("--workers", type=int, metavar="N", help="how many processes (one for each core, four at most)")


def run(arguments: argparse.Namespace) -> int:
    from rainer.config.boot import boot

    check_port(arguments.host, arguments.port)
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


def check_port(host: str, port: int) -> None:
    """Before anything is built or started: BadInputError when the port is none, or is taken."""
    if not 1 <= port <= 65_535:
        raise BadInputError(f"--port takes a whole number from 1 to 65535, not {port}.")
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
        except PermissionError:
            raise BadInputError(f"Port {port} is not yours to open: choose another with --port.") from None
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise BadInputError(f"Port {port} is taken: choose another with --port.") from None
            raise BadInputError(f"There is no address {host} on this machine: choose another with --host.") from None


def gather_static() -> None:
    """In service, static files are gathered once, compressed and named by their content; elsewhere they are found
    where they lie, and the folder is only there to be looked into."""
    from django.conf import settings
    from django.core.management import call_command

    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    if settings.IS_SERVICE:
        call_command("collectstatic", interactive=False, verbosity=0)

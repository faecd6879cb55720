"""`rainer demo`: the demo world, its worker and its pages, all stopped by one Ctrl-C."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPException
from types import FrameType
from typing import Any

from rainer.common.errors import BadInputError
from rainer.config.commands.serve import check_port

HOST = "127.0.0.1"
ANSWERS_WITHIN_SECONDS = 60.0


def add_arguments(commands: Any) -> None:
    parser = commands.add_parser("demo", help="the demo world on this machine")
    parser.add_argument("--people", type=int, metavar="N", help="how many people; 20,000 or more makes a whole nation")
    parser.add_argument(
        "--contacts", type=int, metavar="N", help="in a nation: how many contacts a person, on average (80 unless said)"
    )
    parser.add_argument("--port", type=int, default=8000, metavar="P")
    parser.add_argument("--no-serve", action="store_true", help="build the world and stop")


def run(arguments: argparse.Namespace) -> int:
    if arguments.people is not None and not 100 <= arguments.people <= 1_000_000:
        raise BadInputError("--people takes a whole number from 100 to 1,000,000.")
    if arguments.contacts is not None and not 1 <= arguments.contacts <= 500:
        raise BadInputError("--contacts takes a whole number from 1 to 500.")
    if not arguments.no_serve:
        check_port(HOST, arguments.port)
    # A signal ends this the same way as Ctrl-C, at whatever moment, so that nothing is left running.
    signal.signal(signal.SIGTERM, _interrupt)
    from rainer.config.boot import boot

    _say("Starting the database …")
    boot(mode="demo")
    from rainer.config.commands.migrate import bring_up_to_date
    from rainer.demo import start
    from rainer.demo.contacts.bulk import EACH

    start.ensure_world(
        people=arguments.people, say=_say, migrate=bring_up_to_date, contacts_each=arguments.contacts or EACH
    )
    if arguments.no_serve:
        return 0
    return _serve(arguments.port)


def _say(text: str) -> None:
    print(text, flush=True)


def _serve(port: int) -> int:
    """The server and the worker as children; both end with this process, whichever way it ends."""
    from rainer.config.boot import ENDS_WITH

    command = [sys.executable, "-m", "rainer.config.cli"]
    environment = os.environ | {ENDS_WITH: str(os.getpid())}
    children = [
        subprocess.Popen([*command, *words], env=environment, start_new_session=True)  # noqa: S603
        for words in (["worker"], ["serve", "--port", str(port)])
    ]
    try:
        if not _answers(port, children):
            _say(f"Rainer does not answer at http://{HOST}:{port}. What it said is above.")
            return 1
        _say_where(port)
        while all(child.poll() is None for child in children):
            time.sleep(0.3)
        return 1
    except KeyboardInterrupt:
        _say("\nStopping …")
        return 0
    finally:
        _end(children)


def _answers(port: int, children: list[subprocess.Popen[bytes]]) -> bool:
    """Wait until the pages are there; False when a child ends first, or they are long in coming."""
    end = time.monotonic() + ANSWERS_WITHIN_SECONDS
    while time.monotonic() < end and all(child.poll() is None for child in children):
        try:
            asked = HTTPConnection(HOST, port, timeout=5)  # itself: by no proxy
            asked.request("GET", "/healthz")
            if asked.getresponse().status == 200:
                return True
        except (OSError, HTTPException):
            pass
        time.sleep(0.2)
    return False


def _say_where(port: int) -> None:
    from rainer.demo.cast import PASSWORD, WHO_TO_BE

    _say(f"\nRainer is at http://{HOST}:{port}   Ctrl-C stops all of it.")
    _say(f"Password: {PASSWORD}. Sign in as")
    for username, who in WHO_TO_BE:
        _say(f"  {username:<13}{who}")
    _say("")


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            child.kill()

"""`rainer log verify`: work out the event log's whole chain again, and say exactly where it breaks."""

from __future__ import annotations

import argparse
import sys
from typing import Any


def add_arguments(commands: Any) -> None:
    log = commands.add_parser("log", help="check the event log")
    actions = log.add_subparsers(dest="log_action", required=True, metavar="ACTION")
    verify = actions.add_parser("verify", help="check that nothing sealed was changed or is missing")
    verify.add_argument("--expect", metavar="HASH", help="a last hash written down earlier, which the chain must hold")


def run(arguments: argparse.Namespace) -> int:
    from rainer.config.boot import boot

    boot()
    from rainer.common import sealing

    found = sealing.verify(expect=arguments.expect or "")
    for fault in found.faults:
        print(fault, file=sys.stderr)
    print(f"{found.sealed:,} entries in {found.seals:,} seals; {found.waiting:,} not sealed yet")
    print(f"Last hash: {found.last_hash}")
    print("The log is whole." if found.is_whole else f"The log is broken in {len(found.faults)} places.")
    return 0 if found.is_whole else 1

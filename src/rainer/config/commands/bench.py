"""`rainer bench`: each benchmark's time beside the floor of the same work, in one run."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from importlib import import_module
from typing import Any

from rainer.common.errors import CannotBeReadError
from rainer.config.benchmarks import MODULES, Reading


def add_arguments(commands: Any) -> None:
    parser = commands.add_parser("bench", help="time the work beside its floor")
    parser.add_argument("name", nargs="?", metavar="NAME", help=f"one of {', '.join(MODULES)}; all without it")
    parser.add_argument("--json", action="store_true", help="print the readings as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Print each reading; exit 1 if a promise is not met."""
    readings: list[Reading] = []
    for module in _modules(arguments.name):
        if not arguments.json:
            print(f"\n{module.NAME}: {module.SUMMARY}", flush=True)
        for reading in module.run():
            readings.append(reading)
            if not arguments.json:
                print(_line(reading), flush=True)
    if arguments.json:
        json.dump([_data(r) for r in readings], sys.stdout, indent=1)
        print()
    return 0 if all(r.is_met for r in readings) else 1


def _modules(name: str | None) -> Iterable[Any]:
    if name is not None and name not in MODULES:
        raise CannotBeReadError(f"There is no benchmark called {name}. There are: {', '.join(MODULES)}.")
    return [import_module(f"rainer.config.benchmarks.{m}") for m in MODULES if name in (None, m)]


def _line(reading: Reading) -> str:
    parts = [f"  {reading.name}: {_time(reading.seconds)}"]
    if reading.floor_seconds:
        parts.append(f"floor {_time(reading.floor_seconds)} ({reading.floor_name})")
        parts.append(f"ratio {reading.ratio:.2f}")
    if reading.limit is not None:
        parts.append(f"promised at most {reading.limit:g} times the floor")
    if reading.limit_seconds is not None:
        parts.append(f"promised within {_time(reading.limit_seconds)}")
    parts += [f"{name} {text}" for name, text in reading.facts]
    return " · ".join(parts) + (" · met" if reading.is_met else " · NOT MET")


def _time(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms" if seconds < 1 else f"{seconds:.2f} s"


def _data(reading: Reading) -> dict[str, Any]:
    return {
        "name": reading.name,
        "seconds": reading.seconds,
        "floor_seconds": reading.floor_seconds,
        "floor": reading.floor_name,
        "ratio": reading.ratio,
        "limit": reading.limit,
        "limit_seconds": reading.limit_seconds,
        "facts": dict(reading.facts),
        "met": reading.is_met,
    }

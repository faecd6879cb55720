"""`rainer assurance draw`: a spot-check draw from a seed and a frozen list, and anybody's check of one as published.

Needs no database and no settings: whoever checks a draw has two published files and nothing else.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from rainer.common.errors import BadInputError
from rainer.policy import spotchecks
from rainer.policy.dates import counted
from rainer.policy.refusals import RefusedInputError

DIFFERS = 1
Drawn = Mapping[tuple[str, str], spotchecks.Selected]


def add_arguments(commands: Any) -> None:
    assurance = commands.add_parser("assurance", help="draw spot checks, or check a draw as it was published")
    actions = assurance.add_subparsers(dest="assurance_action", required=True, metavar="ACTION")
    draw = actions.add_parser("draw", help="which case of each practitioner is checked, from a seed and a frozen list")
    draw.add_argument("seed", metavar="SEED", help="the file with the seed, or the seed itself")
    draw.add_argument("list", metavar="LIST", type=Path, help="the frozen list: CSV of period, practitioner and case")
    draw.add_argument("--verify", action="store_true", help="compare the draw with what the seed's file says was drawn")
    draw.add_argument("--out", metavar="FILE", type=Path, help="write the seed's file with what was drawn, to publish")


def run(arguments: argparse.Namespace) -> int:
    """Exit status: 0 done and agreeing, 1 the files do not agree or cannot be used, 2 one cannot be read."""
    try:
        held = spotchecks.read_list(arguments.list.read_bytes())
        revealed = _revealed(arguments.seed)
        drawn = spotchecks.draw_all(held, revealed, on=_today())
    except RefusedInputError as error:
        raise BadInputError(error.words) from None
    _print(held, revealed, drawn)
    faults = list(spotchecks.faults(held, revealed, drawn))
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults:
        print(f"The draw does not hold: {counted(len(faults), 'fault')}.")
        return DIFFERS
    if arguments.out is not None:
        arguments.out.write_text(spotchecks.seed_file(held, revealed, drawn), encoding="utf-8")
        print(f"Written to {arguments.out}.")
    if arguments.verify:
        print(_verdict(held, revealed))
    return 0


def _today() -> date:
    """The only time the command reads the clock. The draw is the same on any day."""
    return datetime.now(tz=ZoneInfo("Europe/London")).date()


def _revealed(given: str) -> spotchecks.Revealed:
    path = Path(given)
    if path.is_file():
        return spotchecks.read_seed(path.read_bytes())
    # A name that was meant for a file must not be drawn with as if it were the seed.
    if len(path.parts) > 1 or path.suffix in (".txt", ".csv", ".seed", ".json", ".yaml") or path.is_dir():
        raise BadInputError(f"There is no file {given}.")
    print("The seed is taken from the command line; there is no such file.", file=sys.stderr)
    return spotchecks.Revealed(given)


def _print(held: spotchecks.FrozenList, revealed: spotchecks.Revealed, drawn: Drawn) -> None:
    for (period, practitioner), selected in drawn.items():
        print(f"{period}  {practitioner}  {selected.case or _none(selected)}  {selected.digest or '-'}")
        for case, why in selected.passed_over.items():
            print(f"    passed over: {case}, {why}")
    print(f"SHA-256 of the list: {held.digest}")
    print(f"SHA-256 of the seed: {spotchecks.commitment(revealed.seed)}")


def _none(selected: spotchecks.Selected) -> str:
    return "none (no eligible case)" if not selected.order else "none (none could be checked)"


def _verdict(held: spotchecks.FrozenList, revealed: spotchecks.Revealed) -> str:
    """What agrees, and what these two files cannot show."""
    open_points = []
    if held.commitment is None:
        open_points.append("The list holds no commitment: that the seed was fixed first is not shown here.")
    if revealed.list_digest is None:
        open_points.append("The seed’s file names no list: that this is the list drawn from is not shown here.")
    if not revealed.drawn:
        open_points.append(
            "The seed’s file says nothing of what was drawn: compare the lines above with what was published."
        )
        return "\n".join(["Drawn again.", *open_points])
    return "\n".join([f"The draw holds: {len(revealed.drawn)} agree.", *open_points])

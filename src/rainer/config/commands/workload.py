"""`rainer workload`: the load of every practitioner, team, unit and region straight from a nightly extract.

Needs no database and no settings.
"""

from __future__ import annotations

import argparse
import sys
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from rainer.config.commands.days import day, need_past
from rainer.config.commands.importing import add_names, names_said

EXTENSIONS = (".csv", ".xlsx", ".json")
LEVELS = ("region", "unit", "team", "practitioner")
REFUSED, UNUSABLE = 1, 2


def add_arguments(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Put `workload` on the command line."""
    parser = subparsers.add_parser("workload", help="the workload report from a nightly extract, no database")
    parser.add_argument("file", metavar="FILE", type=Path, help="the extract: .xlsx, .xls or .ods")
    parser.add_argument("--on", type=day, metavar="DATE", help="the day to work it out for (today)")
    parser.add_argument(
        "--out",
        type=_out,
        metavar="FILE",
        help="also write the report: a name ending in .csv, .xlsx or .json",
    )
    parser.add_argument("--level", choices=LEVELS, action="append", help="print this level alone; may be repeated")
    parser.add_argument(
        "--accept-t2a-excess",
        action="store_true",
        help="read the file although its T2A cases are not fewer than its filtered cases",
    )
    add_names(parser)


def _out(text: str) -> Path:
    path = Path(text)
    if path.suffix.lower() not in EXTENSIONS:
        raise argparse.ArgumentTypeError(f"{text} does not end in {', '.join(EXTENSIONS[:-1])} or {EXTENSIONS[-1]}")
    if not path.parent.is_dir():
        raise argparse.ArgumentTypeError(f"there is no folder {path.parent}")
    return path


def run(args: argparse.Namespace) -> int:
    """Read, check, work out, print and write. 1 if the file is refused, 2 if it cannot be read or written."""
    from rainer.importers.wmt.answers import command_lines
    from rainer.importers.wmt.faults import ExtractRefusedError
    from rainer.policy.rulebook import RulebookError

    # The only time this command reads the clock.
    today = datetime.now(tz=ZoneInfo("Europe/London")).date()
    need_past(args.on, today=today, why="an extract tells of what has been")
    on = args.on or today
    if args.out and args.out.exists() and args.file.exists() and args.out.samefile(args.file):
        return _stop(UNUSABLE, "The report would be written over the extract. Give --out another name.")
    try:
        return _report(args, on)
    except ExtractRefusedError as error:
        print(f"{args.file} is refused; nothing of it is used.", file=sys.stderr)
        return _stop(REFUSED, "\n".join(command_lines(error.faults)))
    except RulebookError as error:
        return _stop(UNUSABLE, f"{error} Choose another day with --on.")


def _report(args: argparse.Namespace, on: date) -> int:
    from rainer.config.commands import workload_text
    from rainer.importers.wmt import output, report, rows

    said = names_said(args)
    try:
        extract = rows.load(
            args.file, on=on, strict_grades=False, accept_t2a_excess=args.accept_t2a_excess, renamed=said
        )
    except OSError as error:
        return _stop(UNUSABLE, f"{args.file} cannot be read: {error.strerror}.")
    for line in workload_text.grade_warning_lines(extract.grade_warnings):
        print(line, file=sys.stderr)
    built = output.build(extract, report.score(extract, on=on), source=args.file.name, on=on)
    heading = workload_text.heading_lines(built, extract.datestamp, is_today=args.on is None)
    body = workload_text.body_lines(built, levels=args.level or LEVELS)
    sys.stdout.write("\n".join([*heading, *body, ""]))
    if args.out is None:
        return 0
    try:
        written = output.write(built, args.out)
    except OSError as error:
        return _stop(UNUSABLE, f"{args.out} cannot be written: {error.strerror}.")
    print(f"\nWritten: {', '.join(str(path) for path in written)}")
    return 0


def _stop(code: int, message: str) -> int:
    print(message, file=sys.stderr)
    return code

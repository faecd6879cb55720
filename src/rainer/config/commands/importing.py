"""`rainer import`: bring a file into the database, or say what it would change, or name everything wrong with it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rainer.common.errors import BadInputError, CannotBeReadError
from rainer.config.commands.days import day, need_past

if TYPE_CHECKING:
    from rainer.importers.wmt.renaming import Renaming

REFUSED = 1


def add_arguments(commands: Any) -> None:
    parser = commands.add_parser("import", help="bring in a nightly extract or a caseload")
    formats = parser.add_subparsers(dest="format", metavar="FORMAT", required=True)
    wmt = formats.add_parser("wmt", help="the nightly workload extract: .xlsx, .xls or .ods")
    wmt.add_argument("file", metavar="FILE", type=Path)
    wmt.add_argument("--on", type=day, metavar="DATE", help="the day the file tells of (today)")
    wmt.add_argument(
        "--accept-t2a-excess", action="store_true", help="use it although T2A cases are not fewer than all cases"
    )
    wmt.add_argument("--reason", default="", help="why, kept with the import; needed with --accept-t2a-excess")
    add_names(wmt)
    caseload = formats.add_parser("caseload", help="people, sentences, registrations, managers and staff as CSV")
    caseload.add_argument("file", metavar="FOLDER_OR_ZIP", type=Path)
    for sub in (wmt, caseload):
        sub.add_argument("--simulate", action="store_true", help="say what it would do and change nothing")


def add_names(parser: argparse.ArgumentParser) -> None:
    """What may be said of a file: its names for sheets and columns it seems to lack, grades its codes stand for."""
    parser.add_argument(
        "--column", action="append", default=[], type=_renaming, metavar="SHEET.COLUMN=NAME",
        help="what this file calls a column it seems to lack; may be given several times",
    )  # fmt: skip
    parser.add_argument(
        "--sheet", action="append", default=[], type=_renaming, metavar="SHEET=NAME",
        help="what this file calls a sheet it seems to lack; may be given several times",
    )  # fmt: skip
    parser.add_argument(
        "--grade", action="append", default=[], type=_grade_said, metavar="CODE=GRADE",
        help="which grade a code that is not listed means: PO, SPO, PSO, TPO, or DMY for not known; may be repeated",
    )  # fmt: skip


def names_said(arguments: argparse.Namespace) -> list[Renaming]:
    """All that was said with the flags of `add_names`."""
    from rainer.importers.wmt.renaming import Renaming

    return [Renaming(*one) for flag in ("sheet", "column", "grade") for one in getattr(arguments, flag, ())]


def _renaming(text: str) -> tuple[str, str, str]:
    """`court_reports.team_desc=Team name`, or `cms=Contacts`: sheet, column (none for a sheet), name in the file."""
    place, _equals, name = text.partition("=")
    from rainer.importers.wmt.columns import normalised
    from rainer.importers.wmt.renaming import is_known

    sheet, column = map(normalised, place.partition(".")[::2])
    if not name.strip():
        raise argparse.ArgumentTypeError(f"{text} gives no name; write it like court_reports.team_desc=Team name")
    if not is_known(sheet, column):
        raise argparse.ArgumentTypeError(
            f"an extract has no {f'column {column} in {sheet}' if column else f'sheet {sheet}'}"
        )
    return sheet, column, name.strip()


def _grade_said(text: str) -> tuple[str, str, str]:
    """`XYZ=PO`: that this file's grade code XYZ means a probation officer."""
    from rainer.importers.wmt.renaming import GRADE
    from rainer.policy.workload.grades import Grade

    code, _equals, grade = text.rpartition("=")
    if not code.strip() or grade.strip() not in {one.value for one in Grade}:
        raise argparse.ArgumentTypeError(f"{text} names no grade; write it like XYZ=PO, with one of {', '.join(Grade)}")
    return GRADE, code, grade.strip()


def run(arguments: argparse.Namespace) -> int:
    """0 applied or nothing to change, 1 faults or refused, 2 cannot be read."""
    path: Path = arguments.file
    if not path.exists():
        raise CannotBeReadError(f"There is no {path}.")
    accept = getattr(arguments, "accept_t2a_excess", False)
    if accept and not arguments.reason.strip():
        raise BadInputError("Say why with --reason: it is kept with the import.")
    from rainer.config.boot import boot

    boot()
    from rainer.common import clock, log

    need_past(getattr(arguments, "on", None), today=clock.today(), why="a file tells of what has been")
    token = log.way_in.set("import")
    try:
        return _import(arguments, accept=accept)
    finally:
        log.way_in.reset(token)


def _import(arguments: argparse.Namespace, *, accept: bool) -> int:
    from rainer.config.commands import importing_text
    from rainer.importers import command

    day = getattr(arguments, "on", None)
    reason = arguments.reason if accept else ""
    names = names_said(arguments)
    _say(f"Reading {arguments.file.name} …")
    try:
        if arguments.simulate:
            result = command.simulate(arguments.format, arguments.file, covers=day, reason=reason, names=names)
        else:
            result = command.bring_in(
                arguments.format, arguments.file, covers=day, reason=reason, names=names, say=_say
            )
    except OSError as error:
        raise CannotBeReadError(f"{arguments.file} cannot be read: {error.strerror or error}.") from None
    for line in importing_text.lines(result, simulated=arguments.simulate):
        print(line, file=sys.stderr if result.faults else sys.stdout)
    return REFUSED if result.faults else 0


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)

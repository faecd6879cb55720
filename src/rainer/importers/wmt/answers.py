"""Faults that a person can answer. The question is one; where it is answered is a field on the page of an import, and a
flag on the command line."""

from __future__ import annotations

from rainer.importers.wmt.columns import usual_heading
from rainer.importers.wmt.faults import Fault, Faults, Kind, counted

_NAME = "If it has another name in this file, say so"
_QUESTIONS = {
    Kind.MISSING_SHEET: _NAME,
    Kind.MISSING_COLUMN: _NAME,
    Kind.UNKNOWN_GRADE: "Where the code is right, say which grade it means, or that it is not known",
    Kind.T2A_EXCESS: "If you know why and the file is right, it can be used all the same with your reason",
}
# What is missing has a field of its own in its row, which asks by itself.
_ON_PAGE = {
    Kind.UNKNOWN_GRADE: "in the field beside the first row that has it",
    Kind.T2A_EXCESS: "under “Use it all the same” below",
}


def on_page(fault: Fault) -> str:
    """What to do about the fault, for the page of its import."""
    kind = _question(fault)
    return f"{fault.advice} {_QUESTIONS[kind]}, {_ON_PAGE[kind]}." if kind in _ON_PAGE else fault.advice


def on_command_line(fault: Fault) -> str:
    """The fault in a line, with the flag that answers it: `rainer import` and `rainer workload` take the same ones."""
    kind = _question(fault)
    return fault.words if kind is None else f"{fault.words} {_QUESTIONS[kind]}: {_flag(fault)}."


def command_lines(faults: Faults) -> list[str]:
    """All of them for the command line, under how many there are."""
    return [counted(faults), *faults.lines(on_command_line)]


def _question(fault: Fault) -> Kind | None:
    """The kind of question the fault asks, if any. A caseload's kinds have the same words and ask nothing."""
    return fault.kind if isinstance(fault.kind, Kind) and fault.kind in _QUESTIONS else None


def _flag(fault: Fault) -> str:
    if fault.kind is Kind.MISSING_SHEET:
        return f'--sheet "{fault.sheet}=NAME"'
    if fault.kind is Kind.MISSING_COLUMN:
        return f'--column "{fault.sheet}.{usual_heading(fault.column)}=NAME"'
    if fault.kind is Kind.UNKNOWN_GRADE:
        return f'--grade "{fault.unused[0]}=PO" (or SPO, PSO, TPO; DMY for not known)'
    return "--accept-t2a-excess, and --reason where it is imported"

"""What `rainer import` prints: every fault, or what changes and what was written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rainer.importers.command import Result
from rainer.importers.shown import HEADINGS, counts
from rainer.importers.wmt.answers import on_command_line
from rainer.importers.wmt.faults import counted

SHOWN = 20


def lines(result: Result, *, simulated: bool) -> Iterator[str]:
    """The result for a reader, line by line."""
    day = f"{result.covers:%a} {result.covers.day} {result.covers:%b %Y}"
    if result.faults is not None:
        yield f"{result.file_name}: {counted(result.faults)}. Nothing has been changed."
        yield from result.faults.lines(on_command_line)
        return
    if result.plan is None:
        yield f"{result.file_name}: the same file again. Nothing has been changed."
        return
    yield f"{result.file_name}, for {day}: {counts(result.plan['summary'])}"
    if result.plan.get("replaces"):
        yield f"It takes the place of {result.plan['replaces']:,} row{'' if result.plan['replaces'] == 1 else 's'} an earlier file gave this day."
    yield from result.warnings
    for unit in result.plan.get("units", ()):
        before, after = unit["people_before"], unit["people_after"]
        people = f"{'–' if before is None else f'{before:,}'} → {after:,} people"
        load = (
            f"load {_percent(unit['before'])} → {_percent(unit['after'])}, counting all {_percent(unit['after_all'])}"
        )
        yield f"  {unit['name']} ({unit['kind']}): {people}, {load}"
    yield from _lists(result.plan["lists"])
    yield (
        "Simulated: nothing has been changed."
        if simulated
        else f"Applied in one step: {counts(result.plan['written'])}"
    )


def _lists(lists: Mapping[str, list[list[str]]]) -> Iterator[str]:
    for name, rows in lists.items():
        yield f"{HEADINGS[name]} ({len(rows):,})"
        for row in rows[:SHOWN]:
            code, whose, what, old, new = row
            change = f": {old} → {new}" if old else f" {new}" if new else ""
            yield f"  {', '.join(part for part in (f'{code}  {whose}'.rstrip(), what) if part)}{change}"
        if len(rows) > SHOWN:
            yield f"  {len(rows) - SHOWN:,} more"


def _percent(value: float | None) -> str:
    return "not available" if value is None else f"{value:g}%"

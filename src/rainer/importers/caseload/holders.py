"""Who holds each case when: the file's stretches beside those Rainer has, one holder at a time."""

from __future__ import annotations

from collections.abc import Iterable

from rainer.importers.caseload.cells import Kind
from rainer.importers.caseload.check import by_person
from rainer.importers.caseload.plan import Holder, midnight, said
from rainer.importers.caseload.read import Files
from rainer.importers.caseload.standing import Key, Standing
from rainer.importers.wmt.faults import Fault, Faults


def is_nobody(staff_code: str) -> bool:
    """A staff code in U stands for nobody: whoever it holds has nobody named."""
    return staff_code.endswith("U")


def holders(files: Files, now: Standing, faults: Faults) -> dict[str, list[Holder]]:
    """By person, the stretches the file gives, in order. A stretch of nobody ends the one before and is not kept.

    Where Rainer itself has named someone later, the file's last stretch ends then.
    """
    found: dict[str, list[Holder]] = {}
    for crn, rows in by_person(files.of("managers.csv")).items():
        theirs = [
            Holder((row["staff_code"], row["team_code"]), midnight(row["since"]),
                   midnight(row["until"]) if row["until"] else None, row["reason"] or "", row)
            for row in rows
        ]  # fmt: skip
        found[crn] = list(_beside(crn, theirs, now, faults))
    return found


def _beside(crn: str, theirs: list[Holder], now: Standing, faults: Faults) -> Iterable[Holder]:
    starts = {holder.starts_at for holder in theirs}
    own = [holding for holding in now.holdings.get(crn, ()) if holding.starts_at not in starts]
    for at, holder in enumerate(theirs):
        later = [holding.starts_at for holding in own if holding.starts_at > holder.starts_at]
        later += [other.starts_at for other in theirs[at + 1 :]]
        ends = holder.ends_at or min(later, default=None)
        into = [holding for holding in own if holding.starts_at < holder.starts_at]
        if any(holding.ends_at and holding.ends_at > holder.starts_at for holding in into):
            advice = "Rainer has someone else hold the case until a later day."
            faults.add(Fault(Kind.CLASH, advice, "managers.csv", holder.row.number, "since", said(holder.starts_at)))
        if ends and later and ends > min(later):
            advice = "Rainer has someone else hold the case by then."
            faults.add(Fault(Kind.CLASH, advice, "managers.csv", holder.row.number, "until", said(ends)))
        if not is_nobody(str(holder.key[0])):
            yield Holder(holder.key, holder.starts_at, ends, holder.reason, holder.row)


def moves(found: dict[str, list[Holder]], now: Standing) -> list[list[str]]:
    """Lines for the stretches that are new, end on another day or are another's, as the page lists them."""
    lines: list[list[str]] = []
    for crn, theirs in found.items():
        known = {holding.starts_at: holding for holding in now.holdings.get(crn, ())}
        for holder in theirs:
            old = known.get(holder.starts_at)
            whose = f"{holder.key[0]}, {holder.key[1]}"
            if old is None:
                lines.append([crn, whose, f"from {said(holder.starts_at)}", "", said(holder.ends_at)])
            elif _key(old) != holder.key or old.ends_at != holder.ends_at:
                lines.append([crn, whose, f"from {said(holder.starts_at)}", said(old.ends_at), said(holder.ends_at)])
    return lines


def _key(holding: object) -> Key:
    link = holding.practitioner_team  # type: ignore[attr-defined]
    return (link.practitioner.code, link.team.code)

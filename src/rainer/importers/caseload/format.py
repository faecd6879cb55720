"""A caseload as a format: read and checked, planned, applied."""

from __future__ import annotations

from pathlib import Path

from rainer.cases.access import limited_person_ids
from rainer.importers.caseload import apply, check, duplicates, holders, plan, read
from rainer.importers.caseload.plan import CaseloadPlan
from rainer.importers.caseload.standing import Standing, standing
from rainer.importers.formats import Asked, Doing
from rainer.importers.wmt.faults import Faults
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability


class CaseloadFormat:
    capability = Capability.IMPORT_CASELOAD
    endings: tuple[str, ...] = (".zip",)

    def plan(self, path: Path, asked: Asked) -> CaseloadPlan:
        faults = Faults()
        files = read.read(path, faults)
        now = standing(files)
        check.check(files, now, asked.area, faults, on=asked.covers)
        held = holders.holders(files, now, faults)
        faults.refuse_if_any()
        return CaseloadPlan(
            files=files,
            now=now,
            today=asked.covers,
            edits=plan.make_edits(files, now),
            holders=held,
            moved=holders.moves(held, now),
            contacts=plan.new_contacts(files, now),
            new_hours=plan.new_hours(files, now),
            pairs=duplicates.pairs(files),
            hidden=_hidden(now, asked.acting),
            warnings=list(files.warnings),
        )

    def apply(self, plan: CaseloadPlan, doing: Doing) -> dict[str, int]:
        return apply.Writer(plan, doing).write()


def _hidden(now: Standing, acting: Acting | None) -> frozenset[str]:
    """CRNs of restricted records of which this user is shown nothing more."""
    if acting is None:
        return frozenset()
    crns = {person.pk: crn for crn, person in now.people.items()}
    return frozenset(crns[pk] for pk in limited_person_ids(acting, crns))


FORMAT = CaseloadFormat()

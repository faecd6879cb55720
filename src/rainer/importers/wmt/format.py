"""The nightly extract as a format: read and checked, planned, applied."""

from __future__ import annotations

from pathlib import Path

from rainer.common import log
from rainer.importers import events
from rainer.importers.formats import Asked, Doing
from rainer.importers.wmt import apply, gate
from rainer.importers.wmt.plan import Plan, make_plan
from rainer.organisation.access import Area
from rainer.organisation.capabilities import Capability
from rainer.organisation.models import Region


class WmtFormat:
    capability = Capability.IMPORT_EXTRACT
    endings: tuple[str, ...] = (".xlsx", ".xls", ".ods")

    def plan(self, path: Path, asked: Asked) -> Plan:
        extract = gate.read(
            path,
            covers=asked.covers,
            accept_t2a_excess=asked.accept_excess,
            permitted=_permitted(asked.area),
            renamed=asked.renamed,
        )
        return make_plan(extract, covers=asked.covers)

    def apply(self, plan: Plan, doing: Doing) -> dict[str, int]:
        written = apply.apply(plan, at=doing.at, today=doing.today)
        log.record_many(
            events.LEFT_TEAM,
            actor=doing.actor,
            rows=(
                {"subject": f"practitioner:{code}", "data": {"code": code, "team": team, "file": doing.file_name}}
                for code, team in plan.gone
            ),
        )
        log.record_many(
            events.STAFF_CHANGED,
            actor=doing.actor,
            rows=(
                {
                    "subject": f"practitioner:{change.code}",
                    "data": {
                        "code": change.code, "what": change.what, "old": change.old, "new": change.new,
                        "file": doing.file_name,
                    },
                }
                for change in plan.changes.get("practitioners_changed", ())
            ),
        )  # fmt: skip
        return written


def _permitted(area: Area) -> gate.Permitted:
    if area.everywhere:
        return gate.Permitted()
    return gate.Permitted(frozenset(Region.objects.filter(id__in=area.regions).values_list("code", flat=True)))


FORMAT = WmtFormat()

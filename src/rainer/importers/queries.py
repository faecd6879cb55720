"""What the import pages read."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from rainer.importers.models import ImportRun
from rainer.importers.wmt.renaming import Renaming
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability

State = ImportRun.State
CAPABILITIES = {
    ImportRun.Format.WMT: Capability.IMPORT_EXTRACT,
    ImportRun.Format.CASELOAD: Capability.IMPORT_CASELOAD,
}


def runs(acting: Acting) -> QuerySet[ImportRun]:
    """The imports a user may look at, newest first: of the formats they may bring in; their own where they may do so
    only in a part of the nation."""
    may = Q(pk__in=[])
    for format, capability in CAPABILITIES.items():
        if acting.may(capability):
            own = Q() if acting.area(capability).everywhere else Q(uploaded_by=acting.user)
            may |= Q(format=format) & own
    return ImportRun.objects.filter(may).select_related("uploaded_by", "applied_by").order_by("-uploaded_at", "-pk")


def applied_before(run: ImportRun) -> ImportRun | None:
    """The import of this very file that still stands: applied, and no other file took its day's place since."""
    same = ImportRun.objects.filter(format=run.format, sha256=run.sha256, state=State.APPLIED).exclude(pk=run.pk)
    for earlier in same.order_by("-applied_at")[:20]:
        # Read under other names it is other data.
        if not _replaced(earlier) and set(renamings(earlier)) == set(renamings(run)):
            return earlier
    return None


def _replaced(run: ImportRun) -> bool:
    later = ImportRun.objects.filter(format=run.format, state=State.APPLIED, applied_at__gt=run.applied_at)
    return later.filter(covers=run.covers).exists() if run.format == ImportRun.Format.WMT else later.exists()


def renamings(run: ImportRun) -> tuple[Renaming, ...]:
    """The names given for this file."""
    return tuple(Renaming(row["sheet"], row["column"], row["name"]) for row in run.renamed)


def newest_applied_id() -> int | None:
    """The import applied last, of any format: a plan made before it is out of date."""
    return (
        ImportRun.objects.filter(state=State.APPLIED)
        .order_by("-applied_at", "-pk")
        .values_list("pk", flat=True)
        .first()
    )


def may_be_overridden(run: ImportRun) -> bool:
    """Some fault is of a kind the rule lets a person override with a reason."""
    return any(group["overridable"] for group in run.faults)


def faults_in_all(run: ImportRun) -> int:
    return sum(group["total"] for group in run.faults)


def days(acting: Acting) -> list[ImportRun]:
    """History by day: the extract that stands for each of the last thirty days there is one for, newest first."""
    applied = runs(acting).filter(format=ImportRun.Format.WMT, state=State.APPLIED)
    return list(applied.order_by("-covers", "-applied_at").distinct("covers")[:30])

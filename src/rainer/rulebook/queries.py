"""The rulebook as it stands: what ships, with the local values two people agreed on."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from rainer.organisation.models import DeliveryUnit, Region
from rainer.policy.rulebook import NATION, Place, Rulebook, Source, Status, Value, national
from rainer.rulebook.grid import like
from rainer.rulebook.models import LocalValue

Stamp = tuple[tuple[int, date | None, datetime | None], ...]


def rulebook_now() -> Rulebook:
    """The shipped rulebook with every approved local value. One query; the same object until a value changes."""
    approved = LocalValue.objects.filter(state=LocalValue.State.APPROVED).order_by("id")
    return _with_local(tuple(approved.values_list("id", "ends", "decided_at")))


@lru_cache(maxsize=4)
def _with_local(stamp: Stamp) -> Rulebook:
    if not stamp:
        return national()
    rows = LocalValue.objects.filter(id__in=[pk for pk, *_ in stamp]).select_related("proposed_by", "decided_by")
    return national().with_local(local_value(row) for row in rows)


def local_value(row: LocalValue) -> Value:
    """A local value as the rules read it. It is its place's own choice, dated and sourced."""
    return Value(
        key=row.key,
        value=like(row.value, national().parameter(row.key).values[-1].value),
        starts=row.starts,
        ends=row.ends,
        place=Place(region=row.region_code or None, unit=row.unit_code or None),
        status=Status.CHOSEN,
        date_status=Status.CHOSEN,
        source=Source(row.source_title, row.source_url, row.source_read_on),
        by=str(row.proposed_by),
        approved_by=str(row.decided_by or ""),
        note=row.reason,
    )


def place_of(unit: DeliveryUnit) -> Place:
    """Where values for the unit hold: the unit, its region, the nation. `unit.region` is read."""
    return Place(region=unit.region.code, unit=unit.code)


def place_of_region(region: Region | None) -> Place:
    return Place(region=region.code) if region else NATION

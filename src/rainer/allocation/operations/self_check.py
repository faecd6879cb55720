"""The daily self-check: how many have nobody named, by risk, written down once a day for each unit."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from django.db import transaction

from rainer.allocation import events
from rainer.allocation.inputs import Rules
from rainer.allocation.queries.waiting import nobody_named, waiting_counts
from rainer.cases.models import Case
from rainer.common import log
from rainer.common.models import LogEntry
from rainer.organisation.models import DeliveryUnit


@transaction.atomic
def record_self_checks(*, on: date) -> int:
    """Record today's counts of every unit that has none yet for the day; returns how many. Safe to run twice."""
    units = list(DeliveryUnit.objects.select_for_update(of=("self",)).select_related("region").order_by("id"))
    done = set(
        LogEntry.objects.filter(name=events.SELF_CHECK.name, subject__endswith=f":{on.isoformat()}").values_list(
            "unit_id", flat=True
        )
    )
    due = [unit for unit in units if unit.pk not in done]
    return log.record_many(events.SELF_CHECK, actor=None, rows=[_row(unit, on) for unit in due])


def _row(unit: DeliveryUnit, on: date) -> dict[str, object]:
    counts = waiting_counts(nobody_named(Case.objects.filter(team__unit=unit)), Rules.of(unit, on=on))
    return {
        "subject": f"self-check:{unit.code}:{on.isoformat()}",
        "unit_id": unit.pk,
        "data": {"on": on.isoformat(), "unit": unit.name, **asdict(counts)},
    }

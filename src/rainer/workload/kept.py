"""What a load was worked out from, as plain data that opens again on any later day."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from pydantic import TypeAdapter

from rainer.policy.workload import PractitionerLoadInputs
from rainer.rulebook.queries import place_of
from rainer.workload.inputs import Gathered
from rainer.workload.models import LoadReading

BATCH = 2000
_inputs_type = TypeAdapter(PractitionerLoadInputs)


def kept_inputs(on: date, practitioner_team_id: int | None = None) -> Iterator[Gathered]:
    """What the readings of a day were worked out from, as it was kept with them."""
    rows = LoadReading.objects.filter(on=on, facts__isnull=False).select_related(
        "facts", "practitioner_team__team__unit__region"
    )
    if practitioner_team_id is not None:
        rows = rows.filter(practitioner_team=practitioner_team_id)
    for row in rows.order_by("practitioner_team_id").iterator(BATCH):
        assert row.facts is not None
        inputs = _inputs_type.validate_python(row.facts.facts)
        place = place_of(row.practitioner_team.team.unit)
        yield Gathered(row.practitioner_team_id, place, inputs, row.source)


def facts_of(inputs: PractitionerLoadInputs) -> dict[str, Any]:
    """The rule's input as plain data, defaults left out."""
    data: dict[str, Any] = _inputs_type.dump_python(inputs, mode="json", exclude_defaults=True)
    return data


def digest_of(facts: Any) -> str:
    """SHA-256 of the canonical JSON: keys sorted, no spaces, UTF-8."""
    text = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()

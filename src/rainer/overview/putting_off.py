"""What a unit's status lets wait, from the record: the same answer as on Today, for everyone in the unit."""

from __future__ import annotations

from datetime import date

from rainer.organisation.models import DeliveryUnit
from rainer.overview.today.items import Line, work_of_unit
from rainer.priorities.operations import Waiting, keep_suspended
from rainer.priorities.queries import statuses_of, suspended_in
from rainer.supervision.reference import Reference


def units_to_look_at(*, on: date) -> list[DeliveryUnit]:
    """Units whose colour lets something wait, and those with items that are not caught up."""
    units = list(DeliveryUnit.objects.select_related("region").order_by("pk"))
    found = statuses_of(units, on=on)
    return [unit for unit in units if _lets_wait(found[unit.pk]) or suspended_in(unit).exists()]


def _lets_wait(outcome: object) -> bool:
    answer = getattr(outcome, "answer", None)
    return answer is not None and answer.colour not in ("green", "lapsed")


def put_off_in(unit: DeliveryUnit, *, on: date) -> None:
    lines = work_of_unit(unit, Reference.anywhere(on=on))
    keep_suspended(unit=unit, tasks=[_waiting(line) for line in lines if line.person], on=on)


def _waiting(line: Line) -> Waiting:
    assert line.person is not None
    return Waiting(
        person_id=line.person.pk,
        item=line.key,
        task_code=line.task.framework_task or "",
        name=line.task.name,
        due=line.task.due,
        is_paused=line.word == "paused",
    )

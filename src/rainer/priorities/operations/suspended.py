"""Work the status lets wait is kept on each record, comes back when it no longer does, and ends when it is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy

from rainer.cases.models import Case
from rainer.common import log
from rainer.common.models import LogEntry
from rainer.organisation.models import DeliveryUnit
from rainer.policy import framework
from rainer.priorities.models import FrameworkStatus, SuspendedItem
from rainer.priorities.queries import as_given, latest, suspended_in
from rainer.rulebook.queries import place_of, rulebook_now

SYSTEM = LogEntry.Kind.SYSTEM
PUT_OFF = log.event_type(
    "task_suspended",
    gettext_lazy("{task} was put off under {colour} status, on the authority of the {who}; it was due {due}"),
    kind=SYSTEM,
)
CAME_BACK = log.event_type(
    "task_came_back", gettext_lazy("{task} may no longer wait: it was put off, and was due {due}"), kind=SYSTEM
)
ENDED = log.event_type("suspended_task_ended", gettext_lazy("{task}, which was put off, ended: {how}"), kind=SYSTEM)
KEPT = ("status", "catch_up_by", "lifted_on", "ended_on", "how_ended")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A task of a person that is not done yet, and whether the status lets it wait."""

    person_id: int
    item: str
    task_code: str
    name: str
    due: date | None
    is_paused: bool


@transaction.atomic
def keep_suspended(*, unit: DeliveryUnit, tasks: Iterable[Waiting], on: date) -> None:
    """Bring the unit's items to what is so today, given all its tasks that are not done. Twice changes nothing."""
    DeliveryUnit.objects.select_for_update().get(pk=unit.pk)
    status = latest(unit, on=on)
    undone = {(one.person_id, one.item): one for one in tasks}
    open_items = {(row.person_id, row.item): row for row in suspended_in(unit).select_related("status")}
    put_off, renewed = [], []
    if status is not None:
        catch_up = _catch_up(unit, status, on=on)
        paused = [one for key, one in undone.items() if one.is_paused and key not in open_items]
        put_off = [_new(one, status, catch_up, on) for one in paused]
        renewed = _renewed(open_items, undone, status, catch_up)
    came_back = [row for key, row in open_items.items() if key in undone and _comes_back(row, undone[key])]
    ended = [row for key, row in open_items.items() if key not in undone]
    for row in came_back:
        row.lifted_on = on
    _end(ended, SuspendedItem.HowEnded.DONE, on)
    SuspendedItem.objects.bulk_create(put_off)
    SuspendedItem.objects.bulk_update([*renewed, *came_back, *ended], KEPT, batch_size=1000)
    for event, rows in ((PUT_OFF, put_off), (CAME_BACK, came_back), (ENDED, ended)):
        _log(event, rows, unit.pk)


@transaction.atomic
def close_suspended(*, on: date) -> None:
    """End the items of people whose case is closed: nothing is caught up for them."""
    still = Exists(Case.objects.filter(person=OuterRef("person"), closed_on=None))
    rows = list(SuspendedItem.objects.select_for_update().filter(~still, ended_on=None).order_by("pk"))
    _end(rows, SuspendedItem.HowEnded.CASE_CLOSED, on)
    SuspendedItem.objects.bulk_update(rows, KEPT, batch_size=1000)
    _log(ENDED, rows, None)


def _catch_up(unit: DeliveryUnit, status: FrameworkStatus, *, on: date) -> date:
    return framework.catch_up_date(as_given(status, ()), on=on, place=place_of(unit), rulebook=rulebook_now())


def _new(one: Waiting, status: FrameworkStatus, catch_up: date, on: date) -> SuspendedItem:
    return SuspendedItem(
        person_id=one.person_id,
        task_code=one.task_code,
        item=one.item,
        name=one.name,
        due=one.due,
        status=status,
        starts=on,
        catch_up_by=catch_up,
    )


def _renewed(
    items: Mapping[tuple[int, str], SuspendedItem],
    undone: Mapping[tuple[int, str], Waiting],
    status: FrameworkStatus,
    catch_up: date,
) -> list[SuspendedItem]:
    """Those for which a status that was renewed, or set again, is the authority now; since when and due stay."""
    waiting = [row for key, row in items.items() if key in undone and undone[key].is_paused]
    changed = [row for row in waiting if row.status_id != status.pk or row.lifted_on is not None]
    for row in changed:
        row.status, row.catch_up_by, row.lifted_on = status, catch_up, None
    return changed


def _comes_back(row: SuspendedItem, now: Waiting) -> bool:
    return row.lifted_on is None and not now.is_paused


def _end(rows: Iterable[SuspendedItem], how: str, on: date) -> None:
    for row in rows:
        row.ended_on, row.how_ended = on, how


def _log(event: log.EventType, rows: Sequence[SuspendedItem], unit_id: int | None) -> None:
    log.record_many(event, actor=None, rows=[_entry(row, unit_id) for row in rows])


def _entry(row: SuspendedItem, unit_id: int | None) -> dict[str, Any]:
    role = row.status.authoriser_role
    return {
        "subject": f"person:{row.person_id}",
        "person_id": row.person_id,
        "unit_id": unit_id,
        "data": {
            "task": row.name,
            "item": row.item,
            "colour": str(row.status.get_colour_display()),
            "who": framework.ROLE_WORDS.get(role, role),
            "due": row.due.isoformat() if row.due else "–",
            "how": str(row.get_how_ended_display()),
        },
    }

"""Keep the waiting group of cases in step with the facts it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from rainer.allocation import events
from rainer.allocation.inputs import Flags, Rules, flags_of, waiting_inputs
from rainer.cases.models import Case
from rainer.common import log
from rainer.policy.allocation import WaitingGroup, WaitingInputs, waiting_group

BATCH = 5_000


def refresh_waiting(case_ids: Iterable[int], *, on: date) -> int:
    """Work out group, facts and staff-safety talk of these cases again; how many changed. Safe to run twice."""
    ids = sorted(set(case_ids))
    return sum(_refresh(ids[at : at + BATCH], on=on) for at in range(0, len(ids), BATCH))


@transaction.atomic
def _refresh(ids: list[int], *, on: date) -> int:
    # Locked by themselves, then read: a locking read that waited would lose a case that moved to another team.
    list(Case.objects.select_for_update().filter(id__in=ids).order_by("id").values_list("id"))
    cases = list(Case.objects.select_related("team__unit__region").filter(id__in=ids).order_by("id"))
    flags = flags_of([c.person_id for c in cases], on=on)
    groups = _Groups(on)
    changed, moved = [], []
    for case in cases:
        has = flags.get(case.person_id, Flags())
        answer = groups.of(case, waiting_inputs(case, has))
        facts = list(answer.facts)
        if answer.group != case.waiting_group:
            moved.append((case, answer))
        if (case.waiting_group, case.waiting_facts, case.needs_staff_safety_talk) != (
            answer.group,
            facts,
            has.staff_safety,
        ):
            case.waiting_group, case.waiting_facts, case.needs_staff_safety_talk = answer.group, facts, has.staff_safety
            changed.append(case)
    Case.objects.bulk_update(changed, ["waiting_group", "waiting_facts", "needs_staff_safety_talk"], batch_size=1_000)
    log.record_many(events.GROUP_CHANGED, actor=None, rows=[_event(case, answer) for case, answer in moved])
    return len(changed)


class _Groups:
    """The rule over many cases: cases alike in one unit are asked about once."""

    def __init__(self, on: date) -> None:
        self._on = on
        self._rules: dict[int, Rules] = {}
        self._answers: dict[tuple[int, WaitingInputs], WaitingGroup] = {}

    def of(self, case: Case, inputs: WaitingInputs) -> WaitingGroup:
        unit = case.team.unit
        key = (unit.pk, inputs)
        if key not in self._answers:
            rules = self._rules.get(unit.pk) or Rules.of(unit, on=self._on)
            self._rules[unit.pk] = rules
            answer = waiting_group(inputs, on=self._on, place=rules.place, rulebook=rules.book).answer
            if answer is None:
                raise ValueError(f"The waiting order has no group for {inputs}.")
            self._answers[key] = answer
        return self._answers[key]


def _event(case: Case, answer: WaitingGroup) -> dict[str, object]:
    return {
        "subject": f"case:{case.pk}",
        "person_id": case.person_id,
        "unit_id": case.team.unit_id,
        "data": {"group": answer.group, "fact": answer.fact},
    }

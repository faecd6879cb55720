"""What stands for a unit under the prioritising framework, as plain facts for rules and pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from rainer.cases.models import Case
from rainer.organisation.models import DeliveryUnit
from rainer.policy import framework
from rainer.policy.outcome import Outcome
from rainer.policy.rulebook import Place, Rulebook
from rainer.priorities.models import FrameworkStatus, Instruction, StatusReview, Support, SuspendedItem
from rainer.rulebook.queries import place_of, rulebook_now


def status_outcome(unit: DeliveryUnit, *, on: date, rulebook: Rulebook | None = None) -> Outcome[framework.StatusOnDay]:
    """The unit's status on a day with what alarms, and the steps behind it. Three queries."""
    return statuses_of([unit], on=on, rulebook=rulebook)[unit.pk]


def statuses_of(
    units: Collection[DeliveryUnit], *, on: date, rulebook: Rulebook | None = None
) -> dict[int, Outcome[framework.StatusOnDay]]:
    """The same for many units: as many queries as for one."""
    book = rulebook or rulebook_now()
    given = _given({unit.pk for unit in units})
    reviewed = dict(
        StatusReview.objects.filter(status__unit__in=units, on__lte=on)
        .values_list("status__unit")
        .annotate(last=Max("on"))
    )
    return {
        unit.pk: framework.framework_status(
            framework.StatusInputs(tuple(given[unit.pk]), reviewed.get(unit.pk)),
            on=on,
            place=place_of(unit),
            rulebook=book,
        )
        for unit in units
    }


def _given(unit_ids: Collection[int]) -> dict[int, list[framework.FrameworkStatus]]:
    """By unit, every status as it was given, oldest first."""
    rows = FrameworkStatus.objects.filter(unit__in=unit_ids).select_related("authorised_by").order_by("made_at", "pk")
    support: dict[int, list[framework.Support]] = defaultdict(list)
    for one in Support.objects.filter(status__unit__in=unit_ids).order_by("pk"):
        support[one.status_id].append(framework.Support(one.what, one.owner))
    found: dict[int, list[framework.FrameworkStatus]] = defaultdict(list)
    for row in rows:
        found[row.unit_id].append(as_given(row, tuple(support[row.pk])))
    return found


def as_given(row: FrameworkStatus, support: tuple[framework.Support, ...]) -> framework.FrameworkStatus:
    """A status as the rules read it."""
    return framework.FrameworkStatus(
        colour=row.colour,  # type: ignore[arg-type]
        starts=row.starts,
        review_by=row.review_by,
        authoriser_role=row.authoriser_role,
        authorised_by=str(row.authorised_by),
        reason=row.reasons.get("kind"),
        reason_words=row.reasons.get("words", ""),
        exit_tests=tuple(row.exit_tests),
        support=support,
    )


def suspended_in(unit: DeliveryUnit) -> QuerySet[SuspendedItem]:
    """What is put off in the unit because of its colour, and what has come back and is not done yet."""
    here = Exists(Case.objects.filter(person=OuterRef("person"), closed_on=None, team__unit=unit))
    return SuspendedItem.objects.filter(here, ended_on=None)


def come_back(person_ids: Collection[int]) -> dict[tuple[int, str], SuspendedItem]:
    """By person and task, what was put off, may no longer wait and is not done yet. One query."""
    rows = SuspendedItem.objects.filter(person__in=person_ids, ended_on=None).exclude(lifted_on=None)
    return {(row.person_id, row.item): row for row in rows.select_related("status")}


def suspended_items(unit: DeliveryUnit) -> dict[str, int]:
    """How many tasks are put off in the unit because of its colour, by task code."""
    found: dict[str, int] = defaultdict(int)
    for code in suspended_in(unit).filter(lifted_on=None).values_list("task_code", flat=True):
        found[code] += 1
    return dict(found)


def reviews(unit: DeliveryUnit, *, since: date, until: date) -> list[StatusReview]:
    """The newest reviews in a run of one colour: setting Red again does not begin the run anew."""
    inside = StatusReview.objects.filter(status__unit=unit, on__gte=since, on__lte=until)
    return list(inside.select_related("by").order_by("-on", "-pk")[:5])


def latest(unit: DeliveryUnit, *, on: date) -> FrameworkStatus | None:
    """The row of the status that counts on a day, though it may have lapsed."""
    return (
        FrameworkStatus.objects.filter(unit=unit, starts__lte=on)
        .select_related("authorised_by")
        .order_by("-starts", "-made_at", "-pk")
        .first()
    )


def instructions_for(units: Collection[DeliveryUnit], *, on: date) -> list[Instruction]:
    """Those given for these units, their regions or the nation that hold on a day, the newest first. One query."""
    reaches = Q(unit__in=units) | Q(unit=None, region__in={one.region_id for one in units}) | Q(unit=None, region=None)
    holds = Q(issued_on__lte=on) & (Q(until=None) | Q(until__gte=on)) & (Q(withdrawn_on=None) | Q(withdrawn_on__gt=on))
    rows = Instruction.objects.filter(reaches, holds).select_related("issued_by", "unit__region", "region")
    return list(rows.order_by("-issued_on", "-pk"))


def instruction_as_given(row: Instruction) -> framework.Instruction:
    """An instruction as the rules read it."""
    where = place_of(row.unit) if row.unit else Place(region=row.region.code) if row.region else Place()
    return framework.Instruction(
        ref=str(row.pk),
        dated=row.issued_on,
        authority=row.authority,
        task=row.task_code,
        says=row.says,  # type: ignore[arg-type]
        words=row.words,
        until=row.until,
        place=where,
    )


def settled(
    rows: Collection[Instruction],
    unit: DeliveryUnit,
    status: framework.FrameworkStatus | None,
    *,
    on: date,
    rulebook: Rulebook,
) -> dict[str, framework.Settled]:
    """By task, which word stands in a unit: instructions and what its status says about the same task. No query."""
    tasks = {row.task_code for row in rows}
    given = [*map(instruction_as_given, rows), *_said_by_status(tasks, status, unit, on=on, rulebook=rulebook)]
    where = place_of(unit)
    asked = framework.InstructionsInputs(tuple(given))
    answer = framework.settle_instructions(asked, on=on, place=where, rulebook=rulebook).answer
    assert answer is not None
    return {one.task: one for one in answer.tasks}


def _said_by_status(
    tasks: Collection[str],
    status: framework.FrameworkStatus | None,
    unit: DeliveryUnit,
    *,
    on: date,
    rulebook: Rulebook,
) -> list[framework.Instruction]:
    """The status is a word of whoever authorised it, about each task that it lets be reduced or paused."""
    if status is None:
        return []
    colour, where = framework.colour_in_force(status, on=on), place_of(unit)
    found = []
    for task in sorted(tasks):
        asked = framework.WorkInputs(task, colour)
        answer = framework.what_may_be_done(asked, on=on, place=where, rulebook=rulebook).answer
        if answer is not None and answer.what != "do":
            words = answer.to or status.words
            found.append(
                framework.Instruction(f"status:{task}", status.starts, status.authoriser_role, task, answer.what, words)
            )
    return found

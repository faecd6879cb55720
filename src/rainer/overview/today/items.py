"""What practitioners have to do, from the record and typed in, each with its priority: for one or for a whole team."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from rainer.cases.models import Case, Person
from rainer.organisation.models import DeliveryUnit
from rainer.overview.today.facts import DAY, caseload_facts
from rainer.policy import tasks
from rainer.policy.framework import CaseRisk, FrameworkStatus, Settled
from rainer.priorities.models import SuspendedItem
from rainer.priorities.queries import come_back, instructions_for, settled, statuses_of
from rainer.rulebook.queries import place_of
from rainer.supervision.inputs import start_of
from rainer.supervision.models import Contact, Snooze, Task
from rainer.supervision.reference import Reference
from rainer.workforce.models import PractitionerTeam


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to do: whose it is, about whom, where it stands on the day, and until when it is put off."""

    owner: PractitionerTeam | None
    person: Person | None
    case: Case | None
    today: tasks.TodayItem
    typed: Task | None = None
    snooze: Snooze | None = None
    instruction: Settled | None = None  # what those in charge said of this kind of task
    came_back: SuspendedItem | None = None  # it was put off under a status, and may no longer wait

    @property
    def task(self) -> tasks.DerivedTask:
        return self.today.task

    @property
    def key(self) -> str:
        return f"task:{self.typed.pk}" if self.typed else self.today.task.key

    @property
    def word(self) -> str:
        return self.today.priority.priority

    @property
    def is_put_off(self) -> bool:
        return self.snooze is not None and not self.snooze.to_end_of_day

    def is_overdue(self, reference: Reference) -> bool:
        return self.word == "must" and self.task.due is not None and self.task.due < reference.on


@dataclass(frozen=True, slots=True)
class Work:
    """Of some practitioners: the people they hold, and what is to be done, in the order of Today."""

    cases: Sequence[Case]
    lines: Sequence[Line]

    def of(self, owner: PractitionerTeam) -> list[Line]:
        return [line for line in self.lines if line.owner == owner]


def cases_of(owners: Collection[PractitionerTeam]) -> list[Case]:
    """Everyone they hold. One query."""
    return list(
        Case.objects.filter(practitioner_team__in=owners, closed_on=None)
        .select_related("person", "team__unit__region", "practitioner_team__practitioner", "practitioner_team__team")
        .order_by("person__surname", "person__forename", "pk")
    )


def open_work(owners: Collection[PractitionerTeam], reference: Reference) -> Work:
    """What these practitioners have to do. As many queries for one as for a team; owners bring team, unit, region."""
    cases = cases_of(owners)
    units = {owner.team.unit for owner in owners}
    statuses = _statuses(units, reference)
    said = _instructions(units, statuses, reference)
    facts = caseload_facts(cases, reference)
    snoozes = _snoozes(owners, reference)
    by_owner = {owner.pk: owner for owner in owners}
    found: list[Line] = []
    for case in cases:
        owner = by_owner[case.practitioner_team_id or 0]
        unit = owner.team.unit_id
        found += _lines(owner, case, facts[case.person_id], statuses[unit], said[unit], snoozes, reference)
    found += _typed(owners, {case.person_id: case for case in cases}, statuses, snoozes, reference)
    back = come_back([case.person_id for case in cases])
    found = [replace(line, came_back=back.get((line.person.pk if line.person else 0, line.key))) for line in found]
    return Work(cases, _in_order(found))


def work_of_case(case: Case, reference: Reference) -> list[Line]:
    """What is to be done about one person, whoever holds them, in the order of Today; what is typed in among it."""
    unit = case.team.unit
    status = _statuses([unit], reference)
    said = _instructions([unit], status, reference)[unit.pk]
    facts = caseload_facts([case], reference)
    owners = [case.practitioner_team] if case.practitioner_team else []
    found = list(_lines(case.practitioner_team, case, facts[case.person_id], status[unit.pk], said, {}, reference))
    typed = _typed(owners, {case.person_id: case}, status, {}, reference)
    found += [line for line in typed if line.person == case.person]
    return _in_order(found)


def work_of_unit(unit: DeliveryUnit, reference: Reference) -> list[Line]:
    """All that follows from the record for everyone in a unit, held or not, what is for later too; unordered."""
    rows = Case.objects.filter(team__unit=unit, closed_on=None).order_by("pk")
    cases = list(rows.select_related("person", "team__unit__region", "practitioner_team__practitioner"))
    status = _statuses([unit], reference)
    said = _instructions([unit], status, reference)[unit.pk]
    facts = caseload_facts(cases, reference)
    return [
        line
        for case in cases
        for line in _lines(None, case, facts[case.person_id], status[unit.pk], said, {}, reference)
    ]


def _in_order(lines: Iterable[Line]) -> list[Line]:
    """As the rule orders them; what was put off to the end of the day comes last of its kind."""
    shown = [line for line in lines if line.word != "later"]
    rank = {"must": 0, "should": 1, "paused": 2}

    def key(line: Line) -> tuple[object, ...]:
        return rank[line.word], line.snooze is not None, tasks.order_key(line.today)

    return sorted(shown, key=key)


def _statuses(units: Collection[DeliveryUnit], reference: Reference) -> dict[int, FrameworkStatus | None]:
    found = statuses_of(list(units), on=reference.on, rulebook=reference.rulebook)
    return {pk: outcome.answer.status if outcome.answer else None for pk, outcome in found.items()}


def _instructions(
    units: Collection[DeliveryUnit], statuses: Mapping[int, FrameworkStatus | None], reference: Reference
) -> dict[int, dict[str, Settled]]:
    """By unit, by task of the framework, which word stands. One query."""
    rows, book = instructions_for(units, on=reference.on), reference.rulebook
    return {
        unit.pk: settled(rows, unit, statuses[unit.pk], on=reference.on, rulebook=book) if rows else {}
        for unit in units
    }


def _unless_to_be_done(status: FrameworkStatus | None, word: Settled | None) -> FrameworkStatus | None:
    """A later word of no lower authority that it be done takes a task out of what the colour lets wait."""
    return None if word and word.stands and word.stands.says == "do" else status


def status_that_counts(unit: DeliveryUnit, task: tasks.DerivedTask, reference: Reference) -> FrameworkStatus | None:
    """The status under which one task of a unit stands, as on Today."""
    statuses = _statuses([unit], reference)
    said = _instructions([unit], statuses, reference)[unit.pk]
    return _unless_to_be_done(statuses[unit.pk], said.get(task.framework_task or ""))


def _snoozes(owners: Collection[PractitionerTeam], reference: Reference) -> dict[tuple[int, int | None, str], Snooze]:
    """What stands put off, by whose it is, about whom, and which; the last word counts."""
    still = Q(until__gt=reference.on) | Q(until=reference.on, to_end_of_day=True)
    rows = Snooze.objects.filter(still, practitioner_team__in=owners).order_by("at", "pk")
    return {(row.practitioner_team_id, row.person_id, row.item): row for row in rows}


def _lines(
    owner: PractitionerTeam | None,
    case: Case,
    facts: tasks.CaseFacts,
    status: FrameworkStatus | None,
    said: Mapping[str, Settled],
    snoozes: Mapping[tuple[int, int | None, str], Snooze],
    reference: Reference,
) -> Iterator[Line]:
    where = {"on": reference.on, "place": place_of(case.team.unit), "rulebook": reference.rulebook}
    for task in tasks.derive(facts, **where):  # type: ignore[arg-type]
        word = said.get(task.framework_task or "")
        counts = _unless_to_be_done(status, word)
        answer = tasks.priority_of(task, case=facts.risk, status=counts, **where).answer  # type: ignore[arg-type]
        assert answer is not None
        person = case.person
        today = tasks.TodayItem(task, answer, case.rosh, name_of(person))  # type: ignore[arg-type]
        put_off = snoozes.get((owner.pk if owner else 0, person.pk, task.key))
        yield Line(owner, person, case, today, snooze=put_off, instruction=word)


def name_of(person: Person) -> str:
    """What people are sorted by."""
    return f"{person.surname}, {person.forename}, {person.crn}"


def _typed(
    owners: Collection[PractitionerTeam],
    cases: Mapping[int, Case],
    statuses: Mapping[int, FrameworkStatus | None],
    snoozes: Mapping[tuple[int, int | None, str], Snooze],
    reference: Reference,
) -> Iterator[Line]:
    """What was typed in for them. One query."""
    by_owner = {owner.pk: owner for owner in owners}
    rows = Task.objects.filter(owner__in=owners, done_at=None).select_related("person", "made_by").order_by("due", "pk")
    for row in rows:
        owner = by_owner[row.owner_id or 0]
        case = cases.get(row.person_id or 0)
        place = place_of(owner.team.unit)
        task = typed_task(row)
        risk = CaseRisk(rosh=case.rosh, mappa_level=case.mappa_level) if case else None  # type: ignore[arg-type]
        answer = tasks.priority_of(
            task,
            case=risk,
            status=statuses[owner.team.unit_id],
            on=reference.on,
            place=place,
            rulebook=reference.rulebook,
        ).answer
        assert answer is not None
        name = name_of(row.person) if row.person else ""
        today = tasks.TodayItem(task, answer, case.rosh if case else "low", name)  # type: ignore[arg-type]
        snooze = snoozes.get((owner.pk, row.person_id, f"task:{row.pk}"))
        yield Line(owner, row.person, case, today, typed=row, snooze=snooze)


def typed_task(row: Task) -> tasks.DerivedTask:
    by = str(row.made_by) if row.made_by else _("Rainer")
    return tasks.DerivedTask(
        kind="typed",
        name=row.title,
        person=row.person.crn if row.person else "",
        source_ref=f"task:{row.pk}",
        due=row.due,
        why=_("Typed in by %(name)s.") % {"name": by},
        rule=_("the date it was given"),
        default_priority="must" if row.is_must else "should",
    )


def appointments_on(owners: Collection[PractitionerTeam], reference: Reference) -> list[Contact]:
    """Their appointments of the day that stand, in order of time. One query."""
    start: datetime = start_of(reference.on)
    return list(
        Contact.objects.filter(
            practitioner_team__in=owners, is_appointment=True, cancelled_at=None, at__gte=start, at__lt=start + DAY
        )
        .select_related("person", "practitioner_team__team__unit", "practitioner_team__practitioner")
        .order_by("at", "pk")
    )

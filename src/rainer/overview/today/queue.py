"""What a case administrator's office has to do, by when it is due: letters, first appointments, tasks of the team."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from rainer.cases.access import cases_in_area, limited_person_ids
from rainer.cases.models import Person
from rainer.common import clock
from rainer.enforcement.queries.letters import asked_for, being_written, to_print
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.overview.today.facts import not_yet_seen
from rainer.policy import tasks
from rainer.rulebook.queries import place_of
from rainer.supervision.models import Task
from rainer.supervision.queries.lists import teams_q
from rainer.supervision.queries.waiting import waiting_for_outcome
from rainer.supervision.reference import Reference
from rainer.web import words
from rainer.web.navigation import address

FIRST = "first_appointment"


@dataclass(frozen=True, slots=True)
class Queued:
    """One thing to do. `due` None: nobody has set a limit, and it comes last."""

    what: str
    due: date | None
    do: str
    url: str
    person: Person | None = None
    task: Task | None = None

    @property
    def until(self) -> str:
        return _("by %(day)s") % {"day": words.day(self.due)} if self.due else _("No limit set")


@dataclass(frozen=True)
class Queue:
    rows: list[Queued]
    outcomes: int
    kept_out: set[int]


def queue_of(acting: Acting) -> Queue:
    """A fixed number of queries."""
    reference = Reference.anywhere(on=acting.on)
    rows = [*_letters(acting), *_first_appointments(acting, reference), *_tasks(acting)]
    waiting = waiting_for_outcome(teams_q(acting, Capability.RECORD_CONTACT), reference, at=clock.now())
    people = {row.person.pk for row in rows if row.person is not None}
    ordered = sorted(rows, key=lambda row: (row.due or date.max, row.what, row.url))
    return Queue(ordered, waiting.count(), limited_person_ids(acting, people))


def _letters(acting: Acting) -> Iterator[Queued]:
    if not acting.may(Capability.SEND_LETTER):
        return
    for action in asked_for(acting):
        url = address("warning_letter", action.contact_id)
        yield Queued(_("Letter to make"), action.respond_by, _("Write it"), url, action.contact.person)
    for letter in being_written(acting):
        due = letter.action.respond_by if letter.action else None
        yield Queued(_("Letter being written"), due, _("Carry on"), address("letter", letter.pk), letter.person)
    for letter in to_print(acting):
        yield Queued(_("Letter to print"), acting.on, _("Print"), address("letters"), letter.person)


def _first_appointments(acting: Acting, reference: Reference) -> Iterator[Queued]:
    """Of people whose sentence or release is recent: the first appointments that rules ask for and nobody booked."""
    # Sentences that began longer ago are their practitioner's to look at: it is on their Today.
    look = reference.rulebook.value("overview.pages", on=reference.on, place=reference.place).value
    since = reference.on - timedelta(days=look["new_case_days"])
    recent = Q(person__sentence_events__sentence__starts__gte=since) | Q(
        person__sentence_events__sentence__released_on__gte=since
    )
    cases = list(
        cases_in_area(acting, Capability.RECORD_CONTACT)
        .filter(recent)
        .select_related("person", "team__unit__region", "practitioner_team__practitioner")
        .distinct()
    )
    facts = not_yet_seen(cases, reference)
    for case in cases:
        if case.person_id not in facts:
            continue
        where = {"on": reference.on, "place": place_of(case.team.unit), "rulebook": reference.rulebook}
        for task in tasks.derive(facts[case.person_id], **where):  # type: ignore[arg-type]
            if task.kind == FIRST:
                url = reverse("book", args=[case.person.crn])
                yield Queued(_("First appointment to book"), task.due, _("Book"), url, case.person)


def _tasks(acting: Acting) -> Iterator[Queued]:
    rows = Task.objects.filter(teams_q_of_queue(acting), owner=None, done_at=None).select_related("person", "team")
    for task in rows.order_by("due", "pk"):
        what = _("%(title)s (%(team)s)") % {"title": task.title, "team": task.team}
        yield Queued(what, task.due, _("Done"), reverse("task_done", args=[task.pk]), task.person, task)


def teams_q_of_queue(acting: Acting) -> Q:
    return acting.area(Capability.SEE_QUEUE).teams_q("team")

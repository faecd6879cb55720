"""What is under way for a few people of one practitioner: recall, breach, parole, curfew, a restricted record.

Done by the operations of the pages, so that each of those pages can be seen alive.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from rainer.cases.models import Case, Person, Recall
from rainer.cases.operations import open_restricted
from rainer.cases.operations.limits import RESTRICTION, set_limit
from rainer.common.errors import RefusedError
from rainer.demo.days import working_days_from
from rainer.demo.named import WHOSE
from rainer.demo.texts import texts
from rainer.enforcement.operations import breach, court, hdc, parole, recall
from rainer.enforcement.operations.recall_moves import Step, move_recall
from rainer.enforcement.queries.hdc import hdc_page
from rainer.enforcement.queries.licences import licensed
from rainer.organisation.access import Acting
from rainer.organisation.models import User
from rainer.policy.enforcement import appointment_outcomes
from rainer.supervision.models import Contact
from rainer.supervision.reference import Reference
from rainer.web import words

COVERS, LEADS = "nm00002", "senior"


@dataclass
class Caseload:
    """Whose people these are, who covers and leads, and the cases nothing is under way for yet."""

    officer: Acting
    cover: Acting
    senior: Acting
    cases: list[Case]
    on: date

    def take(self, *cases: Case) -> Case | None:
        """The first of these, which then is taken."""
        case = next(iter(cases), None)
        if case is not None:
            self.cases.remove(case)
        return case

    def of_state(self, state: str) -> list[Case]:
        return [case for case in self.cases if case.state == state]


def write(named: Iterable[Person], *, on: date) -> None:
    """Each once, for as many of them as the caseload has somebody for."""
    names = {person.pk for person in named}
    rows = Case.objects.filter(practitioner_team__practitioner__code=WHOSE, closed_on=None, is_contact_suspended=False)
    cases = [
        case
        for case in rows.select_related("person", "team__unit__region").order_by("id")
        if case.person_id not in names
    ]
    users = {user.username: user for user in User.objects.filter(username__in=(WHOSE.lower(), COVERS, LEADS))}
    if len(users) < len((WHOSE, COVERS, LEADS)):
        return
    officer, cover, senior = (Acting.of(users[name]) for name in (WHOSE.lower(), COVERS, LEADS))
    load = Caseload(officer, cover, senior, cases, on)
    for under_way in (_recall, _breach, _parole, _curfew, _restricted):
        under_way(load, texts("proceedings")[under_way.__name__[1:]])


def _recall(load: Caseload, said: dict[str, Any]) -> None:
    """Thought of this week, half written, and with the senior to consider."""
    recalled = set(
        Recall.objects.filter(event__person__in=[c.person_id for c in load.cases]).values_list(
            "event__person", flat=True
        )
    )
    case = load.take(*(
        case for case in load.of_state("licence")
        if case.person_id not in recalled and licensed(case.person, on=load.on)
    ))  # fmt: skip
    if case is None:
        return
    proceeding = recall.start_recall(acting=load.officer, crn=case.person.crn, start=recall.Start(said["why"]))
    for part, answers in said["parts"].items():
        recall.write_part(acting=load.officer, recall_id=proceeding.pk, part=part, number=None, said=answers)
    move_recall(acting=load.officer, recall_id=proceeding.pk, version=None, step=Step("SPO_CONSIDER_RECALL"))


def _breach(load: Caseload, said: dict[str, Any]) -> None:
    """Referred on a failure of the last weeks, its notice out, its pack still to be made."""
    failed = [row.code for row in appointment_outcomes(on=load.on) if row.counts_as_failure]
    rows = Contact.objects.filter(
        person__in=[case.person_id for case in load.cases],
        outcome_code__in=failed,
        event__breaches=None,
        is_appointment=True,
    )
    for contact in rows.select_related("person").order_by("-at", "pk"):
        start = breach.Start([contact.pk], load.on)
        try:
            proceeding = breach.start_breach(acting=load.officer, contact_id=contact.pk, start=start)
        except RefusedError:
            continue
        load.take(*(case for case in load.cases if case.person_id == contact.person_id))
        typed = {
            "address": "other", "other_address": said["reply_address"], "reply_address": said["reply_address"],
            "respond_by": words.long_day(working_days_from(load.on, said["respond"])),
            f"rejected_{contact.pk}": said["rejected"], "notice_type": "Breach of a community order",
        }  # fmt: skip
        court.write_notice(acting=load.officer, breach_id=proceeding.pk, version=None, typed=typed, complete=True)
        return


def _parole(load: Caseload, said: dict[str, Any]) -> None:
    """Listed, its reports asked for, one of two parts written."""
    case = load.take(*load.of_state("custody"))
    if case is None:
        return
    by: dict[str, Any] = {"acting": load.officer, "crn": case.person.crn}
    report = parole.list_review(
        **by, event_id=case.person.sentence_events.get(number=1).pk, lead="COM",
        report_due=working_days_from(load.on, said["report_due"]), target_hearing=working_days_from(load.on, said["hearing"]),
    )  # fmt: skip
    for stage in ("reports_commissioned", "drafting"):
        report = parole.move_report(**by, pk=report.pk, version=report.version, step=parole.Step(stage))
    parole.write_part(
        **by, pk=report.pk, version=report.version, role=next(iter(report.parts)), summary=said["part"]
    )  # fmt: skip


def _curfew(load: Caseload, said: dict[str, Any]) -> None:
    """Home detention curfew: what the date is counted from, the first criteria, and half of the address."""
    case = load.take(*load.of_state("custody"))
    if case is None:
        return
    page = hdc_page(case, Reference.of(case.team.unit, on=load.on))
    assert page is not None  # they are serving a sentence
    questions = {line.criterion.code: line.criterion.questions for line in page.lines}
    passed = {code: dict.fromkeys(questions[code], False) for code in said["passed"]}
    for version, (part, values) in enumerate(
        (("facts", said["facts"]), ("answers", passed), ("address", said["address"]))
    ):
        hdc.record_hdc(acting=load.officer, crn=case.person.crn, part=part, version=version, values=values)  # type: ignore[arg-type]


def _restricted(load: Caseload, said: dict[str, Any]) -> None:
    """Closed to all but who holds and who leads; opened with a reason by whoever covered, and not seen by them yet."""
    case = load.take(*load.of_state("community"))
    if case is None:
        return
    for who in (load.senior, load.officer):
        set_limit(
            acting=load.senior, crn=case.person.crn, kind=RESTRICTION, who=who.user.username, reason=said["reason"],
            message=said["message"], starts=load.on, ends=None,
        )  # fmt: skip
    open_restricted(acting=load.cover, crn=case.person.crn, ground="covering", reason=said["opened"])

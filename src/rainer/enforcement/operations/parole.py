"""Parole reports: a review is listed, its parts are written, and each stage follows the one before by the rule."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.cases.access import NOT_THERE, open_person
from rainer.cases.models import Case, SentenceEvent
from rainer.common import clock, log
from rainer.common.errors import BadInputError, ChangedMeanwhileError, NotAllowedError, NotThereError, RefusedError
from rainer.enforcement.models import Move, ParoleReport
from rainer.enforcement.queries.parole import STAYS, about, follows, labels, results
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.policy import parole as policy
from rainer.supervision.operations.tasks import NewTask, add_task
from rainer.supervision.reference import Reference

LISTED = log.event_type("parole_listed", gettext_lazy("{actor} listed a parole review"))
MOVED = log.event_type("parole_moved", gettext_lazy("{actor} moved a parole report: {stage}"), personal=("reason",))
WRITTEN = log.event_type("parole_part_written", gettext_lazy("{actor} wrote a part of a parole report"))
DISCLOSURE = log.event_type(
    "parole_disclosure_set", gettext_lazy("{actor} said what of a parole report is disclosed"), personal=("reason",)
)


@dataclass(frozen=True, slots=True)
class Step:
    """One move to a stage, with what that stage asks for."""

    to: str
    reason: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def list_review(
    *, acting: Acting, crn: str, event_id: int, lead: str, report_due: date | None, target_hearing: date | None
) -> ParoleReport:
    """A review the Parole Board has listed. `lead`: who leads the case on the day the report is due."""
    case = open_person(acting, crn, Capability.EDIT_PERSON, what=_("parole, to list a review"))
    event = SentenceEvent.objects.select_for_update().filter(person=case.person, pk=event_id).first()
    if event is None:
        raise NotThereError(NOT_THERE)
    reference = Reference.of(case.team.unit, on=acting.on)
    open_one = ParoleReport.objects.filter(event=event).exclude(status__in=_over(reference)).first()
    if open_one is not None:
        raise RefusedError(_("A review of this sentence is under way. Record its outcome first."))
    lead_role: Any = lead
    duty = policy.report_duty(policy.ReportInputs(report_due, lead_role), **reference.where).answer
    parts = [one for one in (duty.author, duty.contributor) if one] if duty else []
    row = ParoleReport.objects.create(
        person=case.person, event=event, status="listed", author_role=(duty.author or "com").upper() if duty else "COM",
        report_due=report_due, target_hearing=target_hearing, parts={one: {} for one in parts},
    )  # fmt: skip
    _keep_move(acting, row, "", "listed", "")
    _record(LISTED, acting, case, row)
    return row


@transaction.atomic
def move_report(*, acting: Acting, crn: str, pk: int, version: int, step: Step) -> ParoleReport:
    """Take a report to its next stage.

    Raises RefusedError for a stage that may not follow or is not ready, NotAllowedError where somebody else must do
    it, BadInputError for what the stage lacks, ChangedMeanwhileError where someone was faster.
    """
    case, row = _locked(acting, crn, pk, version)
    reference = Reference.of(case.team.unit, on=acting.on)
    names = labels(reference)
    if step.to not in names:
        raise NotThereError(NOT_THERE)
    answer = policy.report_move(policy.Move(row.status, step.to), **reference.where)
    if not (answer.answer and answer.answer.is_allowed):
        raise RefusedError(answer.sentence)
    _BEFORE.get(step.to, _nothing)(acting, case, row, step)
    was, row.status, row.version = row.status, step.to, row.version + 1
    row.save()
    _keep_move(acting, row, was, step.to, step.reason)
    _record(MOVED, acting, case, row, stage=names[step.to], reason=step.reason)
    if step.to == "outcome_recorded":
        _make_tasks(acting, case, row)
    return row


@transaction.atomic
def write_part(*, acting: Acting, crn: str, pk: int, version: int, role: str, summary: str) -> ParoleReport:
    """Say that a part is written, with its gist. Written again, it is the next version of that part."""
    case, row = _locked(acting, crn, pk, version)
    if role not in row.parts:
        raise NotThereError(NOT_THERE)
    if row.status != "drafting":
        raise RefusedError(_("Parts are written while the report is being drafted."))
    if not summary.strip():
        raise _bad(summary=_("Say what it comes to"))
    number = row.parts[role].get("version", 0) + 1
    row.parts = {**row.parts, role: {
        "version": number, "summary": summary, "by": acting.user.name, "by_id": acting.user.pk, "is_done": True,
        "at": clock.now().isoformat(),
    }}  # fmt: skip
    row.version += 1
    row.save(update_fields=["parts", "version"])
    _record(WRITTEN, acting, case, row, role=role, number=number)
    return row


@transaction.atomic
def set_disclosure(
    *, acting: Acting, crn: str, pk: int, version: int, is_not_disclosed: bool, reason: str
) -> ParoleReport:
    """Ask that something is kept from the person, or take that back; either with its reason."""
    case, row = _locked(acting, crn, pk, version)
    if not reason.strip():
        raise _bad(reason=_("Say why"))
    row.is_not_disclosed = is_not_disclosed
    row.version += 1
    row.save(update_fields=["is_not_disclosed", "version"])
    _record(DISCLOSURE, acting, case, row, is_not_disclosed=is_not_disclosed, reason=reason)
    return row


def _locked(acting: Acting, crn: str, pk: int, version: int) -> tuple[Case, ParoleReport]:
    case = open_person(acting, crn, Capability.EDIT_PERSON, what=_("parole, to change a report"))
    row = ParoleReport.objects.select_for_update().filter(person=case.person, pk=pk).first()
    if row is None:
        raise NotThereError(NOT_THERE)
    if row.version != version:
        raise ChangedMeanwhileError(_("Someone changed this report while you were writing. Look at it as it is now."))
    return case, row


def _over(reference: Reference) -> list[str]:
    """Stages after which a review is no longer under way."""
    return [code for code in labels(reference) if code in ("outcome_recorded", "actions")]


def _nothing(acting: Acting, case: Case, row: ParoleReport, step: Step) -> None:
    """A stage that asks for nothing more."""


def _commission(acting: Acting, case: Case, row: ParoleReport, step: Step) -> None:
    row.report_due = step.facts.get("report_due") or row.report_due
    if row.report_due is None:
        raise _bad(report_due=_("Enter the day the report is due"))


def _draft(acting: Acting, case: Case, row: ParoleReport, step: Step) -> None:
    """Drafted again, each part is to be looked at again; what it said before stays until then."""
    row.parts = {role: {**part, "is_done": False} for role, part in row.parts.items()}


def _countersign(acting: Acting, case: Case, row: ParoleReport, step: Step) -> None:
    """By somebody who leads the team, and who wrote none of it."""
    if not all(part.get("is_done") for part in row.parts.values()):
        raise RefusedError(_("Every part must be written before it is countersigned."))
    wrote = any(part.get("by_id") == acting.user.pk for part in row.parts.values())
    if wrote or not acting.area(Capability.SEE_TEAM_TODAY).holds_team(case.team):
        raise NotAllowedError(_("A senior who wrote none of it countersigns."))


def _submit(acting: Acting, case: Case, row: ParoleReport, step: Step) -> None:
    """An addendum says what changed."""
    if row.addenda and "changed" not in row.addenda[-1]:
        if not step.reason.strip():
            raise _bad(reason=_("Say what the addendum changes"))
        last = {**row.addenda[-1], "changed": step.reason, "submitted_on": acting.on.isoformat()}
        row.addenda = [*row.addenda[:-1], last]


def _ask_addendum(acting: Acting, case: Case, row: ParoleReport, step: Step) -> None:
    due = step.facts.get("due")
    if not step.reason.strip():
        raise _bad(reason=_("Say what the addendum is to answer"))
    if due is None or due < acting.on:
        raise _bad(due=_("Enter the day it is due, today or later"))
    row.addenda = [*row.addenda, {"asked": step.reason, "due": due.isoformat(), "asked_on": acting.on.isoformat()}]


def _hear(acting: Acting, case: Case, row: ParoleReport, step: Step) -> None:
    row.target_hearing = step.facts.get("target_hearing") or row.target_hearing
    if row.target_hearing is None:
        raise _bad(target_hearing=_("Enter the day of the hearing"))


def _conclude(acting: Acting, case: Case, row: ParoleReport, step: Step) -> None:
    facts, errors = step.facts, {}
    if facts.get("outcome") not in results():
        errors["outcome"] = _("Choose the outcome")
    received = facts.get("received_on")
    if received is None or received > acting.on:
        errors["received_on"] = _("Enter the day it came, today or before")
    next_review = facts.get("next_review_on")
    if facts.get("outcome") == STAYS and next_review is None:
        errors["next_review_on"] = _("Enter the day of the next review")
    elif next_review and received and next_review <= received:
        errors["next_review_on"] = _("Enter a day after the outcome came")
    if errors:
        raise _bad(**errors)
    row.outcome, row.outcome_received_on = facts["outcome"], received
    row.directions, row.next_review_on = step.reason, next_review


_BEFORE = {
    "reports_commissioned": _commission,
    "drafting": _draft,
    "countersigned": _countersign,
    "submitted": _submit,
    "addendum_due": _ask_addendum,
    "hearing": _hear,
    "outcome_recorded": _conclude,
}


def _make_tasks(acting: Acting, case: Case, row: ParoleReport) -> None:
    """What follows from the outcome, for whoever holds the case, else for the team. Each is made once."""
    for title in follows(row):
        task = NewTask(
            title=_("%(what)s: parole outcome") % {"what": title},
            due=acting.on,
            person=case.person,
            owner=case.practitioner_team,
            team=case.team,
        )
        add_task(acting=acting, task=task, key=uuid5(NAMESPACE_URL, f"{about(row)}:{title}"))


def _keep_move(acting: Acting, row: ParoleReport, was: str, to: str, reason: str) -> None:
    Move.objects.create(
        about=about(row), from_status=was, to_status=to, by=acting.user, at=clock.now(), reason=reason,
    )  # fmt: skip


def _bad(**errors: str) -> BadInputError:
    return BadInputError(_("Some of it needs another look."), errors=errors)


def _record(event: log.EventType, acting: Acting, case: Case, row: ParoleReport, **data: Any) -> None:
    log.record(
        event,
        actor=acting.user,
        subject=f"parole-report:{row.pk}",
        person_id=case.person_id,
        unit_id=case.team.unit_id,
        data=data,
    )

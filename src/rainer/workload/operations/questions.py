"""Dispute a line of a load; name work that has no weight; answer both by a day."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from rainer.common import log
from rainer.common.errors import BadInputError, ChangedMeanwhileError, NotAllowedError
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.organisation.models import DeliveryUnit
from rainer.rulebook.queries import place_of, rulebook_now
from rainer.workforce.models import PractitionerTeam
from rainer.workload.models import LineQuery, UnweightedWork
from rainer.workload.operations.thresholds import due_day

QUERIED = log.event_type("load_line_queried", _("{actor} questioned a line of their load: {line}"))
ANSWERED = log.event_type("load_line_answered", _("{actor} answered {who}'s question about {line}"))
WORK_ADDED = log.event_type("unweighted_work_added", _("{actor} added work without a weight: {what}"))
WORK_ANSWERED = log.event_type("unweighted_work_answered", _("{actor} answered about work without a weight: {what}"))


def answer_day(kind: str, unit: DeliveryUnit, *, on: date) -> date:
    """The day by which a question of this kind ("line_query", "unweighted_work") asked on a day is answered."""
    place, rulebook = place_of(unit), rulebook_now()
    within = rulebook.value("workload.answer_within", on=on, place=place).value[kind]
    return due_day(on, within, place, rulebook)


@transaction.atomic
def query_line(
    *, practitioner_team: PractitionerTeam, by: Acting, line: str, wrong: str, text: str, at: datetime
) -> LineQuery:
    """Ask about a line of one's own load. The load stands until the question is answered."""
    if practitioner_team.practitioner.user_id != by.user.pk:
        raise NotAllowedError(_t("Only the practitioner can question a line of their load."))
    errors = {}
    if wrong not in LineQuery.Wrong.values:
        errors["wrong"] = _t("Choose what is wrong with this line")
    if not text.strip():
        errors["text"] = _t("Say what is wrong, in a sentence")
    if errors:
        raise BadInputError(_t("Some answers are missing."), errors=errors)
    unit = practitioner_team.team.unit
    query = LineQuery.objects.create(
        practitioner_team=practitioner_team,
        line=line,
        wrong=wrong,
        text=text,
        asked_by=by.user,
        asked_at=at,
        answer_due=answer_day("line_query", unit, on=timezone.localdate(at)),
    )
    log.record(
        QUERIED,
        actor=by.user,
        subject=f"practitioner_team:{practitioner_team.pk}",
        unit_id=unit.pk,
        data={"line": line, "wrong": wrong},
    )
    return query


@transaction.atomic
def answer_line(*, query: LineQuery, by: Acting, answer: str, upheld: bool | None, at: datetime) -> LineQuery:
    """Answer a question about a line. An answer stands: a second one is refused."""
    team = query.practitioner_team.team
    if not by.area(Capability.ANSWER_A_LINE).holds_team(team):
        raise NotAllowedError(_t("This is for the practitioner's senior to answer."))
    errors = {}
    if upheld is None:
        errors["upheld"] = _t("Say whether the line is wrong")
    if not answer.strip():
        errors["answer"] = _t("Write the answer")
    if errors:
        raise BadInputError(_t("Some answers are missing."), errors=errors)
    taken = LineQuery.objects.filter(pk=query.pk, answered_at=None).update(
        answer=answer, upheld=upheld, answered_by=by.user, answered_at=at
    )
    if not taken:
        query.refresh_from_db()
        raise _answered_first(query, upheld="yes" if query.upheld else "no")
    log.record(
        ANSWERED,
        actor=by.user,
        subject=f"practitioner_team:{query.practitioner_team_id}",
        unit_id=team.unit_id,
        data={"line": query.line, "who": str(query.practitioner_team.practitioner), "upheld": upheld},
    )
    query.refresh_from_db()
    return query


def _answered_first(row: LineQuery | UnweightedWork, **more: str) -> ChangedMeanwhileError:
    """An answer stands: who gave it, when, and what it says."""
    return ChangedMeanwhileError(
        _t("%(who)s answered this first.") % {"who": row.answered_by},
        who=str(row.answered_by),
        at=row.answered_at.isoformat() if row.answered_at else "",
        theirs={"answer": row.answer, **more},
    )


@transaction.atomic
def add_unweighted_work(
    *,
    unit: DeliveryUnit,
    by: Acting,
    what: str,
    minutes_each: int | None,
    times_a_month: int | None,
    at: datetime,
) -> UnweightedWork:
    """Put work that carries no weight on the unit's list. Anyone who works here may; it is answered by a day."""
    by.need(Capability.ADD_UNWEIGHTED_WORK)
    if not what.strip():
        raise BadInputError(_t("Some answers are missing."), errors={"what": _t("Say what the work is")})
    work = UnweightedWork.objects.create(
        unit=unit,
        what=what,
        minutes_each=minutes_each,
        times_a_month=times_a_month,
        added_by=by.user,
        added_at=at,
        answer_due=answer_day("unweighted_work", unit, on=timezone.localdate(at)),
    )
    log.record(WORK_ADDED, actor=by.user, subject=f"unweighted_work:{work.pk}", unit_id=unit.pk, data={"what": what})
    return work


@transaction.atomic
def answer_unweighted_work(*, work: UnweightedWork, by: Acting, answer: str, at: datetime) -> UnweightedWork:
    """Answer an entry of the list. An answer stands: a second one is refused."""
    if not by.area(Capability.ANSWER_A_LINE).holds_unit(work.unit):
        raise NotAllowedError(_t("This is for the head of unit to answer."))
    if not answer.strip():
        raise BadInputError(_t("Some answers are missing."), errors={"answer": _t("Write the answer")})
    taken = UnweightedWork.objects.filter(pk=work.pk, answered_at=None).update(
        answer=answer, answered_by=by.user, answered_at=at
    )
    if not taken:
        work.refresh_from_db()
        raise _answered_first(work)
    log.record(
        WORK_ANSWERED,
        actor=by.user,
        subject=f"unweighted_work:{work.pk}",
        unit_id=work.unit_id,
        data={"what": work.what},
    )
    work.refresh_from_db()
    return work

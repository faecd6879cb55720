"""Recall: considered on the record at once, written part by part, a duty manager's reasons taken over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.cases.access import NOT_THERE
from rainer.cases.models import Case, Person, Sentence
from rainer.common import clock, log
from rainer.common.errors import (
    BadInputError,
    ChangedMeanwhileError,
    NotAllowedError,
    NotThereError,
    RefusedError,
)
from rainer.enforcement.models import EnforcementAction, Move, RecallProceeding
from rainer.enforcement.operations.actions import finish
from rainer.enforcement.queries.licences import licensed
from rainer.enforcement.queries.recall import (
    CONSIDER,
    STARTS,
    Record,
    about,
    may_see,
    moves_from_new,
    opening,
    roles_in,
)
from rainer.enforcement.queries.recall_asks import asks_of, cleaned
from rainer.organisation.access import Acting
from rainer.supervision.models import Contact
from rainer.supervision.operations.common import case_for
from rainer.supervision.operations.common import record as record_contact
from rainer.supervision.operations.contacts import ADDED
from rainer.supervision.queries.before import mine_in
from rainer.supervision.reference import Reference
from rainer.web import words

MOVED = log.event_type(
    "recall_moved", gettext_lazy("{actor} moved the recall record: {label}. {reason}"), personal=("reason",)
)
WRITTEN = log.event_type("recall_part_written", gettext_lazy("{actor} wrote in the recall record: {label}"))
TAKEN_OVER = log.event_type(
    "recall_taken_over", gettext_lazy("{actor} took over the reasons recorded out of hours by {who}")
)
CONSIDERED, OUT_OF_HOURS = "RCLC", "SPO_RECORDED_RATIONALE"
RECALL_ACTIONS = ("EA11", "IBR", "IMB")


@dataclass(frozen=True, slots=True)
class Start:
    """How recall is first thought of. `why` is what led to it, or the reasons of a duty manager out of hours."""

    why: str
    to: str = "PO_START_RECALL"
    event_id: int | None = None
    is_sensitive: bool = False
    place: str = ""
    telephone: str = ""
    agrees: bool | None = None


@transaction.atomic
def start_recall(*, acting: Acting, crn: str, start: Start) -> RecallProceeding:
    """Put "recall considered" on the case, where it stays whichever way it goes, and begin the record.

    Raises RefusedError without a licence in force or with a recall of it open already; NotAllowedError for a start
    that is not the user's; BadInputError for what it lacks.
    """
    case = _case_of(acting, crn)
    reference = Reference.of(case.team.unit, on=clock.today())
    move = next((one for one in moves_from_new(acting, case, reference) if one.to == start.to), None)
    if move is None:
        raise NotAllowedError(_("This is not yours to start. Ask whose it is."))
    sentence = _sentence(case, start)
    _check(start)
    proceeding = _make(acting, case, sentence, start)
    if start.to == OUT_OF_HOURS:
        proceeding.out_of_hours = _reasons(acting, start)
        proceeding.agreed_at = clock.now() if start.agrees else None
    else:
        led = _writing(acting, {"what": start.why.strip()}, 1)
        # A senior who thought of it first is not its author, and may sign what the practitioner writes.
        proceeding.answers = {"what_led": led if start.to == "PO_START_RECALL" else {**led, "by_id": None}}
    _settle(proceeding, reference)
    proceeding.save()
    keep_move(acting, proceeding, "NEW", start.to, move.label, reason=start.why.strip(), telephone=start.telephone)
    for action in _asked_for(proceeding):
        finish(acting, action)
    return proceeding


def _case_of(acting: Acting, crn: str) -> Case:
    person = Person.objects.filter(crn=crn).first()
    capability = next((one for one in STARTS if acting.may(one)), None)
    if person is None or capability is None:
        raise NotThereError(NOT_THERE)
    return case_for(acting, person, capability)


def _sentence(case: Case, start: Start) -> Sentence:
    if case.person.date_of_death is not None:
        raise RefusedError(_("The person has died. Nothing is to be enforced."))
    sentences = licensed(case.person, on=clock.today())
    if not sentences:
        raise RefusedError(_("No licence is in force: there is nothing to recall from."))
    found = [one for one in sentences if start.event_id in (None, one.event_id)]
    if len(found) != 1:
        said = _("Say which licence it is")
        raise BadInputError(said, errors={"event": said})
    return found[0]


def _check(start: Start) -> None:
    errors = {} if start.why.strip() else {"why": _("Say what has made you think of it")}
    if start.to == OUT_OF_HOURS:
        if not start.place.strip():
            errors["place"] = _("Say where you are")
        if not start.telephone.strip():
            errors["telephone"] = _("Enter a telephone number")
        if start.agrees is None:
            errors["agrees"] = _("Say whether recall should start")
    if errors:
        raise BadInputError(_("This was not saved."), errors=errors)


def _make(acting: Acting, case: Case, sentence: Sentence, start: Start) -> RecallProceeding:
    try:
        with transaction.atomic():
            proceeding = RecallProceeding.objects.create(
                person=case.person,
                event=sentence.event,
                case=case,
                status=start.to,
                started_by=acting.user,
                started_at=clock.now(),
                is_sensitive=start.is_sensitive,
            )
    except IntegrityError as error:  # someone else thought of it a moment ago
        raise RefusedError(_("Recall from this licence is being considered already.")) from error
    proceeding.considered = _contact(acting, case, proceeding)
    return proceeding


def _contact(acting: Acting, case: Case, proceeding: RecallProceeding) -> Contact:
    now = clock.now()
    contact = Contact.objects.create(
        person=case.person, type_code=CONSIDERED, at=now, is_sensitive=proceeding.is_sensitive, is_system=False,
        practitioner_team=mine_in(acting, case.team), event=proceeding.event, made_by=acting.user, made_at=now,
    )  # fmt: skip
    contact.case = case
    name = Reference.of(case.team.unit, on=clock.today()).type_name(CONSIDERED)
    record_contact(ADDED, acting, contact, type=name, when=words.moment(now))
    return contact


def _reasons(acting: Acting, start: Start) -> dict[str, str]:
    return {
        "by": str(acting.user),
        "at": clock.now().isoformat(),
        "place": start.place.strip(),
        "telephone": start.telephone.strip(),
        "why": start.why.strip(),
    }


def _asked_for(proceeding: RecallProceeding) -> list[EnforcementAction]:
    rows = EnforcementAction.objects.filter(event=proceeding.event_id, code__in=RECALL_ACTIONS, done_at=None)
    return list(rows)


def lock_recall(acting: Acting, recall_id: int) -> Record:
    """The record, its row locked, if the user may work on it. Call in a transaction."""
    rows = RecallProceeding.objects.select_for_update(of=("self",))
    proceeding = rows.select_related("person", "event__sentence").filter(pk=recall_id).first()
    if proceeding is None:
        raise NotThereError(NOT_THERE)
    proceeding.case = case_for(acting, proceeding.person, opening(acting), or_asked=True)
    if not may_see(acting, proceeding, proceeding.case):
        raise NotThereError(NOT_THERE)
    return Record(proceeding, Reference.of(proceeding.case.team.unit, on=clock.today()))


@transaction.atomic
def write_part(
    *, acting: Acting, recall_id: int, part: str, number: int | None, said: dict[str, Any]
) -> RecallProceeding:
    """Keep what was said in one part. Two people may write two parts at once; `number` is the writing you saw.

    Raises ChangedMeanwhileError where someone wrote this part meanwhile, RefusedError once it is signed or the
    licence has ended, BadInputError for what it lacks.
    """
    record = lock_recall(acting, recall_id)
    proceeding = record.proceeding
    if not acting.area(CONSIDER).holds_team(proceeding.case.team):
        raise NotAllowedError(_("Writing in this record is for those who consider recall."))
    part_row = next((one for one in record.parts if one.part == part), None)
    if part_row is None:
        raise NotThereError(NOT_THERE)
    if not record.may_write(part):
        raise RefusedError(_("This part changes no more: somebody has signed for it, or the licence has ended."))
    if number is not None and number != record.number(part):
        raise _changed(record, part)
    kept, errors = cleaned(part, said, record.asking)
    if errors:
        raise BadInputError(_("This was not saved."), errors=errors)
    proceeding.answers[part] = _writing(acting, kept, record.number(part) + 1)
    _follow(proceeding, part, kept)
    _settle(proceeding, record.reference)
    proceeding.save()
    _log(WRITTEN, acting, proceeding, about(proceeding), label=part_row.label, part=part)
    return proceeding


def _writing(acting: Acting, said: dict[str, Any], number: int) -> dict[str, Any]:
    return {
        "said": said,
        "number": number,
        "by": str(acting.user),
        "by_id": acting.user.pk,
        "at": clock.now().isoformat(),
    }


def _follow(proceeding: RecallProceeding, part: str, kept: dict[str, Any]) -> None:
    """What other parts of the service read of the record without reading its words."""
    if part == "conditions_breached":
        proceeding.conditions_broken.set([int(pk) for pk in kept["conditions"]])
    elif part == "recall_type":
        proceeding.decision = kept["type"]
    elif part == "emergency":
        proceeding.is_emergency = kept["emergency"] == "yes"


def _settle(proceeding: RecallProceeding, reference: Reference) -> None:
    """Keep what the rule says is open, as of now."""
    answer = Record(proceeding, reference).types.answer
    assert answer is not None
    proceeding.kind_open = list(answer.options)
    proceeding.exclusions = {"hold": list(answer.exclusions), "unanswered": list(answer.unanswered)}


def _changed(record: Record, part: str) -> ChangedMeanwhileError:
    kept = record.proceeding.answers[part]
    said = _("%(who)s wrote this part while you were writing.") % {"who": kept["by"]}
    theirs = {name: ", ".join(v) if isinstance(v, list) else v for name, v in kept["said"].items()}
    texts = [ask.name for ask in asks_of(part, record.asking) if ask.kind == "text"]
    facts = {"who": kept["by"], "at": kept["at"], "version": kept["number"]}
    return ChangedMeanwhileError(said, theirs=theirs, texts=texts, **facts)


@transaction.atomic
def take_over(*, acting: Acting, recall_id: int) -> RecallProceeding:
    """The practitioner takes over the reasons that a duty manager recorded: from here the record is theirs to write."""
    record = lock_recall(acting, recall_id)
    proceeding = record.proceeding
    if "practitioner" not in roles_in(acting, proceeding.case):
        raise NotAllowedError(_("This is for the practitioner to take over."))
    if not record.must_take_over:
        raise RefusedError(_("There is nothing to take over."))
    kept = proceeding.out_of_hours
    if "what_led" not in proceeding.answers:
        proceeding.answers["what_led"] = _writing(acting, {"what": kept["why"]}, 1)
    proceeding.out_of_hours = {**kept, "taken_over_by": str(acting.user), "taken_over_at": clock.now().isoformat()}
    proceeding.version += 1
    proceeding.save()
    _log(TAKEN_OVER, acting, proceeding, about(proceeding), who=kept["by"])
    return proceeding


def keep_move(
    acting: Acting,
    proceeding: RecallProceeding,
    was: str,
    to: str,
    label: str,
    *,
    reason: str = "",
    telephone: str = "",
    due: datetime | None = None,
) -> Move:
    """One step on the record, with its event: what was so at that moment is kept with it."""
    made = Move.objects.create(
        about=about(proceeding),
        from_status=was,
        to_status=to,
        by=acting.user,
        role=next(iter(sorted(acting.roles)), "")[:20],
        at=clock.now(),
        reason=reason,
        telephone=telephone.strip(),
        due=due,
    )
    _log(MOVED, acting, proceeding, f"recall-move:{made.pk}", label=label, reason=reason, to=to)
    return made


def _log(event: log.EventType, acting: Acting, proceeding: RecallProceeding, subject: str, **data: Any) -> None:
    log.record(
        event,
        actor=acting.user,
        subject=subject,
        person_id=proceeding.person_id,
        unit_id=proceeding.case.team.unit_id,
        data={"recall": proceeding.pk, **data},
    )

"""A recall record as its page shows it: its parts, which recall is open, its clocks, who may do what next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from rainer.cases.access import NOT_THERE, open_person
from rainer.cases.models import Asked, Case, Licence, LicenceCondition, Release, Sentence
from rainer.common import clock
from rainer.common.errors import NotThereError
from rainer.enforcement.inputs import moves_of, stands
from rainer.enforcement.models import Move, RecallProceeding
from rainer.enforcement.queries.licences import conditions_of, licence_of
from rainer.enforcement.queries.recall_asks import Asking, Said, cleaned
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.policy import recall
from rainer.policy.outcome import Outcome
from rainer.supervision.inputs import local
from rainer.supervision.reference import Reference

CONSIDER, COUNTERSIGN, ENDORSE = (
    Capability.CONSIDER_RECALL,
    Capability.COUNTERSIGN_RECALL,
    Capability.ENDORSE_RECALL,
)
# Any of these opens a recall record; what each may do there is the table of moves' to say.
OPENS = (CONSIDER, COUNTERSIGN, ENDORSE, Capability.SEND_LETTER)
STARTS = (CONSIDER, COUNTERSIGN, ENDORSE)
NO_RECALL = "NO_RECALL"
# Parts may be written until somebody has signed for them.
OPEN_TO_WRITE = frozenset(
    {"PO_START_RECALL", "SPO_CONSIDER_RECALL", "PO_RECALL_CONSULT_SPO", "SPO_RECORDED_RATIONALE"}
    | {"SPO_SIGNATURE_REQUESTED"}
)
BEFORE_DECISION = OPEN_TO_WRITE | {"NEW", "SPO_SIGNED", "ACO_SIGNATURE_REQUESTED", "ACO_SIGNED"}
BEFORE_SENDING = BEFORE_DECISION | {"RECALL_DECIDED", "PP_DOCUMENT_CREATED"}
DECIDED_AGAINST = ("NO_RECALL_DECIDED", "PP_DOCUMENT_CREATED", "REC_CLOSED")
ASKED_OF_A_SENIOR = ("SPO_CONSIDER_RECALL", "SPO_SIGNATURE_REQUESTED")
# The explanation given with a signature is the rationale of a senior who had not recorded one before.
RATIONALE = ("SPO_RECORDED_RATIONALE", "SPO_SIGNED")


def about(proceeding: RecallProceeding) -> str:
    """How its moves name it."""
    return f"recall-proceeding:{proceeding.pk}"


def asked_now(name: str) -> QuerySet[Asked]:
    """Those asked about it who still are."""
    return Asked.objects.filter(about=name, ended_at=None)


def opening(acting: Acting) -> Capability:
    return next((one for one in OPENS if acting.may(one)), OPENS[0])


def open_recall(acting: Acting, crn: str, pk: int, *, what: str) -> RecallProceeding:
    """A recall record of this person whose record the user may open; the read is logged. `case` is theirs now.

    A sensitive one looks like none to those who may not see sensitive parts.
    """
    case = open_person(acting, crn, opening(acting), what=what, or_asked=True)
    rows = RecallProceeding.objects.select_related("person", "event__sentence", "fact", "started_by", "considered")
    proceeding = rows.filter(pk=pk, person=case.person_id).first()
    if proceeding is None or not may_see(acting, proceeding, case):
        raise NotThereError(NOT_THERE)
    proceeding.case = case
    return proceeding


def may_see(acting: Acting, proceeding: RecallProceeding, case: Case) -> bool:
    if not proceeding.is_sensitive or acting.area(Capability.SEE_SENSITIVE).holds_team(case.team):
        return True
    return asked_now(about(proceeding)).filter(user=acting.user).exists()


def records_of(case: Case, acting: Acting) -> list[RecallProceeding]:
    """The recall records of a person that the user may see, the last first."""
    if not any(acting.area(one).holds_team(case.team) for one in OPENS):
        return []
    rows = RecallProceeding.objects.filter(person=case.person_id).select_related("started_by").order_by("-started_at")
    return [one for one in rows if may_see(acting, one, case)]


def roles_in(acting: Acting, case: Case) -> frozenset[str]:
    """The kinds of role, as the table of moves names them, in which the user acts in this case.

    A duty manager is whoever signs or endorses where their role holds. The casework section does not work in Rainer:
    what it did is recorded by those who hear of it.
    """
    holds = {one: acting.area(one).holds_team(case.team) for one in OPENS}
    administers = "case_administrator" in acting.roles and holds[Capability.SEND_LETTER]
    named = {
        "practitioner": holds[CONSIDER],
        "senior": holds[COUNTERSIGN],
        "senior_manager": holds[ENDORSE],
        "out_of_hours_manager": holds[COUNTERSIGN] or holds[ENDORSE],
        "case_administrator": administers,
        "casework_section": holds[CONSIDER] or administers,
    }
    return frozenset(name for name, is_one in named.items() if is_one)


def moves_from_new(acting: Acting, case: Case, reference: Reference) -> tuple[recall.Move, ...]:
    """The ways in which this user may start."""
    answer = recall.recall_transitions(recall.StateInputs("NEW", roles_in(acting, case)), **reference.where).answer
    return answer.moves if answer else ()


@dataclass
class Record:
    """One recall record with what the rules say of it today."""

    proceeding: RecallProceeding
    reference: Reference

    def said(self, part: str) -> Said:
        """What was said in a part; nothing while it is not written."""
        kept: dict[str, Any] = self.proceeding.answers.get(part, {}).get("said", {})
        return kept

    def number(self, part: str) -> int:
        """How often a part was written: two people who write it at once are told apart by it."""
        return int(self.proceeding.answers.get(part, {}).get("number", 0))

    @cached_property
    def sentence(self) -> Sentence:
        return self.proceeding.event.sentence

    @cached_property
    def licence(self) -> Licence | None:
        return licence_of(self.proceeding.event_id, on=self.reference.on)

    @cached_property
    def conditions(self) -> list[LicenceCondition]:
        return conditions_of(self.licence, on=self.reference.on)

    @property
    def is_alive(self) -> bool:
        return self.proceeding.person.date_of_death is None

    @property
    def stands(self) -> bool:
        """Whether there is still a licence to recall from."""
        return self.is_alive and stands(self.sentence) and self.licence is not None

    @property
    def group(self) -> recall.SentenceGroup:
        """The group that was answered, else the sentence's own; without either, that which most are."""
        asked: Any = self.said("sentence_group").get("group") or self.sentence.group
        return asked if asked in recall.GROUP_WORDS else "ADULT_SDS"

    @cached_property
    def types(self) -> Outcome[recall.AvailableTypes]:
        said = dict(self.said("suitability"))
        charged: Any = said.pop("new_offence", "") or None
        answers = {key: {"yes": True, "no": False}.get(value) for key, value in said.items()}
        return recall.available_types(recall.TypeInputs(self.group, charged, answers), **self.reference.where)

    @cached_property
    def asking(self) -> Asking:
        return Asking(self.conditions, self.group, self._types.options, self.reference)

    @property
    def _types(self) -> recall.AvailableTypes:
        assert self.types.answer is not None
        return self.types.answer

    @property
    def decision(self) -> str:
        return self.proceeding.decision

    @property
    def is_against(self) -> bool:
        return self.decision == NO_RECALL

    @property
    def _record_inputs(self) -> recall.RecordInputs:
        """While nothing is chosen, the parts of the recall that would be."""
        chosen: Any = self.decision or self._types.mandatory or self._types.options[0]
        status = self.said("custody_status").get("status")
        return recall.RecordInputs(
            recall_type=chosen,
            sentence_group=self.group,
            complete=self.complete,
            in_custody=None if not status else status != "no",
            earlier_no_recall=self.earlier_no_recall,
        )

    @cached_property
    def complete(self) -> frozenset[str]:
        """The parts that are whole as things stand today: a licence varied since makes its conditions asked anew."""
        return frozenset(part for part in self.proceeding.answers if self._is_whole(part))

    def _is_whole(self, part: str) -> bool:
        said = self.said(part)
        if cleaned(part, said, self.asking)[1]:
            return False
        if part == "suitability":
            return not self._types.unanswered
        if part == "emergency" and self._types.must_be_emergency:
            return self.is_against or said.get("emergency") == "yes"
        return True

    @cached_property
    def earlier_no_recall(self) -> int:
        """Decisions not to recall since this release: a licence that was varied is the same licence."""
        last = Release.objects.filter(event=self.proceeding.event_id, on__lte=self.reference.on).order_by("on").last()
        since = max(last.on if last else date.min, self.sentence.released_on or date.min)
        rows = RecallProceeding.objects.filter(
            event=self.proceeding.event_id, decision=NO_RECALL, status__in=DECIDED_AGAINST
        ).exclude(pk=self.proceeding.pk)
        return sum(local(one).date() >= since for one in rows.values_list("started_at", flat=True))

    @cached_property
    def parts(self) -> tuple[recall.Part, ...]:
        return recall.mandatory_parts(self._record_inputs, **self.reference.where)

    @cached_property
    def readiness(self) -> recall.Readiness:
        answer = recall.ready_for_countersignature(self._record_inputs, **self.reference.where).answer
        assert answer is not None
        return answer

    @property
    def lacking(self) -> list[str]:
        """What must still be written before anyone signs, in words."""
        return [one.label for one in self.parts if one.part in self.readiness.lacking]

    def may_write(self, part: str) -> bool:
        """Whether a part is open: until somebody has signed, those for sending until it is sent."""
        by = next((one.by for one in self.parts if one.part == part), "")
        if not by or self.proceeding.closed_at is not None or not self.is_alive:
            return False
        if self.proceeding.status in OPEN_TO_WRITE:
            return self.stands
        return by == "sending" and self.proceeding.status in BEFORE_SENDING

    @property
    def must_take_over(self) -> bool:
        """Whether a duty manager's reasons wait for the practitioner."""
        kept = self.proceeding.out_of_hours
        return bool(kept) and not kept.get("taken_over_by") and self.proceeding.closed_at is None

    @cached_property
    def done(self) -> list[Move]:
        return moves_of(about(self.proceeding))

    def at(self, *states: str) -> datetime | None:
        """When it first came to one of these states."""
        return first_at(self.done, *states)

    @cached_property
    def clocks(self) -> Outcome[recall.RecallClocks]:
        asked, agreed = self.at(*ASKED_OF_A_SENIOR), self.proceeding.agreed_at
        rationale = self.at(*RATIONALE)
        inputs = recall.ClockInputs(
            now=local(clock.now()),
            senior_asked_on=asked.date() if asked else None,
            rationale_on=rationale.date() if rationale else None,
            senior_agreed_at=local(agreed) if agreed and not self.is_against else None,
            endorsed_at=self.at("ACO_SIGNED"),
            part_a_sent_at=self.at("SENT_TO_PPCS"),
            is_emergency=bool(self.proceeding.is_emergency),
        )
        return recall.recall_clocks(inputs, **self.reference.where)

    @cached_property
    def authors(self) -> frozenset[int]:
        """Whoever wrote in it, started or asked as its practitioner, or holds the case: none of them signs it."""
        holder = self.proceeding.case.practitioner_team
        wrote = {one["by_id"] for one in self.proceeding.answers.values() if one["by_id"] is not None}
        asked = {one.by_id for one in self.done if one.to_status in ("PO_START_RECALL", "SPO_SIGNATURE_REQUESTED")}
        held = {holder.practitioner.user_id} if holder and holder.practitioner.user_id else set()
        return frozenset(wrote | asked | held)

    @cached_property
    def signers(self) -> frozenset[int]:
        """Those whose signature or asking another signature must be apart from."""
        return frozenset(one.by_id for one in self.done if one.to_status in ("SPO_SIGNED", "ACO_SIGNATURE_REQUESTED"))

    @property
    def changed_since_asked(self) -> list[recall.Part]:
        """The parts written anew since a signature was asked for."""
        asked = self.proceeding.asked
        return [one for one in self.parts if asked and asked.get(one.part, 0) != self.number(one.part)]

    @cached_property
    def asked_of(self) -> list[Asked]:
        """Whom the last request went to, in the order in which they stand."""
        return list(asked_now(about(self.proceeding)).select_related("user").order_by("at", "pk"))

    def roles_of(self, acting: Acting) -> frozenset[str]:
        """The kinds of role in which the user acts in it: a senior's, too, where they were asked to stand in for one."""
        stands_in = any(one.is_stand_in and one.user_id == acting.user.pk for one in self.asked_of)
        return roles_in(acting, self.proceeding.case) | ({"senior"} if stands_in else set())

    def moves_for(self, acting: Acting) -> recall.Moves:
        """What this user may do with it next, as far as the table of moves goes; nothing once it is closed."""
        closed = self.proceeding.closed_at is not None
        roles = frozenset() if closed else self.roles_of(acting)
        inputs = recall.StateInputs(self.proceeding.status, roles)
        answer = recall.recall_transitions(inputs, **self.reference.where).answer
        assert answer is not None
        return answer


def state_names(reference: Reference) -> dict[str, str]:
    """What each state is called."""
    table = reference.rulebook.value("recall.transitions", on=reference.on, place=reference.place)
    return dict(table.value["states"])


def first_at(moves: Iterable[Move], *states: str) -> datetime | None:
    """When the first of these moves to one of these states was made, local time."""
    return next((local(one.at) for one in moves if one.to_status in states), None)


def signed(moves: Sequence[Move]) -> list[Move]:
    """The signatures, in order."""
    return [one for one in moves if one.to_status in ("SPO_SIGNED", "ACO_SIGNED")]

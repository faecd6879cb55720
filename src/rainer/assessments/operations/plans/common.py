"""What the operations of a plan share: the plan locked, words for what a rule refuses, the event."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from rainer.assessments.models import Goal, GoalNote, Plan, Step
from rainer.assessments.models.plan import Changed
from rainer.cases.access import NOT_THERE, open_case
from rainer.cases.models import Case
from rainer.common import clock, log
from rainer.common.errors import BadInputError, ChangedMeanwhileError, NotThereError, RefusedError
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.policy import plan as rules
from rainer.rulebook.queries import place_of, rulebook_now
from rainer.web import words

WRITE = Capability.WRITE_PLAN
# Of an event's data, what people wrote.
PERSONAL = ("goal", "was", "step", "reason", "text")


@dataclass(frozen=True, slots=True)
class Held:
    """A plan locked for one writing of it: nobody else writes in it meanwhile."""

    acting: Acting
    case: Case
    plan: Plan

    @property
    def where(self) -> dict[str, Any]:
        """The named arguments of a rule."""
        return where_of(self.case, self.acting)

    def goal(self, pk: int) -> Goal:
        found = Goal.objects.filter(plan=self.plan, pk=pk).select_related("changed_by").first()
        if found is None:
            raise NotThereError(NOT_THERE)
        return found

    def step(self, pk: int) -> Step:
        rows = Step.objects.filter(goal__plan=self.plan, pk=pk).select_related("goal", "changed_by")
        found = rows.first()
        if found is None:
            raise NotThereError(NOT_THERE)
        return found

    def stamp(self) -> dict[str, Any]:
        return {"changed_by": self.acting.user, "changed_at": clock.now()}

    def save(self, row: Changed, *fields: str) -> None:
        """Keep a changed row, and count the change on the plan, so that who agrees agrees to what they saw."""
        row.version += 1
        row.changed_by, row.changed_at = self.acting.user, clock.now()
        row.save(update_fields=[*fields, "version", "changed_by", "changed_at"])
        if not isinstance(row, Plan):
            self.count()

    def count(self) -> None:
        Plan.objects.filter(pk=self.plan.pk).update(version=F("version") + 1, **self.stamp())

    def note(self, goal: Goal, kind: str, text: str, *, how: str = "") -> GoalNote:
        return GoalNote.objects.create(
            goal=goal, kind=kind, how=how, text=text.strip(), by=self.acting.user, at=clock.now()
        )

    def record(self, event: log.EventType, subject: str, **data: Any) -> None:
        log.record(
            event,
            actor=self.acting.user,
            subject=subject,
            person_id=self.case.person_id,
            unit_id=self.case.team.unit_id,
            data={"plan": self.plan.pk, **data},
        )


def where_of(case: Case, acting: Acting) -> dict[str, Any]:
    return {"on": acting.on, "place": place_of(case.team.unit), "rulebook": rulebook_now()}


def hold(acting: Acting, crn: str, *, begin: bool = False) -> Held:
    """The person's plan, its row locked, if the user may write in it; begun with `begin`. Call in a transaction."""
    case = open_case(acting, crn, WRITE, what=_("the plan, to write in it"))
    if case.person.date_of_death is not None:
        raise RefusedError(_("The person has died. Their plan is not written in any more."))
    if begin:
        first = {"started_on": acting.on, "changed_by": acting.user, "changed_at": clock.now()}
        Plan.objects.get_or_create(person=case.person, defaults=first)
    plan = Plan.objects.select_for_update(of=("self",)).select_related("changed_by").filter(person=case.person).first()
    if plan is None:
        raise NotThereError(NOT_THERE)
    return Held(acting, case, plan)


def check_version(row: Changed, version: int | None, theirs: dict[str, Any], *texts: str, said: str) -> None:
    """Refuse what was written over something else; `theirs` is what is there now, as it would be typed."""
    if version is None or row.version == version:
        return
    facts: dict[str, Any] = {"who": str(row.changed_by), "at": row.changed_at.isoformat(), "version": row.version}
    raise ChangedMeanwhileError(said, theirs=theirs, texts=texts, **facts)


def changed_first(row: Changed, said: str) -> ChangedMeanwhileError:
    """Somebody was faster, and what they did stands."""
    facts = {"who": row.changed_by, "when": words.moment(row.changed_at), "said": said}
    return ChangedMeanwhileError(_("%(who)s was here first, at %(when)s: %(said)s") % facts)


def refuse_lacks(lacks: Iterable[rules.Lack], messages: dict[tuple[str, str], Any], **names: str) -> None:
    """What a rule finds lacking, each on its field of the form; `names` where the form calls it otherwise."""
    errors: dict[str, Any] = {}
    for one in lacks:
        said = messages.get((one.field, one.problem)) or too_long()
        errors.setdefault(names.get(one.field, one.field), said)
    if errors:
        raise BadInputError(_("This was not saved."), errors=errors)


def too_long() -> str:
    return _("Shorten this: it is longer than can be kept")


def check_note(held: Held, text: str, missing: Any, *, field: str = "text", is_needed: bool = True) -> None:
    answer = rules.note_lacks(rules.NoteText(text, is_needed), **held.where).answer
    assert answer is not None
    refuse_lacks(answer.lacks, {("note", "blank"): missing}, note=field)


def check_act(held: Held, goal: Goal, act: rules.Act, reason: str = "", missing: Any = "") -> None:
    """Whether the rule lets this be done with the goal; why not, in words."""
    inputs = rules.GoalAct(act, goal.status, held.plan.status, reason)  # type: ignore[arg-type]
    answer = rules.goal_act(inputs, **held.where).answer
    assert answer is not None
    if answer.refusal == "no_reason":
        raise BadInputError(_("This was not saved."), errors={"text": missing})
    if answer.refusal == "wrong_plan":
        said = _("The plan has been given: this goal is removed with a reason, and stays in the history.")
        draft = _("Nobody has been asked about this plan yet: the goal is deleted, not removed.")
        raise RefusedError(said if act == "delete" else draft)
    if answer.refusal is not None:
        status = str(Goal.Status(goal.status).label).lower()
        raise RefusedError(_("This cannot be done with a goal that stands at “%(status)s”.") % {"status": status})


def tidy(text: str) -> str:
    return text.replace("\r\n", "\n").strip()

"""The plan is looked at again: what becomes of each goal, what worked, what the person says, the next day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.assessments.models import Goal, PlanVersion, ProgressNote
from rainer.assessments.operations.plans import ending
from rainer.assessments.operations.plans.agreeing import check_names, check_review_day
from rainer.assessments.operations.plans.common import PERSONAL, Held, changed_first, check_note, hold
from rainer.assessments.operations.plans.goals import GoalWords, check_words, write
from rainer.assessments.operations.plans.versions import keep_version
from rainer.common import clock, log
from rainer.common.errors import BadInputError, RefusedError
from rainer.organisation.access import Acting

REVIEWED = log.event_type("plan_reviewed", gettext_lazy("{actor} looked at the plan again"), personal=PERSONAL)
What = Literal["keep", "change", "achieve", "remove"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one goal. `text` is the reason it is removed, or a note; title and day are for a change."""

    what: What = "keep"
    text: str = ""
    title: str = ""
    target_on: date | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """What was found together. `goals` goes by goal; one that is not named is kept as it is."""

    text: str
    person_says: str
    is_support_needed: str
    was_involved: bool | None
    practitioner_name: str
    person_name: str
    review_on: date | None
    support_why: str = ""
    involved_why: str = ""
    goals: Mapping[int, Decision] = field(default_factory=dict)


@transaction.atomic
def review_plan(*, acting: Acting, crn: str, version: int | None, review: Review) -> PlanVersion:
    """Close a review: goals kept, changed, achieved or removed, and the whole kept as a version.

    Raises ChangedMeanwhileError where the plan changed since `version`; BadInputError for what the review lacks, by
    the fields of its form ("text-12" for the words on goal 12).
    """
    held = hold(acting, crn)
    _check(held, version, review)
    for pk, decision in review.goals.items():
        _decide(held, pk, decision)
    plan = held.plan
    plan.planned_on, plan.review_on = acting.on, review.review_on
    plan.refresh_from_db(fields=["version"])
    held.save(plan, "planned_on", "review_on")
    note = _note(held, review)
    kept = keep_version(held, PlanVersion.Why.REVIEW, said_of(note))
    decided = {str(pk): one.what for pk, one in review.goals.items()}
    held.record(REVIEWED, f"plan:{plan.pk}", version=kept.number, text=note.text, goals=decided)
    return kept


def said_of(note: ProgressNote) -> dict[str, Any]:
    return {
        "text": note.text,
        "person_says": note.person_says,
        "is_support_needed": note.is_support_needed,
        "support_why": note.support_why,
        "was_involved": note.was_involved,
        "involved_why": note.involved_why,
        "practitioner_name": note.practitioner_name,
        "person_name": note.person_name,
        "on": note.at.date().isoformat(),
    }


def _note(held: Held, review: Review) -> ProgressNote:
    return ProgressNote.objects.create(
        plan=held.plan, text=review.text.strip(), person_says=review.person_says.strip(),
        is_support_needed=review.is_support_needed, support_why=review.support_why.strip(),
        was_involved=bool(review.was_involved), involved_why=review.involved_why.strip(),
        practitioner_name=review.practitioner_name.strip(), person_name=review.person_name.strip(),
        by=held.acting.user, at=clock.now(),
    )  # fmt: skip


def _check(held: Held, version: int | None, review: Review) -> None:
    if held.plan.is_draft:
        raise RefusedError(_("Ask the person about the plan first: a draft is changed, not looked at again."))
    if version is not None and held.plan.version != version:
        raise changed_first(held.plan, _("the plan has changed. Look at it again, then close the review."))
    errors: dict[str, Any] = {}
    if review.is_support_needed not in ProgressNote.Answer.values:
        errors["is_support_needed"] = _("Choose whether support is needed")
    elif review.is_support_needed == ProgressNote.Answer.YES and not review.support_why.strip():
        errors["support_why"] = _("Say what support")
    if review.was_involved is None:
        errors["was_involved"] = _("Choose whether the person was there")
    elif review.was_involved is False and not review.involved_why.strip():
        errors["involved_why"] = _("Say why not")
    if errors:
        raise BadInputError(_("This was not saved."), errors=errors)
    check_note(held, review.text, _("Say what worked and what did not"))
    for name in ("person_says", "support_why", "involved_why"):
        check_note(held, getattr(review, name), "", field=name, is_needed=False)
    check_names(review.practitioner_name, review.person_name)
    check_review_day(held, review.review_on)


def _decide(held: Held, pk: int, decision: Decision) -> None:
    """Do with one goal what was decided; what it lacks stands on the fields of that goal."""
    goal = held.goal(pk)
    try:
        if decision.what == "achieve":
            ending.achieve(held, goal, decision.text)
        elif decision.what == "remove":
            ending.remove(held, goal, decision.text)
        elif decision.what == "change":
            _change(held, goal, decision)
    except BadInputError as error:
        given = error.facts.get("errors", {})
        error.facts["errors"] = {f"{name}-{pk}": message for name, message in given.items()}
        raise


def _change(held: Held, goal: Goal, decision: Decision) -> None:
    now = GoalWords(
        title=goal.title, area=goal.area, is_own_words=goal.is_own_words, related=tuple(goal.related),
        target_on=goal.target_on, remind_on=goal.remind_on,
    )  # fmt: skip
    changed = replace(now, title=decision.title or goal.title, target_on=decision.target_on or goal.target_on)
    check_words(held, changed, was=goal)
    write(held, goal, changed)

"""All that happened to a plan, in one list: asked, looked at again, goals written, changed, achieved, removed, taken up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from rainer.assessments.models import Agreement, Goal, GoalNote, Plan, ProgressNote
from rainer.assessments.operations.plans.goals import CHANGED
from rainer.common.models import LogEntry


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing: when, what, by whom, and the words that go with it."""

    at: datetime
    what: str
    by: str
    text: str = ""
    kind: str = ""


def history_of(plan: Plan) -> list[Happened]:
    """The newest first. Five queries, whatever happened."""
    found = [*_agreements(plan), *_goals(plan), *_notes(plan), *_reviews(plan), *_changes(plan)]
    return sorted(found, key=lambda one: one.at, reverse=True)


def _agreements(plan: Plan) -> list[Happened]:
    rows = Agreement.objects.filter(plan=plan).select_related("by")
    return [Happened(one.at, _asked(one), str(one.by), one.details, "agreement") for one in rows]


def _asked(one: Agreement) -> str:
    said = {
        Plan.Status.AGREED: _("%(name)s agreed with the plan"),
        Plan.Status.DO_NOT_AGREE: _("%(name)s did not agree with the plan"),
        Plan.Status.COULD_NOT_ANSWER: _("%(name)s could not be asked about the plan"),
        Plan.Status.UPDATED_AGREED: _("%(name)s was asked again, and agreed"),
        Plan.Status.UPDATED_DO_NOT_AGREE: _("%(name)s was asked again, and did not agree"),
    }
    return said[Plan.Status(one.status)] % {"name": one.person_name}


def _goals(plan: Plan) -> list[Happened]:
    rows = Goal.objects.filter(plan=plan).select_related("made_by")
    return [Happened(one.made_at, _("Goal added"), str(one.made_by), one.title, "goal") for one in rows]


def _notes(plan: Plan) -> list[Happened]:
    said: dict[str, str] = {
        GoalNote.Kind.PROGRESS: _("How it is going: %(goal)s"),
        GoalNote.Kind.ACHIEVED: _("Goal achieved: %(goal)s"),
        GoalNote.Kind.REMOVED: _("Goal removed: %(goal)s"),
        GoalNote.Kind.READDED: _("Goal taken up again: %(goal)s"),
    }
    rows = GoalNote.objects.filter(goal__plan=plan).select_related("by", "goal")
    return [
        Happened(one.at, said[one.kind] % {"goal": one.goal.title}, str(one.by), note_words(one), one.kind.lower())
        for one in rows
    ]


def note_words(note: GoalNote) -> str:
    """ "A lot better: “I booked it”", or what of the two there is."""
    how = note.get_how_display() if note.how else ""
    if how and note.text:
        return _("%(how)s: “%(words)s”") % {"how": how, "words": note.text}
    return how or note.text


def _reviews(plan: Plan) -> list[Happened]:
    rows = ProgressNote.objects.filter(plan=plan).select_related("by")
    return [Happened(one.at, _("Looked at the plan again"), str(one.by), one.text, "review") for one in rows]


def _changes(plan: Plan) -> list[Happened]:
    rows: Any = LogEntry.objects.filter(person_id=plan.person_id, name=CHANGED.name).select_related("actor")
    return [
        Happened(one.at, _("Goal changed"), str(one.actor or "Rainer"), str(one.data.get("goal", "")), "change")
        for one in rows
        if one.data.get("plan") == plan.pk
    ]

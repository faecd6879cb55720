"""Say what was done about a load, and whether it helped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from rainer.common import log
from rainer.common.errors import BadInputError, ChangedMeanwhileError, NotAllowedError
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.rulebook.queries import rulebook_now
from rainer.web import words
from rainer.workload.models import WorkloadAction
from rainer.workload.operations.thresholds import ABOVE, act_within, one_at_a_time, raise_all

RECORDED = log.event_type("workload_action_recorded", _("{actor} said what was done about {who}'s load: {chosen}"))
HELPED = log.event_type("workload_action_helped", _("{who} said whether it helped: {helped}"))
Chosen = WorkloadAction.Chosen


@dataclass(frozen=True, slots=True)
class Answer:
    """What a manager says they did. `agreed` is None where it was not talked over."""

    chosen: str
    asked_for: str = ""
    reason: str = ""
    hold_until: date | None = None
    agreed: bool | None = None
    their_view: str = ""
    look_again_on: date | None = None


def may_answer(acting: Acting, action: WorkloadAction) -> bool:
    """The level that is asked, and those above it: a senior cannot answer for the head of unit."""
    area, team = acting.area(Capability.RECORD_WORKLOAD_ACTION), action.practitioner_team.team
    if action.level == WorkloadAction.Level.TEAM:
        return area.holds_team(team)
    if action.level == WorkloadAction.Level.UNIT:
        return area.holds_unit(team.unit)
    if action.level == WorkloadAction.Level.REGION:
        return area.holds_region(team.unit.region)
    return area.everywhere


@transaction.atomic
def record_action(*, action: WorkloadAction, by: Acting, answer: Answer, at: datetime) -> WorkloadAction:
    """Keep what was chosen. "Asked the level above" and "nothing" open a record there in the same moment.

    Raises NotAllowedError at a level that is not the user's, BadInputError naming fields, and
    ChangedMeanwhileError when somebody answered first.
    """
    if not may_answer(by, action):
        raise NotAllowedError(_t("This record is for the level above you to answer."))
    one_at_a_time()
    on = timezone.localdate(at)
    _check(answer, on=on)
    held = WorkloadAction.objects.select_for_update(of=("self",)).select_related(
        "chosen_by", "practitioner_team__practitioner", "practitioner_team__team__unit__region"
    ).get(pk=action.pk)  # fmt: skip
    if held.chosen:
        raise ChangedMeanwhileError(
            _t("%(who)s answered this first: %(what)s.") % {"who": held.chosen_by, "what": held.get_chosen_display()},
            who=str(held.chosen_by),
            at=held.chosen_at.isoformat() if held.chosen_at else "",
            theirs=_said(held),
        )
    for name in ("chosen", "asked_for", "reason", "hold_until", "agreed", "their_view", "look_again_on"):
        setattr(held, name, getattr(answer, name))
    held.chosen_by, held.chosen_at = by.user, at
    held.save()
    pt = held.practitioner_team
    log.record(
        RECORDED,
        actor=by.user,
        subject=f"practitioner_team:{pt.pk}",
        unit_id=pt.team.unit_id,
        data={"who": str(pt.practitioner), "chosen": str(held.get_chosen_display()), "level": held.level},
    )
    if answer.chosen in (Chosen.ESCALATE, Chosen.NONE) and held.level in ABOVE:
        rulebook = rulebook_now()
        within = act_within(held.threshold, on, rulebook)
        raise_all([(held, within)], on=on, why=str(held.get_chosen_display()), rulebook=rulebook)
    return held


def _said(held: WorkloadAction) -> dict[str, str]:
    """What was answered, by the fields of the form, as it would be typed."""
    texts = {name: str(getattr(held, name)) for name in ("chosen", "asked_for", "reason", "their_view")}
    days = {name: getattr(held, name) for name in ("hold_until", "look_again_on")}
    said = texts | {name: words.since(day) if day else "" for name, day in days.items()}
    return said | {"agreed": {True: "yes", False: "no", None: "not_asked"}[held.agreed]}


def _check(answer: Answer, *, on: date) -> None:
    errors = {}
    if answer.chosen not in Chosen.values:
        errors["chosen"] = _t("Choose what you did, or that nothing could be done")
    if answer.chosen == Chosen.NONE and not answer.reason.strip():
        errors["reason"] = _t("Say why nothing could be done")
    if answer.chosen == Chosen.ESCALATE and not answer.asked_for.strip():
        errors["asked_for"] = _t("Say what you asked for")
    if answer.chosen == Chosen.HOLD_ALLOCATIONS and (answer.hold_until is None or answer.hold_until < on):
        errors["hold_until"] = _t("Enter the day new cases are held until, today or later")
    days = rulebook_now().value("workload.load_pages", on=on).value["look_again_days"]
    if answer.look_again_on is None or not on < answer.look_again_on <= on + timedelta(days=days):
        errors["look_again_on"] = _t("Choose a date in the next %(days)s days") % {"days": days}
    if errors:
        raise BadInputError(_t("Some answers are missing."), errors=errors)


@transaction.atomic
def did_it_help(*, action: WorkloadAction, by: Acting, helped: bool, comment: str = "") -> WorkloadAction:
    """The practitioner's own answer to what was done. They may change their mind; the log keeps both."""
    practitioner = action.practitioner_team.practitioner
    if practitioner.user_id != by.user.pk:
        raise NotAllowedError(_t("Only the practitioner can say whether it helped."))
    if not action.chosen:
        raise BadInputError(
            _t("Nothing has been recorded yet."), errors={"helped": _t("Nothing has been recorded yet")}
        )
    action.did_it_help, action.help_comment = helped, comment
    action.save(update_fields=["did_it_help", "help_comment"])
    log.record(
        HELPED,
        actor=by.user,
        subject=f"practitioner_team:{action.practitioner_team_id}",
        unit_id=action.practitioner_team.team.unit_id,
        data={"who": str(practitioner), "helped": _t("yes") if helped else _t("no")},
    )
    return action

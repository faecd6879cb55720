"""The person is asked about the plan: yes, no because, or could not be asked because."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.assessments.models import Agreement, Goal, Plan, PlanVersion
from rainer.assessments.operations.plans.common import Held, changed_first, check_note, hold
from rainer.assessments.operations.plans.versions import keep_version
from rainer.common import clock, log
from rainer.common.errors import BadInputError, RefusedError
from rainer.organisation.access import Acting
from rainer.policy import plan as rules
from rainer.web import words

ASKED = log.event_type("plan_agreed", gettext_lazy("{actor} asked about the plan: {status}"), personal=("reason",))


@dataclass(frozen=True, slots=True)
class Answer:
    """What the person said, who asked whom, and when the plan is looked at again."""

    to: str
    details: str
    practitioner_name: str
    person_name: str
    review_on: date | None


@transaction.atomic
def agree_plan(*, acting: Acting, crn: str, version: int | None, answer: Answer) -> Agreement:
    """Keep what the person says of the plan, and the plan as it was when they said it.

    Raises ChangedMeanwhileError where the plan changed since `version` or an answer was given, RefusedError where a
    goal or a step lacks, BadInputError for what the answer lacks.
    """
    held = hold(acting, crn)
    _check(held, version, answer)
    plan = held.plan
    plan.status, plan.planned_on, plan.review_on = answer.to, acting.on, answer.review_on
    held.save(plan, "status", "planned_on", "review_on")
    made = Agreement.objects.create(
        plan=plan, status=answer.to, details=answer.details.strip(), practitioner_name=answer.practitioner_name.strip(),
        person_name=answer.person_name.strip(), on=acting.on, by=acting.user, at=clock.now(),
    )  # fmt: skip
    kept = keep_version(held, PlanVersion.Why.AGREEMENT, said_of(made))
    label = str(Plan.Status(answer.to).label).lower()
    held.record(ASKED, f"plan:{plan.pk}", status=label, to=answer.to, reason=made.details, version=kept.number)
    return made


def said_of(agreement: Agreement) -> dict[str, Any]:
    return {
        "details": agreement.details,
        "practitioner_name": agreement.practitioner_name,
        "person_name": agreement.person_name,
        "on": agreement.on.isoformat(),
    }


def _check(held: Held, version: int | None, answer: Answer) -> None:
    plan = held.plan
    if answer.to not in Plan.Status.values:
        raise BadInputError(_("This was not saved."), errors={"to": _("Choose what they say")})
    steps = steps_by_goal(plan)
    found = rules.may_agree(rules.Agree(plan.status, answer.to, tuple(steps), answer.details), **held.where).answer
    assert found is not None
    if "conflict" in found.refusals:
        label = Plan.Status(plan.status).label
        raise changed_first(plan, _("the answer is “%(status)s”, and stands.") % {"status": label})
    if version is not None and plan.version != version:
        raise changed_first(plan, _("the plan has changed. Look at it again together, then ask."))
    if "no_goal" in found.refusals:
        raise RefusedError(_("Add a goal to work on: there is nothing to agree with yet."))
    if "goal_without_step" in found.refusals:
        raise RefusedError(_("Add a step: who does what by when. Every goal needs one."))
    if "no_details" in found.refusals:
        raise BadInputError(_("This was not saved."), errors={"details": _("Say why, in their words")})
    check_note(held, answer.details, "", field="details", is_needed=False)
    check_names(answer.practitioner_name, answer.person_name)
    check_review_day(held, answer.review_on)


def steps_by_goal(plan: Plan) -> list[int]:
    """How many steps each active goal has. One query."""
    goals = Goal.objects.filter(plan=plan, status=Goal.Status.ACTIVE).annotate(count=Count("steps"))
    return list(goals.values_list("count", flat=True))


def check_names(practitioner: str, person: str) -> None:
    errors = {}
    if not practitioner.strip():
        errors["practitioner_name"] = _("Give the name of who asked")
    if not person.strip():
        errors["person_name"] = _("Give the person’s name")
    if errors:
        raise BadInputError(_("This was not saved."), errors=errors)


def check_review_day(held: Held, day: date | None) -> None:
    found = rules.review_day(rules.ReviewDay(held.acting.on, day), **held.where).answer
    assert found is not None
    if not found.is_allowed:
        said = _("Choose a day after today, up to %(day)s") % {"day": words.day(found.latest)}
        raise BadInputError(_("This was not saved."), errors={"review_on": said})

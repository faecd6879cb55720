"""What is done about a unit's framework status: set it, review it, say that promised help came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.common import clock, log
from rainer.common.errors import BadInputError, RefusedError
from rainer.organisation.access import Acting, get_unit, get_unit_in_part
from rainer.organisation.capabilities import CAPABILITIES, Capability
from rainer.organisation.models import DeliveryUnit
from rainer.policy import framework
from rainer.priorities.models import FrameworkStatus, StatusReview, Support
from rainer.priorities.queries import latest
from rainer.rulebook.queries import place_of, rulebook_now

STATUS_SET = log.event_type(
    "framework_status_set", gettext_lazy("{actor} set framework status {colour} for {unit}, to review by {review_by}")
)
STATUS_REVIEWED = log.event_type(
    "framework_status_reviewed", gettext_lazy("{actor} reviewed {colour} in {unit}: {words}")
)
SUPPORT_CAME = log.event_type("framework_support_came", gettext_lazy("{actor} said that promised help came: {what}"))

FIELD_OF_FAULT = {
    "not_authorised": "colour",
    "not_a_step": "colour",
    "reason_needed": "reason_words",
    "backdated": "starts",
    "review_by_needed": "review_by",
    "review_by_before_start": "review_by",
    "support_needed": "support",
    "support_without_owner": "support",
    "exit_tests_needed": "exit_tests",
}


@dataclass(frozen=True, slots=True)
class Promise:
    """One thing of the support list as it is typed: what, who owns it, by when."""

    kind: str
    what: str
    owner: str
    due: date


@transaction.atomic
def set_status(
    *,
    acting: Acting,
    unit_code: str,
    colour: str,
    starts: date,
    review_by: date | None,
    reason: str = "other",
    reason_words: str = "",
    exit_tests: Sequence[str] = (),
    support: Sequence[Promise] = (),
) -> FrameworkStatus:
    """Set a unit's colour. Raises BadInputError with every fault the rule finds, by field; NotThereError elsewhere."""
    unit = get_unit(acting, unit_code, Capability.SET_FRAMEWORK_STATUS)
    DeliveryUnit.objects.select_for_update().get(pk=unit.pk)
    before = latest(unit, on=acting.on)
    role = _role_that_sets(acting)
    wanted = framework.FrameworkStatus(
        colour=colour,  # type: ignore[arg-type]
        starts=starts,
        review_by=review_by,
        authoriser_role=role,
        reason_words=reason_words,
        exit_tests=tuple(exit_tests),
        support=tuple(framework.Support(one.what, one.owner) for one in support),
    )
    _check(wanted, before, unit, on=acting.on)
    made = FrameworkStatus.objects.create(
        unit=unit,
        colour=colour,
        framework_version=_version(unit, on=acting.on),
        starts=starts,
        review_by=review_by,
        authorised_by=acting.user,
        authoriser_role=role,
        reasons={"kind": reason, "words": reason_words.strip()},
        exit_tests=list(exit_tests),
        made_at=clock.now(),
    )
    Support.objects.bulk_create(
        Support(status=made, kind=one.kind, what=one.what, owner=one.owner, due=one.due) for one in support
    )
    _log(STATUS_SET, acting, made, review_by=review_by.isoformat() if review_by else "–")
    return made


def _role_that_sets(acting: Acting) -> str:
    """The highest of the user's roles that may set a status at all; the rule then says which colours it may."""
    ranks = ("chief_officer", "regional_director")
    held = [r for r in ranks if r in acting.roles and Capability.SET_FRAMEWORK_STATUS in CAPABILITIES[r]]
    return held[0] if held else ""


def _check(wanted: framework.FrameworkStatus, before: FrameworkStatus | None, unit: DeliveryUnit, *, on: date) -> None:
    was = before.colour if before else "green"
    change = framework.change_status(
        framework.ChangeInputs(wanted, was),  # type: ignore[arg-type]
        on=on,
        place=place_of(unit),
        rulebook=rulebook_now(),
    ).answer
    assert change is not None
    if not change.is_allowed:
        errors: dict[str, str] = {}
        for fault in change.faults:
            errors.setdefault(FIELD_OF_FAULT[fault], framework.FAULT_WORDS[fault])
        raise BadInputError(_("The status was not set."), errors=errors)


def _version(unit: DeliveryUnit, *, on: date) -> str:
    table = rulebook_now().value("framework.tasks", on=on, place=place_of(unit))
    return str(table.value["version"])


@transaction.atomic
def review_status(*, acting: Acting, unit_code: str, words: str) -> StatusReview:
    """Record the weekly review of the status in force. Raises BadInputError without words."""
    unit = get_unit_in_part(acting, unit_code, Capability.SEE_FRAMEWORK_STATUS)
    acting.need(Capability.SEE_UNIT_PAGE)
    status = latest(unit, on=acting.on)
    if status is None:
        raise RefusedError(_("No status has been set for this unit, so there is none to review."))
    if not words.strip():
        raise BadInputError(_("Say what the review found."), errors={"words": _("Say what the review found")})
    review = StatusReview.objects.create(status=status, on=acting.on, by=acting.user, words=words.strip())
    _log(STATUS_REVIEWED, acting, status, words=review.words)
    return review


@transaction.atomic
def support_came(*, acting: Acting, unit_code: str, support_id: int) -> Support:
    """Say that promised help came, today. Saying it twice changes nothing."""
    unit = get_unit_in_part(acting, unit_code, Capability.SEE_FRAMEWORK_STATUS)
    acting.need(Capability.SEE_UNIT_PAGE)
    promised = Support.objects.select_for_update().filter(pk=support_id, status__unit=unit).first()
    if promised is None:
        raise BadInputError(_("That is not on this unit's list."), errors={"support": _("Choose from the list")})
    if promised.came_on is None:
        promised.came_on = acting.on
        promised.save(update_fields=["came_on"])
        _log(SUPPORT_CAME, acting, promised.status, what=promised.what)
    return promised


def _log(event: log.EventType, acting: Acting, status: FrameworkStatus, **data: str) -> None:
    log.record(
        event,
        actor=acting.user,
        subject=f"framework:{status.pk}",
        unit_id=status.unit_id,
        data={"colour": str(status.get_colour_display()), "unit": str(status.unit), **data},
    )

"""An instruction about a task of the framework: given for a unit, a region or the nation, and withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.common import log
from rainer.common.errors import BadInputError, NotThereError
from rainer.organisation.access import Acting, get_unit_in_part
from rainer.organisation.capabilities import CAPABILITIES, Capability
from rainer.organisation.models import DeliveryUnit, Region
from rainer.policy import framework
from rainer.policy.framework import Doing
from rainer.priorities.models import Instruction
from rainer.rulebook.queries import place_of, rulebook_now

GIVE = Capability.GIVE_INSTRUCTION
GIVEN = log.event_type("instruction_given", gettext_lazy("{actor} gave an instruction on {task}: {says}, {words}"))
WITHDRAWN = log.event_type("instruction_withdrawn", gettext_lazy("{actor} withdrew an instruction on {task}: {says}"))


@dataclass(frozen=True, slots=True)
class Order:
    """An instruction as it is given. `reach` is unit, region or nation; `until` the last day, None while open."""

    task: str
    says: Doing
    words: str
    reach: str
    until: date | None = None


@transaction.atomic
def give_instruction(*, acting: Acting, unit_code: str, order: Order) -> Instruction:
    """Give it, from today. Raises BadInputError by field, NotThereError for a place that is not the user's."""
    unit = get_unit_in_part(acting, unit_code, GIVE)
    region, within = _place(acting, unit, order.reach)
    _check(order, unit, on=acting.on)
    made = Instruction.objects.create(
        task_code=order.task,
        says=order.says,
        words=order.words.strip(),
        authority=authority_of(acting),
        issued_by=acting.user,
        issued_on=acting.on,
        until=order.until,
        region=region,
        unit=within,
    )
    _log(GIVEN, acting, made)
    return made


@transaction.atomic
def withdraw_instruction(*, acting: Acting, instruction_id: int) -> Instruction:
    """Take back one's own instruction from today on. Doing it twice changes nothing."""
    given = Instruction.objects.select_for_update().filter(pk=instruction_id, issued_by=acting.user).first()
    if given is None:
        raise NotThereError("You cannot withdraw this. It may not be yours, or not there.")
    if given.withdrawn_on is None:
        given.withdrawn_on = acting.on
        given.save(update_fields=["withdrawn_on"])
        _log(WITHDRAWN, acting, given)
    return given


def authority_of(acting: Acting) -> str:
    """The highest of the user's roles that may give instructions."""
    ranks = rulebook_now().value(framework.AUTHORITY, on=acting.on).value["ranks"]
    held = [rank for rank in ranks if rank in acting.roles and GIVE in CAPABILITIES[rank]]
    return str(held[-1]) if held else ""


def reaches_of(acting: Acting, unit: DeliveryUnit) -> list[str]:
    """For which places around a unit the user may give one: unit, region, nation."""
    area = acting.area(GIVE)
    may = {"unit": area.holds_unit(unit), "region": area.holds_region(unit.region), "nation": area.everywhere}
    return [reach for reach, is_allowed in may.items() if is_allowed]


def _place(acting: Acting, unit: DeliveryUnit, reach: str) -> tuple[Region | None, DeliveryUnit | None]:
    if reach not in reaches_of(acting, unit):
        raise BadInputError(_("It was not given."), errors={"reach": _("Choose a place that is yours")})
    return (unit.region if reach == "region" else None), (unit if reach == "unit" else None)


def _check(order: Order, unit: DeliveryUnit, *, on: date) -> None:
    """A pause is the framework's to give: no instruction pauses what no colour may pause."""
    errors = {}
    if not order.words.strip():
        errors["words"] = _("Say what is to be done")
    if order.until is not None and order.until < on:
        errors["until"] = _("Enter today or a later day")
    asked = framework.WorkInputs(order.task, "red")
    answer = framework.what_may_be_done(asked, on=on, place=place_of(unit), rulebook=rulebook_now()).answer
    if order.says == "pause" and answer is not None and answer.pause_refusal:
        why = framework.REFUSAL_WORDS[answer.pause_refusal]
        errors["says"] = _("This may not be paused: %(why)s") % {"why": why}
    if errors:
        raise BadInputError(_("It was not given."), errors=errors)


def _log(event: log.EventType, acting: Acting, given: Instruction) -> None:
    data = {"task": given.task_code, "says": given.says, "words": given.words}
    log.record(event, actor=acting.user, subject=f"instruction:{given.pk}", unit_id=given.unit_id, data=data)

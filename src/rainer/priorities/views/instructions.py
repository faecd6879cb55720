"""The instructions that hold in a unit: which one stands for each task, which it replaced; give one, withdraw one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from rainer.common import clock
from rainer.common.errors import BadInputError
from rainer.organisation.access import ActingRequest, get_unit_in_part, needs
from rainer.organisation.capabilities import Capability
from rainer.organisation.models import DeliveryUnit
from rainer.policy import framework
from rainer.priorities import queries
from rainer.priorities.forms import InstructionForm
from rainer.priorities.models import Instruction
from rainer.priorities.operations import give_instruction, reaches_of, withdraw_instruction
from rainer.rulebook.queries import place_of, rulebook_now
from rainer.web.navigation import address
from rainer.web.notices import saved
from rainer.web.page import render

SEE, GIVE = Capability.SEE_FRAMEWORK_STATUS, Capability.GIVE_INSTRUCTION


@dataclass(frozen=True, slots=True)
class Shown:
    """An instruction of the list: what became of it, and whether the reader may withdraw it."""

    row: Instruction
    where: str
    is_replaced: bool
    is_tied: bool
    may_withdraw: bool


@needs(SEE, GIVE)
def instructions(request: ActingRequest, code: str) -> HttpResponse:
    unit = _unit(request, code)
    rows = queries.instructions_for([unit], on=request.acting.on)
    labels = dict(_tasks(unit, request))
    return render(
        request,
        "priorities/instructions.html",
        title=_("Instructions in %(unit)s") % {"unit": unit},
        as_of=clock.now(),
        breadcrumbs=[(unit.name, address("unit_front", unit.code) or None), (_("Instructions"), None)],
        code=code,
        tasks=[(labels.get(one.task, one.task), one, shown) for one, shown in _by_task(request, unit, rows)],
        give_url=reverse("instruction_give", args=[code]) if request.acting.may(GIVE) else "",
        status_url=address("framework_status", unit.code),
    )


@needs(GIVE)
@require_http_methods(["GET", "POST"])
def instruction_give(request: ActingRequest, code: str) -> HttpResponse:
    unit = get_unit_in_part(request.acting, code, GIVE)
    form = InstructionForm(request.POST or None, tasks=_tasks(unit, request), reaches=reaches_of(request.acting, unit))
    if form.is_valid():
        try:
            give_instruction(acting=request.acting, unit_code=code, order=form.order())
        except BadInputError as error:
            for field, message in error.facts["errors"].items():
                form.add_error(field, message)
        else:
            saved(request, _("The instruction holds from today. Today shows it to those it is for."))
            return redirect("instructions", code=code)
    return render(
        request,
        "priorities/instruction_give.html",
        title=_("Give an instruction"),
        back=reverse("instructions", args=[code]),
        form=form,
        status=422 if form.errors else 200,
    )


@needs(GIVE)
@require_POST
def instruction_withdraw(request: ActingRequest, code: str, pk: int) -> HttpResponse:
    withdraw_instruction(acting=request.acting, instruction_id=pk)
    saved(request, _("The instruction is withdrawn from today."))
    return redirect("instructions", code=code)


def _unit(request: ActingRequest, code: str) -> DeliveryUnit:
    return get_unit_in_part(request.acting, code, SEE if request.acting.may(SEE) else GIVE)


def _tasks(unit: DeliveryUnit, request: ActingRequest) -> list[tuple[str, str]]:
    table = rulebook_now().value("framework.tasks", on=request.acting.on, place=place_of(unit)).value["tasks"]
    return [(row["task"], row["label"]) for row in table]


def _by_task(
    request: ActingRequest, unit: DeliveryUnit, rows: list[Instruction]
) -> list[tuple[framework.Settled, list[Shown]]]:
    on, book = request.acting.on, rulebook_now()
    outcome = queries.status_outcome(unit, on=on, rulebook=book)
    status = outcome.answer.status if outcome.answer else None
    found = queries.settled(rows, unit, status, on=on, rulebook=book)
    return [(one, [_shown(row, one, request) for row in rows if row.task_code == task]) for task, one in found.items()]


def _shown(row: Instruction, one: framework.Settled, request: ActingRequest) -> Shown:
    ref = str(row.pk)
    where: Any = row.unit or row.region or _("The whole service")
    return Shown(
        row,
        str(where),
        is_replaced=any(loser.instruction.ref == ref for loser in one.replaced),
        is_tied=any(tied.ref == ref for tied in one.tied),
        may_withdraw=row.issued_by_id == request.acting.user.pk and request.acting.may(GIVE),
    )

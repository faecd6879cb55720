"""What tests of allocation share: loads worked out, and a way to make a proposal ready."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rainer.allocation.models import Proposal
from rainer.allocation.operations.propose import ask_for_proposal, run_proposal
from rainer.allocation.operations.waiting import refresh_waiting
from rainer.cases.models import Case
from rainer.organisation.access import Acting
from rainer.workload.operations import refresh_case_points, refresh_load
from tests import make
from tests.cast import World


@pytest.fixture
def acting(world: World) -> Callable[[str], Acting]:
    def as_role(role: str) -> Acting:
        return Acting.of(world.users[role])

    return as_role


@pytest.fixture
def loads(world: World) -> Callable[[], None]:
    """Loads, points and waiting groups as a night's work leaves them; call it again after making more cases."""

    def work_out() -> None:
        ids = list(Case.objects.values_list("id", flat=True))
        refresh_waiting(ids, on=world.today)
        refresh_case_points(None, on=world.today)
        refresh_load(None, at=make.at(world.today, 6))

    work_out()
    return work_out


@pytest.fixture
def ready(world: World, loads: Callable[[], None], acting: Callable[[str], Acting]) -> Callable[..., Proposal]:
    """A proposal asked for by a role over the unit, worked out."""

    def made(role: str = "head_of_unit", mode: str = "fill", **more: object) -> Proposal:
        loads()
        proposal = ask_for_proposal(acting=acting(role), place=world.harrowgate, mode=mode, **more)  # type: ignore[arg-type]
        assert run_proposal(proposal.pk)
        return Proposal.objects.get(pk=proposal.pk)

    return made

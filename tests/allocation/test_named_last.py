"""Rows changed by hand are named last, in the order of the changes: the reason a load asks for is asked of them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest

from rainer.allocation.inputs import Rules
from rainer.allocation.models import Allocation, Proposal, ProposalRow
from rainer.allocation.operations.change import change_row
from rainer.allocation.queries.verdicts import case_points_in
from rainer.organisation.access import Acting
from rainer.workforce.models import PractitionerTeam
from rainer.workload.models import CurrentLoad
from tests import make
from tests.cast import World
from tests.pages import read_page

As = Callable[[str], Acting]
MEDIUM: dict[str, Any] = {"rosh": "medium", "sexual_offence": False, "domestic_abuse_with_injury": False}


@pytest.fixture
def grace(world: World, loads: Callable[[], None]) -> PractitionerTeam:
    """Two more medium cases leave her under 140%; with a third she is at or over it."""
    grace = make.practitioner_team(
        practitioner=make.practitioner(forename="Grace", surname="Adeyemi"), team=world.moorgate
    )
    rules = Rules.of(world.harrowgate, on=world.today)
    points = case_points_in(make.case(held_by=grace, **MEDIUM), "community", rules)
    loads()
    assert points
    room = CurrentLoad.objects.get(pk=grace.pk).available_points * 1.4
    for _ in range(math.ceil(room / points) - 4):
        make.case(held_by=grace, **MEDIUM)
    return grace


def test_the_reason_is_asked_of_the_row_changed_last_and_of_no_row_placed_before(
    world: World, grace: PractitionerTeam, ready: Callable[..., Proposal], acting: As
) -> None:
    for _ in range(3):
        make.case(team=world.fellside, **MEDIUM)
    proposal, by = ready(), acting("head_of_unit")
    asking, second, planned = ProposalRow.objects.filter(
        proposal=proposal, state="placed", case__rosh="medium"
    ).order_by("order")
    ProposalRow.objects.filter(pk=planned.pk).update(to=grace)
    change_row(acting=by, row_id=second.pk, to_id=grace.pk)
    client, url = world.client_for("head_of_unit"), f"/proposals/{proposal.pk}/people/{asking.pk}/"
    read_page(client.post(url, {"to": grace.pk})).says("This takes Grace Adeyemi to", "at or over 140%")
    change_row(acting=by, row_id=asking.pk, to_id=grace.pk)
    check = f"/proposals/{proposal.pk}/check/"
    html = read_page(client.get(check)).response.content.decode()
    assert f'name="load-{asking.pk}"' in html
    assert html.count("<textarea") == 1
    assert client.post(check, {"sure": "1", f"load-{asking.pk}": "She asked for him"}).status_code == 302
    assert set(ProposalRow.objects.filter(to=grace).values_list("state", flat=True)) == {"accepted"}
    written = dict(Allocation.objects.filter(to=grace).values_list("case_id", "over_threshold_reason"))
    assert written == {asking.case_id: "She asked for him", second.case_id: "", planned.case_id: ""}

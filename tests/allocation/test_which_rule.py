"""An override names the rule it is of, and keeps it apart from what the guard said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from rainer.allocation.models import Allocation
from rainer.common.models import LogEntry
from rainer.workload.models import WorkloadAction
from tests import make
from tests.cast import World
from tests.pages import Page

Open = Callable[..., Page]
URL = "/people/X100002/allocate/N01A001/?sure=1"
HELD = "new cases are held until 9 Dec (answer of the senior at the load level 110%)"


@pytest.fixture
def held(world: World, loads: object) -> WorkloadAction:
    return WorkloadAction.objects.create(
        practitioner_team=world.aisha, threshold="act", from_reading=world.today, percent=112, due=world.today,
        chosen="hold_allocations", chosen_at=make.at(world.today), chosen_by=world.users["senior"],
        hold_until=world.today + timedelta(days=30),
    )  # fmt: skip


def test_the_form_and_the_decision_name_the_rule_and_its_level(world: World, held: object, page: Open) -> None:
    page("senior", "/people/X100002/allocate/N01A001/").says(f"The rule is against it: {HELD}.")
    page("senior", URL).says(f"Why Aisha, though a rule is against it N{HELD[1:]}")
    done = world.client_for("senior").post(URL, {"capability": "yes", "guard_reason": "She knows the family"})
    assert done.status_code == 302
    made = Allocation.objects.get()
    assert made.guard_verdict == "yes"
    decided = page("senior", f"/allocations/{made.pk}/")
    decided.says("What the rules said", "The guard, by grade, time in the grade and risk Yes")
    decided.says(f"Another rule, overridden {HELD}", "against another rule She knows the family")
    decided.lacks("The guard says")


def test_what_the_guard_itself_refused_is_not_another_rule(world: World, loads: Callable[[], None], page: Open) -> None:
    new = make.practitioner(grade="PSO", in_grade_since=world.today, code="N01P001", forename="Pat", surname="Lowe")
    make.practitioner_team(practitioner=new, team=world.fellside)
    loads()
    url = "/people/X100002/allocate/N01P001/?sure=1"
    page("senior", url).says("Why Pat, though a rule is against it", "not for RoSH high")
    world.client_for("senior").post(url, {"capability": "yes", "guard_reason": "Co-working with Aisha"})
    made = Allocation.objects.get()
    decided = page("senior", f"/allocations/{made.pk}/")
    decided.says("time in the grade and risk No", "Overridden services officer in their first year")
    decided.lacks("Another rule, overridden")


def test_a_row_of_the_guard_is_said_once(world: World, loads: Callable[[], None], page: Open) -> None:
    case = make.case(team=world.fellside, rosh="medium", sexual_offence=False, domestic_abuse_with_injury=False)
    loads()
    url = f"/people/{case.person.crn}/allocate/N01A001/?sure=1"
    assert world.client_for("senior").post(url, {"capability": "yes"}).status_code == 302
    assert LogEntry.objects.get(name="practitioner_named").data["guard_rows"] == ["RoSH medium"]
    page("senior", f"/allocations/{Allocation.objects.get().pk}/").lacks("RoSH medium (")

"""A cap of new people a week, held against a plan: when a row is changed, when it is checked, and when it is accepted."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from rainer.allocation.models import Allocation, Proposal, ProposalRow
from rainer.allocation.operations.change import change_row, tick_rows
from rainer.allocation.operations.decide import Reasons, accept_rows
from rainer.allocation.operations.naming import name_practitioner
from rainer.common.errors import NotAllowedError, RefusedError
from rainer.common.models import LogEntry
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import CAPABILITIES, Capability
from rainer.workforce.models import Absence, PractitionerTeam, ReturnPlan
from tests import make
from tests.cast import World
from tests.pages import read_page

As = Callable[[str], Acting]


@pytest.fixture
def nadia(world: World) -> PractitionerTeam:
    """Back from sickness: two new people a week."""
    who = make.practitioner_team(
        practitioner=make.practitioner(forename="Nadia", surname="Hussain"), team=world.moorgate
    )
    ReturnPlan.objects.create(
        practitioner_team=who, starts=world.today, ends=world.today + timedelta(days=27), new_cases_a_week=2
    )
    return who


@pytest.fixture
def proposal(world: World, nadia: PractitionerTeam, ready: Callable[..., Proposal]) -> Proposal:
    """Five people placed, all of them with Aisha to begin with."""
    for _ in range(4):
        make.case(team=world.fellside, rosh="low", sexual_offence=False, domestic_abuse_with_injury=False, tier_v2="D0")
    made = ready()
    ProposalRow.objects.filter(proposal=made, state="placed").update(to=world.aisha)
    return made


def placed(proposal: Proposal) -> list[ProposalRow]:
    rows = ProposalRow.objects.filter(proposal=proposal).exclude(to=None).order_by("order")
    return list(rows.select_related("case__person"))


def give(acting: As, row: ProposalRow, to: PractitionerTeam, reason: str = "") -> ProposalRow:
    return change_row(acting=acting("head_of_unit"), row_id=row.pk, to_id=to.pk, over_cap_reason=reason)


def test_a_changed_row_counts_the_rest_of_the_plan(proposal: Proposal, nadia: PractitionerTeam, acting: As) -> None:
    first, second, third, *_rest = placed(proposal)
    give(acting, first, nadia)
    give(acting, second, nadia)
    with pytest.raises(RefusedError) as refused:
        give(acting, third, nadia)
    person = str(third.case.person)
    assert refused.value.message == (
        f"Nadia Hussain is back from sickness and takes 2 new people a week: {person} would be number 3. "
        "You can go ahead with a written reason."
    )
    assert give(acting, third, nadia, "She asked for him").over_cap_reason == "She asked for him"
    # The same row changed again is not counted twice, and a row within the cap keeps no reason.
    assert give(acting, second, nadia, "Not needed once the third goes elsewhere").over_cap_reason != ""
    tick_rows(acting=acting("head_of_unit"), proposal=proposal, shown=[third.pk], ticked=[])
    assert give(acting, second, nadia, "Not needed").over_cap_reason == ""


def test_those_given_this_week_count_too(world: World, proposal: Proposal, nadia: PractitionerTeam, acting: As) -> None:
    name_practitioner(
        acting=acting("head_of_unit"), case_id=make.case(team=world.fellside, tier_v2="D0").pk, to_id=nadia.pk
    )
    first, second, *_rest = placed(proposal)
    give(acting, first, nadia)
    with pytest.raises(RefusedError, match="would be number 3"):
        give(acting, second, nadia)


def test_who_may_not_override_asks_a_senior(
    proposal: Proposal, nadia: PractitionerTeam, acting: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third, *_rest = placed(proposal)
    give(acting, first, nadia)
    give(acting, second, nadia)
    monkeypatch.setitem(CAPABILITIES, "head_of_unit", CAPABILITIES["head_of_unit"] - {Capability.OVERRIDE_GUARD})
    with pytest.raises(NotAllowedError, match="Ask a senior"):
        give(acting, third, nadia, "Because")


def test_a_cap_passed_since_is_refused_on_accept_with_who_and_what(
    proposal: Proposal, nadia: PractitionerTeam, acting: As
) -> None:
    rows = placed(proposal)
    ProposalRow.objects.filter(pk__in=[row.pk for row in rows[:3]]).update(to=nadia)
    with pytest.raises(RefusedError) as refused:
        accept_rows(acting=acting("head_of_unit"), proposal=proposal, guard_reason="One text for all is none for a cap")
    assert refused.value.facts["why"] == [
        f"Nadia Hussain is back from sickness and takes 2 new people a week: {rows[2].case.person} "
        f"{rows[2].case.person.crn} would be number 3."
    ]
    assert not Allocation.objects.exists()
    assert Proposal.objects.get().state == "ready"


def test_with_a_reason_it_goes_ahead_last_and_is_logged_as_an_override(
    proposal: Proposal, nadia: PractitionerTeam, acting: As
) -> None:
    first, second, third, *rest = placed(proposal)
    give(acting, second, nadia)
    give(acting, third, nadia)
    give(acting, first, nadia, "He asked to come back to her")
    assert accept_rows(acting=acting("head_of_unit"), proposal=proposal)
    assert set(ProposalRow.objects.filter(to=nadia).values_list("state", flat=True)) == {"accepted"}
    made = {a.case_id: a.guard_reason for a in Allocation.objects.filter(to=nadia)}
    assert made == {first.case_id: "He asked to come back to her", second.case_id: "", third.case_id: ""}
    override = LogEntry.objects.get(name="allocation_guard_overridden")
    assert override.data["rule"] == "back from sickness: 2 new a week, all given"
    assert Allocation.objects.count() == 3 + len(rest)


def test_a_reason_for_the_cap_answers_nothing_else(
    world: World, proposal: Proposal, nadia: PractitionerTeam, acting: As
) -> None:
    """Off sick again on the day: the row is left out, whatever was written for the cap."""
    rows = placed(proposal)
    ProposalRow.objects.filter(pk__in=[row.pk for row in rows[:3]]).update(to=nadia)
    Absence.objects.create(practitioner=nadia.practitioner, kind="sickness", starts=world.today)
    accept_rows(acting=acting("head_of_unit"), proposal=proposal, reasons={rows[2].pk: Reasons(cap="Even so")})
    assert set(ProposalRow.objects.filter(to=nadia).values_list("state", flat=True)) == {"left_out"}


def test_the_check_page_asks_for_the_reason_of_the_one_too_many(
    world: World, proposal: Proposal, nadia: PractitionerTeam
) -> None:
    rows = placed(proposal)
    ProposalRow.objects.filter(pk__in=[row.pk for row in rows[:3]]).update(to=nadia)
    client, url = world.client_for("head_of_unit"), f"/proposals/{proposal.pk}/check/"
    shown = read_page(client.get(url))
    shown.says("1 beyond a cap of new people a week", f"{rows[2].case.person.crn} would be number 3")
    assert read_page(client.post(url, {"sure": "1"})).response.status_code == 422
    assert not Allocation.objects.exists()
    assert client.post(url, {"sure": "1", f"cap-{rows[2].pk}": "He knows her"}).status_code == 302
    assert Allocation.objects.filter(to=nadia).count() == 3


def test_changing_a_row_says_so_first_and_then_asks_why(
    world: World, proposal: Proposal, nadia: PractitionerTeam, acting: As
) -> None:
    first, second, third, *_rest = placed(proposal)
    give(acting, first, nadia)
    give(acting, second, nadia)
    client, url = world.client_for("head_of_unit"), f"/proposals/{proposal.pk}/people/{third.pk}/"
    read_page(client.get(url)).says("all the new people they take in a week are given")
    stopped = read_page(client.post(url, {"to": nadia.pk}))
    stopped.says("More new people than Nadia Hussain takes", "would be number 3")
    on = urlsplit(stopped.link("Go on with Nadia Hussain"))
    assert (on.query, on.fragment) == (f"sure={nadia.pk}", "over_cap_reason")
    asked = read_page(client.get(url, {"sure": nadia.pk}))
    asked.says("Nadia Hussain is chosen below. Nothing is changed yet: write why, then press Change it.")
    asked.says("Why Nadia Hussain, beyond the new people they take in a week")
    html = asked.response.content.decode()
    assert re.search(r'<textarea[^>]*id="over_cap_reason"[^>]* autofocus', html)
    first_of_the_list = re.findall(r'<input[^>]*type="radio"[^>]*>', html)[0]
    assert f'id="to-{nadia.pk}" checked' in first_of_the_list
    without = read_page(client.post(url, {"to": nadia.pk, "sure": nadia.pk}))
    assert without.response.status_code == 422
    without.says("Say why Nadia Hussain, or choose someone else")
    done = client.post(url, {"to": nadia.pk, "sure": nadia.pk, "over_cap_reason": "She knows the family"})
    assert done.status_code == 302
    third.refresh_from_db()
    assert (third.to, third.over_cap_reason) == (nadia, "She knows the family")


def test_the_plan_itself_keeps_to_the_cap(
    world: World, nadia: PractitionerTeam, ready: Callable[..., Proposal]
) -> None:
    for _ in range(6):
        make.case(team=world.moorgate, rosh="low", sexual_offence=False, domestic_abuse_with_injury=False, tier_v2="D0")
    assert ProposalRow.objects.filter(proposal=ready(mode="everyone"), to=nadia).count() <= 2

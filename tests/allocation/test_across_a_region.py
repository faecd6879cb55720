"""A proposal for a region: people stay in their own unit by default, and reach another one where that was asked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rainer.allocation.models import Allocation, Proposal, ProposalRow
from rainer.allocation.operations.change import change_row
from rainer.allocation.operations.decide import accept_rows
from rainer.allocation.operations.propose import ask_for_proposal, run_proposal
from rainer.cases.models import Case
from rainer.common.errors import NotThereError
from rainer.organisation.access import Acting
from rainer.workforce.models import PractitionerTeam
from tests import make
from tests.cast import World
from tests.pages import Page

As = Callable[[str], Acting]
Asked = Callable[..., Proposal]


@pytest.fixture
def asked(world: World, loads: Callable[[], None], acting: As) -> Asked:
    """The regional director's proposal for the region, worked out."""

    def made(**more: object) -> Proposal:
        loads()
        more = {"place": world.region, "mode": "fill", **more}
        proposal = ask_for_proposal(acting=acting("regional_director"), **more)  # type: ignore[arg-type]
        assert run_proposal(proposal.pk)
        return Proposal.objects.get(pk=proposal.pk)

    return made


@pytest.fixture
def only_ben(world: World) -> None:
    """Aisha, the only one of Harrowgate Moor, is away for long; Ben of Tarn Valley has room."""
    PractitionerTeam.objects.filter(pk=world.aisha.pk).update(ends=world.today.replace(day=1))


def row_of(proposal: Proposal, case: Case) -> ProposalRow:
    return ProposalRow.objects.get(proposal=proposal, case=case)


def test_by_default_people_keep_to_their_own_unit(world: World, only_ben: None, asked: Asked) -> None:
    row = row_of(asked(), world.waiting)
    assert (row.state, row.to, row.reason_code) == ("not_placed", None, "nobody_qualified")


def test_across_the_region_another_unit_takes_them_and_the_row_says_so(
    world: World, only_ben: None, asked: Asked, acting: As, page: Callable[..., Page]
) -> None:
    proposal = asked(across=True)
    row = row_of(proposal, world.waiting)
    assert row.to == world.ben
    assert row.reason.endswith("in another unit: Tarn Valley")
    shown = page("regional_director", f"/proposals/{proposal.pk}/")
    shown.says("1 person goes to another unit.", "Ben Okoro, PO, Tarn Valley")
    assert "/regions/NM/" in shown.links.values()
    accept_rows(acting=acting("regional_director"), proposal=proposal)
    made = Allocation.objects.get(case=world.waiting)
    assert (made.to, made.case.team) == (world.ben, world.tarnside)


def test_their_own_unit_comes_first_where_loads_allow(world: World, asked: Asked) -> None:
    """Ben and two of Harrowgate Moor stand alike; with each unit's people wanting one, nobody travels."""
    at_home = make.practitioner_team(team=world.moorgate)
    theirs = make.case(team=world.tarnside, rosh="high", tier_v2="C2")
    for pt in (world.aisha, world.ben, at_home):
        Case.objects.filter(practitioner_team=pt).update(closed_on=world.today)
    proposal = asked(across=True)
    assert row_of(proposal, theirs).to == world.ben
    assert row_of(proposal, world.waiting).to.team.unit == world.harrowgate  # type: ignore[union-attr]
    assert "another unit" not in "".join(r.reason for r in ProposalRow.objects.all())


def test_teams_without_an_office_on_record_are_not_the_same_office(world: World, asked: Asked) -> None:
    nowhere = make.team(unit=world.tarn)
    made = asked(case_ids=[make.case(team=nowhere, rosh="low", tier_v2="D0").pk])
    row = ProposalRow.objects.get(proposal=made)
    assert row.to == world.ben
    assert "office" not in row.reason


def test_a_unit_or_a_team_never_reaches_beyond_itself(world: World, only_ben: None, asked: Asked) -> None:
    proposal = asked(across=True, place=world.harrowgate)
    assert proposal.across is False
    assert row_of(proposal, world.waiting).to is None


def test_a_row_is_changed_within_the_reach_of_the_proposal(world: World, asked: Asked, acting: As) -> None:
    by = acting("regional_director")
    within = asked()
    with pytest.raises(NotThereError, match="does not reach"):
        change_row(acting=by, row_id=row_of(within, world.waiting).pk, to_id=world.ben.pk)
    across = asked(across=True)
    assert change_row(acting=by, row_id=row_of(across, world.waiting).pk, to_id=world.ben.pk).to == world.ben


def test_the_region_is_asked_where_they_may_go_and_a_unit_is_not(
    world: World, loads: object, page: Callable[..., Page]
) -> None:
    page("regional_director", "/proposals/new/?region=NM").says("Keep within each unit", "Across the region")
    page("regional_director", "/proposals/new/?unit=HM").lacks("Across the region")
    client = world.client_for("regional_director")
    for chosen, across in (("no", False), ("yes", True)):
        client.post("/proposals/new/?region=NM", {"who": "all", "mode": "fill", "across": chosen})
        assert Proposal.objects.latest("id").across is across


def test_the_row_page_offers_those_of_the_other_unit_too(world: World, asked: Asked, page: Callable[..., Page]) -> None:
    across = asked(across=True)
    url = f"/proposals/{across.pk}/people/{row_of(across, world.waiting).pk}/"
    page("regional_director", url).says("Ben Okoro, PO, Tarn Valley:")
    within = asked()
    url = f"/proposals/{within.pk}/people/{row_of(within, world.waiting).pk}/"
    page("regional_director", url).lacks("Ben Okoro")

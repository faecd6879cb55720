"""What a proposal says over its rows: to whom those who must not wait go, who stands outside, and what loads become."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from rainer.allocation.models import Proposal
from rainer.policy.workload import load_percent
from rainer.workload.models import CurrentLoad
from tests import make
from tests.cast import World
from tests.pages import Page

Open = Callable[..., Page]
Ready = Callable[..., Proposal]


def _shown(page: Open, proposal: Proposal, **more: str) -> Page:
    return page("head_of_unit", f"/proposals/{proposal.pk}/")


def test_those_who_must_not_wait_are_counted_by_grade_and_by_the_reason_it_takes(
    world: World, ready: Ready, page: Open
) -> None:
    make.case(team=world.fellside, rosh="high", sexual_offence=False, domestic_abuse_with_injury=False)
    make.case(team=world.fellside, rosh="low", sexual_offence=False, domestic_abuse_with_injury=False)
    since = world.today - timedelta(days=1500)
    pat = make.practitioner_team(practitioner=make.practitioner(grade="PSO", in_grade_since=since), team=world.fellside)
    proposal = ready()
    _shown(page, proposal).says("All 2 who must not wait have a name in this plan: 2 to a PO.")
    row = proposal.rows.get(case=world.waiting)
    row.to, row.guard_verdict = pat, "reason"
    row.save()
    shown = _shown(page, proposal)
    shown.says("All 2 who must not wait", "1 to a PO, 1 to a PSO who would need your reason.")
    proposal.rows.filter(case=world.waiting).update(ticked=False)
    _shown(page, proposal).says("1 of the 2 who must not wait have a name in this plan: 1 to a PO.")


def test_the_limited_are_counted_beside_the_figure_with_whom_to_ask(world: World, ready: Ready, page: Open) -> None:
    proposal = ready()
    shown = _shown(page, proposal)
    shown.says("1 person whose access is limited is not in this proposal", "ask National information_owner")
    shown.lacks("Robin Vale")
    proposal.rows.filter(reason_code="restricted_for_you").delete()
    _shown(page, proposal).lacks("whose access is limited")


def test_it_says_who_is_over_now_and_after_and_who_is_raised_further(world: World, ready: Ready, page: Open) -> None:
    for _ in range(60):
        make.case(held_by=world.aisha, tier_v2="A3")
    proposal = ready(mode="everyone")
    shown = _shown(page, proposal)
    load = CurrentLoad.objects.get(pk=world.aisha.pk)
    assert load.percent is not None
    assert load.percent > 110
    shown.says("At or over 110%: 1 of 1 practitioners now, 1 after.", "1 already there is raised further: Aisha Rahman")
    shown.says(f"Highest goes from {load.percent:.1f}% to ")
    proposal.rows.update(ticked=False)
    _shown(page, proposal).says("Nobody already there is raised further.", f"Highest stays {load.percent:.1f}%.")


def test_a_row_shows_the_load_of_this_one_person_and_apart_from_it_that_of_the_plan(
    world: World, ready: Ready, page: Open
) -> None:
    for _ in range(3):
        make.case(team=world.fellside, rosh="low", sexual_offence=False, domestic_abuse_with_injury=False)
    proposal = ready()
    load = CurrentLoad.objects.get(pk=world.aisha.pk)
    row = proposal.rows.get(case=world.waiting)
    alone = load_percent(load.total_points + row.case.points, load.available_points)
    assert row.percent_after > alone
    shown = _shown(page, proposal)
    shown.says("Load with this person", "With the whole plan")
    shown.says(f"Aisha Rahman, PO {load.percent:.1f}% → {alone:.1f}% {row.percent_after:.1f}%")


def test_the_button_holds_for_any_number_and_scripts_count(world: World, ready: Ready, page: Open) -> None:
    shown = _shown(page, ready())
    shown.says("Accept the ticked ones")
    html = shown.response.content.decode()
    assert 'data-count-ticked="row" data-elsewhere="0" data-words="Accept the {n} ticked"' in html


def test_someone_of_no_points_given_to_one_at_the_stop_level_is_counted(world: World, ready: Ready, page: Open) -> None:
    for _ in range(90):
        make.case(held_by=world.aisha, tier_v2="A3")
    proposal = ready(mode="everyone")
    for person in proposal.facts["people"]:
        person[2] = 0
    proposal.save()
    _shown(page, proposal).says("1 is given people at 140% or over.")


def test_an_older_proposal_of_the_place_is_folded_under_the_newer(world: World, ready: Ready, page: Open) -> None:
    older = ready()
    newer = ready(mode="everyone")
    shown = page("head_of_unit", "/units/HM/nobody-named/")
    shown.says("1 older one, superseded by this")
    for one in (older, newer):
        assert f"/proposals/{one.pk}/" in shown.links.values() or shown.text.count(": ready") == 2
    _shown(page, older).says("Superseded by the proposal that Dilys Hart asked for on")
    _shown(page, newer).lacks("Superseded by")


def test_a_region_lists_what_its_units_have_not_decided(world: World, ready: Ready, page: Open) -> None:
    ready()
    shown = page("regional_director", "/regions/NM/")
    shown.says("Proposals nobody has decided on yet", "Harrowgate Moor, asked by Dilys Hart")
    Proposal.objects.update(state="decided")
    page("regional_director", "/regions/NM/").lacks("Proposals nobody has decided on yet")


def test_those_who_could_take_one_person_are_folded_after_twenty(world: World, ready: Ready, page: Open) -> None:
    for _ in range(21):
        make.practitioner_team(practitioner=make.practitioner(), team=world.fellside)
    proposal = ready()
    row = proposal.rows.get(case=world.waiting)
    page("head_of_unit", f"/proposals/{proposal.pk}/people/{row.pk}/").says("Show the other 2")

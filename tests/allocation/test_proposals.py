"""A proposal: asked for, worked out, changed, accepted in part, with what changed meanwhile left out."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rainer.allocation.events import OVERRIDDEN
from rainer.allocation.inputs import Rules
from rainer.allocation.jobs import name_accepted_people, work_out_proposal
from rainer.allocation.models import Allocation, Proposal, ProposalRow
from rainer.allocation.operations.change import change_row, tick_rows
from rainer.allocation.operations.decide import accept_rows, decline_proposal, name_accepted
from rainer.allocation.operations.naming import name_practitioner
from rainer.allocation.operations.propose import ask_for_proposal, run_proposal, stop_proposal
from rainer.allocation.queries.plan import plan_of
from rainer.allocation.queries.problem import practitioners_of, problem_of, waiting_of
from rainer.cases.models import Case
from rainer.common.errors import BadInputError, ChangedMeanwhileError, NotAllowedError, RefusedError
from rainer.common.models import LogEntry
from rainer.organisation.access import Acting
from rainer.workforce.models import PractitionerTeam
from tests import jobs, make
from tests.cast import World
from tests.pages import read_page

As = Callable[[str], Acting]
Ready = Callable[..., Proposal]


@pytest.fixture
def grace(world: World) -> PractitionerTeam:
    return make.practitioner_team(
        practitioner=make.practitioner(forename="Grace", surname="Adeyemi"), team=world.moorgate
    )


@pytest.fixture
def people(world: World) -> list[Case]:
    return [
        make.case(team=world.fellside, rosh="medium", sexual_offence=False, domestic_abuse_with_injury=False)
        for _ in range(4)
    ]


def placed(proposal: Proposal) -> list[ProposalRow]:
    return list(ProposalRow.objects.filter(proposal=proposal, state="placed").order_by("order"))


def test_everyone_who_fits_is_placed_and_the_limited_stand_apart(
    world: World, grace: PractitionerTeam, people: list[Case], ready: Ready
) -> None:
    proposal = ready()
    assert proposal.state == "ready"
    rows = placed(proposal)
    assert rows[0].case_id == world.waiting.pk
    assert {r.case_id for r in rows} == {world.waiting.pk, *(c.pk for c in people)}
    assert all(r.reason and r.to_id and r.starts_on for r in rows)
    left = ProposalRow.objects.get(proposal=proposal, state="not_placed")
    assert (left.case_id, left.reason_code) == (world.limited.pk, "restricted_for_you")
    assert Allocation.objects.count() == 0


def test_a_kept_out_practitioner_is_never_suggested(world: World, people: list[Case], ready: Ready) -> None:
    make.exclusion(world.waiting.person, world.users["practitioner"])
    row = ProposalRow.objects.get(proposal=ready(), case=world.waiting)
    assert (row.state, row.to) == ("not_placed", None)


def test_working_it_out_twice_changes_nothing(world: World, ready: Ready) -> None:
    proposal = ready()
    before = list(ProposalRow.objects.values())
    assert run_proposal(proposal.pk) is False
    work_out_proposal(proposal_id=proposal.pk)
    assert list(ProposalRow.objects.values()) == before


def test_who_may_ask_and_for_what(world: World, acting: As, loads: object) -> None:
    with pytest.raises(NotAllowedError, match="wider than your role"):
        ask_for_proposal(acting=acting("senior"), place=world.harrowgate, mode="fill")
    with pytest.raises(NotAllowedError):
        ask_for_proposal(acting=acting("practitioner"), place=world.fellside, mode="fill")
    with pytest.raises(BadInputError):
        ask_for_proposal(acting=acting("senior"), place=world.fellside, mode="sideways")
    with pytest.raises(BadInputError, match="Nobody here"):
        ask_for_proposal(acting=acting("senior"), place=world.fellside, mode="fill", case_ids=[world.far.pk])
    assert ask_for_proposal(acting=acting("senior"), place=world.fellside, mode="fill").team == world.fellside


def test_asking_and_accepting_put_their_jobs_in_the_queue(
    world: World, grace: PractitionerTeam, acting: As, loads: Callable[[], None]
) -> None:
    for _ in range(26):
        make.case(team=world.fellside, rosh="low", sexual_offence=False, domestic_abuse_with_injury=False, tier_v2="D0")
    loads()
    by = acting("head_of_unit")
    proposal = ask_for_proposal(acting=by, place=world.harrowgate, mode="everyone")
    assert jobs.waiting()[-1] == ("work_out_proposal", {"proposal_id": proposal.pk})
    assert run_proposal(proposal.pk)
    jobs.run_waiting()
    accept_rows(acting=by, proposal=proposal)
    assert ("name_accepted_people", {"proposal_id": proposal.pk}) in jobs.waiting()


def test_a_stop_before_the_start_ends_with_the_best_so_far(world: World, acting: As, loads: object) -> None:
    proposal = ask_for_proposal(acting=acting("head_of_unit"), place=world.harrowgate, mode="fill")
    stop_proposal(acting=acting("head_of_unit"), proposal=proposal)
    assert run_proposal(proposal.pk)
    proposal.refresh_from_db()
    assert proposal.state in ("stopped", "ready")


def test_a_run_that_breaks_says_so_and_can_be_tried_again(
    world: World, acting: As, loads: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rainer.allocation.operations import propose as module

    proposal = ask_for_proposal(acting=acting("head_of_unit"), place=world.harrowgate, mode="fill")

    def broken(*_args: object, **_more: object) -> None:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(module, "propose", broken)
        with pytest.raises(MemoryError):
            run_proposal(proposal.pk)
    proposal.refresh_from_db()
    assert proposal.state == "failed"
    assert "MemoryError" in proposal.progress
    assert run_proposal(proposal.pk)


def test_changing_a_row_moves_that_person_alone(
    world: World, grace: PractitionerTeam, people: list[Case], ready: Ready, acting: As
) -> None:
    proposal = ready()
    rows = placed(proposal)
    row = rows[1]
    other = grace if row.to_id == world.aisha.pk else world.aisha
    changed = change_row(acting=acting("head_of_unit"), row_id=row.pk, to_id=other.pk)
    assert (changed.to, changed.changed_by_hand) == (other, True)
    after = {r.pk: r for r in placed(proposal)}
    assert {r.pk: r.to_id for r in rows if r.pk != row.pk} == {pk: r.to_id for pk, r in after.items() if pk != row.pk}
    loads = {r.to_id: r.percent_after for r in after.values()}
    assert loads[other.pk] > max(r.percent_before for r in after.values() if r.to_id == other.pk)


def test_a_row_is_not_changed_against_the_guard(world: World, ready: Ready, acting: As) -> None:
    new = make.practitioner_team(
        practitioner=make.practitioner(grade="PSO", in_grade_since=world.today), team=world.fellside
    )
    row = placed(ready())[0]
    with pytest.raises(RefusedError, match="services officer in their first year: not for RoSH high"):
        change_row(acting=acting("head_of_unit"), row_id=row.pk, to_id=new.pk)


def test_accepting_some_names_them_and_declines_the_rest(
    world: World, grace: PractitionerTeam, people: list[Case], ready: Ready, acting: As
) -> None:
    proposal, by = ready(), acting("head_of_unit")
    rows = placed(proposal)
    tick_rows(acting=by, proposal=proposal, shown=[r.pk for r in rows], ticked=[rows[0].pk, rows[2].pk])
    assert accept_rows(acting=by, proposal=proposal) is True
    states = dict(ProposalRow.objects.filter(pk__in=[r.pk for r in rows]).values_list("pk", "state"))
    assert [states[r.pk] for r in rows] == ["accepted", "declined", "accepted", "declined", "declined"]
    assert set(Allocation.objects.values_list("proposal_row_id", flat=True)) == {rows[0].pk, rows[2].pk}
    assert Allocation.objects.filter(circumstances__isnull=False, decided_by=by.user).count() == 2
    with pytest.raises(ChangedMeanwhileError):
        accept_rows(acting=by, proposal=proposal)


def test_ticks_on_another_page_of_the_list_stay(world: World, people: list[Case], ready: Ready, acting: As) -> None:
    proposal = ready()
    rows = placed(proposal)
    assert tick_rows(acting=acting("head_of_unit"), proposal=proposal, shown=[rows[0].pk], ticked=[]) == len(rows) - 1


def test_accepting_none_moves_nobody(world: World, people: list[Case], ready: Ready, acting: As) -> None:
    proposal = ready()
    decline_proposal(acting=acting("head_of_unit"), proposal=proposal)
    assert Proposal.objects.get().state == "decided"
    assert not Allocation.objects.exists()
    assert not ProposalRow.objects.filter(state="placed").exists()


def test_what_changed_meanwhile_is_left_out_with_who_was_first(
    world: World, people: list[Case], ready: Ready, acting: As
) -> None:
    proposal = ready()
    name_practitioner(acting=acting("senior"), case_id=world.waiting.pk, to_id=world.aisha.pk)
    client = world.client_for("head_of_unit")
    assert (
        "Callum Reid X100002: allocated by Megan Price at"
        in client.get(f"/proposals/{proposal.pk}/check/").content.decode()
    )
    accept_rows(acting=acting("head_of_unit"), proposal=proposal)
    row = ProposalRow.objects.get(case=world.waiting)
    assert row.state == "left_out"
    assert row.left_out_because.startswith("Allocated by Megan Price at")
    assert ProposalRow.objects.filter(state="accepted").count() == 4
    assert "1 left out" in client.get(f"/proposals/{proposal.pk}/").content.decode()


def test_more_than_a_few_are_named_by_a_job_that_is_safe_twice(
    world: World, grace: PractitionerTeam, ready: Ready, acting: As
) -> None:
    for _ in range(27):
        make.case(team=world.fellside, rosh="low", sexual_offence=False, domestic_abuse_with_injury=False, tier_v2="D0")
    proposal, by = ready(mode="everyone"), acting("head_of_unit")
    assert accept_rows(acting=by, proposal=proposal, over_threshold_reason="Nobody else is left") is False
    proposal.refresh_from_db()
    assert proposal.state == "accepting"
    assert "0 of 28 named" in world.client_for("head_of_unit").get(f"/proposals/{proposal.pk}/").content.decode()
    name_accepted_people(proposal_id=proposal.pk)
    assert Allocation.objects.count() == 28
    name_accepted_people(proposal_id=proposal.pk)
    assert name_accepted(proposal.pk) == 0
    assert Allocation.objects.count() == 28
    assert Proposal.objects.get().state == "decided"


def test_a_load_at_the_stop_level_is_asked_about_row_by_row(
    world: World, people: list[Case], ready: Ready, acting: As
) -> None:
    for _ in range(60):
        make.case(held_by=world.aisha, tier_v2="A3")
    proposal = ready(mode="urgent")
    client = world.client_for("head_of_unit")
    row = placed(proposal)[0]
    shown = client.get(f"/proposals/{proposal.pk}/check/").content.decode()
    assert "Callum Reid X100002 to Aisha Rahman: why, though this takes them to" in shown
    refused = client.post(f"/proposals/{proposal.pk}/check/", {"sure": "1"})
    assert refused.status_code == 422
    accept_rows(acting=acting("head_of_unit"), proposal=proposal)
    assert ProposalRow.objects.get(case=world.waiting).state == "left_out"
    again = ready(mode="urgent")
    row = placed(again)[0]
    done = client.post(f"/proposals/{again.pk}/check/", {"sure": "1", f"load-{row.pk}": "The only one in reach"})
    assert done.status_code == 302
    made = Allocation.objects.get()
    assert (made.over_threshold_reason, made.guard_reason) == ("The only one in reach", "")


@pytest.fixture
def one_asks(world: World, people: list[Case]) -> Case:
    """Only Pat, a services officer long in the grade, has room: high risk asks for a written reason there."""
    pat = make.practitioner(
        forename="Pat", surname="Lowe", grade="PSO", in_grade_since=world.today.replace(year=world.today.year - 4)
    )
    make.practitioner_team(practitioner=pat, team=world.fellside)
    return world.waiting


def test_a_reason_stays_with_the_row_whose_rule_asks_for_it(
    world: World, one_asks: Case, ready: Ready, acting: As
) -> None:
    by = acting("head_of_unit")
    proposal = ready()
    pat = PractitionerTeam.objects.get(practitioner__surname="Lowe")
    for row in placed(proposal):
        change_row(acting=by, row_id=row.pk, to_id=pat.pk)
    asking = ProposalRow.objects.get(proposal=proposal, case=one_asks)
    client = world.client_for("head_of_unit")
    shown = client.get(f"/proposals/{proposal.pk}/check/").content.decode()
    assert shown.count("why, though the rule asks for a reason") == 1
    assert "48 months in the grade: RoSH high" in shown
    assert shown.count("<textarea") == 1
    client.post(
        f"/proposals/{proposal.pk}/check/", {"sure": "1", f"guard-{asking.pk}": "Pat held them on the last order"}
    )
    written = dict(Allocation.objects.values_list("case_id", "guard_reason"))
    assert written.pop(one_asks.pk) == "Pat held them on the last order"
    assert set(written.values()) == {""}
    assert len(written) == 4
    assert not Allocation.objects.exclude(over_threshold_reason="").exists()
    assert not LogEntry.objects.filter(name=OVERRIDDEN.name).exists()


def test_one_text_for_all_is_kept_only_where_it_is_asked_for(
    world: World, people: list[Case], ready: Ready, acting: As
) -> None:
    proposal = ready()
    accept_rows(
        acting=acting("head_of_unit"), proposal=proposal, guard_reason="Because", over_threshold_reason="Because"
    )
    assert Allocation.objects.count() == 5
    assert not Allocation.objects.exclude(guard_reason="", over_threshold_reason="").exists()


def test_a_proposal_never_overrides_the_guard(world: World, people: list[Case], ready: Ready, acting: As) -> None:
    proposal = ready()
    row = ProposalRow.objects.get(proposal=proposal, case=world.waiting)
    new = make.practitioner(grade="PSO", in_grade_since=world.today)
    ProposalRow.objects.filter(pk=row.pk).update(to=make.practitioner_team(practitioner=new, team=world.fellside))
    accept_rows(acting=acting("head_of_unit"), proposal=proposal, guard_reason="Because")
    row.refresh_from_db()
    assert row.state == "left_out"
    assert not Allocation.objects.filter(case=world.waiting).exists()


def test_the_list_the_row_and_the_next_best_add_up_alike(
    world: World, grace: PractitionerTeam, people: list[Case], ready: Ready, acting: As
) -> None:
    by, proposal = acting("head_of_unit"), ready()
    rows = placed(proposal)
    other = {world.aisha.pk: grace, grace.pk: world.aisha}
    plan = plan_of(proposal)
    for row in rows:
        assert float(row.percent_after) == pytest.approx(plan.beside(row.case_id, row.to_id).after, abs=1e-4)
        best = plan.beside(row.case_id, row.next_best_id)
        assert float(row.next_best_after) == pytest.approx(best.after, abs=1e-4)
        assert float(row.next_best_before) == pytest.approx(best.before, abs=1e-4)
    row = rows[1]
    promised = plan.beside(row.case_id, other[row.to_id].pk).after
    shown = world.client_for("head_of_unit").get(f"/proposals/{proposal.pk}/people/{row.pk}/").content.decode()
    assert f"→ {promised:.1f}%" in shown
    changed = change_row(acting=by, row_id=row.pk, to_id=other[row.to_id].pk)
    assert float(changed.percent_after) == pytest.approx(promised, abs=1e-4)
    assert changed.next_best_id == row.to_id
    tick_rows(acting=by, proposal=proposal, shown=[changed.pk], ticked=[])
    rest = [r for r in placed(proposal) if r.to_id == changed.to_id and r.pk != changed.pk]
    assert all(float(r.percent_after) < promised for r in rest)


def test_choosing_someone_who_ends_at_the_stop_level_is_confirmed_first(
    world: World, grace: PractitionerTeam, people: list[Case], ready: Ready
) -> None:
    for _ in range(60):
        make.case(held_by=grace, tier_v2="A3")
    proposal = ready()
    row = placed(proposal)[0]
    assert row.to_id == world.aisha.pk
    client, url = world.client_for("head_of_unit"), f"/proposals/{proposal.pk}/people/{row.pk}/"
    card = read_page(client.post(url, {"to": grace.pk}))
    after = plan_of(proposal).beside(row.case_id, grace.pk).after
    assert f"This takes Grace Adeyemi to {after:.1f}%" in card.text.replace(",", "")
    card.says("That is at or over 140% with this person")
    row.refresh_from_db()
    assert row.to_id == world.aisha.pk
    # Going on from the card is the whole of it: what its button sends changes the row.
    sent = re.findall(r'type="hidden" name="(to|sure)" value="(\d+)"', card.response.content.decode())
    done = client.post(url, dict(sent))
    assert done.status_code == 302, "going on must change the row"
    assert done["Location"] == f"/proposals/{proposal.pk}/"
    row.refresh_from_db()
    assert row.to_id == grace.pk


def test_the_problem_is_gathered_in_as_many_queries_for_ten_as_for_a_thousand(
    world: World, acting: As, loads: Callable[[], None]
) -> None:
    by = acting("head_of_unit")

    def count(more: int) -> int:
        Case.objects.bulk_create(
            Case(
                person=make.person(),
                team=world.fellside,
                state="community",
                received_on=world.today,
                starts=world.today,
                tier_v2="C2",
                points=50,
            )
            for _ in range(more)
        )
        proposal = Proposal(unit=world.harrowgate, mode="fill", as_at=make.at(world.today), asked_by=by.user)
        proposal.case_ids = list(Case.objects.filter(practitioner_team=None).values_list("id", flat=True))
        rules = Rules.of(world.harrowgate, on=world.today)
        with CaptureQueriesContext(connection) as captured:
            cases = waiting_of(proposal, by)
            problem = problem_of(proposal, cases, practitioners_of(proposal, by, rules), rules)
        assert len(problem.people) == len(proposal.case_ids)
        return len(captured)

    assert count(10) == count(1_000)

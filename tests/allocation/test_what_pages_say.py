"""What the pages of allocation tell their reader beyond the figures: what is open, what follows, who was told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from rainer.allocation.models import Allocation, Proposal
from rainer.allocation.operations.conditions import Details
from rainer.allocation.operations.decide import accept_rows, decline_proposal
from rainer.allocation.operations.naming import name_practitioner
from rainer.allocation.operations.watch import set_watcher
from rainer.common.models import Message
from rainer.organisation.access import Acting
from rainer.supervision.models import Task
from rainer.workforce.models import Absence, PractitionerTeam, ReturnPlan
from tests import make
from tests.cast import World
from tests.pages import Page

Open = Callable[..., Page]
As = Callable[[str], Acting]
Ready = Callable[..., Proposal]


# Nobody named


def test_a_proposal_saved_for_later_is_found_again_on_the_list(
    world: World, ready: Ready, acting: As, page: Open
) -> None:
    proposal = ready()
    shown = page("head_of_unit", "/units/HM/nobody-named/")
    shown.says("Proposals nobody has decided on yet", "Harrowgate Moor, asked by Dilys Hart on", ": ready")
    assert f"/proposals/{proposal.pk}/" in shown.links.values()
    # A senior of one team may not open the unit's proposal, and a case administrator none at all.
    for role in ("senior", "case_administrator"):
        page(role, "/units/HM/nobody-named/").lacks("Proposals nobody has decided on")
    Proposal.objects.update(state="decided")
    page("head_of_unit", "/units/HM/nobody-named/").lacks("Proposals nobody has decided on")


def test_those_ticked_are_downloaded_and_nobody_else(world: World, loads: object) -> None:
    make.case(person=make.person(crn="X100077"), team=world.fellside)
    client = world.client_for("senior")
    answer = client.post("/units/HM/nobody-named/watcher/", {"case": [world.waiting.pk], "download": "1"})
    assert answer.url == f"/units/HM/nobody-named/?download=xlsx&case={world.waiting.pk}"
    csv = client.get(answer.url.replace("xlsx", "csv")).content.decode()
    assert "X100002" in csv
    assert "X100077" not in csv
    # The list itself is not narrowed by what was ticked for a download.
    assert "X100077" in client.get(f"/units/HM/nobody-named/?case={world.waiting.pk}").content.decode()


# Asking for a proposal


def test_the_start_names_the_level_and_tells_who_can_be_left_out_from_who_is(
    world: World, loads: object, page: Open
) -> None:
    returning = make.practitioner_team(
        practitioner=make.practitioner(forename="Nadia", surname="Hussain"), team=world.fellside
    )
    ReturnPlan.objects.create(
        practitioner_team=returning, starts=world.today, ends=world.today + timedelta(days=27), new_cases_a_week=3
    )
    Absence.objects.create(practitioner=world.aisha.practitioner, kind="sickness", starts=world.today)
    shown = page("head_of_unit", "/proposals/new/?unit=HM")
    shown.says(
        "Fill to 110%; place those who must not wait whatever the load",
        "Leave out Nadia Hussain: back from sickness: 3 new a week, 0 given",
        "Left out already: Aisha Rahman: off sick",
    )


# The result


def test_someone_of_no_points_at_a_high_load_is_counted_as_given(
    world: World, ready: Ready, acting: As, page: Open
) -> None:
    for _ in range(60):
        make.case(held_by=world.aisha, tier_v2="A3")
    case = make.case(team=world.fellside, rosh="low", sexual_offence=False, domestic_abuse_with_injury=False)
    proposal = ready()
    row = proposal.rows.get(case=case)
    row.state, row.to, row.ticked = "placed", world.aisha, True
    row.save()
    for person in proposal.facts["people"]:
        person[2] = 0 if person[0] == str(case.pk) else person[2]
    proposal.save()
    proposal.rows.exclude(pk=row.pk).filter(state="placed").update(ticked=False)
    shown = page("head_of_unit", f"/proposals/{proposal.pk}/")
    shown.says("1 is given people at 140% or over.", "At or over 140%: you write a reason before anyone is named")


@pytest.mark.parametrize(("more", "asks"), [(0, False), (60, True)])
def test_who_would_pass_the_stop_level_is_said_beside_the_choice_before_the_first_press(
    world: World, ready: Ready, page: Open, more: int, asks: bool
) -> None:
    for _ in range(more):
        make.case(held_by=world.aisha, tier_v2="A3")
    proposal = ready()
    row = proposal.rows.get(case=world.waiting)
    shown = page("head_of_unit", f"/proposals/{proposal.pk}/people/{row.pk}/")
    said = (
        "at or over 140% with this person: you confirm it on the next page, and write a reason before anyone is named"
    )
    assert (said in shown.text) is asks


def test_after_the_decision_there_is_a_list_of_who_was_named_and_who_was_refused(
    world: World, ready: Ready, acting: As, page: Open
) -> None:
    case = make.case(team=world.fellside, rosh="low", sexual_offence=False, domestic_abuse_with_injury=False)
    late = make.case(team=world.fellside, rosh="low", sexual_offence=False, domestic_abuse_with_injury=False)
    proposal = ready()
    proposal.rows.exclude(case__in=(world.waiting, late)).filter(state="placed").update(ticked=False)
    name_practitioner(acting=acting("senior"), case_id=late.pk, to_id=world.aisha.pk, details=Details())
    accept_rows(acting=acting("head_of_unit"), proposal=proposal)
    url = f"/proposals/{proposal.pk}/named/"
    assert page("head_of_unit", f"/proposals/{proposal.pk}/").link(
        "Who was named for whom, and who was refused: to read, print or download"
    ) == url  # fmt: skip
    shown = page("head_of_unit", url)
    shown.says("Callum Reid X100002", "Named", "Aisha Rahman, PO, Fellside", "Left out: changed meanwhile")
    shown.says("Allocated by Megan Price at", "Not accepted", "Not ticked when the proposal was decided", "Unchanged")
    made = Allocation.objects.get(proposal_row__proposal=proposal)
    assert f"/allocations/{made.pk}/" in shown.links.values()
    csv = world.client_for("head_of_unit").get(f"{url}?download=csv").content.decode()
    assert all(one.person.crn in csv for one in (world.waiting, case, late))
    assert world.client_for("head_of_unit").get(f"{url}?download=xlsx").status_code == 200


def test_where_nobody_was_accepted_no_list_is_offered(world: World, ready: Ready, acting: As, page: Open) -> None:
    proposal = ready()
    decline_proposal(acting=acting("head_of_unit"), proposal=proposal)
    page("head_of_unit", f"/proposals/{proposal.pk}/").lacks("Who was named for whom")


def test_why_so_many_posts_is_a_why_page_to_copy_and_download(world: World, ready: Ready, page: Open) -> None:
    proposal = ready()
    shown = page("head_of_unit", f"/proposals/{proposal.pk}/why/")
    shown.says("To keep to 110%", "Points of work held now", "Full-time posts short", "Copy link")
    steps = world.client_for("head_of_unit").get(f"/proposals/{proposal.pk}/why/?download=json").json()
    assert [step["name"] for step in steps["steps"]] == ["keep_to_110", "keep_to_100"]


# Confirming, and after


def test_what_is_kept_is_said_in_a_line_and_opens(world: World, loads: object, page: Open) -> None:
    Absence.objects.create(
        practitioner=make.practitioner_team(team=world.fellside).practitioner, kind="leave", starts=world.today
    )
    shown = page("senior", f"/people/X100002/allocate/{world.aisha.practitioner.code}/")
    shown.says(
        "What is kept with this decision: the load of those concerned", "and 1 away", "Who decided", "Megan Price"
    )


@pytest.fixture
def panel(world: World, acting: As, page: Open) -> Callable[[], Page]:
    def named() -> Page:
        made = name_practitioner(acting=acting("senior"), case_id=world.waiting.pk, to_id=world.aisha.pk)
        return page("senior", f"/people/X100002/allocated/{made.allocation.pk}/")

    return named


def test_the_panel_says_when_the_first_contact_is_due(
    world: World, loads: object, acting: As, panel: Callable[[], Page]
) -> None:
    set_watcher(
        acting=acting("senior"), case_ids=[world.waiting.pk], watcher=world.users["head_of_unit"],
        next_contact_on=world.today + timedelta(days=3), how="Call",
    )  # fmt: skip
    panel().says("First contact due by Thu 12 Nov 2026, the day set while Dilys Hart was watching. That ends now.")


def test_appointments_stay_as_booked(world: World, loads: object, panel: Callable[[], Page]) -> None:
    for day in (2, 9):
        make.contact(world.waiting.person, at=make.at(world.today + timedelta(days=day), 10), is_appointment=True)
    make.contact(world.waiting.person, at=make.at(world.today - timedelta(days=2), 10), is_appointment=True)
    called_off = make.at(world.today)
    make.contact(
        world.waiting.person, at=make.at(world.today + timedelta(days=3)), is_appointment=True, cancelled_at=called_off
    )
    for whose in ({"owner": world.aisha}, {"team": world.fellside}):
        Task.objects.create(
            **whose, person=world.waiting.person, title="Ring the hostel", due=world.today, made_at=called_off
        )
    panel().says(
        "First contact: the appointment of 10:00 Wed 11 Nov 2026. All 2 appointments ahead stay as booked.",
        "1 open task about this person is with them now.",
    )


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("sent", "Told, with a reference only: Aisha Rahman"),
        ("waiting", "On its way, with a reference only: Aisha Rahman"),
        ("failed", "The e-mail to Aisha Rahman, Megan Price did not go: we are trying again"),
        ("given_up", "did not go, after several tries: tell them yourself"),
    ],
)
def test_the_panel_says_who_was_told_and_who_is_not_yet(
    world: World, loads: object, acting: As, page: Open, state: str, said: str
) -> None:
    made = name_practitioner(acting=acting("senior"), case_id=world.waiting.pk, to_id=world.aisha.pk)
    Message.objects.update(state=state)
    shown = page("senior", f"/people/X100002/allocated/{made.allocation.pk}/")
    shown.says(said)
    if state != "sent":
        shown.lacks("Told, with a reference only")


# Choosing on a phone


def test_the_first_five_on_a_phone_and_the_way_to_the_rest(world: World, loads: Callable[[], None], page: Open) -> None:
    others: list[PractitionerTeam] = [make.practitioner_team(team=world.fellside) for _ in range(6)]
    loads()
    shown = page("senior", "/people/X100002/allocate/")
    assert shown.link("Show 2 more") == "#everyone"
    assert "everyone" in shown.ids
    assert len(others) == 6

"""The first screens: what is wrong, why, what helps, and what to do first."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from rainer.allocation.operations.decide import accept_rows
from rainer.allocation.operations.naming import name_practitioner
from rainer.allocation.operations.propose import ask_for_proposal, run_proposal
from rainer.common import clock
from rainer.organisation.access import Acting
from rainer.workforce.models import Post, PractitionerTeam
from rainer.workload.models import CurrentLoad, PlaceReading, WorkloadAction
from rainer.workload.operations import refresh_case_points, refresh_load
from tests import make
from tests.cast import World
from tests.pages import Page

UNIT = "/units/HM/"


@pytest.fixture(autouse=True)
def _loads(world: World) -> None:
    refresh_case_points(None, on=world.today)
    refresh_load(None, at=clock.now())


def test_the_unit_says_what_is_wrong_why_and_what_helps(page: Callable[..., Page]) -> None:
    opened = page("head_of_unit", UNIT)
    opened.says("What is wrong", "2 of 3 people have nobody named", "What helps", "Not worked out as things stand now")


def test_posts_that_were_never_recorded_are_said_to_be_unknown(page: Callable[..., Page]) -> None:
    page("head_of_unit", UNIT).says("We cannot say why: no posts are recorded for this unit.", "Not known")


def test_the_count_that_leads_to_the_list_is_the_list_s_own(world: World, page: Callable[..., Page]) -> None:
    must = page("head_of_unit", UNIT)
    listed = page("head_of_unit", "/units/HM/nobody-named/?must_not_wait=1")
    must.says("Name someone for 1 person", "1 person who must not wait has nobody named.")
    listed.says("1 person")


def test_a_senior_reads_the_whole_unit_and_names_for_her_own_team(page: Callable[..., Page]) -> None:
    page("senior", UNIT).says("2 of 3 people have nobody named")
    page("senior", "/teams/HMFELL/").says("Needs a decision", "Name someone for 1 person")


def test_a_unit_elsewhere_looks_like_no_unit_at_all(client_for: Callable[[str], Client]) -> None:
    assert client_for("head_of_unit").get("/units/TV/").status_code == 404
    assert client_for("head_of_unit").get("/units/NONE/").status_code == 404


def test_the_region_lists_its_units_and_says_who_must_not_wait(page: Callable[..., Page]) -> None:
    page("regional_director", "/regions/NM/").says("Harrowgate Moor", "Tarn Valley", "Region, summed then divided")


@pytest.mark.parametrize(
    ("role", "first"),
    [
        ("head_of_unit", UNIT),
        ("senior", "/teams/HMFELL/"),
        ("regional_director", "/regions/NM/"),
        ("practitioner", "/today/"),
        ("case_administrator", "/queue/"),
        ("analyst", "/data/"),
        ("information_owner", "/access/"),
        ("system_administrator", "/health/"),
        ("victim_liaison", "/rulebook/"),
        ("person", "/help/"),
    ],
)
def test_each_role_starts_on_its_own_page(role: str, first: str, client_for: Callable[[str], Client]) -> None:
    answer = client_for(role).get("/")
    assert (answer.status_code, answer["Location"]) == (302, first)


def test_why_these_causes_opens_to_its_steps(page: Callable[..., Page]) -> None:
    page("head_of_unit", reverse("why_unit_summary", args=["HM"])).says("Work beyond the time there is")


def test_someone_not_signed_in_is_asked_to(client_for: Callable[[str], Client]) -> None:
    answer = client_for("nobody").get(UNIT)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")


def test_why_a_count_adds_up_to_it(world: World, page: Callable[..., Page]) -> None:
    opened = page("head_of_unit", "/why/nobody-named/unit/HM/")
    opened.says("Why 2?", "2 people have an open case and no named practitioner; 1 of them must not wait.", "Fellside")
    page("regional_director", "/why/nobody-named/region/NM/").says("Why 2?", "Harrowgate Moor")


def test_posts_open_to_what_they_are_made_of(world: World, page: Callable[..., Page]) -> None:
    Post.objects.create(unit=world.harrowgate, role="practitioner", fte_target=4, starts=world.today)
    page("head_of_unit", "/why/posts/unit/HM/").says("Why 0.0%?", "Practitioner posts", "4.0", "Left in twelve months")


def test_the_unit_on_another_day_is_that_night_s_reading(world: World, page: Callable[..., Page]) -> None:
    PlaceReading.objects.create(
        unit=world.harrowgate, on=date(2026, 11, 2), people=9, nobody_named=7, must_not_wait=3, nobody_named_points=400
    )
    opened = page("head_of_unit", UNIT + "?on=2026-11-02")
    opened.says("7", "You are looking at", "What was to be done first is not kept for past days.")
    opened.lacks("Name someone for")


def test_a_proposal_that_was_used_says_nothing_any_more(world: World, page: Callable[..., Page]) -> None:
    """Once everyone of the plan is named, it helps nobody any more."""
    acting = Acting.of(world.users["head_of_unit"])
    proposal = ask_for_proposal(acting=acting, place=world.harrowgate, mode="fill")
    run_proposal(proposal.pk)
    page("head_of_unit", UNIT).says("See the proposal")
    name_practitioner(acting=Acting.of(world.users["senior"]), case_id=world.waiting.pk, to_id=world.aisha.pk)
    page("head_of_unit", UNIT).lacks("See the proposal")


def test_after_a_proposal_is_accepted_its_posts_short_stay_with_its_day(
    world: World, page: Callable[..., Page]
) -> None:
    head = Acting.of(world.users["head_of_unit"])
    proposal = ask_for_proposal(acting=head, place=world.harrowgate, mode="fill")
    run_proposal(proposal.pk)
    proposal.refresh_from_db()
    accept_rows(acting=head, proposal=proposal)
    proposal.refresh_from_db()
    assert proposal.state == "decided"
    opened = page("head_of_unit", UNIT)
    opened.says("The proposal of 9 Nov found posts enough to hold everyone. Ask again for who could take whom.")
    opened.lacks("Not worked out as things stand now")
    assert opened.link("See the last proposal") == f"/proposals/{proposal.pk}/"
    assert opened.link("Ask again") == "/proposals/new/?unit=HM"
    proposal.facts["shortages"][0]["whole"] = 7
    proposal.save()
    page("head_of_unit", UNIT).says(
        "By the proposal of 9 Nov, naming everyone within 110% takes 7 more full-time practitioners."
    )


def test_what_helps_stays_while_somebody_of_the_plan_has_nobody(world: World, page: Callable[..., Page]) -> None:
    make.case(team=world.fellside, rosh="low", sexual_offence=False, domestic_abuse_with_injury=False)
    refresh_load(None, at=make.at(world.today, 6))
    proposal = ask_for_proposal(acting=Acting.of(world.users["head_of_unit"]), place=world.harrowgate, mode="fill")
    run_proposal(proposal.pk)
    name_practitioner(acting=Acting.of(world.users["senior"]), case_id=world.waiting.pk, to_id=world.aisha.pk)
    page("head_of_unit", UNIT).says("See the proposal", "What helps", "1 more fits.")


def test_a_head_sees_her_own_duties_once_and_how_many_wait_below(world: World, page: Callable[..., Page]) -> None:
    for threshold in ("act", "excessive"):
        _asked(world, threshold, "team")
        _asked(world, threshold, "unit")
    _load(world, 120)
    opened = page("head_of_unit", UNIT)
    opened.says("Say what you did for 1 person at or over a limit", "1 load waits for a word of your seniors")
    assert opened.link("1 load waits for a word of your seniors") == "/load/actions/?below=1"


def test_who_has_gone_under_still_owes_a_record_and_the_count_says_so(world: World, page: Callable[..., Page]) -> None:
    _asked(world, "act", "unit")
    _load(world, 109)
    page("head_of_unit", UNIT).says(
        "Say what you did for 1 person who reached a limit and is under 110% by now: the record is still owed"
    )
    _load(world, 110)
    page("head_of_unit", UNIT).says("Say what you did for 1 person at or over a limit")
    other = make.practitioner_team(team=world.fellside)
    refresh_load(None, at=clock.now())
    _load(world, 110)
    _asked(world, "act", "unit", of=other)
    page("head_of_unit", UNIT).says(
        "Say what you did for 2 people who reached a limit, 1 of them under 110% by now: a record is still owed"
    )


def _load(world: World, percent: int) -> None:
    CurrentLoad.objects.filter(pk=world.aisha.pk).update(total_points=percent * 10, available_points=1000)


def _asked(world: World, threshold: str, level: str, of: PractitionerTeam | None = None) -> None:
    WorkloadAction.objects.create(
        practitioner_team=of or world.aisha,
        threshold=threshold,
        level=level,
        from_reading=world.today,
        percent=120,
        due=world.today,
    )


@pytest.mark.parametrize(("hours", "is_old"), [(24, False), (25, True)])
def test_figures_older_than_a_day_say_so(world: World, page: Callable[..., Page], hours: int, is_old: bool) -> None:
    old = clock.now() - timedelta(hours=hours) + timedelta(minutes=10)
    CurrentLoad.objects.update(as_at=old)
    for role, address in (
        ("head_of_unit", UNIT),
        ("regional_director", "/regions/NM/"),
        ("head_of_unit", "/load/unit/HM/"),
    ):
        opened = page(role, address)
        assert ("nothing has come since. Names and contacts are live." in opened.text) is is_old, address


def test_the_teams_of_a_unit_download_as_a_file(world: World) -> None:
    answer = world.client_for("head_of_unit").get("/units/HM/?download=csv")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/csv")
    assert "Fellside" in b"".join(answer).decode("utf-8-sig")


def test_a_senior_reads_of_which_day_the_load_is(world: World, page: Callable[..., Page]) -> None:
    _asked(world, "act", "team")
    page("senior", f"/teams/{world.fellside.code}/").says("Say what you did: Aisha Rahman, at ", "% on ")

"""The pages of allocation, by role: what each says, and what it must not say of limited records."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from rainer.allocation.models import Allocation, DutyPlan, Proposal, ProposalRow
from rainer.allocation.operations.naming import name_practitioner
from rainer.cases.models import Case
from rainer.common.models import LogEntry
from rainer.organisation.access import Acting
from tests import make
from tests.cast import World

UNIT_PAGES = ["nobody_named", "nobody_named_why", "self_check", "allocations"]
MAY_SEE = {"senior", "head_of_unit", "regional_director", "case_administrator"}


@pytest.mark.parametrize("name", UNIT_PAGES)
def test_pages_of_the_unit_open_for_those_who_may_see_them(world: World, name: str) -> None:
    url = reverse(name, args=["HM"])
    for role in world.users:
        expected = 200 if role in MAY_SEE else 404
        assert world.client_for(role).get(url).status_code == expected, role
    assert world.client_for("nobody").get(url).status_code == 302


def test_the_list_says_who_waits_why_and_who_watches(page: Callable[..., Any], world: World, loads: Any) -> None:
    make.registration(world.waiting.person, "RCPR")
    loads()
    shown = page("head_of_unit", "/units/HM/nobody-named/")
    shown.says(
        "Nobody named: 2 people",
        "Callum Reid X100002",
        "child protection",
        "17 days",
        "Set a watcher",
        "Must not wait 2",
    )
    assert shown.link("Name someone for Callum Reid") == "/people/X100002/allocate/"


def test_a_limited_record_shows_its_crn_and_nothing_else(page: Callable[..., Any], world: World, loads: Any) -> None:
    shown = page("head_of_unit", "/units/HM/nobody-named/")
    shown.says("Restricted record, X100003")
    shown.lacks("Robin", "Vale")
    page("senior", "/units/HM/nobody-named/").says("Robin Vale X100003")
    csv = world.client_for("head_of_unit").get("/units/HM/nobody-named/?download=csv").content.decode()
    assert "X100003" in csv
    assert "Robin" not in csv
    page("head_of_unit", "/units/HM/nobody-named/?q=Vale").lacks("X100003")
    page("senior", "/units/HM/nobody-named/?q=Vale").says("X100003")


def test_filters_narrow_the_list(page: Callable[..., Any], world: World, loads: Any) -> None:
    page("head_of_unit", "/units/HM/nobody-named/?team=HMMOOR").says("Nobody with nobody named matches")
    page("head_of_unit", "/units/HM/nobody-named/?must_not_wait=1&no_watcher=1&no_contact=1&q=X1000").says("X100002")


def test_an_empty_list_says_that_it_is_good(page: Callable[..., Any], world: World) -> None:
    Case.objects.filter(practitioner_team=None).update(closed_on=world.today)
    page("head_of_unit", "/units/HM/nobody-named/").says("Nobody named: 0 people", "Everyone has a named practitioner")


def test_a_case_from_another_region_can_be_looked_at_not_allocated(
    page: Callable[..., Any], world: World, loads: Any
) -> None:
    other = make.practitioner_team(team=make.team(unit=make.unit()))
    coming = make.case(person=make.person(crn="X100009", surname="Coming"), held_by=other, team=world.fellside)
    page("head_of_unit", "/units/HM/nobody-named/").says("Coming from another region", coming.person.crn)
    page("head_of_unit", "/people/X100009/case/").says("Coming")
    answer = world.client_for("head_of_unit").post(
        f"/people/X100009/reallocate/{world.aisha.practitioner.code}/?sure=1",
        {"capability": "yes", "reason": "transfer_in", "from": other.pk},
    )
    assert answer.status_code == 422
    coming.refresh_from_db()
    assert coming.practitioner_team == other


def test_queries_do_not_grow_with_the_list(world: World, loads: Any, page: Callable[..., Any]) -> None:
    def grow(to: int) -> int:
        Case.objects.bulk_create(
            Case(
                person=make.person(), team=world.fellside, state="community", received_on=world.today, starts=world.today,
                waiting_group=2, waiting_facts=["RoSH high"], rosh="high", tier_v2="C2",
            )
            for _ in range(to)
        )  # fmt: skip
        return page("head_of_unit", "/units/HM/nobody-named/").queries

    assert grow(10) == grow(1_000)


def test_looking_at_the_case_keeps_notes_as_a_draft(page: Callable[..., Any], world: World, loads: Any) -> None:
    make.sentence(world.waiting.person)
    shown = page("senior", "/people/X100002/case/")
    shown.says("Callum Reid", "Harrowgate Magistrates' Court", "Nobody before", "Choose a practitioner")
    world.client_for("senior").post("/people/X100002/case/", {"notes": "Prefers mornings"})
    page("senior", "/people/X100002/case/").says("Prefers mornings")
    page("senior", "/people/X100002/allocate/").says("Prefers mornings")
    page("head_of_unit", "/people/X100002/case/").lacks("Prefers mornings")


@pytest.mark.parametrize("path", ["case/", "allocate/", "watcher/", "allocate/N01A001/"])
def test_a_limited_record_does_not_open(world: World, path: str) -> None:
    answer = world.client_for("head_of_unit").get(f"/people/X100003/{path}")
    assert answer.status_code == 403
    assert "Robin" not in answer.content.decode()


def test_choosing_shows_loads_and_who_knew_the_person(page: Callable[..., Any], world: World, loads: Any) -> None:
    from rainer.cases.models import CaseHolding

    CaseHolding.objects.create(
        case=world.waiting, practitioner_team=world.aisha,
        starts_at=make.at(world.today.replace(year=2024)), ends_at=make.at(world.today.replace(year=2025)),
    )  # fmt: skip
    loads()
    shown = page("senior", "/people/X100002/allocate/")
    shown.says(
        "Name a practitioner for Callum Reid",
        "Aisha Rahman, PO",
        "knew them: 2024–25",
        "Highest load in the next 8 weeks, with this person",
        "The highest load is that of the fullest of those weeks",
    )
    shown.lacks("Megan Price, SPO", "Ben Okoro")


def test_choosing_nobody_says_what_to_do(world: World, loads: Any) -> None:
    answer = world.client_for("senior").post("/people/X100002/allocate/", {"notes": "x"})
    assert answer.status_code == 422
    assert "Choose who will take Callum" in answer.content.decode()


@pytest.mark.parametrize(("month", "served"), [(6, "5 months"), (10, "1 month")])
def test_those_who_cannot_be_chosen_are_listed_with_why(
    page: Callable[..., Any], world: World, loads: Any, month: int, served: str
) -> None:
    new = make.practitioner(
        grade="PSO", in_grade_since=world.today.replace(month=month), forename="Jo", surname="Brandt", code="N01J001"
    )
    make.practitioner_team(practitioner=new, team=world.fellside)
    loads()
    shown = page("senior", "/people/X100002/allocate/")
    shown.says(
        "Cannot be chosen",
        "services officer in their first year: not for RoSH high",
        f"Jo Brandt, PSO, {served} in the grade",
        "Go ahead with Jo Brandt and say why",
    )


def test_naming_from_choice_to_panel(page: Callable[..., Any], world: World, loads: Any) -> None:
    client = world.client_for("senior")
    chosen = client.post("/people/X100002/allocate/", {"to": "N01A001|HMFELL", "notes": "Knows the street"})
    assert chosen.status_code == 302
    shown = page("senior", chosen.url)
    shown.says("Name Aisha Rahman for Callum Reid", "Can Aisha do this one?", "Knows the street")
    done = client.post(
        chosen.url,
        {
            "capability": "with",
            "capability_with": "co-working",
            "notes": "Knows the street",
            "tell_practitioner": "on",
            "copy_to_me": "on",
            "version": 1,
        },
    )
    assert done.status_code == 302, done.content.decode()
    panel = page("senior", done.url)
    panel.says(
        "Aisha Rahman is Callum Reid's practitioner",
        "On its way, with a reference only: Aisha Rahman",
        "Name someone else",
    )
    made = Allocation.objects.get()
    assert (made.notes, made.oversight_note, made.capability) == (
        "Knows the street",
        "Knows the street",
        "Yes, with: co-working",
    )
    page("senior", "/units/HM/allocations/").says("Callum Reid", "Aisha Rahman, Fellside", "Still so", "Megan Price")
    page("senior", f"/people/X100002/allocated/{made.pk}/")
    assert f"/allocations/{made.pk}/" in client.get(done.url).content.decode()
    assert f"/allocations/{made.pk}/" in client.get("/units/HM/allocations/").content.decode()
    decided = page("senior", f"/allocations/{made.pk}/")
    decided.says(
        "Aisha Rahman named for Callum Reid", "Decided by", "Megan Price", "First allocation", "Knows the street"
    )
    decided.says(
        "RoSH high or not recorded",
        "Weights and levels in force",
        "Team Fellside (HMFELL)",
        "Who decided",
        made.circumstances.digest,
    )
    decided.lacks("Overridden")
    assert LogEntry.objects.filter(
        kind="read", person_id=made.case.person_id, data__what="the decision on a named practitioner"
    ).exists()
    looked = page("senior", "/people/X100002/case/")
    looked.says("Named practitioner", "Who held this case")
    assert f"/allocations/{made.pk}/" in client.get("/people/X100002/case/").content.decode()
    looked.lacks("before you choose", "Why in this place of the list")
    page("senior", "/people/X100002/allocate/").says(
        "Callum Reid has a named practitioner", "Aisha Rahman, Fellside, since", "Move to someone else"
    )
    lines = client.get("/units/HM/allocations/?download=csv").content.decode()
    assert "Name,CRN" in lines
    assert "Callum Reid,X100002" in lines
    assert "Load before" in lines


def test_the_decision_on_a_restricted_record_is_not_shown(world: World, loads: Any) -> None:
    by = Acting.of(world.users["head_of_unit"])
    made = name_practitioner(acting=by, case_id=world.waiting.pk, to_id=world.aisha.pk).allocation
    make.exclusion(world.waiting.person, world.users["head_of_unit"])
    answer = world.client_for("head_of_unit").get(f"/allocations/{made.pk}/", follow=True)
    assert "Callum" not in answer.content.decode()
    assert made.circumstances.digest not in answer.content.decode()


def test_no_choose_another_goes_back(world: World, loads: Any) -> None:
    answer = world.client_for("senior").post("/people/X100002/allocate/N01A001/", {"capability": "no"})
    assert answer.url == "/people/X100002/allocate/"
    assert not Allocation.objects.exists()


def test_someone_was_first_and_nothing_typed_is_lost(world: World, loads: Any) -> None:
    other = make.practitioner_team(
        practitioner=make.practitioner(forename="Grace", surname="Adeyemi", code="N01G001"), team=world.fellside
    )
    loads()
    head, senior = world.client_for("head_of_unit"), world.client_for("senior")
    assert head.post("/people/X100002/allocate/N01G001/", {"capability": "yes"}).status_code == 302
    late = senior.post(
        "/people/X100002/allocate/N01A001/", {"capability": "yes", "notes": "I wrote all this", "version": 1}
    )
    assert late.status_code == 409
    text = late.content.decode()
    assert "Dilys Hart named Grace Adeyemi at" in text
    assert "Nothing you typed is lost" in text
    assert "I wrote all this" in text
    assert Allocation.objects.get().to == other


def test_an_interruption_card_stands_before_an_override(page: Callable[..., Any], world: World, loads: Any) -> None:
    for _ in range(60):
        make.case(held_by=world.aisha, tier_v2="A3")
    loads()
    page("senior", "/people/X100002/allocate/N01A001/").says(
        "This takes Aisha to", "without a written reason", "any later review"
    )
    page("senior", "/people/X100002/allocate/N01A001/?sure=1").says("Why Aisha, though at or over 140%")
    client = world.client_for("senior")
    refused = client.post("/people/X100002/allocate/N01A001/?sure=1", {"capability": "yes"})
    assert refused.status_code == 422
    assert "Say why, in a sentence" in refused.content.decode()
    done = client.post(
        "/people/X100002/allocate/N01A001/?sure=1",
        {"capability": "yes", "over_threshold_reason": "Only she has room in the town"},
    )
    assert done.status_code == 302
    assert Allocation.objects.get().over_threshold_reason == "Only she has room in the town"


def test_a_staff_safety_flag_asks_for_a_talk_first(page: Callable[..., Any], world: World, loads: Any) -> None:
    make.registration(world.waiting.person, "RISK", is_staff_safety=True)
    loads()
    page("senior", "/people/X100002/allocate/").says("Talk first")
    client = world.client_for("senior")
    sent = client.get("/people/X100002/allocate/N01A001/?team=HMFELL")
    assert sent.status_code == 302
    assert sent.url.startswith("/people/X100002/allocate/N01A001/talk/")
    page("senior", sent.url).says("Talk with Aisha Rahman about Callum Reid first")
    declined = client.post(sent.url, {"answer": "no"})
    assert declined.url == "/people/X100002/allocate/"
    page("senior", "/people/X100002/allocate/").says("someone else, after the talk about staff safety Aisha Rahman, PO")
    agreed = client.post(sent.url, {"answer": "with", "support": "two of us at the first meeting"})
    assert client.get(agreed.url).status_code == 200


def test_moving_a_case_needs_a_reason_and_keeps_both_decisions(
    page: Callable[..., Any], world: World, loads: Any
) -> None:
    grace = make.practitioner_team(
        practitioner=make.practitioner(forename="Grace", surname="Adeyemi", code="N01G001"), team=world.fellside
    )
    loads()
    client = world.client_for("senior")
    page("senior", "/people/X100001/reallocate/").says("Move Jordan Ellis to someone else", "Grace Adeyemi, PO")
    url = "/people/X100001/reallocate/N01G001/"
    page("senior", url).says("Why does this case move?")
    assert client.post(url, {"capability": "yes", "from": world.aisha.pk}).status_code == 422
    assert (
        client.post(
            url, {"capability": "yes", "reason": "officer_left", "from": world.aisha.pk, "tell_previous": "on"}
        ).status_code
        == 302
    )
    moved = Allocation.objects.get()
    assert (moved.previous, moved.to, moved.reason) == (world.aisha, grace, "officer_left")


def test_setting_a_watcher_for_one_and_for_several(page: Callable[..., Any], world: World, loads: Any) -> None:
    client = world.client_for("case_administrator")
    page("case_administrator", "/people/X100002/watcher/").says(
        "Who watches Callum Reid", "By 16 Nov 2026 at the latest"
    )
    late = client.post(
        "/people/X100002/watcher/",
        {"watcher": world.users["senior"].pk, "next_contact_on": "30/11/2026", "how": "call"},
    )
    assert "Choose a date in the next 7 days: this person is high risk." in late.content.decode()
    ok = client.post(
        "/people/X100002/watcher/",
        {"watcher": world.users["senior"].pk, "next_contact_on": "12/11/2026", "how": "call"},
    )
    assert ok.status_code == 302
    assert DutyPlan.objects.get().watcher == world.users["senior"]
    page("head_of_unit", "/units/HM/nobody-named/").says("Megan Price, call by 12 Nov")
    senior = world.client_for("senior")
    ticked = {"case": [world.waiting.pk, world.limited.pk]}
    assert "Who watches these 2 people" in senior.post("/units/HM/nobody-named/watcher/", ticked).content.decode()
    both = {**ticked, "watcher": world.users["senior"].pk, "next_contact_on": "11/11/2026", "how": "visit"}
    assert senior.post("/units/HM/nobody-named/watcher/", both).status_code == 302
    assert DutyPlan.objects.filter(ended_at=None).count() == 2


def test_a_proposal_from_asking_to_named(page: Callable[..., Any], world: World, ready: Any) -> None:
    client = world.client_for("head_of_unit")
    page("head_of_unit", "/proposals/new/?unit=HM").says("All 2 people, Harrowgate Moor", "who must not wait")
    asked = client.post("/proposals/new/?unit=HM", {"who": "all", "mode": "fill"})
    assert asked.status_code == 302
    page("head_of_unit", asked.url).says("Working it out", "Check now", "Stop")
    proposal = ready()
    url = f"/proposals/{proposal.pk}/"
    shown = page("head_of_unit", url)
    shown.says("1 person can have a name today. 1 cannot.", "Callum Reid", "Aisha Rahman, PO", "Restricted for you")
    shown.lacks("Robin", "Vale")
    page("head_of_unit", url + "?show=practitioner").says("Callum Reid X100002")
    page("head_of_unit", url + "could-not-place/").lacks("Robin")
    page("head_of_unit", url + "why/").says("Full-time posts short")
    assert client.get(url + "charts/before-after-720.svg").status_code == 200
    assert b"Aisha" in client.get(url + "charts/before-after.csv").content
    row = ProposalRow.objects.get(proposal=proposal, state="placed")
    page("head_of_unit", f"{url}people/{row.pk}/").says("Who else could take Callum Reid?")
    assert client.post(url + "ticks/", {"shown": row.pk, "row": row.pk, "check": "1"}).url == url + "check/"
    page("head_of_unit", url + "check/").says("Check before you name 1 person", "Guards met")
    assert client.post(url + "check/", {"sure": "1"}).status_code == 302
    page("head_of_unit", url).says("1 person now has a named practitioner", "keeps the load of all concerned")
    assert Proposal.objects.get(pk=proposal.pk).state == "decided"
    assert Case.objects.get(pk=world.waiting.pk).practitioner_team == world.aisha


def test_a_proposal_is_not_there_for_others(world: World, ready: Any) -> None:
    proposal = ready()
    for role in ("practitioner", "senior", "elsewhere", "analyst", "case_administrator"):
        assert world.client_for(role).get(f"/proposals/{proposal.pk}/").status_code == 404, role
    assert world.client_for("regional_director").get(f"/proposals/{proposal.pk}/").status_code == 200


def test_a_page_of_the_list_is_left_with_its_ticks_kept_and_nowhere_else(
    world: World, ready: Callable[[], Proposal]
) -> None:
    proposal = ready()
    client, url = world.client_for("head_of_unit"), f"/proposals/{proposal.pk}/"
    row = ProposalRow.objects.get(proposal=proposal, state="placed")
    sent = client.post(f"{url}ticks/", {"shown": row.pk, "go": "https://elsewhere.example/?page=2"})
    assert sent.url == f"{url}?page=2"
    row.refresh_from_db()
    assert not row.ticked

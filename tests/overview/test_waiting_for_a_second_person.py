"""What waits for a second person: counted by practitioner, opened from Today of a team and from a senior's own Today."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rainer.enforcement.models import BreachProceeding, RecallProceeding
from rainer.organisation.access import Acting
from tests import make
from tests.enforcement import recalls

URL = "/teams/HMFELL/today/"
SHOWN = f"{URL}?show=to_sign"


@pytest.fixture
def considering(world):
    """Aisha asked a senior to consider recall."""
    recalls.licence(world.held)
    officer = Acting.of(world.users["practitioner"])
    proceeding = recalls.start(officer, world.held)
    recalls.move(officer, proceeding, "SPO_CONSIDER_RECALL")
    return proceeding


def pack(world, case, **fields):
    """A breach pack a manager is asked to check."""
    return BreachProceeding.objects.create(
        **{
            "person": case.person, "event": make.sentence(case.person).event, "case": case, "status": "manager_check",
            "started_by": world.users["practitioner"], "started_at": make.at(world.today - timedelta(days=1)),
            "became_aware_on": world.today - timedelta(days=1), **fields,
        }
    )  # fmt: skip


def test_the_count_opens_to_as_many_rows_and_each_to_what_waits(world, considering, page):
    waits = pack(world, world.held)
    team = page("senior", URL)
    team.says("2 things wait for a second person")
    assert "?show=to_sign&who=N01A001#list" in team.links.values()
    listed = page("senior", f"{SHOWN}&who=N01A001")
    listed.says("2 rows", "Recall: a senior is to consider it", "Breach: the pack is to be checked")
    assert f"/breach/{waits.pk}/" in listed.links.values()
    assert f"/people/{world.held.person.crn}/recall/{considering.pk}/" in listed.links.values()


@pytest.mark.parametrize(
    ("status", "says"),
    [("SPO_SIGNATURE_REQUESTED", "a senior is to countersign"), ("ACO_SIGNATURE_REQUESTED", "a senior manager is to")],
)
def test_each_signature_that_is_asked_for_waits(world, considering, page, status, says):
    RecallProceeding.objects.update(status=status)
    page("head_of_unit", SHOWN).says("1 row", says)


@pytest.mark.parametrize("fields", [{"status": "SPO_SIGNED"}, {"closed_at": "2026-11-09T10:00Z"}])
def test_signed_or_closed_it_waits_no_more(world, considering, page, fields):
    RecallProceeding.objects.update(**fields)
    page("senior", SHOWN).lacks("Recall: a senior")


def test_the_senior_s_own_today_counts_the_same_and_a_practitioner_s_does_not(world, considering, page):
    mine = page("senior", "/today/")
    mine.says("1 thing waits for a second person in Fellside")
    assert f"{SHOWN}#list" in mine.links.values()
    page("practitioner", "/today/").lacks("second person")


def test_the_list_to_countersign_names_what_waits_elsewhere_by_count(world, considering, page):
    pack(world, world.held)
    pack(world, world.waiting)
    pack(world, world.far)
    seen = page("senior", "/countersign/")
    seen.says("No assessment or tier waits for your signature.", "What else waits for a second person")
    seen.says("Recall: a senior is to consider it, 1 in Fellside", "Breach: the pack is to be checked, 2 in Fellside")
    assert seen.link("Breach: the pack is to be checked, 2 in Fellside") == f"{SHOWN}#list"
    page("senior", URL).says("3 things wait for a second person")


def test_the_list_to_countersign_says_nothing_where_nothing_waits(world, page):
    page("senior", "/countersign/").says("Nothing waits for your signature.")
    page("senior", "/countersign/").lacks("What else waits")


def test_what_waits_where_nobody_is_named_is_in_the_list_of_everyone(world, page):
    pack(world, world.waiting)
    page("senior", URL).says("1 thing waits for a second person")
    page("senior", SHOWN).says("1 row", str(world.waiting.person))


def test_a_pack_that_was_checked_waits_no_more(world, page):
    pack(world, world.held, pack={"checked": {"by": "Megan Price"}})
    page("senior", SHOWN).lacks("Breach: the pack")


def test_another_team_s_is_not_there(world, page):
    pack(world, world.far)
    page("senior", SHOWN).lacks("Breach: the pack")


def test_a_limited_person_s_says_nothing_but_that_something_waits(world, page):
    waits = pack(world, world.limited)
    listed = page("head_of_unit", SHOWN)
    listed.says("1 row", world.limited.person.crn)
    listed.lacks(world.limited.person.surname, "Breach: the pack")
    assert f"/breach/{waits.pk}/" not in listed.links.values()


def test_its_queries_do_not_grow(world, considering, page):
    few = page("senior", SHOWN).queries
    for _ in range(4):
        pack(world, make.case(held_by=world.aisha))
    assert page("senior", SHOWN).queries <= few

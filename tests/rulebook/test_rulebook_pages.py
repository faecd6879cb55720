"""The rulebook to read: the list, a value in a place on a day, and a rule."""

from __future__ import annotations

import re
from datetime import date

import pytest

from rainer.policy.register import rules
from rainer.policy.rulebook import national
from rainer.rulebook.models import LocalValue
from rainer.rulebook.queries import rulebook_now
from rainer.rulebook.standing import topic_of
from rainer.workload.operations import refresh_load
from tests import make

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 9)
TARGET = "workload.nominal_target"
WEIGHTS = "workload.weights_v2"


def local(world, key: str = TARGET, *, state: str = "approved", **fields) -> LocalValue:
    """A value for Harrowgate Moor, proposed by the analyst and approved by the regional director."""
    decided = {"decided_by": world.users["regional_director"], "decided_at": make.at(DAY)}
    given = {
        "key": key, "region_code": "NM", "unit_code": "HM", "value": {**national().value(TARGET, on=DAY).value, "PO": 2000},
        "starts": date(2026, 10, 1), "source_title": "Region paper 14", "source_read_on": DAY, "state": state,
        "proposed_by": world.users["analyst"], "proposed_at": make.at(DAY), "reason": "Rural travel",
    }  # fmt: skip
    return LocalValue.objects.create(**{**given, **(decided if state == "approved" else {}), **fields})


def test_every_parameter_and_rule_is_listed(page):
    found, last = page("practitioner", "/rulebook/"), len(national().keys()) // 50 + 1
    listed = found.text + "".join(page("practitioner", f"/rulebook/?page={n}").text for n in range(2, last + 1))
    assert [key for key in national().keys() if national().parameter(key).label not in listed] == []  # noqa: SIM118
    rule_pages = [page("practitioner", f"/rulebook/?rules-page={n}").text for n in range(2, len(rules()) // 100 + 2)]
    assert [name for name in rules() if name not in found.text + "".join(rule_pages)] == []
    found.says("Values in force in Harrowgate Moor on Mon 9 Nov 2026")


@pytest.mark.parametrize(
    ("asked", "has", "lacks"),
    [
        ("q=full+week", "Hours of a full week", "Points of the protect axis"),
        ("topic=tiering", "Points of the protect axis", "Hours of a full week"),
        ("status=published", "Bank holidays", "Points of the protect axis"),
        ("local=1", "No value matches", "Bank holidays"),
    ],
)
def test_the_list_is_filtered(page, asked, has, lacks):
    found = page("practitioner", f"/rulebook/?{asked}")
    found.says(has)
    found.lacks(lacks)


def test_a_local_value_shows_in_its_place_only(world, page):
    local(world, ends=date(2027, 3, 31))
    page("practitioner", "/rulebook/?local=1").says("Points that a full-time practitioner", "Local", "until 31 Mar")
    page("elsewhere", "/rulebook/?local=1").says("No value matches")


def test_the_list_downloads(client_for):
    answer = client_for("practitioner").get("/rulebook/?q=full+week&download=csv")
    assert b"Hours of a full week" in answer.content


def test_every_value_has_a_page_and_no_raw_data(page):
    for key in national().keys():  # noqa: SIM118
        found = page("practitioner", f"/rulebook/{key}/")
        assert found.title == national().parameter(key).label
        found.lacks("{'", "[{", "&#x27;")


def test_a_table_of_weights_stands_by_state_and_tier(page):
    found = page("practitioner", f"/rulebook/{WEIGHTS}/")
    found.says("Community", "Custody", "Licence", "A3", "206", "Seen in public code", "from an assumed day", "read on")
    found.says("workload.practitioner_load")


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("", "2,000"),
        ("?on=2026-09-30", "2,176"),
        ("?on=2026-10-01", "2,000"),
        ("?unit=TV", "2,176"),
        ("?region=NM", "2,176"),
        ("?place=", "2,176"),
    ],
)
def test_the_value_in_force_by_day_and_place(world, page, asked, says):
    local(world)
    found = page("practitioner", f"/rulebook/{TARGET}/{asked}")
    table = found.text.split("Used by")[0]
    assert says in table
    found.says("Region paper 14", "PO: 2,176 → 2,000 (−176)", "National analyst and Owen Marsh")


def test_a_lapsed_value_says_so(world, page):
    local(world, ends=date(2026, 10, 31))
    found = page("practitioner", f"/rulebook/{TARGET}/")
    found.says("The value for Harrowgate Moor lapsed 31 Oct: the wider value holds.")
    page("practitioner", f"/rulebook/{TARGET}/?on=2026-10-31").lacks("lapsed 31 Oct")


def test_a_value_about_to_lapse_is_announced(world, page):
    row = local(world, ends=date(2026, 12, 7))
    page("practitioner", "/rulebook/").says("in Harrowgate Moor lapses after Mon 7 Dec 2026")
    LocalValue.objects.filter(pk=row.pk).update(ends=date(2026, 12, 8))
    page("practitioner", "/rulebook/").lacks("lapses after")


def test_cases_no_weight_can_score_are_counted_and_not_as_zero(world, page):
    value = {state: dict(tiers) for state, tiers in national().value(WEIGHTS, on=DAY).value.items()}
    del value["community"]["C2"]
    local(world, WEIGHTS, value=value)
    page("practitioner", f"/rulebook/{WEIGHTS}/").says(
        "No value in force for tier C2, community. 3 cases cannot be scored. They are not counted as zero."
    )


def test_loads_that_rest_on_it_are_counted(world, page):
    refresh_load(None, at=make.at(DAY))
    page("practitioner", f"/rulebook/{TARGET}/").says("2 loads today")
    page("practitioner", f"/rulebook/{TARGET}/?place=").says("3 loads today")


def test_keys_that_are_numbers_survive_being_kept(world):
    shipped = national().value("tiering.change_levels", on=DAY).value
    local(
        world,
        "tiering.change_levels",
        value={"at_least": {"3": 25, "2": 10, "1": 0}, "no_mandate": 0, "no_assessment": 2},
    )
    row = rulebook_now().parameter("tiering.change_levels").values[-1]
    assert row.value["at_least"] == {3: 25, 2: 10, 1: 0}
    assert set(row.value["at_least"]) == set(shipped["at_least"])


def test_prison_teams_stand_beside_the_rest_in_what_a_value_would_do(world, page):
    """Their points are of another measure: they are in no sum with those of other teams."""
    alone = page("chief_officer", f"/rulebook/proposals/{local(world, state='proposed').pk}/")
    alone.lacks("prison teams")
    inside = make.practitioner_team(team=make.team(unit=world.harrowgate, kind="prison"))
    make.case(held_by=inside, state="custody", tier_v2="A3")
    make.case(team=inside.team, state="custody", tier_v2="A3")
    both = page("chief_officer", f"/rulebook/proposals/{LocalValue.objects.get().pk}/")
    both.says("Harrowgate Moor, prison teams")
    community = re.findall(r"Harrowgate Moor \d[^;]*;[^;]*;", alone.text)
    assert community == re.findall(r"Harrowgate Moor \d[^;]*;[^;]*;", both.text)


def test_a_unit_of_prison_teams_alone_has_one_line(world, page):
    unit = make.unit(code="PR", name="Stonegate", region=world.region)
    make.practitioner_team(team=make.team(unit=unit, kind="prison"))
    row = local(world, state="proposed", unit_code="PR")
    shown = page("chief_officer", f"/rulebook/proposals/{row.pk}/")
    assert shown.text.count("Stonegate, prison teams") == 1
    assert not re.search(r"Stonegate (\d|Not available)", shown.text)


def test_every_rule_has_a_page(page):
    for name in rules():
        page("practitioner", f"/rulebook/rules/{name}/").says("Modelled", "Described in")


def test_what_is_not_there(page):
    page("practitioner", "/rulebook/no.such/", status=404)
    page("practitioner", "/rulebook/rules/no.such/", status=404)
    page("practitioner", f"/rulebook/{TARGET}/?unit=ZZ", status=404)
    page("provider_worker", "/rulebook/", status=404)


def test_queries_do_not_grow_with_values(world, page):
    page("practitioner", f"/rulebook/{TARGET}/")
    few = page("practitioner", f"/rulebook/{TARGET}/").queries
    for month in range(1, 9):
        local(world, starts=date(2026, month, 1))
    page("practitioner", f"/rulebook/{TARGET}/")
    assert page("practitioner", f"/rulebook/{TARGET}/").queries == few


def test_a_why_page_leads_to_the_value_of_its_own_place(world, page):
    """A director of the whole region reads the unit's own value where the unit's load rests on it."""
    local(world)
    refresh_load(None, at=make.at(DAY))
    why = page("regional_director", "/why/load-of/unit/HM/")
    link = why.link("Load thresholds that bind, who acts and by when")
    assert link.endswith("/rulebook/workload.thresholds/?unit=HM&on=2026-11-09")
    page("regional_director", link.replace("workload.thresholds", TARGET)).says("In force in Harrowgate Moor", "2,000")


@pytest.mark.parametrize(
    ("name", "topic"),
    [
        ("arp", "predictors"),
        ("rar.days", "requirements"),
        ("assessment.rosh", "assessments"),
        ("recall.clocks", "recall"),
    ],
)
def test_rules_stand_under_what_they_are_about(name, topic):
    assert topic_of(name) == topic

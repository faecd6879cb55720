"""What is kept with a decision: loads, who was away, what was known; never changed afterwards."""

from __future__ import annotations

import hashlib
import json
from datetime import date

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext

from rainer.organisation.access import Acting
from rainer.workforce.models import Absence, Holding, Post
from rainer.workload.models import DecisionCircumstances
from rainer.workload.operations import keep_circumstances, refresh_load
from rainer.workload.operations.circumstances import circumstances_now
from rainer.workload.views.circumstances import sections
from tests import make
from tests.cast import World
from tests.pages import read_page


def kept(world: World, today: date) -> DecisionCircumstances:
    refresh_load(None, at=make.at(today))
    return keep_circumstances(
        about="allocation of X100002",
        cases=[world.waiting],
        practitioner_teams=[world.aisha],
        by=Acting.of(world.users["senior"]),
        at=make.at(today),
    )


def test_it_holds_loads_the_case_the_team_and_who_decides(world: World, today: date) -> None:
    post = Post.objects.create(
        unit=world.harrowgate, team=world.fellside, role="practitioner", fte_target=8, starts=today
    )
    Holding.objects.create(post=post, practitioner=world.aisha.practitioner, fte=1, starts=today)
    Absence.objects.create(practitioner=world.aisha.practitioner, kind="sickness", starts=today)
    facts = kept(world, today).facts
    (who,) = facts["practitioners"]
    assert (who["code"], who["load"]["total_points"], who["load"]["weights_from"]) == ("N01A001", 63, "2021-01-01")
    assert (who["months_qualified"], who["cases_by_rosh"]) == (82, {"medium": 1})
    assert (facts["cases"][0]["crn"], facts["cases"][0]["rosh"]) == ("X100002", "high")
    (team,) = facts["teams"]
    assert (team["posts_fte"], team["filled_fte"], team["absent"]) == ("8.00", "1.00", {"sickness": 1})
    assert (facts["decided_by"]["name"], facts["decided_by"]["roles"]) == ("Megan Price", ["senior"])
    (status,) = facts["framework_status"]
    assert (status["unit"], status["colour"]) == ("HM", "green")


def test_posts_that_are_not_recorded_are_said_to_be_so(world: World, today: date) -> None:
    assert kept(world, today).facts["teams"][0]["posts_fte"] == "not recorded"


def test_its_digest_is_of_the_canonical_json(world: World, today: date) -> None:
    row = DecisionCircumstances.objects.get(pk=kept(world, today).pk)
    text = json.dumps(row.facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert row.digest == hashlib.sha256(text.encode()).hexdigest()


def test_it_holds_no_name_of_the_person(world: World, today: date) -> None:
    assert "Callum" not in json.dumps(kept(world, today).facts)


@pytest.mark.parametrize("what", ["update", "delete"])
def test_nobody_changes_it(world: World, today: date, what: str) -> None:
    row = kept(world, today)
    rows = DecisionCircumstances.objects.filter(pk=row.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(about="else") if what == "update" else rows.delete()


def test_as_many_queries_for_many_as_for_one(world: World, today: date) -> None:
    refresh_load(None, at=make.at(today))
    counts = []
    for many in (1, 12):
        teams = [make.practitioner_team(team=world.fellside) for _ in range(many)]
        by = Acting.of(world.users["senior"])
        with CaptureQueriesContext(connection) as captured:
            keep_circumstances(
                about="x", cases=[world.waiting] * many, practitioner_teams=teams, by=by, at=make.at(today)
            )
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_page_says_words_where_codes_are_kept(world: World, today: date) -> None:
    Absence.objects.create(practitioner=world.aisha.practitioner, kind="long_leave", starts=today)
    row = kept(world, today)
    page = read_page(world.client_for("senior").get(f"/circumstances/{row.about}/"))
    page.says(
        "State Community",
        "Risk of serious harm High",
        "Last contact Not recorded",
        f"{world.aisha.practitioner}, PO, team {world.fellside.name} ({world.fellside.code})",
        "Cases by risk of serious harm Medium 1",
        "Away Long leave 1",
        "Roles Senior",
        f"Framework status {world.harrowgate.name}",
        "Points of one case, by state and v2 tier from",
    )
    page.lacks("workload.weights_v2", "workload.thresholds", "not_recorded", "long_leave", "team N01")


@pytest.mark.parametrize(
    ("kept", "label", "says"),
    [
        ({"rosh": "not_recorded"}, "Risk of serious harm", "Not assessed"),
        ({"rosh": "very_high"}, "Risk of serious harm", "Very high"),
        ({"mappa_level": 0}, "MAPPA level", "Not known"),
        ({"mappa_level": None}, "MAPPA level", "None"),
        ({"tier_v3": "D", "tier_v3_provisional": True}, "Tier, version 3", "D, provisional"),
        ({"tier_v3": "D", "tier_v3_provisional": False}, "Tier, version 3", "D"),
        ({"state": "licence"}, "State", "Licence"),
    ],
)
def test_each_fact_of_the_case_has_its_word(
    world: World, today: date, kept: dict[str, object], label: str, says: str
) -> None:
    facts = circumstances_now(
        about="x", cases=[world.waiting], practitioner_teams=[world.aisha], by=Acting.of(world.users["senior"]),
        at=make.at(today),
    )  # fmt: skip
    facts["cases"][0] |= kept
    assert dict(sections(facts)[0].rows)[label] == says

"""The tier page: both schemes with their steps, what is lacking, what would change it, and each kept decision."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from rainer.assessments.models import PredictorScore
from rainer.common.models import LogEntry
from rainer.organisation.models import RoleHolding
from rainer.tiering.models import TierDecision
from rainer.tiering.operations import recalculate_tiers
from tests import make

pytestmark = pytest.mark.django_db
Role = RoleHolding.Role
DAY = date(2026, 11, 9)
URL = "/people/X100001/tier/"


@pytest.fixture
def tiered(world):
    """Jordan Ellis, with static predictors and no RoSH: a provisional v3 tier."""
    person = world.held.person
    make.sentence(person, type_code="SP")
    for kind, score in (("RSR", 4), ("OGRS3", 40), ("ARP", 30), ("CSRP", 1.5)):
        PredictorScore.objects.create(
            person=person, kind=kind, score=score, is_static=True, completed_on=DAY - timedelta(days=20)
        )
    recalculate_tiers([world.held.pk], on=DAY, at=make.at(DAY), reason="Sentence added")
    return world.held


def test_both_tiers_stand_side_by_side_with_steps_and_sources(tiered, page):
    found = page("practitioner", URL)
    found.says("Newer scheme (v3)", "Older scheme (v2)", "Provisional", "Likelihood of reoffending")
    found.says("Seen in public code", "hmpps-tier at commit affac98")
    assert found.title == "Tier of Jordan Ellis: C0, E provisional"


def test_it_says_what_would_change_it(tiered, page):
    page("practitioner", URL).says("What would change it", "A full assessment, which makes ARP and CSRP dynamic")


def test_no_score_is_an_alert_not_a_low_score(tiered, page):
    PredictorScore.objects.filter(kind="RSR").delete()
    page("practitioner", URL).says("No score: a predictor score is missing", "No RSR score on record")


def test_a_missing_newer_tier_falls_back_and_says_so(world, page):
    page("practitioner", URL).says("Not supervised")
    make.sentence(world.held.person, type_code="SP")
    page("practitioner", URL).says("No tier: a score is missing", "the older tier D0 alone counts for workload")


def test_a_value_links_to_the_rulebook(tiered, page):
    found = page("practitioner", URL)
    assert 'href="/rulebook/tiering.protect_points/?unit=HM&amp;on=2026-11-09"' in found.response.content.decode()


def test_history_opens_what_was_kept(tiered, page, client_for):
    found = page("practitioner", URL)
    found.says("Sentence added")
    decision = TierDecision.objects.get(case=tiered, scheme="v3")
    opened = page("practitioner", f"{URL}{decision.pk}/")
    opened.says("Why E? Jordan Ellis", "Likelihood of reoffending", "Sentence added")
    stored = json.loads(client_for("practitioner").get(f"{URL}{decision.pk}/?download=json").content)
    assert stored["answer"]["tier"] == "E"
    assert stored["steps"] == decision.outcome["steps"]


def test_a_decision_of_somebody_else_is_not_there(tiered, world, page):
    decision = TierDecision.objects.filter(case=tiered).first()
    make.case(person=make.person(crn="X100009"), held_by=world.aisha)
    page("practitioner", f"/people/X100009/tier/{decision.pk}/", status=404)


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.PRACTITIONER, 200), (Role.SENIOR, 200), (Role.HEAD_OF_UNIT, 200), ("elsewhere", 404), (Role.INSPECTOR, 404)],
)
def test_who_may_open_it(tiered, page, role, status):
    page(role, URL, status=status)


def test_a_limited_record_says_restricted_and_nothing_else(world, page):
    found = page("practitioner", "/people/X100003/tier/", status=403)
    found.says("X100003")
    found.lacks("Robin", "Older scheme")


def test_reading_it_is_logged(tiered, page):
    page("practitioner", URL)
    assert LogEntry.objects.filter(kind="read", person_id=tiered.person_id, data__what="the tier").count() == 1


def test_queries_do_not_grow_with_history(tiered, page):
    few = page("practitioner", URL).queries
    for hour in range(11, 19):
        recalculate_tiers([tiered.pk], on=DAY, at=make.at(DAY, hour), reason="Flag added")
    assert page("practitioner", URL).queries == few

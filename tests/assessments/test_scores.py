"""Scores: worked out when an assessment counts, kept with their parts, again when a fact changes, older than their facts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rainer.assessments.jobs import score_person, score_those_due
from rainer.assessments.models import PredictorScore
from rainer.assessments.operations.signing import sign_assessment
from rainer.organisation.access import Acting
from tests import make
from tests.assessments.filling import filled

OFFICER = "practitioner"
KINDS = {"ARP", "VRP", "SVRP", "DC-SRP", "IIC-SRP", "CSRP"}
HISTORY = {"history_sanctions": 6, "history_violent_sanctions": 2, "history_first_age": 19, "history_sexual": "no"}


@pytest.fixture
def event(world):
    """A burglary in a dwelling, by a man born in 1991."""
    world.held.person.sex, world.held.person.date_of_birth = "male", date(1991, 7, 17)
    world.held.person.save()
    event = make.sentence(world.held.person).event
    event.offence_code, event.convicted_on = "02800", date(2026, 3, 2)
    event.save()
    return event


@pytest.fixture
def signed(world, event):
    acting = Acting.of(world.users[OFFICER])
    return sign_assessment(acting=acting, record_id=filled(acting, "X100001", **HISTORY).pk)


def test_an_assessment_that_counts_keeps_every_score_with_its_parts(world, signed):
    kept = {row.kind: row for row in PredictorScore.objects.filter(person=world.held.person)}
    assert set(kept) == KINDS
    assert kept["ARP"].inputs["sanctions"] == 6
    assert [step["label"] for step in kept["ARP"].outcome["steps"]]
    assert kept["CSRP"].score == kept["SVRP"].score + kept["DC-SRP"].score + kept["IIC-SRP"].score


def test_again_without_a_change_keeps_nothing_new(world, signed):
    before = PredictorScore.objects.count()
    score_person(person_id=world.held.person_id, reason="Twice")
    score_person(person_id=world.held.person_id, reason="Twice")
    assert PredictorScore.objects.count() == before


def test_a_changed_fact_is_said_and_makes_a_new_row(world, event, signed, page):
    event.offence_code = "00100"
    event.save()
    page(OFFICER, "/people/X100001/scores/").says("Older than its facts. Changed since: code of the current offence")
    score_person(person_id=world.held.person_id, reason="The offence was corrected")
    page(OFFICER, "/people/X100001/scores/").lacks("Older than its facts")
    assert PredictorScore.objects.filter(kind="ARP").count() == 2


def test_time_alone_makes_a_new_score_after_a_month(world, signed):
    score_those_due(on=(world.today + timedelta(days=20)).isoformat())
    assert PredictorScore.objects.filter(kind="ARP").count() == 1
    score_those_due(on=(world.today + timedelta(days=40)).isoformat())
    newest, first = PredictorScore.objects.filter(kind="ARP").order_by("-completed_on")
    assert newest.score < first.score


def test_what_is_lacking_is_named(world, page):
    page(OFFICER, "/people/X100001/scores/").says("It cannot be worked out now", "number of sanctions for all offences")


def test_a_score_opens_to_its_parts_and_a_screen_to_its_steps(world, signed, page):
    opened = page(OFFICER, "/people/X100001/scores/")
    one = PredictorScore.objects.get(kind="ARP")
    page(OFFICER, f"/people/X100001/scores/{one.pk}/").says("What each part added")
    opened.says("Learning disability and challenges screen (LDS)")
    page(OFFICER, "/people/X100001/screens/LDS/why/").says("LDS")
    page(OFFICER, "/people/X100001/scores/ARP/why/").says("All reoffending predictor")


def test_codes_are_found_by_words_and_digits(page):
    page(OFFICER, "/offence-codes/?q=burglary+dwelling").says("02800")
    page(OFFICER, "/offence-codes/?q=028").says("urglary")
    page(OFFICER, "/offence-codes/?q=teleportation").says("No code has")

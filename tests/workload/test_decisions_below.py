"""Decisions of apps below workload: their event keeps what was so, and a page shows it to those who may open the record."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction

from rainer.common import log
from rainer.config.reactions import DECISIONS
from rainer.workload.models import DecisionCircumstances
from tests.cast import World
from tests.pages import Page


def decide(world: World, name: str = "absence_decided") -> None:
    log.record(
        log.EventType(name, "{actor} decided"),
        actor=world.users["senior"],
        subject="absence-decision:42",
        person_id=world.held.person_id,
    )


@pytest.mark.parametrize("name", DECISIONS)
def test_the_event_of_a_decision_keeps_what_was_so(world: World, name: str) -> None:
    decide(world, name)
    kept = DecisionCircumstances.objects.get(about="absence-decision:42")
    assert kept.facts["cases"][0]["crn"] == world.held.person.crn
    assert {one["code"] for one in kept.facts["practitioners"]} == {"N01A001", "N01S001"}
    assert kept.facts["decided_by"]["name"] == "Megan Price"


def test_nothing_is_kept_when_the_decision_is_undone(world: World) -> None:
    with transaction.atomic():
        decide(world)
        transaction.set_rollback(True)
    assert not DecisionCircumstances.objects.exists()


def test_the_page_says_who_held_it_and_who_decided(world: World, page: Callable[..., Page]) -> None:
    decide(world)
    shown = page("practitioner", "/circumstances/absence-decision:42/")
    assert "Megan Price" in shown.text
    assert "SHA-256" in shown.text


def test_a_reference_that_is_not_there_looks_like_one_that_is_not_yours(
    world: World, page: Callable[..., Page]
) -> None:
    decide(world)
    page("practitioner", "/circumstances/absence-decision:43/", status=404)
    page("elsewhere", "/circumstances/absence-decision:42/", status=404)

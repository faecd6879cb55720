"""The rulebook alone names the groups that must not wait: a local value reaches every count, plan and date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rainer.allocation.inputs import Rules
from rainer.allocation.models import Proposal
from rainer.allocation.operations.watch import latest_contact
from rainer.allocation.queries.proposals import kept_problem
from rainer.cases.models import Case
from rainer.policy.rulebook import national
from rainer.rulebook.models import LocalValue
from rainer.workload.queries.nobody import nobody_named
from tests import make
from tests.cast import World

GROUPS = "allocation.waiting_groups"


@pytest.fixture
def medium(world: World) -> Case:
    """Waits in Harrowgate Moor, in group 3."""
    return make.case(team=world.fellside, waiting_group=3, rosh="medium", sexual_offence=False,
                     domestic_abuse_with_injury=False)  # fmt: skip


def local_groups(world: World, today: date, groups: list[int], *, starts: date) -> None:
    value = {**national().value(GROUPS, on=today).value, "must_not_wait": groups}
    LocalValue.objects.create(
        key=GROUPS, region_code="NM", unit_code="HM", value=value, starts=starts, source_title="Paper 14",
        source_read_on=today, state="approved", proposed_by=world.users["analyst"], proposed_at=make.at(today),
        decided_by=world.users["chief_officer"], decided_at=make.at(today),
    )  # fmt: skip


def urgent(world: World, today: date) -> tuple[int, int]:
    """By SQL, in the unit with the value of its own and in another."""
    found = nobody_named(by="unit", on=today)
    return found[world.harrowgate.pk].must_not_wait, found[world.tarn.pk].must_not_wait


@pytest.mark.parametrize(("days", "more"), [(1, 0), (0, 1), (-1, 1)])
def test_a_local_value_counts_from_its_day_and_in_its_unit_alone(
    world: World, today: date, medium: Case, days: int, more: int
) -> None:
    make.case(team=make.team(unit=world.tarn), waiting_group=3)
    here, there = urgent(world, today)
    local_groups(world, today, [1, 2, 3], starts=today + timedelta(days=days))
    assert urgent(world, today) == (here + more, there)


def test_fewer_groups_count_fewer(world: World, today: date) -> None:
    Case.objects.filter(pk=world.waiting.pk).update(waiting_group=2)
    here, _ = urgent(world, today)
    local_groups(world, today, [1], starts=today)
    assert urgent(world, today)[0] == here - 1


def test_the_plan_places_them_first_and_remembers_who_they_were(
    world: World, today: date, medium: Case, ready: Callable[..., Proposal]
) -> None:
    local_groups(world, today, [1, 2, 3], starts=today)
    proposal = ready()
    assert proposal.facts["urgent_groups"] == [2, 3]
    kept = {person.ref: person.must_not_wait for person in kept_problem(proposal).people}
    assert kept[str(medium.pk)]
    LocalValue.objects.all().delete()
    assert {p.ref: p.must_not_wait for p in kept_problem(proposal).people} == kept


def test_a_plan_kept_before_the_groups_were_named_reads_them_of_its_day(
    world: World, medium: Case, ready: Callable[..., Proposal]
) -> None:
    proposal = ready()
    del proposal.facts["urgent_groups"]
    kept = {person.ref: person.must_not_wait for person in kept_problem(proposal).people}
    assert not kept[str(medium.pk)]
    assert kept[str(world.waiting.pk)]


@pytest.mark.parametrize(("groups", "days"), [([1, 2], 28), ([1, 2, 3], 7)])
def test_a_watcher_is_in_contact_the_sooner(
    world: World, today: date, medium: Case, groups: list[int], days: int
) -> None:
    local_groups(world, today, groups, starts=today)
    rules = Rules.of(world.harrowgate, on=today)
    assert latest_contact(medium, on=today, rules=rules) == today + timedelta(days=days)


def test_as_many_queries_for_every_unit_as_for_one(world: World, today: date) -> None:
    local_groups(world, today, [1], starts=today)
    nobody_named(by="unit", on=today)  # the rulebook is read once and remembered
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            nobody_named(by="unit", on=today)
        counts.append(len(captured))
        for _ in range(5):
            make.unit()
    assert counts[0] == counts[1] <= 3

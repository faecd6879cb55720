"""Levels that were looked at are kept with their circumstances: as they happen, once, and for the past."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, InternalError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from rainer.assurance.jobs import keep_levels_of_person
from rainer.assurance.models import LevelChange
from rainer.assurance.operations.levels import fill_levels
from rainer.cases.models import CaseHolding, RegistrationReview
from rainer.cases.operations.flags import NewFlag, add_flag, remove_flag, review_flag
from rainer.organisation.access import Acting
from rainer.tiering.models import TierDecision
from rainer.tiering.operations import recalculate_tiers
from rainer.workload.models import DecisionCircumstances, LoadReading
from tests import make
from tests.cast import World

FIGURES = dict.fromkeys(
    (
        "case_points", "report_points", "cms_points", "total_points", "available_points", "contracted_hours",
        "reduction_hours", "cases", "community_cases", "custody_cases", "licence_cases",
    ),
    1,
)  # fmt: skip


def changes(world: World) -> list[tuple[str, str, str]]:
    rows = LevelChange.objects.filter(person=world.held.person).order_by("at", "pk")
    return [(one.before, one.after, one.direction) for one in rows]


def flag(code: str, world: World, starts: date) -> NewFlag:
    return NewFlag(code, starts, next_review=world.today + timedelta(days=90))


@pytest.fixture
def acting(world: World) -> Acting:
    return Acting.of(world.users["practitioner"])


def test_set_lower_is_kept_at_once_with_its_circumstances(world: World, acting: Acting, today: date) -> None:
    high = make.registration(world.held.person, "RHRH", starts=today - timedelta(days=200))
    crn = world.held.person.crn
    remove_flag(acting=acting, crn=crn, pk=high.pk, on=today, why="Two years without violence")
    assert changes(world) == []  # something may be about to take its place
    added = add_flag(acting=acting, crn=crn, flag=flag("RMRH", world, today))
    assert changes(world) == [("high", "medium", "lowered")]
    kept = LevelChange.objects.get()
    assert kept.circumstances == DecisionCircumstances.objects.get(about=f"registration:{added.pk}")
    assert (kept.by, kept.team, kept.holder) == (acting.user, world.fellside, world.aisha)
    keep_levels_of_person(person_id=world.held.person_id)
    assert changes(world) == [("high", "medium", "lowered")]


def test_the_lower_one_set_first_it_is_lowered_when_the_higher_goes(world: World, acting: Acting, today: date) -> None:
    high = make.registration(world.held.person, "RHRH", starts=today - timedelta(days=200))
    crn = world.held.person.crn
    add_flag(acting=acting, crn=crn, flag=flag("RMRH", world, today))
    assert changes(world) == []
    remove_flag(acting=acting, crn=crn, pk=high.pk, on=today, why="Two years without violence")
    assert changes(world) == [("high", "medium", "lowered")]
    assert LevelChange.objects.get().circumstances is not None


def test_taken_off_with_none_in_its_place(world: World, acting: Acting, today: date) -> None:
    high = make.registration(world.held.person, "RHRH", starts=today - timedelta(days=200))
    remove_flag(acting=acting, crn=world.held.person.crn, pk=high.pk, on=today, why="Set on the wrong record")
    keep_levels_of_person(person_id=world.held.person_id)
    assert changes(world) == [("high", "", "removed")]


def test_a_review_leaves_it_the_same_and_a_first_level_is_no_look(world: World, acting: Acting, today: date) -> None:
    crn = world.held.person.crn
    made = add_flag(acting=acting, crn=crn, flag=flag("RHRH", world, today - timedelta(days=2)))
    assert changes(world) == []
    later = today + timedelta(days=100)
    review_flag(acting=acting, crn=crn, pk=made.pk, done_on=today, notes="Nothing new", next_review=later)
    assert changes(world) == [("high", "high", "same")]


def test_another_flag_is_no_level(world: World, acting: Acting, today: date) -> None:
    make.registration(world.held.person, "RHRH", starts=today - timedelta(days=200))
    add_flag(acting=acting, crn=world.held.person.crn, flag=flag("RCPR", world, today))
    assert changes(world) == []


def lowered_in_the_past(world: World, on: date) -> None:
    user = world.users["practitioner"]
    make.registration(
        world.held.person, "RHRH", starts=on - timedelta(days=200), ends=on, removed_by=user, made_by=user
    )
    make.registration(world.held.person, "RMRH", starts=on, made_by=user)


def test_the_past_is_filled_once_with_what_was_so_then(world: World, today: date) -> None:
    on = today - timedelta(days=60)
    lowered_in_the_past(world, on)
    CaseHolding.objects.filter(case=world.held).delete()
    CaseHolding.objects.create(
        case=world.held, practitioner_team=world.aisha, starts_at=make.at(on - timedelta(days=12))
    )
    LoadReading.objects.create(practitioner_team=world.aisha, on=on - timedelta(days=1), percent=151, **FIGURES)
    LoadReading.objects.create(practitioner_team=world.aisha, on=on + timedelta(days=1), percent=90, **FIGURES)
    assert fill_levels() == 1
    assert fill_levels() == 0
    kept = LevelChange.objects.get()
    assert (kept.before, kept.after, kept.direction) == ("high", "medium", "lowered")
    assert (kept.days_held, kept.holder_load, kept.decider_load) == (12, 151, 151)
    assert kept.new_information == []
    assert kept.circumstances is None


def test_with_nobody_named_no_days_were_held(world: World, today: date) -> None:
    CaseHolding.objects.filter(case=world.held).delete()
    lowered_in_the_past(world, today - timedelta(days=60))
    fill_levels()
    kept = LevelChange.objects.get()
    assert (kept.holder, kept.days_held, kept.holder_load) == (None, None, None)


def test_a_reading_too_old_is_no_load(world: World, today: date) -> None:
    on = today - timedelta(days=60)
    lowered_in_the_past(world, on)
    LoadReading.objects.create(practitioner_team=world.aisha, on=on - timedelta(days=8), percent=151, **FIGURES)
    fill_levels()
    assert LevelChange.objects.get().holder_load is None


@pytest.mark.parametrize(
    ("what", "expected"),
    [("contact", ["contact"]), ("missed", []), ("flag", ["flag"]), ("offence", ["offence"]), ("before", [])],
)
def test_new_information_is_what_came_since_the_level_before(
    world: World, today: date, what: str, expected: list[str]
) -> None:
    on = today - timedelta(days=60)
    person, between = world.held.person, on - timedelta(days=20)
    lowered_in_the_past(world, on)
    if what == "contact":
        make.contact(person, at=make.at(between), attended="yes")
    elif what == "missed":
        make.contact(person, at=make.at(between), attended="no")
    elif what == "flag":
        make.registration(person, "RCPR", starts=between)
    elif what == "offence":
        sentence = make.sentence(person)
        sentence.event.convicted_on = between
        sentence.event.save()
    else:
        make.contact(person, at=make.at(on - timedelta(days=300)), attended="yes")
    fill_levels()
    assert LevelChange.objects.get().new_information == expected


def test_reviews_of_the_past_are_looks(world: World, today: date) -> None:
    flagged = make.registration(world.held.person, "RMRH", starts=today - timedelta(days=200))
    RegistrationReview.objects.create(
        registration=flagged, done_on=today - timedelta(days=30), notes="Stays", by=world.users["practitioner"]
    )
    assert fill_levels(since=today - timedelta(days=29)) == 0
    assert fill_levels(since=today - timedelta(days=30)) == 1
    assert changes(world) == [("medium", "medium", "same")]


def test_tiers_that_change_are_kept_in_the_same_transaction(world: World, today: date) -> None:
    make.sentence(world.held.person)
    recalculate_tiers([world.held.pk], on=today, at=make.at(today), reason="Case created")
    first = TierDecision.objects.get(case=world.held, scheme="v2").tier
    make.registration(world.held.person, "RVHR", starts=today)
    recalculate_tiers([world.held.pk], on=today, at=make.at(today, 11), reason="Flag added")
    kept = LevelChange.objects.get(kind="tier")
    assert (kept.before, kept.direction) == (first, "raised")
    assert kept.after.startswith("A")


def test_it_is_only_added_to(world: World) -> None:
    row = make.level_change(world.held)
    for change in (lambda: LevelChange.objects.update(after="low"), row.delete):
        with pytest.raises((InternalError, ProgrammingError, IntegrityError)), transaction.atomic():
            change()


def test_the_same_fact_is_kept_once(world: World) -> None:
    make.level_change(world.held, source="registration-added:1")
    with pytest.raises(IntegrityError), transaction.atomic():
        make.level_change(world.held, source="registration-added:1")


def test_filling_takes_as_many_queries_for_one_as_for_many(world: World, today: date) -> None:
    def fill(count: int) -> int:
        for _ in range(count):
            person = make.case(team=world.fellside, held_by=world.aisha).person
            make.registration(person, "RHRH", starts=today - timedelta(days=90), ends=today - timedelta(days=30))
            make.registration(person, "RMRH", starts=today - timedelta(days=30))
        with CaptureQueriesContext(connection) as queries:
            assert fill_levels() == count
        return len(queries)

    assert fill(1) == fill(12)

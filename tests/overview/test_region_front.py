"""The region's front page: which unit hides behind the mean, why, and whether room elsewhere would help."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rainer.organisation.access import Acting
from rainer.organisation.models import DeliveryUnit
from rainer.overview import region_sentences, unit_sentences
from rainer.overview.gathering import unit_front
from rainer.overview.gathering_region import region_front
from rainer.workforce.models import Post
from rainer.workload.models import CurrentLoad, LoadReading
from rainer.workload.operations import refresh_case_points, take_place_readings, take_readings
from tests import make
from tests.cast import World
from tests.pages import Page

Open = Callable[..., Page]
REGION = "/regions/NM/"
MOST_WORDS = 30


@pytest.fixture
def loads(world: World, today: date) -> World:
    """Harrowgate Moor: 2,000 of 1,000 points, and two people with nobody named. Tarn Valley: 1,000 of 1,000."""
    refresh_case_points(None, on=today)
    set_load(world.aisha.pk, 2000, 1000)
    set_load(world.ben.pk, 1000, 1000)
    posts(world.harrowgate, today)
    posts(world.tarn, today)
    return world


def set_load(pk: int, points: int, available: int) -> None:
    figures = dict.fromkeys(
        ("case_points", "report_points", "cms_points", "community_cases", "custody_cases", "licence_cases"), 0
    )
    CurrentLoad.objects.update_or_create(
        practitioner_team_id=pk,
        defaults={"as_at": make.at(date(2026, 11, 9)), "total_points": points, "available_points": available,
                  "contracted_hours": 37, "reduction_hours": 0, "cases": 1, **figures},
    )  # fmt: skip


def posts(unit: DeliveryUnit, on: date) -> None:
    Post.objects.create(unit=unit, role="practitioner", fte_target=4, starts=on - timedelta(days=10))


def name_everyone(world: World) -> None:
    for case in (world.waiting, world.limited):
        case.practitioner_team = world.aisha
        case.save()


def test_it_names_the_unit_the_mean_hides(loads: World, page: Open) -> None:
    page("regional_director", REGION).says(
        "Harrowgate Moor is at 213% of time, counting everyone; the region's 156% hides it. "
        "2 of 4 people have nobody named, 2 of them there.",
        "100.0% of the work that does not fit is there: 100.0% of practitioner posts are empty.",
        "Room under 110% in Tarn Valley takes 10% of the work over it. "
        "The rest needs 1 more full-time practitioner, or work to stop.",
    )


def test_each_claim_leads_to_its_working(loads: World, page: Open) -> None:
    opened = page("regional_director", REGION)
    assert opened.link("Why 2?") == "/why/nobody-named/region/NM/"
    assert opened.link("Why 213%?") == "/why/load-of/unit/HM/?figure=all"
    assert opened.link("Why 156%?") == "/why/load-of/region/NM/?figure=all"
    why = page("regional_director", opened.link("Why this unit, and these causes?"))
    why.says("Unit that this figure hides", "Harrowgate Moor", "Room under 110%", "Full-time practitioners short")
    page("regional_director", "/why/load-of/region/NM/?figure=all").says("Why 156%?")
    page("regional_director", "/why/posts/region/NM/").says("Why 0.0%?", "Tarn Valley")


def test_what_to_do_first_starts_with_people(loads: World, page: Open) -> None:
    opened = page("regional_director", REGION)
    opened.says("1 person who must not wait has nobody named.", "Propose who could take 2 people, across the region")
    assert opened.link("Name someone for 1 person in Harrowgate Moor") == "/units/HM/nobody-named/?must_not_wait=1"
    assert opened.link("Propose who could take the 1") == "/proposals/new/?region=NM"


def test_a_calm_region_names_the_nearest(loads: World, page: Open) -> None:
    name_everyone(loads)
    set_load(loads.aisha.pk, 1099, 1000)
    page("regional_director", REGION).says("Nothing is over its limit today. Nearest: Harrowgate Moor at 110%.")
    set_load(loads.aisha.pk, 1100, 1000)
    page("regional_director", REGION).says(
        "Everyone has a named practitioner; 1 of 2 practitioners is at or over 110%.",
        "Counting everyone, load is 105% of time; its units lie between 100% and 110%.",
        "Look first at who is at or over 110%, and say what was done.",
    )


def test_work_that_fits_every_unit_asks_for_names_only(loads: World, page: Open) -> None:
    set_load(loads.aisha.pk, 800, 1000)
    page("regional_director", REGION).says(
        "The work here fits the time there is.",
        "Every unit has room under 110% for its own: name someone for 2 people.",
    )


def test_no_room_anywhere_will_not_be_enough(loads: World, page: Open) -> None:
    set_load(loads.ben.pk, 1100, 1000)
    page("regional_director", REGION).says("Nothing here will be enough: no unit has room under 110%.")


def test_room_enough_elsewhere_is_said(loads: World, page: Open) -> None:
    set_load(loads.ben.pk, 1000, 9000)
    page("regional_director", REGION).says("would fit elsewhere in the region: there is room under it in Tarn Valley.")


def test_posts_out_of_date_are_named_and_no_cause_is_guessed(loads: World, today: date, page: Open) -> None:
    Post.objects.filter(unit=loads.harrowgate).update(starts=today - timedelta(days=39))
    page("regional_director", REGION).lacks("We cannot say why")
    Post.objects.filter(unit=loads.harrowgate).update(starts=today - timedelta(days=40))
    opened = page("regional_director", REGION)
    opened.says("We cannot say why: posts of Harrowgate Moor were last updated 40 days ago.")
    opened.lacks("posts are empty")


def test_posts_of_another_unit_do_not_hide_why(loads: World, page: Open) -> None:
    Post.objects.filter(unit=loads.tarn).delete()
    opened = page("regional_director", REGION)
    opened.says("100.0% of the work that does not fit is there: 100.0% of practitioner posts are empty.")
    opened.says("Posts filled Not known no posts recorded")


def test_leavers_stand_beside_the_largest_cause(loads: World, today: date, page: Open) -> None:
    gone = make.practitioner_team(team=loads.fellside).practitioner
    gone.left_on = today
    gone.save()
    page("regional_director", REGION).says(
        "100.0% of practitioner posts are empty and 33% of practitioners left in a year."
    )


def test_posts_never_recorded_are_named(loads: World, page: Open) -> None:
    Post.objects.filter(unit=loads.harrowgate).delete()
    page("regional_director", REGION).says("We cannot say why: no posts are recorded for Harrowgate Moor.")
    set_load(loads.ben.pk, 1900, 1000)
    Post.objects.all().delete()
    page("regional_director", REGION).says("posts of 2 of 2 units are not recorded or out of date", "Not known")


def test_a_region_without_units_says_so(loads: World, page: Open) -> None:
    make.region(code="EM", name="Empty Region")
    page("chief_officer", "/regions/EM/").says("Nobody is supervised here on this day.", "This region has no units.")


def test_the_region_on_another_day_is_that_night_s_reading(loads: World, today: date, page: Open) -> None:
    night = today - timedelta(days=28)
    take_readings(night, at=make.at(night))
    take_place_readings(night)
    LoadReading.objects.exclude(practitioner_team__in=[loads.aisha, loads.ben]).delete()
    LoadReading.objects.filter(practitioner_team=loads.aisha).update(total_points=2000, available_points=1000)
    LoadReading.objects.filter(practitioner_team=loads.ben).update(total_points=1000, available_points=1000)
    now = page("regional_director", REGION)
    now.says("the same as 4 weeks ago", "150% 4 weeks ago", "156% 4 weeks ago")
    set_load(loads.aisha.pk, 500, 1000)
    then = page("regional_director", f"{REGION}?on={night}")
    then.says(
        "You are looking at", "the region's 156% hides it", "What was to be done first is not kept for past days."
    )
    then.lacks("What helps", "Propose who could take")


def test_no_sentence_is_longer_than_thirty_words(loads: World, today: date) -> None:
    """With the longest of names, whatever they say."""
    DeliveryUnit.objects.filter(pk=loads.harrowgate.pk).update(name="North and East Harrowgate Moor Probation Unit")
    DeliveryUnit.objects.filter(pk=loads.tarn.pk).update(name="South Tarn Valley and Saltmarsh")
    acting = Acting.of(loads.users["regional_director"])
    for aisha, ben in ((2000, 1000), (900, 1000), (2000, 1100), (2000, 100), (100, 100)):
        set_load(loads.aisha.pk, aisha, 1000)
        set_load(loads.ben.pk, ben, 1000)
        region = region_sentences.three_sentences(acting, region_front(loads.region, on=today), other_day=None)
        unit = unit_sentences.three_sentences(acting, unit_front(loads.harrowgate, on=today), other_day=None)
        for sentence in (*region, *unit):
            assert len(sentence.text.split()) <= MOST_WORDS, sentence.text


def test_as_many_queries_for_many_units_as_for_few(loads: World, page: Open) -> None:
    counts: list[Any] = []
    page("regional_director", REGION)
    for more in (0, 12):
        for n in range(more):
            make.team(code=f"T{n}", unit=make.unit(code=f"U{n}", name=f"Unit {n}", region=loads.region))
        with CaptureQueriesContext(connection) as captured:
            loads.client_for("regional_director").get(REGION)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_someone_of_another_region_finds_nothing(loads: World) -> None:
    make.region(code="EM", name="Empty Region")
    assert loads.client_for("regional_director").get("/regions/EM/").status_code == 404
    assert loads.client_for("regional_director").get("/why/region/EM/").status_code == 404
    assert loads.client_for("head_of_unit").get("/why/posts/region/NM/").status_code == 404

"""The watch: sums with intervals, patterns beyond chance, nothing under ten, never a list of people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from rainer.assurance.models import ChangeDraw, LevelChange
from rainer.assurance.operations.drawing import draw_changes
from rainer.assurance.quarters import Quarter
from rainer.common.errors import NotAllowedError, NotThereError, RefusedError
from rainer.common.models import LogEntry
from rainer.organisation.access import Acting
from tests import make
from tests.cast import World
from tests.pages import Page

Pages = Callable[..., Page]

PAGE = "/watch/risk-changes/"


def looks(world: World, *, team: str = "fellside", count: int, **fields: object) -> None:
    """So many levels looked at in the last whole quarter."""
    of = getattr(world, team)
    at = Quarter.of(world.today).before().span[0] + timedelta(days=30)
    rows = [
        LevelChange(
            **{
                "person": world.held.person, "case": world.held, "kind": "rosh", "before": "high", "after": "high",
                "direction": "same", "at": at, "team": of, "days_held": 200, "holder_load": 90,
                "new_information": ["contact"], "source": f"made:{make.number()}", **fields,
            }
        )
        for _ in range(count)
    ]  # fmt: skip
    LevelChange.objects.bulk_create(rows)


def planted(world: World) -> None:
    """Eleven of Fellside's levels were lowered soon after a move; elsewhere levels go down as anywhere."""
    looks(world, count=100)
    looks(world, count=11, direction="lowered", after="medium", days_held=12, holder_load=151, new_information=[])
    looks(world, count=9, days_held=12)
    for team in ("moorgate", "tarnside"):
        looks(world, team=team, count=90)
        looks(world, team=team, count=8, direction="lowered", after="medium")
        looks(world, team=team, count=20, days_held=12)


def test_the_planted_pattern_comes_first_and_is_beyond_chance(page: Pages, world: World) -> None:
    planted(world)
    seen = page("quality_officer", PAGE)
    text = seen.text
    assert "27 of 356 levels looked at" in text
    first = text.index("Lowered within 30 days of an allocation or move, Fellside")
    assert "Beyond chance" in text[first : first + 90]
    assert first < text.index("Lowered by somebody at or over 110%, all teams")
    assert "Lowered with no new information, Fellside" in text
    assert "Draw 5 for a check" in text


def test_the_same_page_twice_says_the_same(page: Pages, world: World) -> None:
    planted(world)
    assert page("quality_officer", PAGE).text == page("quality_officer", PAGE).text


def test_nothing_beyond_chance_says_so(page: Pages, world: World) -> None:
    looks(world, count=100)
    looks(world, count=12, direction="lowered", after="medium")
    assert "Nothing beyond chance" in page("quality_officer", PAGE).text


def test_nothing_looked_at(page: Pages) -> None:
    assert "No level was looked at in this quarter." in page("quality_officer", PAGE).text


@pytest.mark.parametrize(("count", "shown"), [(9, False), (10, True), (11, True)])
def test_under_ten_looked_at_there_is_no_rate(page: Pages, world: World, count: int, shown: bool) -> None:
    looks(world, count=count)
    text = page("quality_officer", PAGE).text
    assert (f"0 of {count} levels looked at" in text) is shown
    assert ("Too few to show (under 10)" in text) is True  # of the patterns, nine or none were seen


@pytest.mark.parametrize(("count", "shown"), [(9, False), (10, True)])
def test_a_pattern_seen_under_ten_times_is_not_shown(page: Pages, world: World, count: int, shown: bool) -> None:
    looks(world, count=100)
    looks(world, count=count, direction="lowered", after="medium", days_held=30)
    text = page("quality_officer", PAGE).text
    assert ("an allocation or move, Fellside" in text) is shown


@pytest.mark.parametrize(("days", "seen"), [(29, True), (30, True), (31, False)])
def test_soon_after_a_move_is_within_thirty_days(page: Pages, world: World, days: int, seen: bool) -> None:
    looks(world, count=100)
    looks(world, count=12, direction="lowered", after="medium", days_held=days)
    assert ("an allocation or move, Fellside" in page("quality_officer", PAGE).text) is seen


@pytest.mark.parametrize(("load", "seen"), [("109.9999", False), ("110", True), ("110.0001", True)])
def test_at_or_over_the_load_at_which_a_senior_must_act(page: Pages, world: World, load: str, seen: bool) -> None:
    looks(world, count=100)
    looks(world, count=12, direction="lowered", after="medium", holder_load=load)
    assert ("at or over 110%, Fellside" in page("quality_officer", PAGE).text) is seen


@pytest.mark.parametrize("name", ["sort", "by", "person", "practitioner"])
def test_there_is_no_list_of_people(page: Pages, world: World, name: str) -> None:
    planted(world)
    answer = page("quality_officer", f"{PAGE}?{name}=person", status=400)
    assert answer.title == "This page does not list people"


def test_no_person_and_no_practitioner_is_named(page: Pages, world: World) -> None:
    planted(world)
    text = page("quality_officer", PAGE).text
    for name in (world.held.person.crn, world.held.person.surname, world.aisha.practitioner.surname):
        assert name not in text


def test_a_head_sees_the_teams_of_their_unit_and_draws_nothing(page: Pages, world: World) -> None:
    planted(world)
    text = page("head_of_unit", PAGE).text
    assert "Fellside" in text
    assert "Tarnside" not in text
    assert "Draw 5" not in text
    page("head_of_unit", f"{PAGE}?unit={world.tarn.code}", status=404)


def test_filters_by_quarter_unit_and_kind(page: Pages, world: World) -> None:
    planted(world)
    here = Quarter.of(world.today)
    assert "No level was looked at" in page("quality_officer", f"{PAGE}?quarter={here.name}").text
    assert "No level was looked at" in page("quality_officer", f"{PAGE}?kind=tier").text
    assert "8 of 118 levels" in page("quality_officer", f"{PAGE}?unit={world.tarn.code}").text
    page("quality_officer", f"{PAGE}?quarter=2026-Q5", status=404)


def test_the_usual_rate_is_of_the_quarters_before(page: Pages, world: World) -> None:
    planted(world)
    before = Quarter.of(world.today).before(2).span[0] + timedelta(days=10)
    looks(world, count=40, at=before)
    looks(world, count=10, at=before, direction="lowered", after="low")
    assert "usually 20.0%, 10 of 50 in the quarters before" in page("quality_officer", PAGE).text


def test_queries_do_not_grow_with_rows(page: Pages, world: World) -> None:
    planted(world)
    few = page("quality_officer", PAGE).queries
    planted(world)
    assert page("quality_officer", PAGE).queries == few


def test_the_figures_of_the_funnel_are_a_file(world: World) -> None:
    planted(world)
    looks(world, team="moorgate", count=1)
    name = Quarter.of(world.today).before().name
    answer = world.client_for("quality_officer").get(f"{PAGE}rosh/{name}/all/charts/funnel.csv")
    assert "Fellside,120,11,9.2%,5.2% to 15.7%" in answer.content.decode()


def test_a_draw_is_kept_with_its_seed_and_can_be_made_again(world: World) -> None:
    planted(world)
    acting = Acting.of(world.users["quality_officer"])
    quarter = Quarter.of(world.today).before().name
    asked = {"pattern": "near", "kind": "rosh", "quarter": quarter, "team": world.fellside.code, "seed": "spring"}
    made = draw_changes(acting=acting, **asked)
    assert (made.listed, len(made.drawn)) == (11, 5)
    assert draw_changes(acting=acting, **asked).drawn == made.drawn
    entry = LogEntry.objects.filter(name="level_changes_drawn").first()
    assert entry is not None
    assert (entry.data["seed"], entry.data["drawn"]) == ("spring", made.drawn)
    assert set(made.drawn) <= set(
        LevelChange.objects.filter(days_held=12, direction="lowered").values_list("pk", flat=True)
    )


def test_what_may_not_be_drawn(world: World) -> None:
    looks(world, count=20)
    looks(world, count=9, direction="lowered", after="medium", days_held=3)
    asked = {"pattern": "near", "kind": "rosh", "quarter": Quarter.of(world.today).before().name}
    with pytest.raises(RefusedError):
        draw_changes(acting=Acting.of(world.users["quality_officer"]), **asked)
    with pytest.raises(NotAllowedError):
        draw_changes(acting=Acting.of(world.users["head_of_unit"]), **asked)
    with pytest.raises(NotThereError):
        draw_changes(acting=Acting.of(world.users["quality_officer"]), **{**asked, "pattern": "name"})
    assert not ChangeDraw.objects.exists()


def test_drawing_from_the_page_lists_the_cases_for_whoever_opens_them(page: Pages, world: World) -> None:
    planted(world)
    fields = {
        "pattern": "near",
        "kind": "rosh",
        "quarter": Quarter.of(world.today).before().name,
        "team": world.fellside.code,
    }
    answer = world.client_for("quality_officer").post(f"{PAGE}draw/", fields)
    assert answer.status_code == 302
    text = page("quality_officer", answer["Location"]).text
    assert text.count(world.held.person.crn) == 5
    assert LogEntry.objects.filter(name="person_read", person_id=world.held.person_id).exists()
    page("head_of_unit", answer["Location"], status=404)


def test_a_change_shows_its_circumstances_first_and_is_logged(page: Pages, world: World) -> None:
    change = make.level_change(world.held, holder_load=151, days_held=12, new_information=[])
    text = page("quality_officer", f"{PAGE}{change.pk}/").text
    assert text.index("New information since the level before") < text.index("151.0%") < text.index("Lowered")
    assert "for 12 days" in text
    entry = LogEntry.objects.filter(name="person_read", person_id=world.held.person_id).latest("at")
    assert entry.data["what"] == "a change of level and its circumstances"


def test_a_limited_record_stays_closed(page: Pages, world: World) -> None:
    change = make.level_change(world.limited)
    page("quality_officer", f"{PAGE}{change.pk}/", status=403)


def test_a_senior_sees_what_they_signed_and_no_more(page: Pages, world: World) -> None:
    senior = world.users["senior"]
    at = make.at(world.today - timedelta(days=3))
    mine = make.level_change(world.held, signed_by=senior, at=at)
    other = make.level_change(world.waiting, at=at)
    answer = page("senior", PAGE)
    assert answer.title == "Changes of level you signed"
    assert world.held.person.crn in answer.text
    assert world.waiting.person.crn not in answer.text
    page("senior", f"{PAGE}{mine.pk}/")
    page("senior", f"{PAGE}{other.pk}/", status=404)

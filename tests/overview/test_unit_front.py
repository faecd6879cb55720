"""The unit's front page: what is wrong, why, what helps, and what to do first."""

from collections.abc import Callable

from django.urls import reverse

from tests.cast import World
from tests.pages import Page


def test_says_what_is_wrong_in_three_sentences(world: World, page: Callable[..., Page]) -> None:
    opened = page("head_of_unit", reverse("unit_front", args=[world.unit.code]))
    for head in ("What is wrong", "Why", "What helps", "First today"):
        assert head in opened.text


def test_a_senior_of_the_unit_reads_it_and_one_elsewhere_finds_nothing(world: World, page: Callable[..., Page]) -> None:
    address = reverse("unit_front", args=[world.unit.code])
    page("head_elsewhere", address, status=404)


def test_each_role_starts_on_its_own_page(world: World, client_for: Callable[[str], object]) -> None:
    answer = client_for("head_of_unit").get("/")  # type: ignore[attr-defined]
    assert answer.status_code == 302
    assert answer["Location"] == reverse("unit_front", args=[world.unit.code])

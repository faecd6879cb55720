"""The posts of a unit one by one, behind the sums: who fills them, who is away, who left; names for those who may see them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rainer.workforce.models import Absence, Holding, Post


@pytest.fixture
def posts(world):
    held = Post.objects.create(
        unit=world.harrowgate, team=world.fellside, role="practitioner", grade="PO", fte_target=1, starts=world.today
    )
    Holding.objects.create(post=held, practitioner=world.aisha.practitioner, fte="0.6", starts=world.today)
    Absence.objects.create(practitioner=world.aisha.practitioner, kind="sickness", starts=world.today)
    gone = world.ben.practitioner
    gone.left_on = world.today - timedelta(days=30)
    gone.save()


def test_each_part_of_a_post_is_filled_or_empty(world, posts, page):
    opened = page("head_of_unit", "/units/HM/posts/")
    opened.says("Aisha Rahman", "0.60", "Sickness", "Empty", "0.40")


def test_names_are_for_those_who_see_loads_by_name(world, posts, page):
    opened = page("chief_officer", "/units/HM/posts/")
    opened.says("Filled", "Empty")
    opened.lacks("Aisha Rahman")


def test_who_left_stands_by_day(world, posts, page):
    page("regional_director", "/units/TV/posts/").says("Ben Okoro", "10 Oct")
    page("head_of_unit", "/units/HM/posts/").says("Nobody has left in twelve months.")


def test_the_sums_open_to_the_posts(world, posts, page):
    opened = page("head_of_unit", "/why/posts/unit/HM/")
    assert "/units/HM/posts/" in opened.links.values()

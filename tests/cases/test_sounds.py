"""Sounds of names: what a search that forgives spelling looks for."""

from __future__ import annotations

import pytest

from rainer.cases.models import Alias
from rainer.cases.sounds import LONGEST, sound_of, sounds_of, sounds_of_person
from tests import make


@pytest.mark.parametrize(
    ("one", "other"),
    [("Fenwick", "Fenwik"), ("Philips", "Fillips"), ("Núñez", "Nunez"), ("O'Connor", "OConnor"), ("Łukasz", "Lukasz")],
)
def test_names_that_sound_alike_share_a_sound(one, other):
    assert sound_of(one) == sound_of(other) != ""


def test_every_word_counts_once():
    assert sounds_of("Anne-Marie", "van den Berg", "Marie") == [
        sound_of(w) for w in ("Anne", "Marie", "van", "den", "Berg")
    ]


def test_what_has_no_sound_in_latin_letters_is_kept_as_it_is():
    assert sounds_of("李", "", "") == ["李"]
    assert sound_of("W") != ""


def test_a_sound_fits_where_it_is_kept():
    assert len(sound_of("Wolfeschlegelsteinhausenbergerdorff")) <= LONGEST


@pytest.mark.django_db
def test_a_person_sounds_like_all_their_names():
    person = make.person(forename="Carl", surname="Fenwick", preferred_name="Caz")
    Alias.objects.create(person=person, forename="", surname="Fenn")
    assert sounds_of_person(person) == [sound_of(w) for w in ("Carl", "Fenwick", "Caz", "Fenn")]

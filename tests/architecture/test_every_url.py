"""Every address, every role, one table. A page without a row, or without a word on who may enter, fails here."""

from __future__ import annotations

import pytest
from django.urls import NoReverseMatch, reverse

from tests.access_table import ROLES, TABLE
from tests.architecture.urls import patterns, where

NAMES = sorted({str(p.name) for p in patterns()})


def test_every_view_says_who_may_enter():
    open_doors = [where(p.callback) for p in patterns() if not hasattr(p.callback, "capabilities")]
    assert not open_doors, "Decorate these with needs(...), signed_in or open_to_all:\n" + "\n".join(open_doors)


def test_every_address_has_a_name_of_its_own():
    names = [p.name for p in patterns()]
    nameless = [where(p.callback) for p in patterns() if not p.name]
    assert not nameless, "Give these addresses a name:\n" + "\n".join(nameless)
    twice = sorted({n for n in names if names.count(n) > 1})
    assert not twice, f"Two addresses share a name: {twice}"


def test_every_address_has_a_row():
    missing = [f"{p.name}  ({where(p.callback)})" for p in patterns() if p.name not in TABLE]
    assert not missing, "Add a row to tests/access_table.py for:\n" + "\n".join(missing)


def test_every_row_is_an_address():
    assert not sorted(set(TABLE) - set(NAMES)), "These rows of tests/access_table.py name no address"


@pytest.mark.parametrize("name", NAMES)
def test_each_role_gets_what_the_table_says(world, name):
    if name not in TABLE:
        pytest.fail(f"{name} has no row in tests/access_table.py")
    kwargs_of, expected = TABLE[name]
    assert set(expected) == set(ROLES), f"the row of {name} lacks {set(ROLES) - set(expected)}"
    try:
        address = reverse(name, kwargs=kwargs_of(world))
    except NoReverseMatch as error:
        pytest.fail(str(error))
    found = {role: world.client_for(role).get(address).status_code for role in ROLES}
    wrong = {role: f"{found[role]}, not {expected[role]}" for role in ROLES if found[role] != expected[role]}
    assert not wrong, f"{address}: {wrong}"

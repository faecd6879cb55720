"""Everyone who signs in lands on a page that opens, with somewhere to go from it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from rainer.organisation.models import RoleHolding
from tests import make
from tests.cast import World
from tests.pages import read_page

Role = RoleHolding.Role
PLACES: tuple[dict[str, str], ...] = ({}, {"region": "region"}, {"unit": "harrowgate"}, {"team": "fellside"})


@pytest.mark.parametrize("place", PLACES, ids=("nation", "region", "unit", "team"))
@pytest.mark.parametrize("role", Role.values)
def test_the_first_page_opens_and_so_does_every_item(
    world: World, today: date, role: str, place: dict[str, str]
) -> None:
    user = make.user()
    held: dict[str, Any] = {name: getattr(world, attribute) for name, attribute in place.items()}
    RoleHolding.objects.create(user=user, role=role, starts=today, **held)
    client = Client()
    client.force_login(user)
    first = client.get("/", follow=True)
    assert first.status_code == 200
    found = read_page(first)
    items = first.context["furniture"]["navigation"]
    assert items, f"{role} has nowhere to go from {found.title}"
    assert {item.url: client.get(item.url, follow=True).status_code for item in items} == {i.url: 200 for i in items}

"""What tests of supervision share."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rainer.organisation.access import Acting
from tests.cast import World


@pytest.fixture
def acting(world: World) -> Callable[[str], Acting]:
    def as_role(role: str) -> Acting:
        return Acting.of(world.users[role])

    return as_role

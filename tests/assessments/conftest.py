"""What tests of assessments and plans share."""

from __future__ import annotations

import pytest

from rainer.organisation.access import Acting
from tests.cast import World


@pytest.fixture
def aisha(world: World) -> Acting:
    """The practitioner who holds Jordan Ellis's case."""
    return Acting.of(world.users["practitioner"])


@pytest.fixture
def megan(world: World) -> Acting:
    """Her senior."""
    return Acting.of(world.users["senior"])

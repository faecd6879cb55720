"""What every test may ask for: a database, the small known cast, and pages that check themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests import database

database.prepare()

from tests.cast import World, make_world  # noqa: E402
from tests.pages import Page, open_page  # noqa: E402


def pytest_configure(config: pytest.Config) -> None:
    database.allow_flush()


@pytest.fixture
def today() -> date:
    """The day every test lives on: Monday 9 November 2026."""
    return date.fromisoformat(database.TODAY)


@pytest.fixture(autouse=True)
def _own_folders(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"  # type: ignore[attr-defined]


@pytest.fixture
def world(db: None, today: date) -> World:
    """One region, two units, three teams, and someone in every role (see tests/cast.py)."""
    return make_world(today)


@pytest.fixture
def client_for(world: World) -> Callable[[str], object]:
    """A signed-in test client for a role of the cast ("senior", "head_of_unit", "elsewhere", …)."""
    return world.client_for


@pytest.fixture
def page(world: World) -> Callable[..., Page]:
    """Open a page as a role and check what every page owes its reader: see tests/pages.py."""

    def opened(role: str, url: str, *, status: int = 200, queries: int | None = None) -> Page:
        return open_page(world.client_for(role), url, status=status, queries=queries)

    return opened

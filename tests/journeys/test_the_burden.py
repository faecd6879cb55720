"""What common tasks ask of a person stays within what is promised: the very journeys that `rainer bench burden` counts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from rainer.config.benchmarks.burden import assessing, prepare, read
from rainer.config.benchmarks.burden.journeys import JOURNEYS, OFFICER, Journey
from tests.journeys.browser import Site

# All journeys share a world, so they run on one worker.
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def day(site: Site) -> Site:
    assert prepare(site, OFFICER) == 5
    return site


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda one: one.name)
def test_within_what_is_promised(journey: Journey, day: Site, chromium_browser: Browser) -> None:
    reading = read(journey, day, chromium_browser)
    assert reading.is_met, reading.facts


def test_a_whole_assessment_of_somebody_known_before(site: Site, chromium_browser: Browser) -> None:
    reading = assessing.read(site, chromium_browser, OFFICER)
    assert reading.is_met, reading.facts

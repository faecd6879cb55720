"""What common tasks ask of a person: interactions, fields typed and pages, counted in a real browser.

A small demo world is built and served for it. All times are the machine's own: what a person takes to read and to
think is not in them.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from rainer.common.errors import CannotBeReadError
from rainer.config.benchmarks import Reading, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from rainer.config.benchmarks.burden.journeys import Journey

NAME = "burden"
SUMMARY = "what ten common tasks and a whole assessment ask of a person, in a real browser"
DATABASE = "rainer_bench_burden"
PATIENCE_MS = 15_000
# What the day holds goes a week on, and so makes room.
THE_REST_IS_LATER = """
UPDATE supervision_contact c SET at = c.at + interval '7 days', ends_at = c.ends_at + interval '7 days'
  FROM workforce_practitionerteam pt JOIN organisation_practitioner s ON s.id = pt.practitioner_id
 WHERE pt.id = c.practitioner_team_id AND lower(s.code) = %s AND c.is_appointment AND c.cancelled_at IS NULL
   AND c.outcome_code = '' AND c.at::date = now()::date RETURNING c.id"""
# The next few of the officer's appointments are made today's and over, so that there is something to say of them on
# any day and at any hour. They are on orders with no warning in force, so that the same follows from missing one
# whatever was done in this world before.
SOME_ARE_OVER = """
UPDATE supervision_contact c SET at = moved.at, ends_at = moved.at + (c.ends_at - c.at) FROM (
    SELECT a.id, greatest(date_trunc('day', now()), now() - (50 + 20 * row_number() OVER (ORDER BY a.at)) * interval '1 minute') AS at
      FROM supervision_contact a JOIN workforce_practitionerteam pt ON pt.id = a.practitioner_team_id
      JOIN organisation_practitioner s ON s.id = pt.practitioner_id
      JOIN cases_case k ON k.person_id = a.person_id AND k.practitioner_team_id = pt.id AND k.closed_on IS NULL
      JOIN cases_sentence o ON o.event_id = a.event_id AND o.terminated_on IS NULL
       AND o.kind IN ('community_order', 'suspended_sentence_order')
     WHERE lower(s.code) = %s AND a.is_appointment AND a.cancelled_at IS NULL AND a.outcome_code = ''
       AND NOT EXISTS (SELECT FROM enforcement_warning w WHERE w.event_id = a.event_id)
       AND NOT EXISTS (SELECT FROM enforcement_breachproceeding b WHERE b.event_id = a.event_id)
       AND a.at >= date_trunc('day', now()) ORDER BY a.at LIMIT 5) AS moved
 WHERE moved.id = c.id RETURNING c.id"""


def run() -> list[Reading]:
    """One reading a task. CannotBeReadError where there is no browser to drive."""
    from rainer.config.benchmarks.burden import assessing
    from rainer.config.benchmarks.burden.journeys import JOURNEYS, OFFICER
    from rainer.config.boot import boot

    _need_browser()
    boot()
    with served.served(os.environ["DATABASE_URL"], database=DATABASE) as site, served.browser() as browser:
        prepare(site, OFFICER)
        return [*(read(journey, site, browser) for journey in JOURNEYS), assessing.read(site, browser, OFFICER)]


def prepare(site: served.Site, officer: str) -> int:
    """Give the officer's day a few appointments that are over. Returns how many."""
    site.ask(THE_REST_IS_LATER, officer)
    return len(site.ask(SOME_ARE_OVER, officer))


def _need_browser() -> None:
    try:
        import playwright  # noqa: F401
    except ImportError:
        raise CannotBeReadError(
            "The burden of a task is counted in a browser: install the tools of development (make test does)."
        ) from None
    if served.chromium() is None:
        raise CannotBeReadError("There is no Chromium on this machine: install chromium, or set RAINER_CHROMIUM.")


def read(journey: Journey, site: served.Site, browser: Browser) -> Reading:
    from rainer.config.benchmarks.burden.counting import Counted

    context = browser.new_context(viewport=served.DESKTOP)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    served.sign_in(page, site, journey.who)
    at = Counted(page, site)
    started = time.perf_counter()
    journey.done(at)
    seconds = time.perf_counter() - started
    context.close()
    return Reading(
        name=journey.name,
        seconds=seconds,
        facts=(
            ("interactions", _figure(at.interactions, journey.most)),
            ("fields typed", _figure(at.fields, journey.most_fields)),
            ("pages", str(at.pages)),
        ),
        met=_within(at.interactions, journey.most) and _within(at.fields, journey.most_fields),
    )


def _figure(found: int, most: int | None) -> str:
    return str(found) if most is None else f"{found} (promised at most {most})"


def _within(found: int, most: int | None) -> bool:
    return most is None or found <= most

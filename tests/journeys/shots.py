"""`make shots`: a picture of every page at desktop and phone width, into shots/. For looking at."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.journeys import browser as drive
from tests.journeys.addresses import addresses

FOLDER = Path(__file__).resolve().parents[2] / "shots"


def main() -> None:
    os.environ["RAINER_MODE"] = "test"
    if not os.environ.get("DATABASE_URL"):
        from rainer.common import embedded_postgres
        from tests.database import FOLDER as SERVER

        os.environ["DATABASE_URL"] = embedded_postgres.start(SERVER)
    FOLDER.mkdir(exist_ok=True)
    with (
        drive.served(os.environ["DATABASE_URL"], people=7800, database="rainer_shots") as site,
        drive.browser() as started,
    ):
        for width in (drive.DESKTOP, drive.PHONE):
            _take(started, site, width)
    print(f"Pictures are in {FOLDER}")


def _take(started: Browser, site: drive.Site, size: dict[str, int]) -> None:
    pages: dict[str, Page] = {}
    for name, who, path in addresses(site):
        if who not in pages:
            pages[who] = started.new_context(viewport=size).new_page()  # type: ignore[arg-type]
            if who:
                drive.sign_in(pages[who], site, who)
        page = pages[who]
        page.goto(site.url(path))
        # Charts load as they are scrolled to: have them all before the picture is taken.
        page.evaluate("document.querySelectorAll('img[loading=lazy]').forEach(i => i.loading = 'eager')")
        page.wait_for_load_state("networkidle")
        page.screenshot(path=str(FOLDER / f"{name}-{size['width']}.png"), full_page=True)
        print(name, size["width"])


if __name__ == "__main__":
    main()

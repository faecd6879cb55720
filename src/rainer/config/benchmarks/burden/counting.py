"""A person at a page: every press, choice and typed field is counted, and every page that is opened."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Frame, Locator, Page

    from rainer.config.benchmarks.served import Site


class Counted:
    """Presses and choices are one interaction each, and so is a field typed into; reading and scrolling are none."""

    def __init__(self, page: Page, site: Site) -> None:
        self.page, self.site = page, site
        self.interactions, self.fields, self.pages, self.characters = 0, 0, 0, 0
        page.on("framenavigated", self._opened)

    def _opened(self, frame: Frame) -> None:
        if frame == self.page.main_frame:
            self.pages += 1

    def start_at(self, path: str) -> None:
        """Where the task begins; what was counted before is forgotten."""
        self.page.goto(self.site.url(path))
        self.interactions, self.fields, self.pages, self.characters = 0, 0, 0, 0

    def press(self, name: str, *, nth: int = 0) -> None:
        """A button, or a link whatever it looks like, whose words begin so."""
        words = re.compile(f"^{re.escape(name)}")
        self.press_on(
            self.page.get_by_role("button", name=words).or_(self.page.get_by_role("link", name=words)).nth(nth)
        )

    def press_on(self, what: Locator) -> None:
        what.click()
        self.interactions += 1

    def choose(self, label: str) -> None:
        """A radio button or a box to tick."""
        self.page.get_by_label(label, exact=True).first.check()
        self.interactions += 1

    def choose_first(self) -> None:
        self.page.get_by_role("radio").first.check()
        self.interactions += 1

    def select(self, label: str, option: str) -> None:
        self.page.get_by_label(label).first.select_option(label=option)
        self.interactions += 1

    def type(self, label: str, text: str) -> None:
        """A field, written into from empty: a fact the person had to give."""
        self._fill(self.page.get_by_label(re.compile(f"^{re.escape(label)}")).first, text)

    def fill(self, name: str, text: str) -> None:
        """As `type`, by the field's own name."""
        self._fill(self.page.locator(f"[name='{name}']").first, text)

    def _fill(self, what: Locator, text: str) -> None:
        what.fill(text)
        self.interactions += 1
        self.fields += 1
        self.characters += len(text)

    def choose_value(self, name: str, value: str) -> None:
        """A radio button or a box to tick, by the field's own name."""
        self.page.locator(f"input[name='{name}'][value='{value}']").check()
        self.interactions += 1

    def expect(self, text: str) -> None:
        """Fails when the page does not say so: the task was not done."""
        self.page.get_by_text(text).first.wait_for()

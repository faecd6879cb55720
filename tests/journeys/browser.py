"""The Chromium and the served demo world of the journeys, and what axe says of a page."""

from __future__ import annotations

from playwright.sync_api import Page

from rainer.config.benchmarks.served import DESKTOP, PHONE, ROOT, Site, browser, chromium, served, sign_in

__all__ = ["DESKTOP", "PHONE", "ROOT", "Site", "axe_faults", "browser", "chromium", "served", "sign_in"]

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"


def axe_faults(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA on the page as it stands: rule, how many, and the first place."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "async () => (await axe.run(document, {runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']}))"
        ".violations.map(v => [v.id, v.nodes.length, v.nodes[0].html.slice(0, 160), v.nodes[0].failureSummary])"
    )
    return [f"{rule} × {count}: {html} {why}" for rule, count, html, why in found]

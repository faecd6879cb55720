"""Opens a page and checks what every page owes its reader, whatever the test is about.

Checked: one h1, equal to the title; the error summary's links lead to fields; every input has a label; no inline
script or style; no curly mistakes like "None" in a cell where words are due is left to the tests themselves.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

NEED_NO_LABEL = {"hidden", "submit", "button", "image", "reset"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass
class Page:
    """A page as a reader meets it."""

    response: HttpResponse
    queries: int
    title: str = ""
    h1: list[str] = field(default_factory=list)
    text: str = ""
    links: dict[str, str] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)

    def says(self, *words: str) -> None:
        """Every one of these phrases stands on the page."""
        for phrase in words:
            assert phrase in self.text, f"{phrase!r} is not on the page:\n{self.text}"

    def lacks(self, *words: str) -> None:
        for phrase in words:
            assert phrase not in self.text, f"{phrase!r} is on the page and must not be"

    def link(self, words: str) -> str:
        """The address behind a link's text."""
        assert words in self.links, f"no link {words!r}; there are: {sorted(self.links)}"
        return self.links[words]


class _Reader(HTMLParser):
    """Collects what the checks need in one pass."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.title, self.h1, self.words = "", list[str](), list[str]()
        self.ids, self.labelled = set[str](), set[str]()
        self.inputs: list[dict[str, str | None]] = []
        self.summary_links: list[str] = []
        self.anchors: list[tuple[str, list[str]]] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.ids.add(str(given["id"]))
        if tag not in VOID:
            self.open.append((tag, given))
        if tag == "a":
            self.anchors.append((str(given.get("href") or ""), []))
        self._look_at(tag, given)

    def _look_at(self, tag: str, given: dict[str, str | None]) -> None:
        if tag == "h1":
            self.h1.append("")
        elif tag == "label" and given.get("for"):
            self.labelled.add(str(given["for"]))
        elif tag in {"input", "select", "textarea"} and given.get("type") not in NEED_NO_LABEL:
            self.inputs.append({**given, "inside_label": "yes" if self._inside("label") else None})
        elif tag == "a" and self._inside_class("govuk-error-summary"):
            self.summary_links.append(given.get("href") or "")
        if tag == "script" and not given.get("src") and given.get("type") != "application/json":
            self.faults.append("a script stands in the page")
        if "style" in given or any(name.startswith("on") for name in given):
            self.faults.append(f"<{tag}> has a style or a script of its own")

    def handle_endtag(self, tag: str) -> None:
        while self.open:
            closed, _given = self.open.pop()
            if closed == tag:
                return

    def handle_data(self, data: str) -> None:
        if self._inside("title") and not self._inside("svg"):
            self.title += data
        elif not self._inside("script"):
            self.words.append(data)
        if self._inside("h1"):
            self.h1[-1] += data
        if self._inside("a"):
            self.anchors[-1][1].append(data)

    def _inside(self, tag: str) -> bool:
        return any(t == tag for t, _given in self.open)

    def _inside_class(self, name: str) -> bool:
        return any(name in (given.get("class") or "").split() for _tag, given in self.open)


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def open_page(client: Client, url: str, *, status: int = 200, queries: int | None = None) -> Page:
    """GET an address; check it; at most `queries` queries when given."""
    with CaptureQueriesContext(connection) as captured:
        response: Any = client.get(url)
    assert response.status_code == status, f"{url} answered {response.status_code}, not {status}"
    if queries is not None:
        listed = "\n".join(q["sql"][:200] for q in captured.captured_queries)
        assert len(captured) <= queries, f"{len(captured)} queries, at most {queries} wanted:\n{listed}"
    return read_page(response, queries=len(captured))


def read_page(response: Any, *, queries: int = 0) -> Page:
    """Check a response that is a page and give it back readable."""
    reader = _Reader()
    reader.feed(response.content.decode())
    _check(reader)
    return Page(
        response=response,
        queries=queries,
        title=plain(reader.title),
        h1=[plain(h) for h in reader.h1],
        text=plain(" ".join(reader.words)),
        links={plain("".join(words)): href for href, words in reader.anchors},
        ids=reader.ids,
    )


def _check(reader: _Reader) -> None:
    headings = [plain(h) for h in reader.h1]
    assert len(headings) == 1, f"a page has one h1; this one has {headings}"
    title = plain(reader.title).removeprefix("Error: ")
    assert title == headings[0] or title.startswith(f"{headings[0]} – "), f"title {title!r}, h1 {headings[0]!r}"
    for href in reader.summary_links:
        assert href in {f"#{id_}" for id_ in reader.ids}, f"the error summary's link {href!r} leads nowhere"
    for field_ in reader.inputs:
        named = field_.get("id") in reader.labelled or field_.get("aria-label") or field_.get("aria-labelledby")
        assert named or field_["inside_label"], f"the field {field_.get('name')!r} has no label"
    assert not reader.faults, reader.faults

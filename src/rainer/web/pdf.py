"""Papers: letters, notices, packs and records, told once as plain blocks and put out as a PDF and as HTML.

    paper = Paper(title=_("First warning"), blocks=[Paragraph("…"), Heading("What happened"), Bullets(["…"])], at=now)
    pdf_of(paper)   # bytes: tagged, PDF/UA-1, the same bytes for the same paper
    html_of(paper)  # a fragment without a heading of the first level: the page has the title

Facts go to the typesetter as data, never as source, so that nothing typed by anyone is read as a command.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import font_source_sans_pro
import typst
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

SOURCE = Path(__file__).with_name("paper.typ")
SIZE, LARGE_SIZE = 11, 18


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    level: int = 2
    kind: str = field(default="heading", init=False)


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    kind: str = field(default="paragraph", init=False)


@dataclass(frozen=True, slots=True)
class Lines:
    """Short lines under one another: an address, a signature."""

    lines: Sequence[str]
    kind: str = field(default="lines", init=False)


@dataclass(frozen=True, slots=True)
class Bullets:
    lines: Sequence[str]
    kind: str = field(default="bullets", init=False)


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and values, side by side."""

    rows: Sequence[tuple[str, str]]
    kind: str = field(default="facts", init=False)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: what it is, its heads, its rows as text."""

    caption: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    kind: str = field(default="grid", init=False)


@dataclass(frozen=True, slots=True)
class NewPage:
    kind: str = field(default="new_page", init=False)


@dataclass(frozen=True, slots=True)
class Contents:
    """Where each part of the paper is, by page; on a screen, what parts there are stands in their headings."""

    title: str
    kind: str = field(default="contents", init=False)


Block = Contents | Heading | Paragraph | Lines | Bullets | Facts | Grid | NewPage


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper. `at` is the moment it was made, the only time in the file; `foot` stands on every page."""

    title: str
    blocks: Sequence[Block]
    at: datetime
    language: str = "en-GB"
    large_print: bool = False
    foot: str = ""

    @property
    def facts(self) -> dict[str, Any]:
        """The paper as plain data, which is what is kept of it; `paper_from` reads it back."""
        return {
            "title": self.title,
            "blocks": [asdict(block) for block in self.blocks],
            "at": self.at.isoformat(),
            "language": self.language,
            "large_print": self.large_print,
            "foot": self.foot,
        }


_KINDS: dict[str, Any] = {
    "contents": Contents,
    "heading": Heading,
    "paragraph": Paragraph,
    "lines": Lines,
    "bullets": Bullets,
    "facts": Facts,
    "grid": Grid,
    "new_page": NewPage,
}


def paper_from(facts: dict[str, Any]) -> Paper:
    """The paper from its plain data."""
    blocks = [
        _KINDS[one["kind"]](**{name: value for name, value in one.items() if name != "kind"}) for one in facts["blocks"]
    ]
    return Paper(**{**facts, "blocks": blocks, "at": datetime.fromisoformat(facts["at"])})


def one_paper(title: str, papers: Sequence[Paper], *, at: datetime) -> Paper:
    """Several papers as one, each from a new page under its own title: for printing a batch."""
    blocks: list[Block] = []
    for paper in papers:
        blocks += [*([NewPage()] if blocks else []), Heading(paper.title, level=1), *paper.blocks]
    large = any(paper.large_print for paper in papers)
    return Paper(title=title, blocks=blocks, at=at, large_print=large)


def pdf_of(paper: Paper, *, with_title: bool = True) -> bytes:
    """The paper as a tagged PDF (PDF/UA-1) with its title and language."""
    size = LARGE_SIZE if paper.large_print else SIZE
    language, _, region = paper.language.partition("-")
    facts = {**paper.facts, "size": size, "language": language, "region": region or None, "with_title": with_title}
    made = typst.compile(
        SOURCE.read_bytes(),
        format="pdf",
        font_paths=_fonts(),
        ignore_system_fonts=True,
        pdf_standards="ua-1",
        sys_inputs={"paper": json.dumps(facts)},
        timestamp=int(paper.at.timestamp()),
    )
    assert isinstance(made, bytes)
    return made


@cache
def _fonts() -> typst.Fonts:
    folder = Path(font_source_sans_pro.__file__).parent / "files"
    return typst.Fonts(include_system_fonts=False, font_paths=[str(folder)])


def html_of(paper: Paper) -> SafeString:
    """The same paper for a page: its blocks, under the page's own heading."""
    return render_to_string("web/parts/paper.html", {"paper": paper, "large_print": paper.large_print})


def pdf_answer(content: bytes, name: str) -> HttpResponse:
    """A file to look at, never kept by the browser."""
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer

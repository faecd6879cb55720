"""A paper is told once: the PDF is tagged and the same every time, the HTML says the same words."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

from rainer.web.pdf import (
    Bullets,
    Facts,
    Grid,
    Heading,
    Lines,
    NewPage,
    Paper,
    Paragraph,
    html_of,
    one_paper,
    paper_from,
    pdf_of,
)

PAPER = Paper(
    title="First warning",
    blocks=[
        Lines(["Jordan Ellis", "4 Moor Street"]),
        Paragraph("You missed your appointment.\nIt was at 10:00. #panic(\"typed by someone\") *not bold*"),
        Heading("What comes next"),
        Bullets(["Come on Tuesday"]),
        Facts([("Where", "Fell House")]),
        Grid("Appointments", ["Day", "Outcome"], [["Fri 6 Nov", "Missed <b>"]]),
        NewPage(),
        Paragraph("The end."),
    ],
    at=datetime(2026, 11, 9, 10, 0, tzinfo=UTC),
    foot="X100001",
)  # fmt: skip


def test_the_same_paper_is_the_same_bytes_and_any_change_is_others():
    made = pdf_of(PAPER)
    assert made == pdf_of(paper_from(PAPER.facts))
    assert made != pdf_of(replace(PAPER, foot="X100002"))
    assert made != pdf_of(replace(PAPER, large_print=True))


def test_the_pdf_is_tagged_with_title_and_language():
    made = pdf_of(PAPER)
    assert made.startswith(b"%PDF-1.7")
    assert b"/MarkInfo" in made
    assert re.search(rb"/Lang ?\(en-GB\)", made)
    assert b"pdfuaid:part" in made
    assert b"First warning" in made


def test_the_html_has_every_word_and_escapes_it():
    said = html_of(PAPER)
    for words in ("4 Moor Street", "It was at 10:00.", "What comes next", "Come on Tuesday", "Fell House", "The end."):
        assert words in said
    assert "Missed &lt;b&gt;" in said
    assert "<h1" not in said


def test_several_papers_are_one_each_from_a_new_page():
    batch = one_paper("Letters", [PAPER, replace(PAPER, title="Second")], at=PAPER.at)
    titles = [block.text for block in batch.blocks if isinstance(block, Heading) and block.level == 1]
    assert titles == ["First warning", "Second"]
    assert b"/Type/Pages/Count 4" in pdf_of(batch, with_title=False)
